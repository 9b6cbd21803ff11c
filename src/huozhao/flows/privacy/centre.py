"""The privacy centre: what is held of a shopper and why, corrected, contested, copied, and who looked at it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.catalogue import PURPOSE_OF, ShopperRegistered
from huozhao.events.documents import Document, Documents
from huozhao.events.event import Event, event
from huozhao.events.log import EventLog
from huozhao.flows.people.contests import Contests
from huozhao.flows.privacy.consents import Consents, People
from huozhao.flows.privacy.notices import Notices
from huozhao.flows.privacy.vault import Vault
from huozhao.insight.tags.words import verb
from huozhao.privacy.consent import Decision
from huozhao.privacy.contact import OPENID
from huozhao.privacy.purposes import PURPOSES, Purpose
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

REQUEST = "privacy_request"
PAGE = 1_000
CORRECTABLE = ("sex", "birth_year", "city", "province")


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of one kind of event is kept, since and until when (ms), and for which purpose."""

    name: str
    label: Text
    purpose: str
    n: int
    first_at: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose and what the shopper decided; `is_outdated` asks for the decision anew."""

    purpose: Purpose
    notice: int
    decision: Decision | None
    is_given: bool
    is_outdated: bool


@dataclass(frozen=True, slots=True)
class Held:
    """All that is kept of a person, in plain kinds."""

    members: tuple[str, ...]
    kept: tuple[Kept, ...]
    choices: tuple[Choice, ...]
    contested: tuple[str, ...]
    looks: int


@dataclass(frozen=True, slots=True)
class Centre:
    """Answers a shopper's questions about themselves."""

    log: EventLog
    documents: Documents
    people: People
    consents: Consents
    notices: Notices
    vault: Vault
    contests: Contests
    record: Callable[[Sequence[Event]], object]
    looks: Callable[[Sequence[str]], int]
    mark: Callable[[str], str]
    clock: Callable[[], int]
    chance: Callable[[int], bytes]

    def held(self, subject: str) -> Held:
        """Return what is held of the person."""
        members = self.people.members(subject)
        kept: dict[str, list[int]] = {}
        for each in self.events(subject):
            kept.setdefault(each.name, []).append(each.at)
        return Held(
            members,
            tuple(Kept(name, verb(name), PURPOSE_OF.get(name, "service"), len(at), min(at), max(at))
                  for name, at in sorted(kept.items())),
            self.choices(subject), tuple(sorted(self.contests.of(subject))), self.looks(members),
        )  # fmt: skip

    def events(self, subject: str) -> Iterator[Event]:
        """Yield every event of the person, the newest of each subject id first."""
        for member in self.people.members(subject):
            before: tuple[int, int] | None = None
            while page := self.log.by_shopper(member, before, PAGE):
                yield from (recorded.event for recorded in page)
                before = (page[-1].event.at, page[-1].position)

    def choices(self, subject: str) -> tuple[Choice, ...]:
        """Return every purpose with what was decided."""
        standing = self.consents.of(subject)
        outdated = self.notices.outdated(standing)
        return tuple(
            Choice(purpose, self.notices.newest(purpose.name).version if purpose.needs_consent else 0,
                   standing.get(purpose.name), self.consents.allows(subject, purpose.name), purpose.name in outdated)
            for purpose in PURPOSES
        )  # fmt: skip

    def contact(self, subject: str) -> dict[str, str]:
        """Return contact data in the clear, and what WeChat calls them, for the shopper's own eyes."""
        members = self.people.members(subject)
        openid = next((held[OPENID] for member in members if OPENID in (held := self.vault.all(member))), "")
        return self.vault.contact(members) | ({OPENID: openid} if openid else {})

    def orders(self, subject: str) -> list[dict[str, Any]]:
        """Return the order files of the person."""
        wanted = {getattr(each.properties, "order", "") for each in self.events(subject)} - {""}
        found = (self.documents.get("order", order) for order in sorted(wanted))
        return [{k: v for k, v in each.body.items() if k != "request"} for each in found if each]

    def correct(self, subject: str, told: dict[str, Any]) -> None:
        """Put a corrected fact on record; it outweighs what stood there. BadInput for what cannot be corrected."""
        unknown = sorted(set(told) - set(CORRECTABLE))
        if unknown or not told:
            raise BadInput("not_correctable", f"{unknown[0] if unknown else 'nothing'} cannot be corrected here",
                           field=unknown[0] if unknown else "facts", hint=f"one of {', '.join(CORRECTABLE)}")
        now = self.clock()
        self.record([event(f"correction:{self.chance(12).hex()}", now, subject, ShopperRegistered(**told), "shopper")])
        self.note(subject, "correct", "done", fields=sorted(told))

    def contest(self, subject: str, tag: str, reason: str) -> None:
        """Take a tag off the shopper who says that it is wrong; it does not come back."""
        self.contests.add(subject, tag, reason)
        self.note(subject, "contest", "done", tag=tag)

    def note(self, subject: str, what: str, state: str, **more: Any) -> Document:
        """Put a request on the list that operators see; the shopper stands there as a keyed mark.

        `is_mark` says that what is given is the mark already, as after an erasure nobody is named any more.
        """
        now = self.clock()
        who = subject if more.pop("is_mark", False) else self.mark(subject)
        body = {"what": what, "who": who, "state": state, "at": now, **more}
        return self.documents.put(REQUEST, f"{now:015d}-{self.chance(4).hex()}", body)

    def requests(self, before: str = "", limit: int = 50) -> list[Document]:
        """Return requests, newest first."""
        return self.documents.list(REQUEST, after=before, limit=limit, newest=True)
