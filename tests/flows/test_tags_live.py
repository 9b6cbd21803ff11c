"""The live tags agree with the SQL at any moment, whatever came late, twice, merged, apart, or by time alone."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.memory.memberships import MemoryMemberships
from huozhao.backends.memory.models import MemoryArtifacts
from huozhao.backends.memory.state import MemoryState
from huozhao.events.catalogue import (
    Line,
    OrderPaid,
    ProductAddedToCart,
    ProductListed,
    ProductsSearched,
    ProductViewed,
    ShopperRegistered,
)
from huozhao.events.event import Event, event
from huozhao.flows.folds import Folds
from huozhao.flows.goods import FOLD, Goods
from huozhao.flows.tags.check import check
from huozhao.flows.tags.wire import listener, wire
from huozhao.insight.tags.yaml_file import definitions
from huozhao.terms.time import day_start

ZONE, HOUR, DAY = "Asia/Shanghai", 3_600_000, 86_400_000
START = day_start(20_400, ZONE) + 5 * HOUR
PATHS = {"mask": ["美妆", "面膜"], "chips": ["零食"], "tea": ["食品", "茶"]}
SOURCE = """
- {tag: t_masks, label: {zh: a, en: a}, when: 'count(view, category = "面膜", 3d) >= 2 and not count(paid, 2d) > 0'}
- {tag: t_hours, label: {zh: b, en: b}, when: 'count(view | cart, 5h) >= 1 and sum(buy, quantity, 4d) <= 3'}
- {tag: t_chain, label: {zh: c, en: c}, when: 'sequence(view -> cart -> paid within 30h, 6d) or last(view) >= 3'}
- {tag: t_fade, label: {zh: d, en: d}, when: 'decayed(view) + 2.3 * decayed(cart)',
   decay: {half_life: 15h, enter: 2.7, exit: 0.81}}
- {tag: t_nest, label: {zh: e, en: e}, when: 'tag("t_masks") or (tag("t_fade") and not tag("t_hours"))'}
- {tag: t_deep, label: {zh: f, en: f}, when: 'not tag("t_nest") and share(view, category = "零食", 4d) > 0.3'}
- {tag: t_fact, label: {zh: g, en: g}, when: 'fact("city") in ("深圳", "广州") and days(view, 5d) >= 1 and age() >= 20'}
- {tag: t_prompt, label: {zh: h, en: h}, late: 7h, when: 'count(view, 6d) >= 2'}
- {tag: t_brief, label: {zh: i, en: i}, ttl: 9h, when: 'count(view, 6d) >= 1'}
- tag: t_tier
  label: {zh: j, en: j}
  values:
    - {value: high, label: {zh: k, en: k}, when: 'sum(paid, amount, 6d) >= 15'}
    - {value: low, label: {zh: l, en: l}, when: 'count(paid, 6d) >= 1'}
"""
SHOPPERS = ("a", "b", "c", "d")


@dataclass
class Links:
    """Persons whose links a test sets."""

    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    listeners: list[Callable[[frozenset[str]], None]] = field(default_factory=list)

    def person(self, subject: str) -> str:
        return self.groups.get(subject, (subject,))[0]

    def members(self, subject: str) -> tuple[str, ...]:
        return self.groups.get(subject, (subject,))

    def listen(self, changed: Callable[[frozenset[str]], None]) -> None:
        self.listeners.append(changed)

    def join(self, *members: str) -> None:
        """Let subjects be one person, or each alone again."""
        whole = set(members) | {m for s in members for m in self.members(s)}
        for subject in whole:
            self.groups.pop(subject, None)
        if len(members) > 1:
            self.groups.update(dict.fromkeys(members, tuple(sorted(members))))
        for changed in self.listeners:
            changed(frozenset(whole))


@dataclass
class Permits:
    """Consents that a test sets; given unless taken."""

    refused: set[str] = field(default_factory=set)
    listeners: list[Callable[[str, str, bool], None]] = field(default_factory=list)

    def allows(self, subject: str, purpose: str) -> bool:
        return subject not in self.refused

    def listen(self, changed: Callable[[str, str, bool], None]) -> None:
        self.listeners.append(changed)

    def decide(self, subject: str, given: bool) -> None:
        """Give or take a consent."""
        (self.refused.discard if given else self.refused.add)(subject)
        for changed in self.listeners:
            changed(subject, "personalisation", given)


class Mall:
    """The live tags of one small mall with its own clock."""

    def __init__(self) -> None:
        self.now, self.number = START, 0
        self.links, self.permits, self.log = Links(), Permits(), MemoryLog()
        self.state = MemoryState((FOLD,))
        self.folds = Folds(self.log, self.state, (FOLD,))
        self.goods = Goods(self.state)
        self.folds.listen(self.goods.applied)
        self.documents, self.artifacts = MemoryDocuments(lambda: self.now), MemoryArtifacts()
        self.journal = MemoryMemberships()
        self.open()
        for sku, path in PATHS.items():
            self.list_goods(sku, path)
        for found in definitions(SOURCE):
            self.tags.engine.book.publish(found)

    def open(self) -> None:
        """Open the tags, as a process does that starts."""
        self.tags = wire(self.log, self.documents, self.artifacts, self.journal, self.goods, self.links, self.permits,
                         lambda: self.now, ZONE)  # fmt: skip
        self.folds.listen(listener(self.tags))

    def list_goods(self, sku: str, path: list[str]) -> None:
        """List goods in a category."""
        self.number += 1
        self.log.append([event(f"g{self.number}", self.now, "", ProductListed(sku, sku, sku, path))])
        self.folds.catch_up()

    def agrees(self) -> None:
        """Hold the live tags against SQL."""
        duck = pytest.importorskip("huozhao.backends.duckdb.analysis")
        analysis = duck.DuckAnalysis()
        differing = [found for found in check(self.tags, analysis) if found.differing]
        analysis.close()
        assert not differing, differing


def happened(number: int, shopper: str, kind: str, sku: str, at: int) -> Event:
    what = {
        "view": lambda: ProductViewed(sku), "cart": lambda: ProductAddedToCart(sku, 2),
        "search": lambda: ProductsSearched(f"{sku} x"),
        "paid": lambda: OrderPaid(f"o{number}", [Line(sku, 1, 900)], 900),
        "move": lambda: ShopperRegistered(city="深圳" if number % 2 else "北京", birth_year=1990),
    }[kind]()  # fmt: skip
    return event(f"e{number}", at, shopper, what)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("event"), st.sampled_from(SHOPPERS),
                  st.sampled_from(["view", "view", "cart", "paid", "move"]), st.sampled_from(sorted(PATHS)),
                  st.integers(0, 5 * 24 * 4)),
        st.tuples(st.just("again"), st.integers(0, 9)),
        st.tuples(st.just("time"), st.integers(1, 2 * 24 * 4)),
        st.tuples(st.just("join"), st.sets(st.sampled_from(SHOPPERS), min_size=1, max_size=3)),
        st.tuples(st.just("consent"), st.sampled_from(SHOPPERS), st.booleans()),
        st.tuples(st.just("goods"), st.sampled_from(sorted(PATHS)), st.sampled_from([["零食"], ["美妆", "面膜"]])),
        st.tuples(st.just("restart"), st.booleans()),
    ),
    max_size=30,
)  # fmt: skip


def do(mall: Mall, step: tuple[object, ...], sent: list[Event]) -> None:
    match step:
        case ("event", str() as shopper, str() as kind, str() as sku, int() as back):
            sent.append(happened(len(sent), shopper, kind, sku, mall.now - back * HOUR // 4))
            mall.log.append([sent[-1]])
        case ("again", int() as back):
            mall.log.append(sent[-1 - back :][:1])
        case ("time", int() as quarters):
            mall.now += quarters * HOUR // 4
        case ("join", set() as members):
            mall.links.join(*sorted(members))
        case ("consent", str() as shopper, bool() as given):
            mall.permits.decide(shopper, given)
        case ("goods", str() as sku, list() as path):
            mall.list_goods(sku, path)
        case ("restart", bool() as saved):
            mall.tags.snapshots.save(force=saved)
            mall.open()


@settings(max_examples=60)
@given(steps)
def test_live_and_sql_agree_after_every_kind_of_change(found: list[tuple[object, ...]]) -> None:
    mall, sent = Mall(), list[Event]()
    for number, step in enumerate(found):
        do(mall, step, sent)
        if number % 3 == 0:
            mall.tags.engine.catch_up()
    mall.agrees()


@settings(max_examples=40)
@given(steps)
def test_what_is_held_does_not_depend_on_when_it_was_evaluated(found: list[tuple[object, ...]]) -> None:
    often, once, sent, again = Mall(), Mall(), list[Event](), list[Event]()
    for step in found:
        do(often, step, sent)
        often.tags.engine.catch_up()
        do(once, step, again)
    once.tags.engine.catch_up()
    for tag in (d.tag for d in often.tags.engine.book.published()):
        assert names(often, tag) == names(once, tag), tag


def names(mall: Mall, tag: str) -> set[str]:
    return {mall.tags.name(uid) for uid in mall.tags.bitmap(tag)}


def test_a_tag_goes_by_time_alone_at_the_announced_instant() -> None:
    mall = Mall()
    mall.log.append([happened(n, "a", "view", "mask", mall.now - 1) for n in range(2)])
    mall.tags.engine.catch_up()
    assert names(mall, "t_masks") == {"a"} and names(mall, "t_hours") == {"a"}
    mall.now = START - 2 + 5 * HOUR
    mall.tags.engine.catch_up()
    assert names(mall, "t_hours") == {"a"} and mall.tags.engine.next_due == START - 1 + 5 * HOUR
    mall.now += 1
    mall.tags.engine.catch_up()
    assert names(mall, "t_hours") == set()
    mall.now = day_start(20_403, ZONE)
    mall.tags.engine.catch_up()
    assert names(mall, "t_masks") == set()
    changes = [(c.tag, c.entered, c.cause, c.at) for c in mall.journal.history("a") if c.tag == "t_masks"]
    assert changes == [("t_masks", False, "time", mall.now), ("t_masks", True, "log", START)]


def test_joining_and_parting_gives_the_earlier_tags_back() -> None:
    mall = Mall()
    mall.log.append([happened(0, "a", "view", "mask", mall.now), happened(1, "b", "view", "mask", mall.now)])
    mall.tags.engine.catch_up()
    before = {tag: names(mall, tag) for tag in mall.tags.sizes()}
    mall.links.join("a", "b")
    assert names(mall, "t_masks") == {"a"} and mall.tags.uid("b") == mall.tags.uid("a")
    assert {held.tag for held in mall.tags.held("b")} == {held.tag for held in mall.tags.held("a")}
    mall.links.join("a")
    assert {tag: names(mall, tag) for tag in mall.tags.sizes()} == before


def test_a_withdrawn_consent_clears_at_once_also_tags_from_elsewhere() -> None:
    mall = Mall()
    mall.log.append([happened(n, "a", "view", "mask", mall.now) for n in range(2)])
    mall.tags.publish("rfm:vip", ["a"], mall.now)
    assert names(mall, "t_masks") == {"a"} == names(mall, "rfm:vip")
    mall.permits.decide("a", False)
    assert names(mall, "t_masks") == set() == names(mall, "rfm:vip") and mall.tags.held("a") == []
    assert not mall.tags.evaluate("count(view, 30d) >= 1")
    mall.permits.decide("a", True)
    assert names(mall, "t_masks") == {"a"}


def test_forgotten_shoppers_are_in_no_bitmap_no_journal_and_no_snapshot() -> None:
    mall = Mall()
    mall.log.append([happened(n, s, "view", "mask", mall.now) for n, s in enumerate(("a", "a", "canary", "canary"))])
    mall.log.append([event("s", mall.now, "canary", ProductsSearched("canary words"))])
    mall.tags.engine.catch_up()
    mall.tags.snapshots.save(force=True)
    assert mall.tags.forget(["canary"]) > 0
    assert names(mall, "t_masks") == {"a"} and mall.tags.uid("canary") is None
    kept = mall.artifacts.load("acts")
    assert kept is not None and not any(b"canary" in array.tobytes() for array in kept.arrays.values())
    assert all(change.person != "canary" for change in mall.journal.after(0, 1_000))


def test_a_rule_that_cannot_be_evaluated_says_so_and_stops_no_other() -> None:
    mall = Mall()
    mall.tags.engine.book.crowd = lambda name: "count(view, 9d) >= 1"
    broken = '{tag: t_crowd, label: {zh: x, en: x}, when: \'crowd("gone")\'}'
    mall.tags.engine.book.publish(definitions(broken)[0])
    mall.tags.engine.book.crowd = lambda name: None
    mall.log.append([happened(n, "a", "view", "mask", mall.now) for n in range(2)])
    assert names(mall, "t_masks") == {"a"}
    assert "gone" in mall.tags.live.status().rule_errors["t_crowd"]
