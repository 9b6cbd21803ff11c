"""A usual size from height and weight, for shoppers who told them; nothing of it is kept.

A trunk as a cylinder: weight ~ height · girth², so girth = median · √((weight / median weight) · (median height /
height)). Medians of adults of 18 to 60 (women to 55) are those of GB 10000-88; a foot grows with height.
"""

import math
from dataclasses import dataclass

from huozhao.operations.size.scales import BOTTOM, GIRTH_STEP, MIDDLE, SHOE, TOP

# Height (cm), weight (kg), chest, waist, foot (cm).
MEDIANS = {"f": (157.0, 52.0, 82.5, 77.2, 22.9), "m": (167.8, 59.0, 86.7, 73.5, 24.7)}
# How far a size lies from what height and weight say, as a variance in steps.
BODY_SPREAD = {TOP: 1.5, BOTTOM: 2.0, SHOE: 2.0}
HEIGHT_CM, WEIGHT_KG = (100.0, 230.0), (25.0, 250.0)


@dataclass(frozen=True, slots=True)
class Measures:
    """What a shopper told of themselves; `weight_kg` is not needed for shoes."""

    height_cm: float
    weight_kg: float | None = None
    sex: str = ""


def usual_of(measures: Measures, wear: str) -> tuple[float, float] | None:
    """Return the usual size and its variance, in steps, None where height and weight do not tell."""
    part, _, cut = wear.partition(":")
    height, weight, chest, waist, foot = MEDIANS[measures.sex or cut or "f"]
    if part == SHOE:
        mm = foot * 10 * measures.height_cm / height
        return mm / 5 - 10 - 38, BODY_SPREAD[SHOE]
    if part not in BODY_SPREAD or measures.weight_kg is None:
        return None
    thicker = math.sqrt(measures.weight_kg / weight * height / measures.height_cm)
    girth = (chest if part == TOP else waist) * thicker
    return (girth - MIDDLE[cut or "f"][part]) / GIRTH_STEP, BODY_SPREAD[part]
