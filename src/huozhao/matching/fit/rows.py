"""What the re-ranker reads: the best candidates of some shoppers, one float32 row of signs each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from huozhao.matching.fit.parts import PARTS, Grounds, Part, Setting, part_scores
from huozhao.matching.fit.ranking import best
from huozhao.matching.model import Floats, Ints

CANDIDATES = 100
GOODS = 30
_MOVES = ("move_last", "move_most", "move_most_back", "move_forward", "move_backward", "move_support",
          "move_last_forward", "move_last_backward", "move_last_times", "move_second", "alike_last")  # fmt: skip
_OTHER = ("blend", "blend_place", "blend_share", "heat", "met", "ends", "kin_per_heat", "move_per_heat", "length",
          "last_met")  # fmt: skip
SIGNS: tuple[str, ...] = (
    *(f"score_{part}" for part in PARTS), *(f"place_{part}" for part in PARTS), *(f"share_{part}" for part in PARTS),
    *_MOVES, *_OTHER,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """Candidates by shopper, best blend first, −1 = none: (n, CANDIDATES); signs: (n, CANDIDATES, len(SIGNS))."""

    goods: Ints
    signs: Floats


def rows(ground: Grounds, setting: Setting, who: Any, blocked: Any = None) -> Rows:
    """Return the candidates of some shoppers with what speaks for each."""
    made = {part: part_scores(ground, setting, part, who) for part in PARTS if part in ground.parts}
    blend = _blended(ground, setting, made, len(who))
    goods = best(ground.known, who, blend, CANDIDATES, blocked)
    at = np.maximum(goods, 0)
    signs = np.zeros((*goods.shape, len(SIGNS)), np.float32)
    for k, part in enumerate(PARTS):
        if part in made:
            _standing(signs, k, np.take_along_axis(made[part], at, 1))
    moves = signs[:, :, 3 * len(PARTS) : 3 * len(PARTS) + len(_MOVES)]
    _moves(ground, setting, who, goods, moves)
    _others(ground, who, at, np.take_along_axis(blend, at, 1), signs)
    return Rows(goods, signs)


def candidates(ground: Grounds, setting: Setting, who: Any, blocked: Any = None) -> tuple[Ints, Floats]:
    """Return the candidates of some shoppers with the blend's scores, both (len(who), CANDIDATES)."""
    counted = {part: part_scores(ground, setting, part, who) for part, _ in setting.weights if part in ground.parts}
    blend = _blended(ground, setting, counted, len(who))
    goods = best(ground.known, who, blend, CANDIDATES, blocked)
    return goods, np.take_along_axis(blend, np.maximum(goods, 0), 1)


def _blended(ground: Grounds, setting: Setting, made: Mapping[Part, Floats], count: int) -> Floats:
    """Return the weighed sum of parts; among equals the hotter one comes first."""
    blend = np.zeros((count, ground.known.size), np.float32)
    for part, weight in setting.weights:
        if part in made:
            blend += np.float32(weight) * made[part]
    blend += ground.popular * np.float32(1e-6 * max(float(blend.max(initial=0.0)), 1e-6))
    return blend


def _standing(signs: Floats, k: int, scores: Floats) -> None:
    """Write a part's score, its place among the candidates and its share of the best."""
    place = np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1, kind="stable")
    signs[:, :, k] = scores
    signs[:, :, len(PARTS) + k] = np.where(scores > 0, place, scores.shape[1])
    signs[:, :, 2 * len(PARTS) + k] = scores / np.maximum(scores.max(axis=1, initial=0.0, keepdims=True), 1e-9)


def _others(ground: Grounds, who: Any, at: Ints, blend: Floats, signs: Floats) -> None:
    known = ground.known
    met = np.bincount(known.items, minlength=known.size).astype(np.float32)
    ends = known.items[known.starts[1:][known.lengths > 0] - 1]
    ended = np.bincount(ends, minlength=known.size).astype(np.float32)
    length = known.lengths[who].astype(np.float32)
    last = known.items[np.maximum(known.starts[np.asarray(who) + 1] - 1, 0)]
    first = signs.shape[2] - len(_OTHER)
    shape = np.ones(at.shape, np.float32)
    columns = (
        blend, shape * np.arange(at.shape[1]), blend / np.maximum(blend[:, :1], 1e-9), ground.popular[at],
        np.log1p(met[at]), (ended[at] + 0.1) / (met[at] + 1),
        signs[:, :, PARTS.index("kin")] / (met[at] + 1) ** 0.4,
        signs[:, :, PARTS.index("following")] / (met[at] + 1) ** 0.3,
        shape * length[:, None], shape * np.log1p(met[last])[:, None],
    )  # fmt: skip
    for k, column in enumerate(columns):
        signs[:, :, first + k] = column


def _moves(ground: Grounds, setting: Setting, who: Any, goods: Ints, out: Floats) -> None:
    from huozhao.matching.fit.loops import move_rows

    known, moves, near = ground.known, ground.moves, ground.alike_by_place
    move_rows(np.asarray(who, np.int64), known.starts, known.items, moves.starts, moves.targets, moves.forward,
              moves.backward, moves.times, moves.values(), near.starts, near.indices, near.values, goods,
              setting.following_fading, GOODS, out)  # fmt: skip
