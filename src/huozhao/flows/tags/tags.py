"""Tags for the other flows: who carries what, since when and why; sets of shoppers by expression."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pyroaring import BitMap

from huozhao.flows.tags.roster import Changes
from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class HeldTag:
    """A tag that a person carries now, with its evidence in words; `since` is ms, 0 = not known."""

    tag: str
    layer: str
    label: Text
    evidence: Text
    since: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What there is to say of a tag that is published from elsewhere (predictions, RFM segments, crowds)."""

    layer: str
    label: Text
    rule: Text = Text("", "")
    purpose: str = "personalisation"
    sensitivity: str = "normal"
    owner: str = ""


# evidence(subject, tag) in words, by layer of the tag; for tags that are published from elsewhere.
Evidence = Callable[[str, str], Text]


class Tags:
    """The one place where tags are read. Tags from elsewhere enter by `publish` and share the journal."""

    evidences: dict[str, Evidence]

    def held(self, subject: str) -> list[HeldTag]:
        """Return the tags that the person of a subject carries now, those without consent left out."""
        raise NotImplementedError

    def bitmap(self, tag: str, value: str = "") -> BitMap:
        """Return the uids of who carries a tag now; a copy."""
        raise NotImplementedError

    def size(self, tag: str) -> int:
        """Return how many persons carry a tag."""
        raise NotImplementedError

    def evaluate(self, expression: str, purpose: str = "personalisation") -> BitMap:
        """Return everybody for whom an expression holds now and who has consented to the purpose; exact."""
        raise NotImplementedError

    def publish(self, tag: str, members: "BitMap | Iterable[str]", now: int, about: About | None = None) -> Changes:
        """Make the holders of a tag from elsewhere exactly `members` (uids, or subjects) as of `now` (ms).

        `about` is kept with the tag and may be left out afterwards. Persons without consent are left out.
        """
        raise NotImplementedError

    def uid(self, subject: str) -> int | None:
        """Return the number of the subject's person; None when nothing is on record."""
        raise NotImplementedError

    def name(self, uid: int) -> str:
        """Return the canonical subject of a uid, empty when it was forgotten."""
        raise NotImplementedError

    def wait(self, position: int, timeout_s: float = 10.0) -> bool:
        """Return when the live tags have passed a position of the log; work here when no thread runs."""
        raise NotImplementedError

    def forget(self, subjects: Iterable[str]) -> int:
        """Remove all acts, memberships and numbers of subjects, and their traces on disk; return how many went."""
        raise NotImplementedError
