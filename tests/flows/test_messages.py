"""Messages at work: nothing is sent twice across a crash, 43101 empties the balance, erasure leaves nothing."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.memory.state import MemoryState
from huozhao.events.catalogue import StrategyDecided, SubscriptionGranted
from huozhao.events.event import Event, Recorded, event
from huozhao.events.messages import MessageDecided
from huozhao.events.state import Write
from huozhao.flows.messages.asking import Asking
from huozhao.flows.messages.desk import Messages
from huozhao.flows.messages.inbox import Inbox
from huozhao.flows.messages.pulse import Pulse
from huozhao.flows.messages.round import Part, Plain, Round
from huozhao.flows.messages.rules import Rules
from huozhao.flows.messages.sender import Result
from huozhao.flows.messages.store import KINDS, MESSAGE, WISH, Store
from huozhao.flows.people.standing import Known
from huozhao.operations.messages.folds import messages_fold
from huozhao.operations.messages.policy import Policy
from huozhao.operations.messages.wish import Wish
from huozhao.privacy.consent import Decision
from huozhao.terms.errors import NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, HOUR_MS

ZONE = "Asia/Shanghai"
MORNING = 1_795_831_200_000  # 2026-11-28 10:00 in Shanghai
WORDS = Text("你好", "hello")


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Gateway:
    """A sender that answers what it is told to, and remembers what reached it."""

    answers: list[Result] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)
    is_deadly: bool = False

    def is_connected(self) -> bool:
        return True

    def send(self, id: str, wish: Wish, now: int) -> tuple[Result, str]:
        self.reached.append(wish.key)
        if self.is_deadly:
            raise Killed
        return (self.answers.pop(0) if self.answers else "sent"), ""


@dataclass
class Desk:
    """Messages over stores in memory, with a clock to set and everybody's consent."""

    messages: Messages
    gateway: Gateway
    events: list[Event]
    documents: MemoryDocuments
    now: list[int]
    silent: set[str]
    state: MemoryState
    log: MemoryLog
    decided: dict[str, dict[str, Decision]]

    def told(self, shopper: str = "ann") -> dict[str, tuple[str, str]]:
        return {each.body["key"]: (each.body["state"], each.body["channel"])
                for each in self.messages.round.store.of(MESSAGE, shopper)}

    def tap(self, shopper: str, template: str = "sale") -> None:
        fold = messages_fold(ZONE)
        tap = event(f"tap-{self.log.head()}", self.now[0], shopper, SubscriptionGranted(template))
        self.log.append([tap])
        what = Recorded(self.log.head(), tap)
        at = self.state.position(fold.name)
        self.state.apply(fold.name, at, at + 1, list[Write](fold.fold(what)))
        self.messages.pulse.applied(fold.name, [what])

    def refuse(self, shopper: str) -> None:
        """Let a shopper say no to marketing."""
        self.silent.add(shopper)
        self.decided[shopper] = {"marketing": Decision(shopper, "marketing", False, 1, "test", self.now[0])}


@pytest.fixture
def desk() -> Iterator[Desk]:
    now, events, silent = [MORNING], list[Event](), set[str]()
    documents, state, gateway = MemoryDocuments(lambda: now[0]), MemoryState((messages_fold(ZONE),)), Gateway()
    known = Known(lambda s: "ann" if s == "ann-phone" else s,
                  lambda s: ("ann", "ann-phone") if s in ("ann", "ann-phone") else (s,),
                  lambda s, purpose: s not in silent, lambda: 0)
    parts: dict[str, Part] = {}
    log, decided = MemoryLog(), dict[str, dict[str, Decision]]()
    asking = Asking(log, known.members, lambda person: decided.get(person, {}))
    given = {"sale": {"kind": "marketing"}}
    rules, store = Rules(documents, Policy()), Store(documents, lambda: b"k" * 32, known.members)

    def record(more: Sequence[Event]) -> None:
        events.extend(each for each in more if each.id not in {old.id for old in events})

    rules.write({}, given, "ops", MORNING)
    rounds = Round(store, rules, gateway, state, known, asking, parts, record, lambda: now[0], ZONE)
    yield Desk(Messages(rounds, Pulse(rounds), Inbox(rounds), rules, parts, 365), gateway, events, documents, now,
               silent, state, log, decided)


def wish(key: str, **more: object) -> Wish:
    plain = Wish(key, "ann", f"about-{key}", "marketing", WORDS, WORDS, MORNING + 20 * DAY_MS, "campaign:x")
    return replace(plain, **more)  # type: ignore[arg-type]


def test_a_wish_handed_in_twice_is_sent_once_and_waits_no_more(desk: Desk) -> None:
    assert desk.messages.hand([wish("w"), wish("w")]) == 1
    assert desk.messages.pulse.look() == 1 and desk.told() == {"w": ("sent", "card")}
    assert desk.messages.hand([wish("w")]) == 0 and desk.messages.pulse.look() == 0
    assert not list(desk.messages.round.store.waiting())


def test_a_process_killed_while_sending_never_sends_again_and_the_inbox_keeps_the_message(desk: Desk) -> None:
    desk.tap("ann")
    desk.messages.hand([wish("w", template="sale")])
    desk.gateway.is_deadly = True
    with pytest.raises(Killed):
        desk.messages.pulse.look()
    desk.gateway.is_deadly = False
    desk.now[0] += HOUR_MS
    desk.messages.pulse.look()
    assert desk.gateway.reached == ["w"] and desk.told() == {"w": ("unknown", "subscription")}
    assert [each.body["key"] for each in desk.messages.inbox.of("ann")] == ["w"]


@pytest.mark.parametrize("step", range(1, 8))
def test_a_process_killed_at_any_write_sends_at_most_once_and_loses_nothing(desk: Desk, step: int) -> None:
    desk.messages.hand([wish("a", value_fen=9), wish("s", kind="service", template="sale")])
    desk.tap("ann")
    writes = [0]

    def dying(inner: object) -> object:
        def call(*given: object, **more: object) -> object:
            writes[0] += 1
            if writes[0] == step:
                raise Killed
            return inner(*given, **more)  # type: ignore[operator]

        return call

    originals = desk.documents.put, desk.documents.delete
    desk.documents.put, desk.documents.delete = dying(originals[0]), dying(originals[1])  # type: ignore[method-assign, assignment]
    with suppress(Killed):
        desk.messages.pulse.look()
    desk.documents.put, desk.documents.delete = originals  # type: ignore[method-assign]
    desk.messages.pulse.look()
    told = desk.told()
    assert set(told) == {"a", "s"} and told["a"] == ("sent", "card")
    assert desk.gateway.reached.count("s") <= 1 and told["s"][0] in ("sent", "unknown")
    assert not list(desk.messages.round.store.waiting())
    outcomes = [each.properties for each in desk.events if isinstance(each.properties, MessageDecided)]
    assert len(outcomes) == 2, "each is on record once"


def test_43101_empties_the_balance_is_not_tried_again_and_the_message_stands_in_the_mall(desk: Desk) -> None:
    for _ in range(3):
        desk.tap("ann")
    desk.gateway.answers = ["refused"]
    desk.messages.hand([wish("w", template="sale"), wish("later", template="sale", kind="service", value_fen=-1)])
    desk.messages.pulse.look()
    assert desk.told()["later"] == ("sent", "card") and desk.gateway.reached == ["later"], "service goes first"
    assert desk.told()["w"][1] == "card", "nothing is left of the template for others"
    whole, _, _ = desk.messages.round.store.book("ann")
    assert whole.balance("sale", 3) == 0 and whole.refused_at["sale"] == MORNING
    desk.tap("ann")
    assert whole.balance("sale", desk.messages.round.granted("ann", "sale")) == 1


def test_what_waits_for_a_channel_goes_as_soon_as_the_shopper_allows_a_message(desk: Desk) -> None:
    desk.messages.hand([wish("w", channels=("subscription",), template="sale")])
    assert desk.messages.pulse.look() == 0
    desk.tap("ann")
    assert desk.messages.pulse.look() == 1 and desk.told() == {"w": ("sent", "subscription")}


def test_two_ids_of_one_person_share_caps_and_balance(desk: Desk) -> None:
    desk.tap("ann-phone")
    desk.messages.hand([wish("one", template="sale"), wish("two", shopper="ann-phone", template="sale")])
    desk.messages.pulse.look()
    assert desk.gateway.reached == ["one"] and desk.told() == {"one": ("sent", "subscription")}
    desk.now[0] += DAY_MS
    desk.messages.pulse.look()
    assert desk.told()["two"] == ("sent", "card")


def test_a_part_that_finds_a_wish_unfit_or_has_no_budget_left_stops_it(desk: Desk) -> None:
    class Poor(Plain):
        left, released = 1, 0

        def unfit(self, wish: Wish) -> str:
            return "bought" if wish.key == "bought" else ""

        def take(self, wish: Wish) -> bool:
            self.left -= 1
            return self.left >= 0

    desk.messages.part("campaign", Poor())
    desk.messages.hand([wish("bought"), wish("one", value_fen=2)])
    desk.messages.hand([wish("bob", shopper="bob")])
    desk.messages.pulse.look()
    reasons = {each.body["key"]: each.body["reason"] for who in ("ann", "bob")
               for each in desk.messages.round.store.of(MESSAGE, who)}  # fmt: skip
    assert sorted(reasons.values()) == ["bought", "budget_spent", "sent"]


def test_consent_withdrawn_takes_cards_off_the_pages_and_stops_what_waits(desk: Desk) -> None:
    desk.messages.hand([wish("w"), wish("next")])
    desk.messages.pulse.look()
    assert len(desk.messages.inbox.open("ann", "card")) == 1
    desk.silent.add("ann")
    desk.now[0] += DAY_MS
    desk.messages.pulse.look()
    assert desk.messages.inbox.open("ann", "card") == []
    assert sorted(state for state, _ in desk.told().values()) == ["dropped", "sent"]


def arms_of(desk: Desk) -> dict[str, str]:
    """Return the arm that each shopper is on record with; nothing else is told of them."""
    found = {each.shopper: each.properties.arm for each in desk.events if isinstance(each.properties, StrategyDecided)}
    assert len(found) == len(desk.events), "once a shopper"
    return found


def test_arms_are_on_record_once_and_the_hold_out_is_told_nothing(desk: Desk) -> None:
    names = [f"p{n}" for n in range(60)]
    for _ in range(2):
        desk.messages.hand([wish(f"w-{name}", shopper=name, hold_out=0.3) for name in names])
    arms = arms_of(desk)
    assert set(arms) == set(names) and {"treatment", "hold_out"} == set(arms.values())
    desk.messages.pulse.look()
    for name in names:
        state = desk.told(name)[f"w-{name}"][0]
        assert state == ("sent" if arms[name] == "treatment" else "dropped"), name


def asked(key: str, **more: object) -> Wish:
    return wish(key, **{"asked": True, "template": "sale", **more})


def test_an_allow_brings_the_one_message_it_asked_for_also_to_who_never_agreed_and_nothing_lies_there_instead(
    desk: Desk,
) -> None:
    desk.silent.add("ann")
    desk.messages.hand([asked("early")])
    desk.messages.pulse.look()
    desk.tap("ann-phone")
    desk.messages.hand([asked("w", value_fen=2), asked("next", value_fen=1)])
    assert desk.messages.pulse.look() == 1 and desk.gateway.reached == ["w"]
    assert desk.told() == {"early": ("dropped", ""), "w": ("sent", "subscription"), "next": ("dropped", "")}
    assert [each.body["key"] for each in desk.messages.inbox.of("ann")] == ["w"], "to be read again"


def test_what_was_asked_for_lies_in_the_inbox_when_wechat_fails_and_nowhere_when_the_allow_was_taken_back(
    desk: Desk,
) -> None:
    desk.silent.add("ann")
    answers: dict[str, Result] = {"lost": "failed", "off": "refused"}
    for key, answer in answers.items():
        desk.tap("ann")
        desk.gateway.answers = [answer]
        desk.messages.hand([asked(key)])
        desk.messages.pulse.look()
        desk.now[0] += 8 * DAY_MS
    assert desk.told() == {"lost": ("sent", "inbox"), "off": ("failed", "subscription")}
    assert [each.body["key"] for each in desk.messages.inbox.of("ann")] == ["lost"]


def test_a_no_to_marketing_overrules_what_was_allowed_before_and_an_allow_after_it_asks_for_one_message(
    desk: Desk,
) -> None:
    desk.tap("ann")
    desk.tap("ann")
    desk.now[0] += HOUR_MS
    desk.refuse("ann")
    desk.messages.hand([asked("w")])
    desk.messages.pulse.look()
    assert desk.told() == {"w": ("dropped", "")}
    desk.now[0] += HOUR_MS
    desk.tap("ann-phone")
    desk.messages.hand([asked("one", value_fen=2), asked("two", value_fen=1)])
    desk.messages.pulse.look()
    assert desk.gateway.reached == ["one"] and desk.told()["two"] == ("dropped", "")
    assert desk.messages.balances("ann") == {"sale": 2}, "what was allowed before waits for a yes, or for service"


def test_who_asked_is_told_although_held_out_and_is_in_no_arm(desk: Desk) -> None:
    names = [f"p{n}" for n in range(60)]
    for name in names[:30]:
        desk.tap(name)
    desk.messages.hand([asked(f"w-{name}", shopper=name, hold_out=0.3) for name in names])
    arms = arms_of(desk)
    assert set(arms) == set(names[30:]) and {"treatment", "hold_out"} == set(arms.values())
    desk.messages.pulse.look()
    assert {desk.told(name)[f"w-{name}"] for name in names[:30]} == {("sent", "subscription")}
    assert all(desk.told(name)[f"w-{name}"][0] == "dropped" for name in arms if arms[name] == "hold_out")


def test_reading_and_dismissing_are_the_shoppers_own_and_free_the_place(desk: Desk) -> None:
    desk.messages.hand([wish(f"w{n}", kind="service") for n in range(3)])
    desk.messages.pulse.look()
    cards = desk.messages.inbox.open("ann", "card")
    assert len(cards) == 2 and desk.messages.inbox.open("ann", "popup"), "the third finds the cards taken"
    with pytest.raises(NotFound):
        desk.messages.inbox.tell("bob", cards[0].id, "read")
    desk.messages.inbox.tell("ann", cards[0].id, "dismiss")
    assert len(desk.messages.inbox.open("ann", "card")) == 1 and len(desk.messages.inbox.of("ann")) == 2


def test_erasure_leaves_nothing_and_old_messages_go_by_themselves(desk: Desk) -> None:
    desk.messages.hand([wish("w"), wish("x", shopper="bob"), wish("y")])
    desk.messages.pulse.look()
    assert desk.messages.forget(["ann"]) >= 3
    left = [found for kind in KINDS for found in desk.documents.list(kind)]
    assert left and "ann" not in {found.body["shopper"] for found in left}
    desk.now[0] += 400 * DAY_MS
    assert desk.messages.expire() == 1 and desk.documents.count(MESSAGE) == 0 and desk.documents.count(WISH) == 0
