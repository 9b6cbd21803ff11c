"""A preview: how many a campaign reaches through which channel, what stock that needs where, and what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from huozhao.operations.campaigns.campaign import Campaign


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a campaign reaches: the crowd, those who agreed to marketing, those held out; by channel and by city.

    `channels` counts each shopper under the first channel that is open to them; `cities` only those who are told, ""
    where no city is known.
    """

    crowd: int
    agreed: int
    held_out: int
    channels: Mapping[str, int]
    cities: Mapping[str, int]

    @property
    def told(self) -> int:
        """Those who are to be told."""
        return self.agreed - self.held_out


@dataclass(frozen=True, slots=True)
class Needed:
    """What a shop is expected to sell of one SKU because of the campaign, beside what it can promise now."""

    sku: str
    shop: str
    expected: float
    available: int

    @property
    def missing(self) -> int:
        """Units that are not there."""
        return max(0, ceil(self.expected - 1e-9) - max(0, self.available))


@dataclass(frozen=True, slots=True)
class Preview:
    """All that is known before a campaign starts; money in fen."""

    reach: Reach
    orders: float
    needed: tuple[Needed, ...]
    cost_fen: int
    most_cost_fen: int
    value_fen: int


def preview(campaign: Campaign, reach: Reach, needed: Sequence[Needed]) -> Preview:
    """Return a campaign's preview.

    orders = told · take rate; cost = orders · cost of one, at most told · cost of one and never above the budget;
    value = told · value of telling one.
    """
    told, budget = reach.told, campaign.budget
    told = told if budget.uses is None else min(told, budget.uses)
    most = told * campaign.cost_fen
    most = most if budget.fen is None else min(most, budget.fen)
    orders = told * campaign.take_rate
    cost = min(most, round(orders * campaign.cost_fen))
    kept = sorted(needed, key=lambda each: (-each.missing, -each.expected, each.sku, each.shop))
    return Preview(reach, orders, tuple(kept), cost, most, told * campaign.value_fen)


def units_by_city(campaign: Campaign, cities: Mapping[str, int]) -> dict[tuple[str, str], float]:
    """Return the expected units by (SKU, city): people · take rate, in equal parts over the goods."""
    parts = max(1, len(campaign.skus))
    return {(sku, city): people * campaign.take_rate / parts
            for sku in campaign.skus for city, people in cities.items()}


def preview_to_body(found: Preview, now: int) -> dict[str, Any]:
    """Return a preview as plain data."""
    reach = found.reach
    return {
        "at": now, "crowd": reach.crowd, "agreed": reach.agreed, "held_out": reach.held_out, "told": reach.told,
        "channels": dict(reach.channels), "cities": dict(reach.cities), "orders": round(found.orders, 2),
        "needed": [[each.sku, each.shop, round(each.expected, 3), each.available, each.missing]
                   for each in found.needed],
        "cost_fen": found.cost_fen, "most_cost_fen": found.most_cost_fen, "value_fen": found.value_fen,
    }  # fmt: skip
