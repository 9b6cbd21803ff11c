"""What was learned of the mall and is held in memory goes when it goes from the disk."""

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.models import MemoryArtifacts
from huozhao.backends.memory.state import MemoryState
from huozhao.flows.goods import Goods
from huozhao.flows.learning.learn import fit
from huozhao.flows.learning.learned import Learned
from huozhao.flows.subscriptions import subscriptions
from huozhao.matching.model import to_arrays
from tests.flows.test_learn import EVENTS, folded

FOLDS = subscriptions("Asia/Shanghai")
NOW = 20_001 * 86_400_000


def learned_of(artifacts: MemoryArtifacts) -> Learned:
    state = MemoryState(FOLDS)
    return Learned(state, MemoryDocuments(lambda: NOW), artifacts, Goods(state), lambda: NOW, "Asia/Shanghai")


def test_a_model_that_was_dropped_is_served_no_more() -> None:
    artifacts = MemoryArtifacts()
    learned = learned_of(artifacts)
    artifacts.save("matching", "1", to_arrays(fit(folded(EVENTS), "1")), {})
    assert learned.model().shoppers.place("u1") >= 0
    artifacts.drop("matching")  # as by an erasure in another process
    assert learned.model().shoppers.place("u1") < 0 and not len(learned.model().skus)
    artifacts.save("matching", "2", to_arrays(fit(folded(EVENTS), "2")), {})
    assert learned.model().shoppers.place("u2") >= 0
