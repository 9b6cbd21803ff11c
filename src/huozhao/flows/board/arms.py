"""The arm of every shopper who met an experiment: that of the first day counts, as in the experiment's own verdict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huozhao.events.state import StateStore
from huozhao.operations.experiments.folds import EXPOSURES


@dataclass(frozen=True, slots=True)
class ExperimentArms:
    """Reads arms from exposures; `known` raises NotFound for an experiment that there is not."""

    state: StateStore
    known: Callable[[str], object]

    def of(self, experiment: str) -> Mapping[str, str]:
        """Return the arm by shopper."""
        self.known(experiment)
        read = self.state.columns(EXPOSURES.name, ("shopper", "arm"), (experiment,))
        found: dict[str, str] = {}
        for shopper, arm in zip(*read.values(), strict=True):
            found.setdefault(str(shopper), str(arm))
        return found
