"""Tags that shoppers said are wrong: taken off for good, whatever the rules say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from huozhao.events.documents import Documents

KIND = "tag_contest"


class Tagged(Protocol):
    """Anything that is about one tag."""

    @property
    def tag(self) -> str:
        """The tag's name."""
        ...


T = TypeVar("T", bound=Tagged)


@dataclass(frozen=True, slots=True)
class Contests:
    """The contested tags of each person, over all their subject ids."""

    documents: Documents
    members: Callable[[str], tuple[str, ...]]

    def add(self, subject: str, tag: str, reason: str) -> None:
        """Take a tag off a person."""
        for member in self.members(subject):
            self.documents.put(KIND, f"{member}:{tag}", {"tag": tag, "shopper": member, "reason": reason[:500]})

    def of(self, subject: str) -> frozenset[str]:
        """Return the tags that a person has contested."""
        return frozenset(
            found.body["tag"] for member in self.members(subject)
            for found in self.documents.list(KIND, after=f"{member}:", limit=200)
            if found.body["shopper"] == member
        )

    def left(self, held: Callable[[str], Sequence[T]]) -> Callable[[str], Sequence[T]]:
        """Return a reader of a person's tags that leaves the contested ones out."""

        def read(subject: str) -> Sequence[T]:
            wrong = self.of(subject)
            return [each for each in held(subject) if each.tag not in wrong]

        return read
