"""Say which size to take, how sure that is, and why; ask where it is not sure, and say so where nothing is known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from huozhao.operations.size.filter import PRODUCT
from huozhao.operations.size.learned import Learned, Part
from huozhao.operations.size.shopper import Taken, Usual
from huozhao.terms.text import Text

# What is answered: a size, a question (for whom, how tall), that none fits, or that goods come in no sizes.
Kind = Literal["size", "who", "measures", "none_fits", "no_sizes"]
Runs = Literal["small", "slightly_small", "true", "slightly_large", "large", "unknown"]
Sure = Literal["high", "medium", "low"]
# A usual size known worse than this (variance, steps²) is a guess.
WIDE = 2.5
# So far beyond the ends of what is offered, nothing fits.
BEYOND = 1.5
# Shares are tempered, and the shopper's own labels weighed, so that a share is the rate of being right (validation part
# of rentals-fit); shares of the best size that make an advice sure.
TEMPER, OWN, HIGH, MEDIUM = 0.4, 2.0, 0.6, 0.4
RULED_OUT = -6.0
A_WHOLE_STEP, SLIGHTLY, LEAST_TOLD = 0.75, 0.12, 5
RUNS: dict[str, Text] = {
    "small": Text("偏小一码", "runs a size small"), "slightly_small": Text("略偏小", "runs slightly small"),
    "true": Text("尺码标准", "is true to size"), "slightly_large": Text("略偏大", "runs slightly large"),
    "large": Text("偏大一码", "runs a size large"),
    "unknown": Text("还没有足够的尺码反馈", "has too little feedback yet"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """One size of a product that can be had."""

    sku: str
    label: str
    step: float
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chance:
    """One size for one shopper: `share` of being the one to take, and chances that it is small, fits, is large."""

    sku: str
    label: str
    share: float
    small: float
    fits: float
    large: float


@dataclass(frozen=True, slots=True)
class Advice:
    """What a shopper is told; `best` is None where a question or an honest "none" is the answer."""

    kind: Kind
    why: Text
    runs: Runs = "unknown"
    sure: Sure = "low"
    best: Chance | None = None
    sizes: tuple[Chance, ...] = ()


def advise(offers: Sequence[Offer], usual: Usual, taken: Sequence[Taken], learned: Learned, by_body: bool) -> Advice:
    """Return the advice for a shopper of a usual size who took these pieces of the same wear, oldest first."""
    runs = runs_of(offers[0].keys, learned)
    if usual.variance > WIDE or not (usual.pieces or by_body):
        return Advice("measures", _why_unknown(runs), runs)
    chances = tuple(chances_of(offers, usual, taken, learned))
    at = usual.mean + learned.measure.shift * _offset(offers[0].keys, learned)
    steps = [offer.step for offer in offers]
    if at < min(steps) - BEYOND or at > max(steps) + BEYOND:
        return Advice("none_fits", _why_none(offers, at), runs, "medium", None, chances)
    best = max(chances, key=lambda each: (each.share, each.label))
    sure: Sure = "high" if best.share >= HIGH else "medium" if best.share >= MEDIUM else "low"
    return Advice("size", _why(best, runs, taken, sure), runs, sure, best, chances)


def chances_of(
    offers: Sequence[Offer], usual: Usual, taken: Sequence[Taken], learned: Learned
) -> list[Chance]:
    """Return each size with its chances; shares sum to 1.

    share ∝ (N(size; θ + shift·e, σ² + choice) · P(fits | size))^TEMPER · (1 + OWN · how often this label was taken).
    What this shopper found too small in this very product, and all below, is as good as ruled out; so is too large.
    """
    measure, at = learned.measure, usual.mean + learned.measure.shift * _offset(offers[0].keys, learned)
    found = []
    for offer in offers:
        small, fits, large = fit_chances(offer.step, learned.part(offer.keys), usual, learned)
        habit = -0.5 * (offer.step - at) ** 2 / (usual.variance + measure.choice)
        often = sum(each.label == offer.label and not _is_off(each) for each in taken) / max(1, len(taken))
        score = TEMPER * (habit + math.log(max(fits, 1e-9))) + math.log1p(OWN * often)
        score += RULED_OUT * _is_ruled_out(offer, taken)
        found.append((offer, score, small, fits, large))
    top = max(each[1] for each in found)
    total = sum(math.exp(each[1] - top) for each in found)
    return [Chance(offer.sku, offer.label, math.exp(score - top) / total, small, fits, large)
            for offer, score, small, fits, large in found]  # fmt: skip


def fit_chances(step: float, part: Part, usual: Usual, learned: Learned) -> tuple[float, float, float]:
    """Return the chances of too small, fitting, too large for a shopper of a usual size."""
    slope, room = learned.measure.slope, part.band + usual.own_band
    z = slope * (step - usual.mean) - part.offset - usual.own
    deviation = math.sqrt(1.0 + part.doubt + usual.own_doubt + slope * slope * usual.variance)
    small, large = _below((-room - z) / deviation), _below((z - room) / deviation)
    return small, 1.0 - small - large, large


def runs_of(keys: Sequence[str], learned: Learned) -> Runs:
    """Return how a product runs against what its shoppers usually take."""
    if sum(learned.told(keys[PRODUCT])) < LEAST_TOLD:
        return "unknown"
    part = Part(_offset(keys, learned), 0.0, learned.part(keys).band)
    small, _, large = fit_chances(0.0, part, Usual(0.0, 0.0), learned)
    if abs(learned.measure.shift * part.offset) >= A_WHOLE_STEP:
        return "small" if part.offset > 0 else "large"
    return "slightly_small" if small - large >= SLIGHTLY else "slightly_large" if large - small >= SLIGHTLY else "true"


def _offset(keys: Sequence[str], learned: Learned) -> float:
    """Return how a product runs as a whole: what its maker and it itself add."""
    places = [learned.names.place(key) for key in keys[:2]]
    return float(sum(learned.beliefs.mean[place] for place in places if place >= 0))


def _is_ruled_out(offer: Offer, taken: Sequence[Taken]) -> bool:
    told = [each for each in taken if each.keys[PRODUCT] == offer.keys[PRODUCT] and each.weight > 0 and each.fit]
    return any((offer.step - each.step) * each.fit >= 0 for each in told)


def _is_off(piece: Taken) -> bool:
    return piece.is_returned or (piece.weight > 0 and piece.fit != 0)


def _below(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def _why_unknown(runs: Runs) -> Text:
    return Text(f"还不清楚你平时穿多大。告诉我们身高体重就能推荐（只用这一次，不保存）。这款{RUNS[runs].zh}。",
                "We do not know your size yet. Tell us height and weight for advice (used this once, never kept). "
                f"This one {RUNS[runs].en}.")  # fmt: skip


def _why_none(offers: Sequence[Offer], at: float) -> Text:
    end = (min if at < min(offer.step for offer in offers) else max)(offers, key=lambda offer: offer.step)
    return Text(f"这款可能没有适合你的尺码，最接近的是 {end.label}。",
                f"This one may not come in your size; the nearest is {end.label}.")  # fmt: skip


def _why(best: Chance, runs: Runs, taken: Sequence[Taken], sure: Sure) -> Text:
    first, how = _past(taken), RUNS[runs]
    told = Text(f"，这款{how.zh}", f"; this one {how.en}") if runs != "unknown" else Text("", "")
    doubt = Text("把握不大，请再看看尺码表。", " Not sure: please look at the size chart too.") if sure == "low" \
        else Text("", "")  # fmt: skip
    return Text(f"{first.zh}{told.zh}，建议 {best.label}。{doubt.zh}",
                f"{first.en}{told.en}: take {best.label}.{doubt.en}")  # fmt: skip


def _past(taken: Sequence[Taken]) -> Text:
    """Name the newest piece that says something: kept and fitting, else sent back."""
    for piece in reversed(taken):
        if piece.weight > 0 and piece.fit == 0 and not piece.is_returned:
            return Text(f"你上次买的 {piece.label} 码合身（{piece.title}）",
                        f"Your {piece.label} fitted ({piece.title})")  # fmt: skip
    for piece in reversed(taken):
        if piece.weight > 0:
            how = Text("偏小", "too small") if piece.fit < 0 else Text("偏大", "too large")
            return Text(f"你上次买的 {piece.label} 码{how.zh}（{piece.title}）",
                        f"Your {piece.label} was {how.en} ({piece.title})")  # fmt: skip
    if taken:
        return Text(f"你上次买的是 {taken[-1].label} 码", f"You took {taken[-1].label} last time")
    return Text("按你的身高体重", "By your height and weight")
