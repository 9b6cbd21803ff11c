"""From what is known of rows to what is to be done for them: tiers, rules, levels, netting."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.planning import signals
from huozhao.flows.planning.coming import stock_of
from huozhao.flows.planning.foresee import LEVELS, Foreseen, foresee
from huozhao.flows.planning.ground import SHORT_LIFE_DAYS, Ground
from huozhao.flows.planning.rows import Gathered
from huozhao.flows.planning.value import cost_fen
from huozhao.supply.netting import Decision, Rows, Worth, decide, demand_curve, limits, network, worth
from huozhao.supply.netting.stock import UNLIMITED
from huozhao.supply.policies import Expected, Targets, targets_by
from huozhao.supply.policies.batches import economic_quantity
from huozhao.supply.policies.expected import shelf_life_limit
from huozhao.supply.policies.newsvendor import critical_ratio
from huozhao.supply.tiers import TIERS, Signs, classify, signs
from huozhao.terms.goods import Sku

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided for the rows (n,) of a chunk, with what it was decided by."""

    rows: Rows
    made: Decision
    foreseen: Foreseen
    tier: Ints
    rule: Ints
    signs: Signs


def decided(found: Gathered, ground: Ground) -> Decided:
    """Decide for the rows of a chunk."""
    lead, variance = _lead_times(found, ground)
    available = np.array([level.available if (level := found.levels.get(key)) else 0 for key in found.keys], float)
    told = _signs(found, available, ground)
    tier = _tiers(found, told, ground)
    life = _numbers([item.shelf_life_days if item else None for item in found.goods])
    rule = np.where(life <= SHORT_LIFE_DAYS, len(TIERS), tier)
    reviews = np.array([each.review_days or ground.policy.review_days for each in ground.tiering.by_number])[rule]
    days = np.maximum(lead + reviews, 1)
    seen = foresee(found, days)
    needs = signals.add(found.signals, days, seen.mean, seen.is_flat, found.intent, ground.needs_cap)
    value = _worth(found.goods, life, days, ground)
    cap = shelf_life_limit(seen.mean, days.astype(float), lead.astype(float), life)
    expected = Expected(
        seen.mean, LEVELS, seen.quantiles, days.astype(float), lead / days, variance, found.intent, needs,
        _ratio(value, days, life), most=cap,
        batch=economic_quantity(ground.policy.order_line_fen, value.holding, seen.mean / days),
    )  # fmt: skip
    want = targets_by(ground.tiering.by_number, rule, expected)
    rows = _rows(found, ground, want, seen, value, np.where(np.isfinite(cap), cap, UNLIMITED), lead, days)
    rows = replace(rows, path=seen.path, late=_late(variance, ground, rule))
    return Decided(rows, decide(rows, ground.transfer_rule), seen, tier, rule, told)


def _late(variance: Floats | None, ground: Ground, rule: Ints) -> Floats | None:
    """Return by how many days (n,) suppliers may be late at the service level of each row's rule."""
    from scipy.special import ndtri

    levels = np.array([each.service_level for each in ground.tiering.by_number])
    return None if variance is None else np.maximum(ndtri(levels[rule]), 0.0) * np.sqrt(variance)


def _rows(
    found: Gathered, ground: Ground, want: Targets, seen: Foreseen, value: Worth, most: Floats, lead: Ints, days: Ints
) -> Rows:
    goods = found.goods
    packs = _ints([item.pack_size if item else 1 for item in goods])
    limit = limits(packs, _ints([item.min_order if item else 1 for item in goods]), np.floor(most).astype(np.int64))
    numbers = {sku: n for n, sku in enumerate(dict.fromkeys(sku for sku, _ in found.keys))}
    where = network(_ints([numbers[sku] for sku, _ in found.keys]), found.place, ground.places.depot, ground.places.km)
    return Rows(
        want=want, stock=stock_of(found.keys, found.levels, ground.coming, ground.now, days), limit=limit,
        mean=seen.mean, curve=demand_curve(seen.mean, LEVELS, seen.quantiles), days=days, lead=lead, worth=value,
        where=where,
    )  # fmt: skip


def _ratio(value: Worth, days: Ints, life: Floats) -> Floats:
    """Return the critical ratio of goods that spoil: so much of a unit's cost as its interval is of its shelf life."""
    spoilt = value.cost * np.minimum(days / life, 1.0)
    return critical_ratio(value.margin, value.goodwill, value.holding, days.astype(float), spoilt)


def _lead_times(found: Gathered, ground: Ground) -> tuple[Ints, Floats | None]:
    """Return lead times (n,) in days and their variance: as learned of suppliers; a depot's truck takes its days."""
    known = {key: ground.lead_time(*key) for key in {_promise(item) for item in found.goods}}
    mine = [known[_promise(item)] for item in found.goods]
    filled = found.depot >= 0
    lead = np.where(filled, ground.policy.transfer_days, np.rint([each.mean for each in mine]))
    variance = np.where(filled, 0.0, [each.variance for each in mine])
    return lead.astype(np.int64), variance if variance.any() else None


def _promise(item: Sku | None) -> tuple[str, int | None]:
    """Return whose goods they are and the days that the goods promise; None leaves it to the supplier."""
    return ("", None) if item is None else (item.supplier or "", item.lead_time_days)


def _signs(found: Gathered, available: Floats, ground: Ground) -> Signs:
    """Return the signs of rows; those of a depot are the sums of what its shops sell."""
    history = found.history + found.known.lost
    index = {key: row for row, key in enumerate(found.keys)}
    shops = np.flatnonzero(found.depot >= 0)
    depots = [index[found.keys[row][0], ground.places.shops[found.depot[row]]] for row in shops.tolist()]
    if len(shops):
        history = history.copy()
        np.add.at(history, depots, history[shops])
    return signs(history, available, _ages(found.goods, ground.last_day))


def _ages(goods: list[Sku | None], last_day: int) -> Floats:
    named = [item.launched_on if item else None for item in goods]
    day = {each: date.fromisoformat(each).toordinal() - EPOCH for each in set(named) if each}
    return np.array([max(last_day + 1 - day[each], 0) if each else np.nan for each in named])


def _tiers(found: Gathered, told: Signs, ground: Ground) -> Ints:
    tier = classify(told, ground.limits)
    by_hand = ground.tiering.overrides
    if by_hand:
        for row, (sku, shop) in enumerate(found.keys):
            chosen = by_hand.get((sku, shop)) or by_hand.get((sku, ""))
            if chosen:
                tier[row] = TIERS.index(chosen)
    return tier


def _worth(goods: list[Sku | None], life: Floats, days: Ints, ground: Ground) -> Worth:
    price = _ints([item.price_fen if item else 0 for item in goods])
    cost = _ints([cost_fen(item) for item in goods])
    return worth(price, cost, ground.policy.holding_a_year, spoils=life <= days)


def _numbers(given: list[int | None]) -> Floats:
    return np.array([np.inf if each is None else float(each) for each in given])


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
