"""Recall of new goods: those that fit the shopper first, those shown less than others before those shown enough."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import sqrt

from huozhao.matching.candidates import Candidate, Ranked, Taste
from huozhao.matching.recall.item_cf import freshest
from huozhao.matching.shelf import Shelf, leaf
from huozhao.terms.goods import Sku
from huozhao.terms.time import EPOCH

NEW_DAYS, HALF_LIFE_DAYS, MOST = 30, 14.0, 1_000
# So many times shown is a fair start; what nobody's taste speaks for still counts a tenth of what fits best.
FAIR, UNASKED = 200, 0.1
# One place in so many is given to new goods.
EVERY = 5


def new_goods(shelf: Shelf, today: int) -> Mapping[str, float]:
    """Return the age in days of the new goods, newest first, at most MOST; `today` is a local day.

    New is what was launched in the last 30 days, or has neither a date nor any heat.
    """
    ages = {sku: age for sku, goods in shelf.goods.items() if (age := _age(goods, shelf, today)) is not None}
    return dict(sorted(ages.items(), key=lambda pair: (pair[1], pair[0]))[:MOST])


def recall(
    new: Mapping[str, float], shelf: Shelf, tastes: Sequence[Taste], shown: Mapping[str, int], limit: int = 50,
    liked: Sequence[Candidate] = (),
) -> list[Candidate]:  # fmt: skip
    """Return new goods, best first; `new` is what `new_goods` gave, `shown` how often each was recommended of late.

    score = 0.5^(age / 14 d) · (0.1 + fit) / √(1 + shown / 200); fit = the greater of the category's share of the
    shopper's taste and the score of `liked` (what recall by content found) over the best of it among new goods.
    """
    fit = {c.sku: c for c in liked if c.sku in new}
    best = max((c.score for c in fit.values()), default=0.0) or 1.0
    shares = _shares(shelf, tastes)

    def worth(sku: str, goods: Sku) -> float:
        own, share = fit.get(sku), shares.get(leaf(goods), 0.0)
        speaks = max(share, own.score / best if own else 0.0)
        fresh: float = 0.5 ** (new[sku] / HALF_LIFE_DAYS)
        return fresh * (UNASKED + speaks) / sqrt(1 + shown.get(sku, 0) / FAIR)

    listed = shelf.goods
    found = sorted((-worth(sku, listed[sku]), sku) for sku in new if sku in listed)[:limit]
    return [Candidate(sku, "newest", -score, fit[sku].evidence if sku in fit else ()) for score, sku in found]


def placed(ranked: Sequence[Ranked], new: Sequence[Candidate], limit: int) -> list[Ranked]:
    """Return `ranked` with every fifth place given to the next of the new goods, so that they get a chance at all."""
    rest = {r.sku: r for r in ranked}
    waiting = {c.sku: Ranked(c.sku, c.score, c.source, c.evidence) for c in new}
    made: list[Ranked] = []
    while len(made) < limit and (rest or waiting):
        turn = len(made) % EVERY == EVERY - 1
        queue = waiting if (turn or not rest) and waiting else rest
        sku = next(iter(queue))
        made.append(queue[sku])
        rest.pop(sku, None)
        waiting.pop(sku, None)
    return made


def _age(goods: Sku, shelf: Shelf, today: int) -> float | None:
    """Return the age in days of what is new, None for what is not; half of NEW_DAYS where nobody told."""
    try:
        age = float(today - (date.fromisoformat(goods.launched_on or "") - EPOCH).days)
    except ValueError:
        return None if shelf.heat.get(goods.sku, 0.0) > 0 else NEW_DAYS / 2
    return age if 0 <= age <= NEW_DAYS else None


def _shares(shelf: Shelf, tastes: Sequence[Taste]) -> dict[str, float]:
    """Return the share of each leaf category in what the shopper was drawn to."""
    found: dict[str, float] = {}
    for taste in freshest(tastes):
        sku = shelf.goods.get(taste.sku)
        if sku is not None and leaf(sku):
            found[leaf(sku)] = found.get(leaf(sku), 0.0) + taste.weight
    whole = sum(found.values()) or 1.0
    return {name: weight / whole for name, weight in found.items()}
