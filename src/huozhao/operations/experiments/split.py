"""The sample ratio check: do the arms hold the shares that they should? If not, no figure can be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass

# A split this unlikely is a fault of the set-up and not chance (GrowthBook's threshold as well).
UNLIKELY = 0.001


@dataclass(frozen=True, slots=True)
class Split:
    """Counts by arm beside the expected ones, and how likely so great a deviation is by chance."""

    found: tuple[int, ...]
    expected: tuple[float, ...]
    p_value: float

    @property
    def is_sound(self) -> bool:
        """Whether chance explains the counts."""
        return self.p_value >= UNLIKELY


def check_split(found: Sequence[int], weights: Sequence[float]) -> Split:
    """Compare counts with weights: χ² = Σ (found − expected)²/expected with one degree less than arms.

    Arms without weight are left out; without counts nothing is amiss.
    """
    from scipy.special import chdtrc

    total, whole = sum(found), sum(weights)
    expected = tuple(total * weight / whole for weight in weights)
    if not total:
        return Split(tuple(found), expected, 1.0)
    statistic = sum((f - e) ** 2 / e for f, e in zip(found, expected, strict=True) if e > 0)
    arms = sum(weight > 0 for weight in weights)
    return Split(tuple(found), expected, float(chdtrc(max(arms - 1, 1), statistic)))
