"""The newsvendor: how many to have when what is left over costs money and what is missing costs more."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def critical_ratio(
    margin: Floats, goodwill: Floats, holding: Floats, days: Floats, spoilt: Floats | None = None
) -> Floats:
    """Return the service level (n,) that costs least: C_u / (C_u + C_o), of amounts by unit (n,), all of one currency.

    Underage C_u = margin + goodwill; overage C_o = holding a day · days, and the cost of a spoilt unit where goods
    spoil. Source: Silver, Pyke, Thomas, ch. 9.2; Snyder and Shen, Fundamentals of Supply Chain Theory, ch. 4.3.
    """
    under = np.maximum(margin + goodwill, 0.0)
    over = holding * days + (0.0 if spoilt is None else spoilt)
    return np.clip(under / np.maximum(under + over, 1e-12), 0.0, 1.0)
