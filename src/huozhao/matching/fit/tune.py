"""Choose exponents, fadings and weights on a validation split of what is known; deterministic by seed."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from huozhao.matching.fit.history import Longs, Split
from huozhao.matching.fit.parts import PARTS, Grounds, Part, Setting, faded, part_scores
from huozhao.matching.fit.ranking import places, recall_ndcg
from huozhao.matching.fit.walk import Kin
from huozhao.matching.model import Floats

Figures = tuple[float, float]
# Validation shoppers, cells of one part's scores (80 M × 4 bytes) and steps of one walk: what bounds a trial.
SHOPPERS, CELLS, WORK = 3_000, 80_000_000, 600_000_000
# Fewer interactions or validation shoppers than these teach no choice: the stated defaults hold.
FEW, FEW_ASKED = 300, 30
# A choice has to be so much better to be taken.
MARGIN = 1.001
# Similarities so near to the best alone are also tried in a blend.
NEAR = 0.98
# Places to begin from, then steps from the best of them, one exponent at a time (fadings are values, not steps).
STARTS = (Kin(0.5, 0.5, 0.4), Kin(0.6, 0.6, 0.4), Kin(0.5, 0.5, 0.3, 1.4), Kin(0.4, 0.4, 0.3, 1.6))
STEPS: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("fading", (0.8, 0.6)), ("source", (-0.1, 0.1, 0.2)), ("target", (-0.1, 0.1)), ("shopper", (-0.1, 0.1)),
    ("locality", (-0.15, 0.15)), ("target", (-0.05, 0.05)), ("source", (-0.1, 0.1)),
)  # fmt: skip
FADINGS = (0.4, 0.8, 1.0)
DIRECTED = (0.0, 0.2, 0.6, 1.5)
WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.35, 0.6, 1.0)
# What counts of each part, in units of its spread, where the data are too few to tell.
DEFAULTS: tuple[tuple[Part, float], ...] = (("kin", 1.0), ("popular", 0.01))


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was chosen; Recall@20 and NDCG@20 of each part and of the blend on the validation split.

    `plain` are the best exponents without locality, those of a table of neighbours; beside such a table transitions
    count `directed` times.
    """

    setting: Setting
    plain: Kin = field(default_factory=Kin)
    directed: float = 0.0
    figures: dict[str, Figures] = field(default_factory=dict)
    trials: int = 0
    asked: int = 0


def untuned() -> Tuned:
    """Return the stated defaults."""
    return Tuned(Setting(weights=DEFAULTS))


def sample(asked: Split, ground: Grounds, seed: int = 0) -> Longs:
    """Return validation shoppers by chance, so many that a trial stays within its bounds."""
    who = np.random.default_rng(seed).permutation(asked.asked)[: min(SHOPPERS, CELLS // max(1, ground.known.size))]
    by_item, lengths = ground.fans, ground.known.lengths
    met = np.concatenate(([0], np.cumsum(lengths[by_item.who])))
    reach = np.diff(met[by_item.starts])
    steps = np.concatenate(([0], np.cumsum(reach[ground.known.items])))
    work = np.cumsum(steps[ground.known.starts[who + 1]] - steps[ground.known.starts[who]])
    return np.sort(who[: max(FEW_ASKED, int(np.searchsorted(work, WORK)))])


def tune(asked: Split, ground: Grounds, seed: int = 0) -> Tuned:
    """Return the setting that foretells best what the split holds back, from what it leaves known.

    First the exponents of similar shoppers and the fadings, one at a time; then weights, from the best part on. The
    aim is the mean of Recall@20 and NDCG@20 over all goods.
    """
    who = sample(asked, ground, seed)
    if len(ground.known.items) < FEW or len(who) < FEW_ASKED:
        return untuned()
    trials = _Trials(asked, ground, who)
    plain, kins = _exponents(trials)
    setting = Setting(plain)
    for part in ("following", "alike"):
        if part in ground.parts:
            setting = _fading(trials, setting, part)
    directed = _directed(trials, setting)
    # What is best alone need not be best in company: both kinds of similarity are tried in a blend.
    tuned = [_weights(trials, replace(setting, kin=kin)) for kin in kins]
    best = max(tuned, key=lambda each: sum(each.figures["blend"]))
    return replace(best, plain=plain, directed=directed, trials=trials.count)


class _Trials:
    """Places the wanted goods of the asked shoppers by given scores, and counts how often."""

    def __init__(self, asked: Split, ground: Grounds, who: Longs) -> None:
        self.asked, self.ground, self.who, self.count = asked, ground, who, 0

    def figures(self, made: Floats) -> Figures:
        self.count += 1
        return recall_ndcg(places(self.asked, self.who, made))

    def part(self, setting: Setting, part: Part) -> Floats:
        return part_scores(self.ground, setting, part, self.who)


def _exponents(trials: _Trials) -> tuple[Kin, list[Kin]]:
    """Return the best exponents without locality, and those, without and with, that are worth trying in a blend."""
    tried: dict[Kin, float] = {}

    def best() -> Kin:
        return max(tried, key=lambda kin: tried[kin])

    def look(kin: Kin) -> None:
        if kin not in tried:
            tried[kin] = sum(trials.figures(trials.part(Setting(kin), "kin")))

    for start in STARTS:
        look(start)
    for name, steps in STEPS:
        middle = best()
        for step in steps if trials.ground.known.order != "unordered" or name != "fading" else ():
            look(_stepped(middle, name, step))
    for locality in (1.0, 1.3):
        look(replace(best(), locality=locality))
    plain, local = (max((kin for kin in tried if (kin.locality == 1) is alone), key=lambda kin: tried[kin])
                    for alone in (True, False))  # fmt: skip
    return plain, [kin for kin in (plain, local) if tried[kin] > NEAR * tried[best()]]


def _stepped(kin: Kin, name: str, step: float) -> Kin:
    change: dict[str, Any] = {name: step if name == "fading" else round(getattr(kin, name) + step, 3)}
    return replace(kin, **change)


def _directed(trials: _Trials, setting: Setting) -> float:
    """Return how much transitions count beside a table of neighbours."""
    if "following" not in trials.ground.parts:
        return 0.0
    table, moves = trials.part(setting, "kin"), trials.part(setting, "following")
    unit = (float(table.std()) or 1.0) / (float(moves.std()) or 1.0)
    found = {share: sum(trials.figures(table + np.float32(share * unit) * moves)) for share in DIRECTED}
    return max(found, key=lambda share: found[share]) * unit


def _fading(trials: _Trials, setting: Setting, part: Part) -> Setting:
    best = sum(trials.figures(trials.part(setting, part)))
    for value in FADINGS:
        other = faded(setting, part, value)
        found = sum(trials.figures(trials.part(other, part)))
        if found > best * MARGIN:
            best, setting = found, other
    return setting


def _weights(trials: _Trials, setting: Setting) -> Tuned:
    """Begin with the best part; give each other part the weight that helps most, twice over."""
    made = {part: trials.part(setting, part) for part in PARTS if part in trials.ground.parts}
    spread = {part: float(scores.std()) or 1.0 for part, scores in made.items()}
    figures = {str(part): trials.figures(scores) for part, scores in made.items()}
    order = sorted(made, key=lambda part: -sum(figures[part]))
    weights: dict[Part, float] = {order[0]: 1.0}
    total, figures["blend"] = made[order[0]] / spread[order[0]], figures[order[0]]
    for part in order[1:] * 2:
        unit = made[part] / spread[part]
        total -= np.float32(weights.get(part, 0.0)) * unit
        for weight in WEIGHTS:
            found = trials.figures(total + np.float32(weight) * unit) if weight != weights.get(part, 0.0) else (0, 0)
            if sum(found) > sum(figures["blend"]) * MARGIN:
                figures["blend"], weights[part] = found, weight
        total += np.float32(weights.get(part, 0.0)) * unit
    chosen = tuple((part, weights[part] / spread[part]) for part in made if weights.get(part))
    return Tuned(replace(setting, weights=chosen), figures=figures, asked=len(trials.who))
