"""What was learned of the mall and is held in memory goes when it goes from the disk, or its shopper withdraws."""

from collections.abc import Mapping
from threading import Event
from typing import Any

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.memory.models import MemoryArtifacts
from huozhao.backends.memory.state import MemoryState
from huozhao.events.artifacts import Arrays
from huozhao.events.event import Recorded
from huozhao.flows.crowds.segments import Segments
from huozhao.flows.goods import Goods
from huozhao.flows.learning.learn import Learn, fit
from huozhao.flows.learning.learned import Learned
from huozhao.flows.people.profile import Sources
from huozhao.flows.people.shopper import Shoppers
from huozhao.flows.people.standing import EVERYBODY, Known, Standings
from huozhao.flows.subscriptions import subscriptions
from huozhao.matching.model import to_arrays
from tests.flows.test_learn import EVENTS, folded

FOLDS = subscriptions("Asia/Shanghai")
NOW = 20_001 * 86_400_000


def learned_of(artifacts: MemoryArtifacts, known: Known = EVERYBODY) -> Learned:
    state = MemoryState(FOLDS)
    for fold in FOLDS:
        told = [Recorded(n + 1, each) for n, each in enumerate(EVENTS)]
        writes = [w for r in told if not fold.events or r.event.name in fold.events for w in fold.fold(r)]
        state.apply(fold.name, 0, len(told), writes)
    return Learned(state, MemoryDocuments(lambda: NOW), artifacts, Goods(state), lambda: NOW, "Asia/Shanghai", known)


def test_a_model_that_was_dropped_is_served_no_more() -> None:
    artifacts = MemoryArtifacts()
    learned = learned_of(artifacts)
    artifacts.save("matching", "1", to_arrays(fit(folded(EVENTS), "1")), {})
    assert learned.model().shoppers.place("u1") >= 0
    artifacts.drop("matching")  # as by an erasure in another process
    assert learned.model().shoppers.place("u1") < 0 and not len(learned.model().skus)
    artifacts.save("matching", "2", to_arrays(fit(folded(EVENTS), "2")), {})
    assert learned.model().shoppers.place("u2") >= 0


def test_who_withdraws_has_no_orders_and_no_segment_while_a_standing_of_before_is_served(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    artifacts, withdrawn, goes_on, compute = MemoryArtifacts(), set[str](), Event(), Standings.compute
    learned_of(artifacts).restand()
    known = Known(lambda s: s, lambda s: (s,), lambda s, _: s not in withdrawn, lambda: len(withdrawn))
    learned = learned_of(artifacts, known)  # a process that was just started has what was kept last night
    monkeypatch.setattr(Standings, "compute", lambda *of: goes_on.wait(60) and compute(*of))
    shoppers = Shoppers(MemoryState(FOLDS), MemoryLog(), learned, "Asia/Shanghai", Sources(known))
    segments = Segments(learned, MemoryDocuments(lambda: NOW), lambda *_: None)
    (before,) = shoppers.find("u2", "", "", 9)
    assert before.orders == 1 and segments.kept("u2") == before.segment != "none"
    withdrawn.add("u2")
    assert [(line.orders, line.spent_fen, line.last_order_at) for line in shoppers.find("u2", "", "", 9)] == [(0, 0, 0)]
    assert shoppers.find("u2", before.segment, "", 9) == [] and segments.kept("u2") == "none"
    assert [line.orders for line in shoppers.find("u1", "", "", 9)] == [1]
    goes_on.set()


def test_who_withdraws_while_the_model_is_learned_is_not_in_it() -> None:
    artifacts, withdrawn = MemoryArtifacts(), set[str]()
    known = Known(lambda s: s, lambda s: (s,), lambda s, _: s not in withdrawn, lambda: len(withdrawn))
    learned = learned_of(artifacts, known)

    def published(version: str, arrays: Arrays, about: Mapping[str, Any]) -> dict[str, Any]:
        """Store the model as somebody withdraws."""
        withdrawn.add("u2")
        return {"version": artifacts.save("matching", version, arrays, dict(about)), "state": "published"}

    state = folded(EVENTS)
    learn = Learn(state, MemoryDocuments(lambda: NOW), learned, Goods(MemoryState(FOLDS)), lambda: NOW, dict, known,
                  published)  # fmt: skip
    def stepped(done: int, of: int) -> None:
        """Let another one withdraw earlier, while the lists are made."""
        if done == of:
            withdrawn.add("shy")

    told = learn.matching(stepped)
    assert learned.model().shoppers.names() == ["phone-1", "u1"] and told["shoppers"] == 3
    assert artifacts.versions("matching") == [told["model"]]
