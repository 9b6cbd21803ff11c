"""`peeking`: false claims among 2,000 A/A tests of 100 looks each: the always-valid interval beside the usual z test.

Every look compares shares of buyers of two equal arms that grow by 20 to 60 shoppers an arm a look. A test counts as
false when any of its looks, from the third on, says that the arms differ.
"""

import json

import numpy as np
from numpy.typing import NDArray

from huozhao.operations.experiments.effect import effect
from huozhao.operations.experiments.intervals import ALPHA, rho_for, sequential
from huozhao.operations.experiments.moments import of_sums

TESTS, LOOKS, SEED, FIRST = 2_000, 100, 7, 2
RATE = 0.1


def grown(dice: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return shoppers and buyers of both arms after each look, shape (2, looks)."""
    shoppers = dice.integers(20, 61, (2, LOOKS))
    return shoppers.cumsum(axis=1), dice.binomial(shoppers, RATE).cumsum(axis=1)


def claims(shoppers: NDArray[np.int64], buyers: NDArray[np.int64], rho: float) -> tuple[bool, bool, bool]:
    """Return whether ours claims at any look, whether z does, and whether z does at the last look alone."""
    ours = naive = last = False
    for look in range(FIRST, LOOKS):
        arms = [of_sums(int(n), (float(k), float(k))) for n, k in zip(shoppers[:, look], buyers[:, look], strict=True)]
        found = effect(arms[0], arms[1], "share")
        if found is None or found.relative is None:
            continue
        ours = ours or sequential(found.relative, found.n, rho).p_value < ALPHA
        last = abs(found.absolute.value) > 1.959964 * found.absolute.error
        naive = naive or last
    return ours, naive, last


def main() -> None:
    """Run the tests and print one line."""
    dice = np.random.default_rng(SEED)
    rho = rho_for(4_000)
    counts = np.array([claims(*grown(dice), rho) for _ in range(TESTS)]).sum(axis=0) / TESTS
    ours, naive, last = counts.tolist()
    print(json.dumps({
        "figure": "peeking", "value": round(100 * ours, 2), "unit": "% of A/A tests with a false claim at any look",
        "peer": "z test at every look", "peer_value": round(100 * naive, 2), "ratio": round(ours / naive, 3),
        "z_at_the_last_look_only": round(100 * last, 2), "goal": "at most 5 %",
        "data": f"generated: {TESTS:,} A/A tests × {LOOKS} looks, {RATE:.0%} buyers, 20 to 60 shoppers an arm a look",
        "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
