"""What a person asked for: all that they allowed, or what they allowed since they said no to marketing."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from huozhao.events.catalogue import SubscriptionGranted
from huozhao.events.log import EventLog
from huozhao.operations.messages.book import KEPT_DAYS
from huozhao.privacy.consent import Decision
from huozhao.privacy.purposes import MARKETING
from huozhao.terms.time import DAY_MS

PAGE = 500


@dataclass(frozen=True, slots=True)
class Asking:
    """Reads the log, and only of who said no. `decided` gives a person's newest decisions by purpose."""

    log: EventLog
    members: Callable[[str], Sequence[str]]
    decided: Callable[[str], Mapping[str, Decision]]

    def since(self, person: str, now: int) -> int:
        """Return the instant (ms) after which an "allow" asks for a message: that of the last no; 0 without one.

        What was told is kept for some days only, so after a no an "allow" asks for as long.
        """
        last = self.decided(person).get(MARKETING)
        return 0 if last is None or last.given else max(last.at, now - KEPT_DAYS * DAY_MS)

    def allowed(self, person: str, since: int) -> Counter[str]:
        """Count by template what a person allowed after an instant."""
        return Counter(template for member in self.members(person) for template in self._allowed(member, since))

    def _allowed(self, shopper: str, since: int) -> Iterator[str]:
        before: tuple[int, int] | None = None
        while page := self.log.by_shopper(shopper, before, PAGE):
            for recorded in page:
                if recorded.event.at <= since:
                    return
                if isinstance(recorded.event.properties, SubscriptionGranted):
                    yield recorded.event.properties.template
            before = (page[-1].event.at, page[-1].position)
