"""Options to top an order up: a few that differ, by fit, and the cheapest one; what each costs and saves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from huozhao.operations.top_up.basket import Gap
from huozhao.operations.top_up.choice import Floats, Ints, Problem, best, cheapest
from huozhao.operations.top_up.policy import Policy

Lane = Literal["fit", "cheapest"]
Bools = NDArray[np.bool_]
# So many of the goods chosen may turn out not to be in stock before the search is given up.
MOST_TRIES = 20


@dataclass(frozen=True, slots=True)
class Pool:
    """Goods that may be added, `n` of each: SKUs, prices (fen), fit 0 to 1, margin share (0 = unknown), whether the
    shopper needs them anyway, and numbers that tell product (SPU) and kind (narrowest category) apart."""

    skus: Sequence[str]
    prices: Ints
    fit: Floats
    margin: Floats
    needed: Bools
    products: Ints
    kinds: Ints


@dataclass(frozen=True, slots=True)
class Option:
    """One set of goods by their places in the pool.

    `adds_fen` is what they cost, `over_fen` what they exceed the gap by, `saves_fen` what then comes off more.
    """

    lane: Lane
    places: tuple[int, ...]
    adds_fen: int
    over_fen: int
    saves_fen: int

    @property
    def pays_more_fen(self) -> int:
        """What the order then costs beyond its price now, negative where it gets cheaper."""
        return self.adds_fen - self.saves_fen

    @property
    def is_dearer(self) -> bool:
        """Whether the shopper pays more in the end than without it."""
        return self.pays_more_fen > 0


def values_of(pool: Pool, policy: Policy) -> Floats:
    """Return the value of each good, shape (n,): fit + need · needed + margin · share − what a good costs a set."""
    found: Floats = pool.fit + policy.need * pool.needed + policy.margin * pool.margin - policy.item
    return found


def problem_of(pool: Pool, gap: Gap, policy: Policy) -> Problem:
    """Return the problem of a gap: to exceed it by itself costs `overshoot`."""
    penalty = policy.overshoot / max(gap.gap_fen, policy.least_gap_fen, 1)
    return Problem(pool.prices, values_of(pool, policy), gap.gap_fen, policy.slack_fen, penalty)


def options(
    pool: Pool, gap: Gap, policy: Policy, in_stock: Callable[[str], bool] = lambda _: True,
    saves: Callable[[int], int] | None = None,
) -> list[Option]:  # fmt: skip
    """Return the options for a gap, best first: the cheapest last, or named so where it is one of the others.

    Each option has no product of those before, and no kind of goods of those before as long as others close the gap.
    `in_stock` is asked only for goods that are chosen; `saves` gives what comes off (fen) with so much (fen) added,
    None = what the gap says. Without `policy.dearer` nothing stays that costs more than it saves.
    """
    whole = problem_of(pool, gap, policy)
    gone = np.zeros(len(pool.skus), np.bool_)
    used = gone.copy()
    found: list[Option] = []
    while len(found) < policy.options:
        chosen = _other(whole, pool, found, gone, used, policy.most_items, in_stock)
        if not chosen:
            break
        found.append(_option("fit", chosen, pool, gap, saves))
        used |= np.isin(pool.products, pool.products[list(chosen)])
    least = _available(whole, pool, gone, in_stock, cheapest)
    return [each for each in _with_cheapest(found, _option("cheapest", least, pool, gap, saves) if least else None)
            if policy.dearer or not each.is_dearer]  # fmt: skip


def _with_cheapest(found: list[Option], least: Option | None) -> list[Option]:
    """Return the options with the cheapest named: the best fit stays the best fit, even where nothing is cheaper."""
    if least is None or (found and found[0].adds_fen <= least.adds_fen):
        return found
    rest = [each for each in found if set(each.places) != set(least.places)]
    return [*rest, least]


def _other(
    whole: Problem, pool: Pool, before: Sequence[Option], gone: Bools, used: Bools, most: int,
    in_stock: Callable[[str], bool],
) -> tuple[int, ...]:  # fmt: skip
    """Return the best set of other kinds than those before; failing that, of other products."""
    kinds = pool.kinds[[place for each in before for place in each.places]]

    def find(problem: Problem) -> tuple[int, ...]:
        return best(problem, most)

    other_kinds = used | np.isin(pool.kinds, kinds)
    return _available(whole, pool, gone, in_stock, find, other_kinds) or _available(
        whole, pool, gone, in_stock, find, used)


def _available(
    whole: Problem, pool: Pool, gone: Bools, in_stock: Callable[[str], bool],
    find: Callable[[Problem], tuple[int, ...]], closed: Bools | None = None,
) -> tuple[int, ...]:  # fmt: skip
    """Return the first set found whose goods are all in stock; `gone` takes up what is not."""
    for _ in range(MOST_TRIES):
        out = gone if closed is None else gone | closed
        chosen = find(replace(whole, prices=np.where(out, 0, whole.prices)))
        missing = [place for place in chosen if not in_stock(pool.skus[place])]
        if not missing:
            return chosen
        gone[missing] = True
    return ()


def _option(
    lane: Lane, places: tuple[int, ...], pool: Pool, gap: Gap, saves: Callable[[int], int] | None
) -> Option:  # fmt: skip
    adds = int(pool.prices[list(places)].sum())
    order = tuple(sorted(places, key=lambda place: (-int(pool.prices[place]), place)))
    return Option(lane, order, adds, adds - gap.gap_fen, saves(adds) if saves else gap.saves_fen)
