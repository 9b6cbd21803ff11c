"""The one door to messages: rooms hand wishes in, shoppers allow messages and read them, operators look on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huozhao.events.catalogue import StrategyDecided, SubscriptionGranted
from huozhao.events.event import event
from huozhao.flows.messages.inbox import Inbox
from huozhao.flows.messages.pulse import Pulse
from huozhao.flows.messages.round import Part, Round
from huozhao.flows.messages.rules import Rules
from huozhao.flows.messages.store import WISH
from huozhao.operations.assignment import is_held_out
from huozhao.operations.decisions import HOLD_OUT, TREATMENT
from huozhao.operations.messages.folds import GRANTS
from huozhao.operations.messages.wish import MARKETING, Wish, check, wish_from_body
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

LABEL = Text("清理过期消息", "Letting old messages go")


@dataclass(frozen=True, slots=True)
class Messages:
    """Takes wishes; the pulse works them off, the inbox shows them. `kept_days` is how long they stay."""

    round: Round
    pulse: Pulse
    inbox: Inbox
    rules: Rules
    parts: dict[str, Part]
    kept_days: int

    def hand(self, wishes: Sequence[Wish]) -> int:
        """Take wishes in, durable on return; one handed in again counts once. Return how many are new.

        One for a subscription message that names no template goes by the template of its part of the mall.
        Where a source holds shoppers out, the arm of each who agreed to marketing and did not ask for the message is
        put on record, so that its effect can be measured. BadInput for a wish that makes no sense; then none is taken.
        """
        for wish in wishes:
            check(wish)
        now, addressed = self.round.clock(), self.rules.addressed(wishes)
        self._arms([wish for wish in addressed if wish.hold_out > 0], now)
        new = self.round.store.put(addressed, now)
        if new:
            self.pulse.wake()
        return new

    def part(self, name: str, part: Part) -> None:
        """Let a part of the mall be asked before one of its wishes is sent; `name` begins the sources of its wishes."""
        self.parts[name] = part

    def take_back(self, shopper: str, fits: Callable[[Wish], bool]) -> int:
        """Remove the waiting wishes of a shopper, "" = of all, that fit; return how many."""
        store = self.round.store
        with self.round.lock:
            waiting = store.of(WISH, shopper) if shopper else list(store.waiting())
            ids = [found.id for found in waiting if fits(wish_from_body(found.body))]
            return store.documents.delete(WISH, ids) if ids else 0

    def grant(self, shopper: str, grants: Sequence[tuple[str, str, str]]) -> int:
        """Put taps on "allow" on record, each as (id, template, scene); the same id counts once. Return how many."""
        now, mark = self.round.clock(), self.round.store.mark
        events = [event(f"grant-{mark(shopper)}-{mark(id)}", now, shopper, SubscriptionGranted(template, scene), "tap")
                  for id, template, scene in grants]  # fmt: skip
        self.round.record(events)
        return len(events)

    def balances(self, shopper: str) -> dict[str, int]:
        """Return how many messages of each template a person still allows."""
        whole, _, _ = self.round.store.book(shopper)
        rows = [row for member in self.round.known.members(shopper)
                for row in self.round.state.scan(GRANTS.name, (member,))]  # fmt: skip
        templates = sorted({str(row["template"]) for row in rows})
        return {each: whole.balance(each, self.round.granted(shopper, each)) for each in templates}

    def none_left(self, shopper: str, template: str) -> None:
        """Set what is left of a template to nothing: the shopper switched it off in WeChat's own settings."""
        person, now = self.round.known.person(shopper), self.round.clock()
        with self.round.lock:
            self.round.emptied(person, template, self.round.granted(person, template), now)

    def look_again(self) -> None:
        """Judge all that waits anew: the rules have changed."""
        store = self.round.store
        with self.round.lock:
            for found in list(store.waiting()):
                if found.body["next_at"]:
                    store.documents.put(WISH, found.id, {**found.body, "next_at": 0})
        self.pulse.wake()

    def forget(self, subjects: Sequence[str]) -> int:
        """Remove everything of some shopper ids; nothing that is being sent comes back. Return how much went."""
        with self.round.lock:
            return self.round.store.forget(subjects)

    def expire(self) -> int:
        """Let messages go that have been kept long enough; return how many."""
        return self.round.store.expire(self.round.clock() - self.kept_days * DAY_MS)

    def _arms(self, wishes: Sequence[Wish], now: int) -> None:
        """Put on record once who is held out of a source and who is not, whatever becomes of the wishes."""
        events = {}
        for wish in wishes:
            person = self.round.known.person(wish.shopper)
            if self.round.known.allows(person, MARKETING) and not self.round.is_asked(person, wish, now):
                arm = HOLD_OUT if is_held_out(wish.source, person, wish.hold_out) else TREATMENT
                id = f"arm-{self.round.store.mark(f'{wish.source} {person}')}"
                what = StrategyDecided(id, wish.source, 0, arm, wish.channels[0], "", wish.coupon)
                events[id] = event(id, now, person, what, "arbiter")
        if events:
            self.round.record(list(events.values()))

