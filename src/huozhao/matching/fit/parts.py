"""The parts of a score that are added up with learned weights."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import numpy as np

from huozhao.matching.fit.history import History
from huozhao.matching.fit.spectral import directions, filtered
from huozhao.matching.fit.transitions import Transitions, transitions
from huozhao.matching.fit.walk import Fans, Kin, along, fans, through_kin
from huozhao.matching.model import Floats, Sparse, empty

Part = Literal["kin", "following", "spectral", "alike", "popular"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class Setting:
    """What tuning chooses: exponents, fadings by step back, and a weight for each part (already per unit of it)."""

    kin: Kin = field(default_factory=Kin)
    following_fading: float = 0.6
    alike_fading: float = 0.8
    weights: tuple[tuple[Part, float], ...] = (("kin", 1.0),)

    def weight(self, part: Part) -> float:
        """Return the weight of a part, 0 where it does not count."""
        return dict(self.weights).get(part, 0.0)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a history teaches without any choice: fans, transitions, directions, heat; `alike` is content handed in."""

    known: History
    fans: Fans
    moves: Transitions
    following: Sparse
    alike: Sparse | None
    vectors: Floats | None
    popular: Floats

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that can say anything here."""
        held = {"following": len(self.following.indices) > 0, "alike": self.alike is not None,
                "spectral": self.vectors is not None}  # fmt: skip
        return tuple(part for part in PARTS if held.get(part, True))

    @property
    def alike_by_place(self) -> Sparse:
        """Likeness by content with each row in order of place, nothing where there is no content."""
        table = self.alike or empty(self.known.size)
        rows = np.repeat(np.arange(table.rows), np.diff(table.starts))
        order = np.lexsort((table.indices, rows))
        return Sparse(table.starts, table.indices[order], table.values[order])


def grounds(known: History, alike: Sparse | None = None, spectral: bool = True, seed: int = 0) -> Grounds:
    """Return what a history teaches; directions only where they are asked for."""
    moves = transitions(known)
    vectors = directions(known, seed=seed) if spectral and len(known.items) else None
    return Grounds(known, fans(known), moves, moves.following(), alike, vectors, heat(known))


def heat(known: History) -> Floats:
    """Return log(1 + heat) of every product: Σ x, halved each tenth of the time on record, newest heat first."""
    weight = known.x.astype(np.float64)
    if known.order == "timed" and len(known.at):
        newest, oldest = int(known.at.max()), int(known.at.min())
        weight = weight * 0.5 ** ((newest - known.at) / max(1.0, (newest - oldest) / 10))
    found: Floats = np.log1p(np.bincount(known.items, weights=weight, minlength=known.size)).astype(np.float32)
    return found


def part_scores(ground: Grounds, setting: Setting, part: Part, who: Any) -> Floats:
    """Return one part's scores of every product, shape (len(who), goods)."""
    if part == "kin":
        return through_kin(ground.known, ground.fans, setting.kin, who)
    if part == "following":
        return along(ground.known, ground.following, setting.following_fading, who)
    if part == "alike" and ground.alike is not None:
        return along(ground.known, ground.alike, setting.alike_fading, who)
    if part == "spectral" and ground.vectors is not None:
        return filtered(ground.known, ground.vectors, who)
    return np.repeat(ground.popular[None], len(who), 0)


def scores(ground: Grounds, setting: Setting, who: Any) -> Floats:
    """Return the blended scores of every product, shape (len(who), goods)."""
    total = np.zeros((len(who), ground.known.size), np.float32)
    for part, weight in setting.weights:
        if weight and part in ground.parts:
            total += np.float32(weight) * part_scores(ground, setting, part, who)
    return total


def faded(setting: Setting, part: Part, value: float) -> Setting:
    """Return a setting in which one part fades otherwise."""
    if part == "kin":
        return replace(setting, kin=replace(setting.kin, fading=value))
    if part == "following":
        return replace(setting, following_fading=value)
    return replace(setting, alike_fading=value)
