"""The fold of identity: every link that was told or taken back, append-only, so that any state can be told again."""

from collections.abc import Iterable, Sequence

from huozhao.events.catalogue import IdentityLinked, IdentityUnlinked
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Row, Scalar, Table, Write
from huozhao.insight.identity import Link

IDENTITIES = Table("identities", ("shopper", "kind", "value", "position"), put=("linked", "linked_at", "source"))


def fold_identities(recorded: Recorded) -> Iterable[Write]:
    """Write one row for each link and each taking back."""
    event, what = recorded.event, recorded.event.properties
    if isinstance(what, IdentityLinked | IdentityUnlinked) and event.shopper:
        put: dict[str, Scalar] = {
            "linked": int(isinstance(what, IdentityLinked)), "linked_at": event.at, "source": event.source}
        yield Write("identities", (event.shopper, what.kind, what.value, recorded.position), put=put, at=event.at)


FOLD = Fold("identities", (IDENTITIES,), frozenset({"Identity Linked", "Identity Unlinked"}), fold_identities)


def standing(rows: Sequence[Row]) -> Link | None:
    """Return the link that the rows of one (shopper, kind, value) leave standing, None when it was taken back.

    The last word by time stands, a later position winning ties. A link told again keeps its first position.
    """
    found: Link | None = None
    for row in sorted(rows, key=lambda row: (int(row["linked_at"] or 0), int(row["position"] or 0))):
        if not row["linked"]:
            found = None
        elif found is None:
            found = Link(str(row["shopper"]), str(row["kind"]), str(row["value"]), int(row["position"] or 0),
                         int(row["linked_at"] or 0), str(row["source"] or ""))
    return found
