"""Growing niches: which small groups of goods keep growing faster than the mall, under a bound on false discoveries.

Units of a theme in two windows of equal length are compared by the conditional test of two Poisson rates (Przyborowski
and Wilenski 1940): given n = k₀ + k₁, k₁ ~ Binomial(n, r / (1 + r)), with r how much the rest of the mall grew. Sales
come in bursts, so counts are divided by their dispersion, Pearson's χ² of the weeks about their window's mean over 9
degrees of freedom, at least 1 (quasi-Poisson). The interval of the ratio follows from that of the binomial share
(Clopper and Pearson 1934). Among all themes tested, q is the p-value of Benjamini and Hochberg (1995): of the themes
with q ≤ 5 % at most 5 % are expected to be chance.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.text import Text

Floats = NDArray[np.float64]
WEEKS = 4
MOST_Q, LEAST_RATIO, LEAST_UNITS, MOST_SHARE = 0.05, 1.2, 10, 0.1
# A theme of whose units so much lies in another is that one by another name.
MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Grown:
    """Units in three windows, oldest first; `ratio` of the last to the one before, over the mall's own, with 95 %."""

    units: tuple[int, int, int]
    ratio: float
    low: float
    high: float
    mall: float
    p: float
    q: float
    share: float
    dispersion: float

    @property
    def grows(self) -> bool:
        """Tell whether a small theme keeps growing and chance does not explain it."""
        first, second, third = self.units
        rises = first <= second < third and third >= LEAST_UNITS
        return rises and self.q <= MOST_Q and self.ratio >= LEAST_RATIO and self.share <= MOST_SHARE


def find_growth(weekly: Floats, total: Floats) -> list[Grown]:
    """Test themes: `weekly` (themes × 12 weeks, oldest first) holds their units, `total` (12) those of the mall."""
    from scipy.stats import beta, binom

    windows = weekly.reshape(len(weekly), 3, WEEKS).sum(axis=2)
    mall = total.reshape(3, WEEKS).sum(axis=1)
    rest = np.maximum((mall - windows)[:, 1:], 1.0)
    grown = rest[:, 1] / rest[:, 0]
    dispersion = _dispersion(weekly, windows)
    before, now = windows[:, 1] / dispersion, windows[:, 2] / dispersion
    p = binom.sf(np.floor(now) - 1, np.floor(before) + np.floor(now), grown / (1 + grown))
    low, high = beta.ppf(0.025, now, before + 1), beta.ppf(0.975, now + 1, before)
    q = benjamini_hochberg(p)
    return [
        Grown((int(w[0]), int(w[1]), int(w[2])), float(w[2] / max(w[1], 0.5) / grown[n]),
              _odds(low[n], 0.0) / float(grown[n]), _odds(high[n], float("inf")) / float(grown[n]), float(grown[n]),
              float(p[n]), float(q[n]), float(w[2] / max(mall[2], 1.0)), float(dispersion[n]))
        for n, w in enumerate(windows)
    ]  # fmt: skip


def _dispersion(weekly: Floats, windows: Floats) -> Floats:
    mean = np.repeat(windows / WEEKS, WEEKS, axis=1)
    squares = ((weekly - mean) ** 2 / np.maximum(mean, 1e-9)).sum(axis=1)
    spread: Floats = np.maximum(squares / (weekly.shape[1] - windows.shape[1]), 1.0)
    return spread


def benjamini_hochberg(p: Floats) -> Floats:
    """Return for each p-value the least rate of false discoveries at which it is called one."""
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    found = np.empty(len(p))
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return found


def _odds(share: float, otherwise: float) -> float:
    return float(share / (1 - share)) if 0 < share < 1 else otherwise


def niches(
    units: Mapping[str, Mapping[str, int]], rank: Callable[[str], tuple[float | str, ...]]
) -> dict[str, list[str]]:
    """Return one theme for each niche, with the themes that are mostly part of it; `units` are by theme and SKU.

    Of two themes of which each lies mostly in the other the one with the lower `rank` speaks for both.
    """
    found: dict[str, list[str]] = {}
    for name in sorted(units, key=lambda each: (-sum(units[each].values()), rank(each))):
        inside = next((each for each in found if _lies_in(units[name], units[each])), "")
        if not inside:
            found[name] = []
        elif _lies_in(units[inside], units[name]) and rank(name) < rank(inside):
            found[name] = [*found.pop(inside), inside]
        else:
            found[inside].append(name)
    return found


def _lies_in(some: Mapping[str, int], other: Mapping[str, int]) -> bool:
    return sum(many for sku, many in some.items() if sku in other) >= MOSTLY * sum(some.values())


def evidence(theme: str, found: Grown, parts: Sequence[str] = ()) -> list[Text]:
    """Return why a theme is proposed, in sentences; `parts` are themes that grow as a part of it."""
    also = [Text(f"同一批商品也体现为：{'、'.join(parts)}", f"the same goods also grow as: {', '.join(parts)}")]
    a, b, c = found.units
    high = "∞" if found.high == float("inf") else f"{found.high:.1f}"
    return [
        Text(f"“{theme}”每四周售出 {a} → {b} → {c} 件", f"{theme}: {a} → {b} → {c} units in four weeks each"),
        Text(f"比商城其余商品快 {found.ratio:.1f} 倍（95% 区间 {found.low:.1f}–{high}）；其余商品为 × {found.mall:.2f}",
             f"{found.ratio:.1f} times the rest of the mall (95 %: {found.low:.1f}–{high}), itself × {found.mall:.2f}"),
        Text(f"在检验过的全部主题里，误报率不高于 {max(found.q, 0.001):.1%}",
             f"among all themes tested, false discoveries stay under {max(found.q, 0.001):.1%}"),
        Text(f"目前只占销量的 {found.share:.1%}", f"it is {found.share:.1%} of all units so far"),
        *(also if parts else []),
    ]  # fmt: skip


def themes_of(category: Sequence[str], attributes: Sequence[tuple[str, str]]) -> list[str]:
    """Return the themes that goods belong to: each of their categories, and each attribute as name=value."""
    return [*dict.fromkeys(category), *(f"{name}={value}" for name, value in attributes)]
