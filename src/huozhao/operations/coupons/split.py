"""Split money to the fen, so that the parts add up."""

from collections.abc import Sequence


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Return parts of `total` (0 <= total <= sum of weights) in proportion to `weights` (fen); they sum to `total`.

    Largest remainder (Hamilton): each part is rounded down, and the fen that are left go to the largest remainders,
    ties to the earlier. No part is above its weight, because a remainder above nothing leaves room for one fen.
    """
    whole = sum(weights)
    if whole <= 0 or total <= 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    left = total - sum(parts)
    for index in sorted(range(len(weights)), key=lambda each: (-remainders[each], each))[:left]:
        parts[index] += 1
    return parts
