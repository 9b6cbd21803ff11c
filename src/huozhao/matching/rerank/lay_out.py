"""Lay out one zone: the best first, unlike its neighbours, caps of categories, pins, and a share of exploration."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from random import Random
from typing import Protocol

import numpy as np

from huozhao.matching.pool import Floats
from huozhao.matching.rerank.rules import MerchRule, of_kind
from huozhao.terms.goods import Sku

LEAF_SHARE = 0.4
# So many more than its places a zone looks at, so that diversity has a choice.
WINDOW = 4
# One place in so many is kept for new goods.
EVERY = 5
SAME_LEAF, SAME_TOP, SAME_BRAND = 0.6, 0.2, 0.2


class Ranking(Protocol):
    """SKUs with their scores, best first; made as they are asked for, as often as they are."""

    def __iter__(self) -> Iterator[tuple[str, float]]:
        """Yield the best first."""
        ...


@dataclass(frozen=True, slots=True)
class Shape:
    """How a zone is laid out: its places, how much unlikeness counts (0…1), the share of explored places."""

    limit: int
    diversity: float = 0.0
    explore: float = 0.0
    leaf_share: float = LEAF_SHARE


@dataclass(frozen=True, slots=True)
class Placed:
    """An item in its place; `propensity` is the probability that the policy put it there, given the places before."""

    sku: str
    score: float
    propensity: float = 1.0
    pinned_by: str = ""
    is_explored: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """A zone laid out, and what kept those out that did not get in: SKU → (code, rule)."""

    placed: tuple[Placed, ...]
    kept_out: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def lay_out(
    ranked: Ranking, why_not: Callable[[str], tuple[str, str]], goods: Mapping[str, Sku],
    shape: Shape, rules: Sequence[MerchRule] = (), chance: Random | None = None, fresh: Sequence[str] = (),
) -> Laid:  # fmt: skip
    """Return at most `shape.limit` items of `ranked` (SKU, score), best first.

    Each place goes to the greatest (1 − d) · score / best − d · likeness to the nearest item placed before (MMR,
    Carbonell & Goldstein 1998), among those whose category is not full while others remain. With probability
    `explore` a place goes to any of these alike, so an item's propensity is ε / m, plus 1 − ε for the first choice.
    Every fifth place is kept for `fresh` goods (best first), as long as there are any.
    """
    kept_out: dict[str, tuple[str, str]] = {}
    pins = _pins(ranked, why_not, goods, rules, shape.limit)
    size = shape.limit + max(WINDOW, shape.limit // 2)
    window = _window(ranked, why_not, kept_out, size, {sku for sku, _ in pins.values()})
    scores, new = dict(ranked) if pins or fresh else {}, set(fresh)
    held = {sku for sku, _ in window} | {sku for sku, _ in pins.values()}
    waiting = [(sku, scores.get(sku, 0.0)) for sku in fresh if sku not in held]
    window += _window(waiting, why_not, kept_out, shape.limit // EVERY, set())
    filled = _fill(window, goods, shape, rules, chance, shape.limit - len(pins), new)
    for position in sorted(pins):
        sku, rule = pins[position]
        filled.insert(min(position - 1, len(filled)), Placed(sku, scores.get(sku, 0.0), 1.0, rule))
    return Laid(tuple(filled[: shape.limit]), kept_out)


def _pins(
    ranked: Ranking, why_not: Callable[[str], tuple[str, str]], goods: Mapping[str, Sku],
    rules: Sequence[MerchRule], limit: int,
) -> dict[int, tuple[str, str]]:  # fmt: skip
    """Return position → (SKU, rule): what is pinned and may stand; a rule over many goods pins its best."""
    found: dict[int, tuple[str, str]] = {}
    taken: set[str] = set()
    for rule in of_kind(rules, "pin"):
        meant = [sku for sku, _ in ranked if sku in goods and rule.choice.holds(goods[sku])]
        meant += sorted(sku for sku in rule.choice.skus - set(meant) if sku in goods and rule.choice.holds(goods[sku]))
        sku = next((sku for sku in meant if sku not in taken and not why_not(sku)[0]), None)
        if sku is not None and rule.position <= limit and rule.position not in found:
            found[rule.position] = sku, rule.rule
            taken.add(sku)
    return found


def _window(
    ranked: Ranking, why_not: Callable[[str], tuple[str, str]],
    kept_out: dict[str, tuple[str, str]], size: int, taken: set[str],
) -> list[tuple[str, float]]:  # fmt: skip
    """Return the first `size` that may stand; what may not is noted on the way."""
    found: list[tuple[str, float]] = []
    for sku, score in ranked:
        if len(found) == size:
            break
        if sku in taken:
            continue
        code, rule = why_not(sku)
        if code:
            kept_out[sku] = code, rule
        else:
            found.append((sku, score))
    return found


def _fill(
    window: Sequence[tuple[str, float]], goods: Mapping[str, Sku], shape: Shape, rules: Sequence[MerchRule],
    chance: Random | None, places: int, new: Collection[str],
) -> list[Placed]:  # fmt: skip
    if not window or places <= 0:
        return []
    chosen = [goods[sku] for sku, _ in window]
    if chance is None and not shape.diversity and not new:
        return _plain(window, _groups(chosen, shape, rules), places)
    worth = np.array([score for _, score in window], np.float32)
    worth = (1 - shape.diversity) * worth / (float(np.abs(worth).max()) or 1.0)
    alike = shape.diversity * likeness(chosen) if shape.diversity else None
    groups, is_new = _groups(chosen, shape, rules), np.array([sku in new for sku, _ in window], np.bool_)
    nearest, free, placed = np.zeros(len(window), np.float32), np.ones(len(window), np.bool_), list[Placed]()
    while len(placed) < min(places, len(window)):
        open_now = _open(free, groups)
        if len(placed) % EVERY == EVERY - 1 and (open_now & is_new).any():
            open_now = open_now & is_new
        value = np.where(open_now, worth - nearest, -np.inf)
        first = int(value.argmax())
        pick, explored = first, False
        if chance is not None and shape.explore > 0 and chance.random() < shape.explore:
            pick, explored = int(chance.choice(np.flatnonzero(open_now).tolist())), True
        share = shape.explore / int(open_now.sum()) if chance is not None else 0.0
        likely = share + (1 - shape.explore if chance is not None else 1.0) * (pick == first)
        placed.append(Placed(*window[pick], min(1.0, likely), "", explored and pick != first))
        free[pick] = False
        for group in groups:
            group.count += int(group.members[pick])
        if alike is not None:
            nearest = np.maximum(nearest, alike[pick])
    return placed


@dataclass(slots=True)
class _Group:
    """Goods that together may take `most` places while others remain."""

    members: np.ndarray
    most: int
    count: int = 0


def _plain(window: Sequence[tuple[str, float]], groups: Sequence[_Group], places: int) -> list[Placed]:
    """Return the best first, those of full groups only where nothing else is left: what _fill does without signs."""
    waiting, placed = list(range(len(window))), list[Placed]()
    while waiting and len(placed) < places:
        full = [group.members for group in groups if group.count >= group.most]
        pick = next((n for n in waiting if not any(members[n] for members in full)), waiting[0])
        waiting.remove(pick)
        placed.append(Placed(*window[pick]))
        for group in groups:
            group.count += int(group.members[pick])
    return placed


def _groups(chosen: Sequence[Sku], shape: Shape, rules: Sequence[MerchRule]) -> list[_Group]:
    leaf = np.array([sku.category[-1] if sku.category else "" for sku in chosen])
    cap = max(2, ceil(shape.limit * shape.leaf_share))
    groups = [_Group(leaf == name, cap) for name in set(leaf.tolist()) if name and int((leaf == name).sum()) > cap]
    for rule in of_kind(rules, "category_cap"):
        members = np.array([rule.choice.holds(sku) for sku in chosen], np.bool_)
        groups.append(_Group(members, int(shape.limit * rule.share)))
    return groups


def _open(free: np.ndarray, groups: Sequence[_Group]) -> np.ndarray:
    """Return which items may take the next place: those of full groups only where nothing else is left."""
    is_open = free.copy()
    for group in groups:
        if group.count >= group.most:
            is_open &= ~group.members
    return is_open if is_open.any() else free


def likeness(chosen: Sequence[Sku]) -> Floats:
    """Return how alike goods are, shape (n, n), 0…1: leaf category 0.6, first category 0.2, brand 0.2."""
    kinds = (
        (SAME_LEAF, [sku.category[-1] if sku.category else "" for sku in chosen]),
        (SAME_TOP, [sku.category[0] if sku.category else "" for sku in chosen]),
        (SAME_BRAND, [sku.attributes.get("brand", "") for sku in chosen]),
    )
    found = np.zeros((len(chosen), len(chosen)), np.float32)
    for weight, names in kinds:
        codes: dict[str, int] = {"": -1}
        code = np.array([codes.setdefault(name, len(codes)) for name in names])
        found += weight * ((code[:, None] == code) & (code >= 0))
    return found
