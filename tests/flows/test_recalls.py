"""What recalls draw on is learned from who consented, served at once, and without a trace of who left."""

from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import pytest

from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.memory.models import MemoryArtifacts
from huozhao.backends.memory.state import MemoryState
from huozhao.events.artifacts import Artifact
from huozhao.events.catalogue import (
    Line,
    OrderExchanged,
    OrderPaid,
    OrderReturned,
    ProductListed,
    ProductViewed,
    Properties,
    ShopOpened,
)
from huozhao.events.event import event
from huozhao.flows.folds import Folds
from huozhao.flows.goods import Goods
from huozhao.flows.learning.learn_recalls import LearnRecalls
from huozhao.flows.learning.recalls import Recalls
from huozhao.flows.people.standing import Known
from huozhao.flows.privacy.forget_learned import forget_learned
from huozhao.flows.subscriptions import subscriptions
from huozhao.matching import sessions
from huozhao.matching.candidates import Taste
from huozhao.matching.context import Context
from huozhao.matching.model import no_model
from huozhao.matching.purchases import PURCHASES, Purchase
from huozhao.matching.recall import content, goes_with, local, newest, repeat, session
from huozhao.matching.shelf import fill

DAY, MINUTE, TODAY = 86_400_000, 60_000, 20_000
NOW = TODAY * DAY + 2 * 3_600_000  # ten in the morning in Shanghai
FOLDS = subscriptions("Asia/Shanghai")
TITLES = {"milk": "鲜牛奶", "rice": "大米", "phone": "智能手机", "phone2": "智能手机大屏", "case": "手机壳",
          "cup": "茶杯"}


@dataclass
class Hall:
    """A mall in memory without its faces: events in, recalls out."""

    log: MemoryLog = field(default_factory=MemoryLog)
    state: MemoryState = field(default_factory=lambda: MemoryState(FOLDS))
    artifacts: MemoryArtifacts = field(default_factory=MemoryArtifacts)
    person: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    number: int = 0

    def __post_init__(self) -> None:
        self.goods = Goods(self.state)
        self.folds = Folds(self.log, self.state, FOLDS)
        self.folds.listen(self.goods.applied)
        known = Known(lambda s: self.person.get(s, s), lambda s: (s,), lambda s, _: s not in self.refused, lambda: 0)
        self.recalls = self.opened()
        self.learning = LearnRecalls(
            self.state, self.log, self.artifacts, self.goods, lambda: TODAY, lambda: NOW, known)
        for sku, title in TITLES.items():
            self.did("", ProductListed(sku, sku, title, ["手机"] if sku.startswith("phone") else [title]))
        self.did("", ShopOpened("s1", "汉口店", city="武汉市"))

    def opened(self) -> Recalls:
        """What a process just started would hold."""
        return Recalls(
            self.state, self.artifacts, self.goods, lambda: fill(self.goods.skus(), {}), lambda: TODAY, lambda: NOW)

    def did(self, who: str, what: Properties, at: int = NOW - DAY) -> None:
        self.number += 1
        self.log.append([event(f"e{self.number}", at, who, what)])

    def bought(self, who: str, *skus: str, day: int = TODAY, shop: str | None = None) -> None:
        lines = [Line(sku, 1, 100) for sku in skus]
        at = NOW - (TODAY - day) * DAY
        self.did(who, OrderPaid(f"o{self.number}", lines, 100 * len(skus), shop=shop), at)

    def looked(self, who: str, *skus: str, ago: int = 60) -> None:
        for n, sku in enumerate(skus):
            self.did(who, ProductViewed(sku), NOW - ago * MINUTE + n * MINUTE)

    def learn(self) -> dict[str, int]:
        self.folds.catch_up()
        return self.learning.stage(lambda done, total: None)


def busy() -> Hall:
    hall = Hall()
    for u in range(30):
        for week in range(6):
            hall.bought(f"u{u}", "milk", day=TODAY - 7 * week - u % 3, shop="s1")
        hall.bought(f"u{u}", "phone" if u % 2 else "phone2", "case", day=TODAY - 3)
        hall.looked(f"u{u}", "phone", "phone2", "case", ago=60 + 40 * u)
    return hall


def test_a_run_learns_each_source_and_requests_take_it_up() -> None:
    hall = busy()
    assert hall.recalls.baskets().skus.names() == [] and hall.recalls.sessions().count == 0
    told = hall.learn()
    assert told["sessions"] == 30 and told["areas"] == 1 and told["purchases"] == 240
    due = repeat.recall(hall.recalls.baskets(), [Purchase("milk", TODAY - 8)], TODAY)
    assert [c.sku for c in due] == ["milk"]
    now = [Taste("phone", 1, 0, NOW - MINUTE)]
    assert session.recall(hall.recalls.sessions(), now, NOW)[0].sku == "phone2"
    complements, substitutes = goes_with.recall(no_model(), "phone", pairs=hall.recalls.pairs())
    assert complements[0].sku == "case" and substitutes[0].sku == "phone2"
    here = Context(NOW, TODAY, (TODAY + 3) % 7, 10, city="武汉")
    assert hall.recalls.local().areas.names() == ["武汉"] and local.recall(hall.recalls.local(), here) == []


def test_content_knows_goods_before_any_run_and_goods_listed_a_moment_ago() -> None:
    hall = Hall()
    hall.folds.catch_up()
    assert [c.sku for c in content.alike(hall.recalls.content(), "phone")] == ["phone2", "case"]
    hall.learn()
    hall.did("", ProductListed("phone3", "phone3", "智能手机折叠屏", ["手机"]))
    hall.folds.catch_up()
    found = content.recall(hall.opened().content(), [Taste("phone", 6, 0, NOW)], NOW)
    assert "phone3" in [c.sku for c in found]


def test_new_goods_are_shown_those_shown_less_first() -> None:
    hall = Hall()
    hall.folds.catch_up()
    new = hall.recalls.new_goods()
    assert set(new) == set(TITLES) and hall.recalls.shown() == {}
    shelf = fill(hall.goods.skus(), {})
    assert newest.recall(new, shelf, [], {"case": 900})[-1].sku == "case"


def test_two_ids_of_one_person_are_one_history_and_who_did_not_consent_is_in_none() -> None:
    hall = busy()
    hall.person["u1"] = "u0"
    hall.refused.add("u2")
    told = hall.learn()
    assert told["sessions"] == 29 and told["purchases"] < 240
    assert "u2" not in hall.recalls.sessions().shoppers.names() and "u1" not in hall.recalls.sessions().shoppers.names()


def test_who_withdraws_consent_or_is_erased_leaves_no_session_behind() -> None:
    hall = busy()
    hall.learn()
    before = hall.recalls.sessions().count
    hall.recalls.decided("u3", "marketing", False)
    hall.recalls.decided("stranger", "personalisation", False)
    assert hall.recalls.sessions().count == before
    hall.recalls.decided("u3", "personalisation", False)
    assert hall.recalls.sessions().count == before - 1
    assert forget_learned(hall.artifacts, ["u4", "u5", "milk"]) == 1
    held = hall.recalls.sessions()
    assert held.count == before - 3 and not {"u3", "u4", "u5"} & set(held.shoppers.names())
    assert repeat.recall(hall.recalls.baskets(), [Purchase("milk", TODAY - 8)], TODAY)


def test_two_who_withdraw_at_once_do_not_write_each_others_sessions_back(monkeypatch: pytest.MonkeyPatch) -> None:
    hall, load = busy(), MemoryArtifacts.load
    hall.learn()
    hall.recalls.sessions()
    other = Thread(target=lambda: hall.recalls.decided("u4", "personalisation", False))

    def meanwhile(artifacts: MemoryArtifacts, kind: str, version: str = "") -> Artifact | None:
        """Let the other withdraw when the first has read what there is."""
        found = load(artifacts, kind, version)
        if not other.ident:
            other.start()
            other.join(0.3)
        return found

    monkeypatch.setattr(MemoryArtifacts, "load", meanwhile)
    hall.recalls.decided("u3", "personalisation", False)
    other.join(60)
    assert not {"u3", "u4"} & set(hall.recalls.sessions().shoppers.names())


def test_who_withdraws_while_sessions_are_learned_is_in_none(monkeypatch: pytest.MonkeyPatch) -> None:
    hall, save = busy(), MemoryArtifacts.save

    def withdrawn(artifacts: MemoryArtifacts, kind: str, *rest: Any) -> str:
        """Let somebody withdraw when all has been learned and nothing has been kept."""
        if kind == "sessions" and "u3" not in hall.refused:
            hall.refused.add("u3")
            hall.recalls.decided("u3", "personalisation", False)
        return save(artifacts, kind, *rest)

    monkeypatch.setattr(MemoryArtifacts, "save", withdrawn)
    told = hall.learn()
    assert told["sessions"] == 29 and "u3" not in hall.recalls.sessions().shoppers.names()
    assert all("u3" not in sessions.from_arrays(kept.arrays).shoppers.names()
               for version in hall.artifacts.versions("sessions") if (kept := hall.artifacts.load("sessions", version)))


def test_what_came_back_is_negative_and_teaches_nothing() -> None:
    hall = Hall()
    hall.bought("u1", "cup", day=TODAY - 5)
    hall.did("u1", OrderReturned("o9", [Line("cup", 1, 100)], 100), NOW)
    hall.did("u2", OrderExchanged("o8", [Line("phone", 1, 100)], [Line("phone2", 1, 100)]), NOW)
    told = hall.learn()
    rows = hall.state.scan(PURCHASES.name, ("u1",))
    assert [(row["day"], row["quantity"]) for row in rows] == [(TODAY - 5, 1), (TODAY, -1)] and told["purchases"] == 0
    assert [c.sku for c in goes_with.recall(no_model(), "phone", pairs=hall.recalls.pairs())[1]] == ["phone2"]


def test_an_empty_mall_learns_nothing_and_says_nothing() -> None:
    state, log, artifacts = MemoryState(FOLDS), MemoryLog(), MemoryArtifacts()
    goods = Goods(state)
    told = LearnRecalls(state, log, artifacts, goods, lambda: TODAY, lambda: NOW).stage(lambda done, total: None)
    assert set(told.values()) == {0}
    held = Recalls(state, artifacts, goods, lambda: fill([], {}), lambda: TODAY, lambda: NOW)
    assert repeat.recall(held.baskets(), [Purchase("a", 1)], TODAY) == []
    assert content.recall(held.content(), [Taste("a", 1, 0, NOW)], NOW) == [] and held.new_goods() == {}
