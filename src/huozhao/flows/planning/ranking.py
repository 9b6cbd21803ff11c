"""Rank what all parts of a plan propose by what a yuan earns, and keep what money, room and trucks allow."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.goods import Goods
from huozhao.flows.planning.foresee import LEVELS
from huozhao.flows.planning.part import Line, Part
from huozhao.flows.planning.places import NO_LIMIT, Places
from huozhao.flows.planning.value import cost_fen, unit_fen
from huozhao.supply.netting import Bounds, Curve, Cut, Lines, Ranked, demand_curve, rank, worth
from huozhao.supply.plan_book import Proposal
from huozhao.supply.policy import Policy
from huozhao.supply.tiers import TIERS, hot_rate
from huozhao.terms.goods import Sku

Ints = NDArray[np.int64]


@dataclass(slots=True)
class Collected:
    """The lines of all parts with their SKU, shop, days, tier and pack, and the sums over all rows."""

    places: Places
    lines: list[Line] = field(default_factory=list)
    skus: list[str] = field(default_factory=list)
    shops: list[str] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    tier: list[int] = field(default_factory=list)
    pack: list[int] = field(default_factory=list)
    rates: list[NDArray[np.float32]] = field(default_factory=list)
    tiers: Ints = field(default_factory=lambda: np.zeros(len(TIERS), dtype=np.int64))
    filled: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    rows: int = 0
    needs: int = 0

    def take(self, sku: str, part: Part) -> None:
        """Add the part of one SKU."""
        if not self.rows:
            self.filled = np.zeros(len(self.places.shops), dtype=np.int64)
        self.rows, self.needs = self.rows + len(part.shops), self.needs + part.needs
        # What a depot passes on is counted where it sells.
        self.rates.append(part.rates[part.column("shops") == 0])
        self.tiers += np.bincount(part.column("tier"), minlength=len(TIERS))
        there = sum(part.column(name) for name in ("on_hand", "in_transit", "on_order", "transfers_in"))
        np.add.at(self.filled, self.places.numbers(part.shops), there)
        days, tier, pack = (part.column(name) for name in ("days", "tier", "pack_size"))
        for line in part.lines:
            self.lines.append(line)
            self.skus.append(sku)
            self.shops.append(part.shops[line.row])
            self.days.append(int(days[line.row]))
            self.tier.append(int(tier[line.row]))
            self.pack.append(int(pack[line.row]))

    @property
    def hot_rate(self) -> float:
        """From which rate on rows are best sellers, units a day."""
        return hot_rate(np.concatenate(self.rates)) if self.rates else 1.0


@dataclass(frozen=True, slots=True)
class Listed:
    """What a plan proposes, ranked: the lines, what was kept of each, and the least that suppliers take, in fen."""

    collected: Collected
    ranked: Ranked
    suppliers: list[str]
    minimum_fen: Mapping[str, int]


def listed(
    parts: Iterable[tuple[str, Part]], goods: Goods, places: Places, policy: Policy, minimum_fen: Mapping[str, int]
) -> Listed:
    """Collect the lines of all parts and rank them."""
    found = Collected(places)
    for sku, part in parts:
        found.take(sku, part)
    items = [goods.sku(sku) for sku in found.skus]
    suppliers = [(item.supplier or "") if item else "" for item in items]
    numbers = {name: n for n, name in enumerate(dict.fromkeys(suppliers))}
    bounds = Bounds(
        policy.budget_fen or None,
        _left(places.capacity, found.filled), _left(places.truck, np.zeros_like(found.filled)),
        {numbers[name]: least for name, least in minimum_fen.items() if name in numbers and least > 0},
    )  # fmt: skip
    lines = _lines(found, items, [numbers[name] for name in suppliers], policy)
    return Listed(found, rank(lines, bounds), suppliers, minimum_fen)


def proposals(plan: str, what: Listed, goods: Goods, supply: Policy) -> Iterator[Proposal]:
    """Yield the proposals of a plan from the best downwards."""
    found, ranked = what.collected, what.ranked
    # By what the kept packs of each earn, which is what a reader sees; what was left out altogether stands by itself.
    for place, n in enumerate(np.lexsort((ranked.rank, -ranked.per_yuan)).tolist(), 1):
        line, item = found.lines[n], goods.sku(found.skus[n])
        kept, cut = int(ranked.units[n]), Cut(int(ranked.cut[n]))
        yield Proposal(
            id=f"{plan}-{place:08d}", plan=plan, kind="transfer" if line.giver else "purchase",
            state="open" if kept else "cut", sku=found.skus[n], shop=found.shops[n], giver=line.giver,
            supplier="" if line.giver else what.suppliers[n], tier=TIERS[found.tier[n]],
            quantity=kept or line.units, value_fen=(kept or line.units) * unit_fen(item), numbers=line.numbers,
            body=_body(what, n, kept, cut, item, supply),
        )  # fmt: skip


def left_out_fen(what: Listed, goods: Goods) -> int:
    """Return the value of what was wanted to be bought and is not proposed, packs of lines that were kept included."""
    found, kept = what.collected, what.ranked.units
    left = ((found.skus[n], line.units - int(kept[n])) for n, line in enumerate(found.lines) if not line.giver)
    return sum(units * unit_fen(goods.sku(sku)) for sku, units in left if units > 0)


def _body(what: Listed, n: int, kept: int, cut: Cut, item: Sku | None, supply: Policy) -> dict[str, Any]:
    found, ranked = what.collected, what.ranked
    line, bar, after = found.lines[n], ranked.bar, float(ranked.next_per_yuan[n])
    lead = supply.lead_time_days if item is None or item.lead_time_days is None else item.lead_time_days
    return {
        "wanted": line.units, "proposed": kept or line.units, "unit_fen": unit_fen(item),
        "pack_size": 1 if line.giver else found.pack[n],
        "lead_time_days": supply.transfer_days if line.giver else lead,
        "reward_fen": round(float(ranked.reward_fen[n])), "reward_per_yuan": round(float(ranked.per_yuan[n]), 4),
        "topped_up": int(ranked.topped_up[n]), "audit": [],
        **({"cut": int(cut), "next": round(after, 4), "bar": round(bar, 4),
            "minimum_fen": what.minimum_fen.get(what.suppliers[n], 0)} if cut else {}),
    }  # fmt: skip


def _lines(found: Collected, items: list[Sku | None], supplier: list[int], policy: Policy) -> Lines:
    units, position, least, most = (
        np.array([getattr(line, name) for line in found.lines], dtype=np.int64)
        for name in ("units", "position", "least", "most")
    )
    is_moved = np.array([bool(line.giver) for line in found.lines], dtype=bool)
    days = np.array(found.days, dtype=np.int64)
    price = np.array([item.price_fen if item else 0 for item in items], dtype=np.int64)
    cost = np.array([cost_fen(item) for item in items], dtype=np.int64)
    life = np.array([np.inf if item is None or item.shelf_life_days is None else item.shelf_life_days
                     for item in items], dtype=float)  # fmt: skip
    return Lines(
        units=units, pack_size=np.where(is_moved, 1, np.array(found.pack, dtype=np.int64)), least=least, most=most,
        position=position, days=days, supplier=np.where(is_moved, -1, np.array(supplier, dtype=np.int64)),
        place=found.places.numbers(found.shops), curve=_curve(found.lines),
        worth=worth(price, cost, policy.holding_a_year, spoils=life <= days),
    )  # fmt: skip


def _curve(lines: list[Line]) -> Curve:
    levels = demand_curve(np.zeros(1), LEVELS, np.zeros((1, len(LEVELS)))).levels
    values = np.frombuffer(b"".join(line.curve for line in lines), dtype=np.float32).reshape(len(lines), len(levels))
    return Curve(levels, values.astype(np.float64))


def _left(limit: Ints, used: Ints) -> Ints | None:
    """Return what still fits by place; None when no place has a limit."""
    if (limit >= NO_LIMIT).all():
        return None
    return np.maximum(limit - used, 0) if len(used) else limit
