"""The book of needs: what was found, what was dismissed, kept as documents that go with their shopper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.matching.needs.need import Need, from_body, mark, to_body
from huozhao.terms.errors import Conflict, NotFound

PERSONAL, REGIONAL, POPUP, MARK = "need", "need_region", "need_popup", "need_mark"
PAGE = 500
# A change of confidence smaller than this is not worth a write.
LEAST_CHANGE = 0.005


@dataclass(frozen=True, slots=True)
class Kept:
    """A need in the book; `state` is open or dismissed."""

    need: Need
    state: str
    audit: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class NeedBook:
    """Keeps needs as documents; a need of a shopper lies under an id that begins with the shopper's mark."""

    documents: Documents

    def all(self, kind: str) -> Iterator[Kept]:
        """Yield the needs of shoppers (`need`) or of regions (`need_region`)."""
        for found in listed(self.documents, kind):
            yield _kept(found)

    def get(self, id: str) -> Kept:
        """Return one need; NotFound when there is none (any more)."""
        found = self._found(id)
        if found is None:
            raise NotFound("unknown_need", f"there is no need {id!r}", field="id",
                           hint="it may have ended with an order or with time; see GET /v1/needs")
        return _kept(found)

    def dismissed(self, ids: Sequence[str], kind: str = PERSONAL) -> set[str]:
        """Return which of some needs an operator has dismissed."""
        kept = ((id, self.documents.get(kind, id)) for id in ids)
        return {id for id, found in kept if found is not None and found.body["state"] == "dismissed"}

    def settle(self, shopper: str, needs: Sequence[Need]) -> None:
        """Make the book hold exactly these needs of a shopper: new ones come, those no more found go.

        A dismissed need stays until its end, so that it is not told again at once.
        """
        before = {found.id: found for found in begins(self.documents, PERSONAL, mark("whose", shopper))}
        self._settle(PERSONAL, before, needs)

    def settle_regions(self, needs: Sequence[Need]) -> None:
        """Make the book hold exactly these needs of regions."""
        self._settle(REGIONAL, {found.id: found for found in listed(self.documents, REGIONAL)}, needs)
        self.touch()

    def step(self, id: str, what: str, who: str, now: int) -> Kept:
        """Dismiss a need, or take that back (`undo`)."""
        found = self._found(id)
        if found is None:
            return self.get(id)
        stands = standing(found.body)
        if what == "undo" and not stands:
            raise Conflict("nothing_to_undo", "nothing about this need was decided", field="id")
        if what == "dismiss" and found.body["state"] == "dismissed":
            raise Conflict("need_state", "the need is dismissed already", field="id", hint="undo brings it back")
        changes = dict(stands[-1]["from"]) if what == "undo" else {"state": "dismissed"}
        body = changed(found.body, changes, who, what, now)
        put = self.documents.put(found.kind, id, body, expected_version=found.version)
        self.touch()
        return _kept(put)

    def forget(self, shoppers: Sequence[str]) -> int:
        """Remove the needs and popups of shoppers; return how many went."""
        gone = 0
        for shopper in shoppers:
            for kind in (PERSONAL, POPUP):
                ids = [found.id for found in begins(self.documents, kind, mark("whose", shopper))]
                gone += self.documents.delete(kind, ids) if ids else 0
        return gone

    def touch(self) -> None:
        """Say that what stands about regions has changed."""
        self.documents.put(MARK, "current", {})

    def mark(self) -> int:
        """Return a number that rises whenever what stands about regions changes."""
        found = self.documents.get(MARK, "current")
        return found.version if found else 0

    def _found(self, id: str) -> Document | None:
        return self.documents.get(PERSONAL, id) or self.documents.get(REGIONAL, id)

    def _settle(self, kind: str, before: dict[str, Document], needs: Sequence[Need]) -> None:
        now = {need.id: need for need in needs}
        at = max((need.detected_at for need in needs), default=0)
        gone = [id for id, found in before.items() if id not in now and not _still_dismissed(found, at)]
        if gone:
            self.documents.delete(kind, gone)
        bodies = [(id, body) for id, need in now.items() if (body := _renewed(before.get(id), need)) is not None]
        if bodies:
            self.documents.put_many(kind, bodies)


def listed(documents: Documents, kind: str) -> Iterator[Document]:
    """Yield all documents of a kind in order of their ids."""
    yield from begins(documents, kind, "")


def begins(documents: Documents, kind: str, prefix: str) -> Iterator[Document]:
    """Yield the documents of a kind whose ids begin with a prefix."""
    after = prefix
    while batch := documents.list(kind, after=after, limit=PAGE):
        for found in batch:
            if not found.id.startswith(prefix):
                return
            yield found
        after = batch[-1].id


def _kept(found: Document) -> Kept:
    return Kept(from_body(found.body), found.body["state"], tuple(found.body["audit"]))


def _still_dismissed(found: Document, at: int) -> bool:
    return found.body["state"] == "dismissed" and at > 0 and found.body["expires_at"] > at


def _renewed(found: Document | None, need: Need) -> dict[str, Any] | None:
    """Return the body of a need found again: since when and what was decided stay; None where nothing changed."""
    body = to_body(need)
    if found is None or found.body["expires_at"] <= need.detected_at:
        return {**body, "state": "open", "audit": []}
    old = found.body
    body = {**body, "detected_at": old["detected_at"], "state": old["state"], "audit": old["audit"]}
    moved = {key for key in body if body[key] != old[key]} - {"confidence", "expires_at", "evidence"}
    is_new_day = body["expires_at"] - old["expires_at"] > 3_600_000
    return body if moved or is_new_day or abs(body["confidence"] - old["confidence"]) > LEAST_CHANGE else None


