"""The board knows the arms of an experiment from its exposures: the first day of a shopper counts."""

import pytest

from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.memory.state import MemoryState
from huozhao.events.event import event
from huozhao.events.experiments import ExperimentExposed
from huozhao.flows.board.arms import ExperimentArms
from huozhao.flows.folds import Folds
from huozhao.operations.experiments.folds import exposures_fold
from huozhao.terms.errors import NotFound
from huozhao.terms.time import DAY_MS

NOW = 1_780_000_000_000


def known(experiment: str) -> None:
    if experiment != "new_first":
        raise NotFound("unknown_experiment", experiment, field="experiment")


def test_a_shopper_counts_in_the_arm_that_they_met_first() -> None:
    log, fold = MemoryLog(), exposures_fold("Asia/Shanghai")
    state = MemoryState([fold])
    met = (("a", "new", 3), ("a", "usual", 1), ("b", "usual", 2))
    log.append([event(f"e{n}", NOW - days * DAY_MS, shopper, ExperimentExposed("new_first", arm, 1))
                for n, (shopper, arm, days) in enumerate(met)])  # fmt: skip
    Folds(log, state, [fold]).catch_up()
    arms = ExperimentArms(state, known)
    assert arms.of("new_first") == {"a": "new", "b": "usual"}
    with pytest.raises(NotFound):
        arms.of("another")
