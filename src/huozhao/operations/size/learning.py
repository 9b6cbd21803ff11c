"""Learn how goods run from everything that was taken, and tell whether that foresees anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from huozhao.operations.size.filter import LARGE, LEVELS, OFFSET, SMALL, USUAL, Floats, Ints, Measure, Rows, prior, walk
from huozhao.operations.size.learned import Learned
from huozhao.terms.ids import Ids

# A size step changes the fit by so much: tried in turn, the one that foresees best stays.
SLOPES = (0.05, 0.1, 0.2, 0.4, 0.8)
# Fewer told fits say too little to choose a slope by; the shift leans on its default as if so many fits had shown it.
FEW, LEANING = 500, 500.0
NEWEST = 0.2
DEFAULT = Measure()
LEAST_SPREAD = 1.0


@dataclass(frozen=True, slots=True)
class Told:
    """All that was taken, oldest first, with the names of its parts: `keys` of length LEVELS a row."""

    who: Ints
    keys: Sequence[Sequence[str]]
    wear: Sequence[str]
    size: Floats
    fit: Ints
    weight: Floats

    def __len__(self) -> int:
        return len(self.who)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned, and the mean log loss of foreseeing the newest fits: its own, and of the rates alone."""

    learned: Learned
    loss: float
    loss_of_rates: float
    fits: int

    @property
    def is_better(self) -> bool:
        """Tell whether it foresees more than the rates do; too few fits to tell count as no better."""
        return self.fits >= FEW and self.loss < self.loss_of_rates


def learn(told: Told, shoppers: int, measure: Measure = DEFAULT) -> Lesson:
    """Return what `told` says of goods, with the slope and the shift that foresee its newest fifth best."""
    names, rows, level = laid_out(told)
    usual = usual_sizes(told)
    rows = replace(rows, usual=np.array([usual[wear][0] for wear in told.wear]),
                   spread=np.array([usual[wear][1] for wear in told.wear]))  # fmt: skip
    if int((rows.weight > 0).sum()) >= FEW:
        measure = tuned(rows, level, measure, shoppers)
    beliefs, before = walk(rows, prior(level, measure), measure, shoppers)
    return Lesson(Learned(measure, names, beliefs, _counts(rows, len(names)), usual), loss(rows, before),
                  _loss_of_rates(rows), int((rows.weight > 0).sum()))  # fmt: skip


def laid_out(told: Told) -> tuple[Ids, Rows, Ints]:
    """Return the names of all parts, the rows that point at them, and the level of each part."""
    flat = np.array([key.encode() for keys in told.keys for key in keys], dtype=np.bytes_)
    encoded, places = np.unique(flat, return_inverse=True)
    level = np.zeros(len(encoded), np.int64)
    parts = places.reshape(len(told), LEVELS).astype(np.int64)
    for each in range(LEVELS):
        level[parts[:, each]] = each
    empty = np.zeros(len(told))
    return Ids(encoded), Rows(told.who, parts, told.size, told.fit, told.weight, empty, empty), level


def usual_sizes(told: Told) -> Mapping[str, tuple[float, float]]:
    """Return the mean and variance of the sizes taken, by wear."""
    wears = np.array(told.wear)
    found = {str(wear): told.size[wears == wear] for wear in np.unique(wears)}
    return {wear: (float(sizes.mean()), max(LEAST_SPREAD, float(sizes.var()))) for wear, sizes in found.items()}


def tuned(rows: Rows, level: Ints, measure: Measure, shoppers: int) -> Measure:
    """Return the measure with the slope of least loss on the newest fits, and the shift that kept goods show."""
    tried = [replace(measure, slope=slope) for slope in SLOPES]
    walks = [walk(rows, prior(level, each), each, shoppers)[1] for each in tried]
    best = min(range(len(tried)), key=lambda n: loss(rows, walks[n]))
    return replace(tried[best], shift=_shift(rows, walks[best], measure.shift))


def loss(rows: Rows, before: Floats) -> float:
    """Return the mean log loss of what was thought before each of the newest told fits."""
    newest = _newest(rows)
    chance = np.stack((before[:, SMALL], 1 - before[:, SMALL] - before[:, LARGE], before[:, LARGE]), axis=1)
    said = chance[newest, rows.fit[newest] + 1]
    return float(-np.log(np.maximum(said, 1e-9)).mean()) if len(newest) else 0.0


def _loss_of_rates(rows: Rows) -> float:
    """Return the same for the rates of all that came before the newest."""
    newest = _newest(rows)
    if not len(newest):
        return 0.0
    earlier = np.flatnonzero(rows.weight > 0)
    earlier = earlier[earlier < newest[0]]
    counts = np.bincount(rows.fit[earlier] + 1, minlength=3) + 1.0
    return float(-np.log((counts / counts.sum())[rows.fit[newest] + 1]).mean())


def _shift(rows: Rows, before: Floats, leaning: float) -> float:
    """Return by how many steps shoppers who kept what fitted had left their usual size for each unit of e."""
    kept = (rows.weight > 0) & (rows.fit == 0)
    offset, left = before[kept, OFFSET], rows.size[kept] - before[kept, USUAL]
    left = np.clip(left, -2.0, 2.0)
    return float((offset @ left + LEANING * leaning) / (offset @ offset + LEANING))


def _newest(rows: Rows) -> Ints:
    told = np.flatnonzero(rows.weight > 0)
    return told[int(len(told) * (1 - NEWEST)):]


def _counts(rows: Rows, parts: int) -> Ints:
    counts = np.zeros((parts, 3), np.int64)
    told = rows.weight > 0
    for level in range(LEVELS):
        np.add.at(counts, (rows.parts[told, level], rows.fit[told] + 1), 1)
    return counts
