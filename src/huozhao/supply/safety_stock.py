"""The stock levels of the default rule, (R, s, S) at one service level; see the policies."""

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.policies import Expected, Rule, Targets
from huozhao.supply.policies import targets as by_rule

__all__ = ["Targets", "targets"]
Floats = NDArray[np.float64]


def targets(
    mean: Floats, quantile: Floats, lead_share: Floats, intent: Floats, needs: Floats | None = None
) -> Targets:
    """Return the levels of (R, s, S); `quantile` (n,) is of the protection interval at the service level."""
    expected = Expected(mean, (0.95,), quantile[:, None], np.ones(len(mean)), lead_share, intent=intent, needs=needs)
    return by_rule(Rule("reorder_up_to", 0.95), expected)
