"""A re-ranker of the best candidates, learned from history alone: LambdaRank on what was met next."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from huozhao.matching.fit.history import Longs, Split
from huozhao.matching.fit.parts import Grounds, Setting
from huozhao.matching.fit.rows import SIGNS, Rows, candidates, rows
from huozhao.matching.model import Floats, Ints
from huozhao.matching.trees import Trees, of_lightgbm

# Lists that are learned from at most, and the fewest that teach anything.
LISTS, FEW = 25_000, 200
BLOCK_CELLS = 6_000_000
TREES = 80
GROWN = {
    "objective": "lambdarank", "num_leaves": 31, "learning_rate": 0.07, "min_data_in_leaf": 100,
    "feature_fraction": 0.6, "lambdarank_truncation_level": 20, "num_threads": 1, "deterministic": True,
    "force_row_wise": True, "verbosity": -1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lessons:
    """Lists in which at least one wanted product stands: signs (n, S), whether each was wanted, list lengths."""

    signs: Floats
    wanted: Ints
    lengths: Longs


def blocks(who: Longs, goods: int) -> list[Longs]:
    """Return shoppers in blocks whose dense scores stay within BLOCK_CELLS."""
    size = max(1, min(512, BLOCK_CELLS // max(1, goods)))
    return [who[at : at + size] for at in range(0, len(who), size)]


def lessons(asked: Split, ground: Grounds, setting: Setting, seed: int = 0) -> Lessons:
    """Return what the split's held-back goods teach, seen from what it leaves known."""
    who = np.sort(np.random.default_rng(seed).permutation(asked.asked)[:LISTS])
    parts = [_wanted(asked, block, rows(ground, setting, block)) for block in blocks(who, asked.known.size)]
    if not parts:
        return Lessons(np.zeros((0, len(SIGNS)), np.float32), np.zeros(0, np.int32), np.zeros(0, np.int64))
    signs, wanted, lengths = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Lessons(signs, wanted, lengths)


def _wanted(asked: Split, who: Longs, found: Rows) -> tuple[Floats, Ints, Longs]:
    wanted = np.zeros(found.goods.shape, np.bool_)
    for row, u in enumerate(who):
        wanted[row] = np.isin(found.goods[row], asked.wanted[asked.starts[u] : asked.starts[u + 1]])
    there = found.goods >= 0
    told = np.asarray((wanted & there).any(axis=1))
    there = there & told[:, None]
    return found.signs[there], wanted[there].astype(np.int32), there.sum(axis=1)[told]


def learn(taught: Lessons, seed: int = 0) -> Trees | None:
    """Return trees that put wanted goods first, None where too few lists teach."""
    if len(taught.lengths) < FEW:
        return None
    import lightgbm

    data = lightgbm.Dataset(taught.signs, taught.wanted, group=taught.lengths, params={"verbosity": -1})
    return of_lightgbm(lightgbm.train({**GROWN, "seed": seed}, data, TREES))


def reordered(found: Rows, trees: Trees) -> tuple[Ints, Floats]:
    """Return the candidates in the trees' order with their scores, −1 last."""
    shape = found.goods.shape
    scores = trees.predict(found.signs.reshape(-1, found.signs.shape[2])).reshape(shape)
    scores = np.where(found.goods >= 0, scores, -np.inf).astype(np.float32)
    order = np.argsort(-scores, axis=1, kind="stable")
    return np.take_along_axis(found.goods, order, 1), np.take_along_axis(scores, order, 1)


def lists(ground: Grounds, setting: Setting, trees: Trees | None, who: Any, blocked: Any = None) -> tuple[Ints, Floats]:
    """Return the candidates of some shoppers in their final order with scores, shape (len(who), CANDIDATES)."""
    if trees is None:
        return candidates(ground, setting, who, blocked)
    return reordered(rows(ground, setting, who, blocked), trees)
