"""Designs: who or what is put into an arm, and how outcomes become units that may be compared.

Where arms sell the same stock, an arm that sells faster starves the other one (no stable unit treatment value). Then
whole shops, or whole days, are assigned, and they are the units: an outcome is the ratio of sums over a unit, and its
error by the delta method between units is the cluster-robust one (Liang and Zeger 1986).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.operations.assignment import bucket, bucket_ranges, choose, fnv1a_32, is_held_out, layer_place
from huozhao.operations.experiments.experiment import Experiment
from huozhao.operations.experiments.moments import WIDTH, Floats, Moments, moments

# Nobody in the hold-out of experiments is ever in one.
HOLD_OUT_SEED = "experiments"


def takes_part(made: Experiment, person: str, hold_out: float) -> bool:
    """Tell whether a person is in an experiment's range of its layer and not held out from all of them."""
    place = layer_place(made.layer, person)
    return made.low <= place < made.high and not is_held_out(HOLD_OUT_SEED, person, hold_out)


def arm_of(made: Experiment, unit: str, day: int) -> str:
    """Return the arm of a person or a shop, or, for a switchback, of a local day."""
    if made.design == "switchback":
        return _turn(made, day // made.block_days)
    ranges = bucket_ranges([arm.weight for arm in made.arms])
    # Weights that sum to a hair less than 1 leave the last bucket to the last arm.
    return made.arms[choose(bucket(made.experiment, unit), ranges)].arm


def unit_of(made: Experiment, person: str, shop: str, day: int) -> str:
    """Return what is assigned: the person, the shop near them, or the block of days."""
    return {"shopper": person, "shop": shop, "switchback": f"block:{day // made.block_days}"}[made.design]


def _turn(made: Experiment, block: int) -> str:
    """Return the arm of a block: as many blocks in a row as arms have each arm once, in an order drawn by the hash."""
    names = [arm.arm for arm in made.arms]
    turn, place = divmod(block, len(names))
    order = sorted(names, key=lambda name: fnv1a_32(f"{made.experiment}:{turn}:{name}"))
    return order[place]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One row a shopper (and block): `arm` (m,) and `unit` (m,) are numbers, `values` (m, 4) as moments read them."""

    arm: NDArray[np.int64]
    unit: NDArray[np.int64]
    values: Floats

    def by_arm(self, arms: int, clustered: bool) -> list[Moments]:
        """Return the moments of each arm over its units; clustered units are the sums of their rows."""
        return [moments(self._summed(self.arm == arm) if clustered else self.values[self.arm == arm])
                for arm in range(arms)]  # fmt: skip

    def _summed(self, keep: NDArray[np.bool_]) -> Floats:
        units, place = np.unique(self.unit[keep], return_inverse=True)
        sums = np.zeros((len(units), WIDTH))
        np.add.at(sums, place, self.values[keep])
        return sums


def stacked(
    numerator: Floats, denominator: Floats | None, before: Floats | None, denominator_before: Floats | None
) -> Floats:
    """Return rows (m, 4) of outcomes; a denominator that is None counts rows."""
    ones, none = np.ones(len(numerator)), np.zeros(len(numerator))
    past = none if before is None else before
    columns: Sequence[Floats] = (
        numerator, ones if denominator is None else denominator, past,
        ones if denominator_before is None else denominator_before,
    )  # fmt: skip
    return np.stack(columns, axis=1)
