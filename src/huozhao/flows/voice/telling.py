"""Hand on who is to hear of an improved product: a tag of those who complained, and a crowd that campaigns take."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from huozhao.flows.crowds.book import CrowdBook
from huozhao.flows.tags.tags import About
from huozhao.flows.voice.upgrades import Upgrade
from huozhao.terms.errors import Conflict, NotFound
from huozhao.terms.text import Text

WHO = "voice"


class Publish(Protocol):
    """Makes the holders of a tag exactly some persons."""

    def __call__(self, tag: str, members: Iterable[str], now: int, about: About | None = None) -> object:
        """Publish a tag."""
        ...


@dataclass(frozen=True, slots=True)
class Telling:
    """Publishes hearers of upgrades. `uses(crowd)` names what uses a crowd."""

    publish: Publish
    crowds: CrowdBook
    uses: Callable[[str], list[str]]

    def tell(self, upgrade: Upgrade, people: Sequence[str], now: int) -> None:
        """Bring tag and crowd of an upgrade up to date with the people who are to hear of it."""
        label = Text(f"反映过{upgrade.label.zh}，有升级款", f"complained of {upgrade.label.en}, improved since")
        self.publish(tag_of(upgrade.ticket), people, now, About(WHO, label))
        try:
            self.crowds.get(crowd_of(upgrade.ticket))
        except NotFound:
            self.crowds.write(crowd_of(upgrade.ticket), label.as_dict(), f'tag("{tag_of(upgrade.ticket)}")', WHO, now)

    def take_back(self, ticket: str, now: int) -> None:
        """Empty the tag of a ticket and remove its crowd, unless a campaign uses it."""
        try:
            self.crowds.get(crowd_of(ticket))
        except NotFound:
            return
        self.publish(tag_of(ticket), (), now)
        try:
            self.crowds.delete(crowd_of(ticket), self.uses(crowd_of(ticket)))
        except Conflict:
            return


def tag_of(ticket: str) -> str:
    """Return the tag of those who are to hear of a ticket's improved product."""
    return f"upgrade:{ticket}"


def crowd_of(ticket: str) -> str:
    """Return the crowd of a ticket."""
    return f"upgrade_{ticket}"
