"""Merchant rules as values: pin, boost, bury, block, favour, margin floor, stock pressure, category cap, sensitive."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from huozhao.terms.goods import Sku
from huozhao.terms.text import Text

Kind = Literal["pin", "boost", "bury", "block", "margin_floor", "stock_pressure", "category_cap", "sensitive",
               "favour"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which goods a rule is about: all conditions that are given must hold; without any, all goods.

    `category` is a path from broad to narrow; `attributes` are name = value.
    """

    skus: frozenset[str] = frozenset()
    category: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    min_price_fen: int | None = None
    max_price_fen: int | None = None

    def holds(self, sku: Sku) -> bool:
        """Tell whether a product is meant."""
        return (
            (not self.skus or sku.sku in self.skus)
            and sku.category[: len(self.category)] == self.category
            and all(sku.attributes.get(name) == value for name, value in self.attributes.items())
            and (self.min_price_fen is None or sku.price_fen >= self.min_price_fen)
            and (self.max_price_fen is None or sku.price_fen <= self.max_price_fen)
        )


@dataclass(frozen=True, slots=True)
class MerchRule:
    """One rule of the merchant.

    `placements` and `segments` narrow where and for whom it holds (empty = everywhere, everybody); `starts_at` and
    `ends_at` (ms) when. `position` counts from 1 in the main zone (pin); `factor` multiplies the score (boost > 1,
    bury < 1, stock pressure > 1; favour: of what `source` found, in full for its best); `floor` is the least margin
    0…1; `share` the most of a zone's places; `days` the days of cover from which stock counts as pressing. `hold_out`
    is the share of shoppers for whom it does not hold, so that what it achieves can be measured.
    """

    rule: str
    kind: Kind
    label: Text
    choice: Choice = Choice()
    placements: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    starts_at: int | None = None
    ends_at: int | None = None
    position: int = 1
    factor: float = 1.0
    floor: float = 0.0
    share: float = 1.0
    days: float = 60.0
    source: str = ""
    hold_out: float = 0.0

    def applies(self, placement: str, segments: Collection[str], now: int) -> bool:
        """Tell whether the rule holds on a placement, for a shopper in these segments, at an instant (ms)."""
        return (
            (not self.placements or placement in self.placements)
            and (not self.segments or not self.segments.isdisjoint(segments))
            and (self.starts_at is None or self.starts_at <= now)
            and (self.ends_at is None or now < self.ends_at)
        )


def of_kind(rules: Iterable[MerchRule], *kinds: Kind) -> tuple[MerchRule, ...]:
    """Return the rules of some kinds, in their order."""
    return tuple(rule for rule in rules if rule.kind in kinds)


def rule_to_dict(rule: MerchRule) -> dict[str, Any]:
    """Return a rule as plain data, as documents and the wire hold it."""
    choice = rule.choice
    return {
        "kind": rule.kind, "label": rule.label.as_dict(),
        "goods": {
            "skus": sorted(choice.skus), "category": list(choice.category), "attributes": dict(choice.attributes),
            "min_price_fen": choice.min_price_fen, "max_price_fen": choice.max_price_fen,
        },
        "placements": sorted(rule.placements), "segments": sorted(rule.segments), "starts_at": rule.starts_at,
        "ends_at": rule.ends_at, "position": rule.position, "factor": rule.factor, "floor": rule.floor,
        "share": rule.share, "days": rule.days, "source": rule.source, "hold_out": rule.hold_out,
    }  # fmt: skip
