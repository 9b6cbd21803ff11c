"""Everything that a plan reads once, however many rows it has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.flows.forecasts.knowing import Facts
from huozhao.flows.planning.coming import Coming
from huozhao.flows.planning.places import Places
from huozhao.supply.intent import Intent
from huozhao.supply.netting import TransferRule
from huozhao.supply.policies import Rule
from huozhao.supply.policy import Policy
from huozhao.supply.purchasing import LeadTime
from huozhao.supply.signals import Signal
from huozhao.supply.tiers import TIERS, Limits, Tier, default_rules

Key = tuple[str, str]
# Goods that keep no longer than this are ordered like newspapers, whatever their tier.
SHORT_LIFE_DAYS = 28
SHORT_LIFE = Rule("newsvendor")
Learned = Callable[[str, int | None], LeadTime]


@dataclass(frozen=True, slots=True)
class Tiering:
    """The rule of each tier, and what operators set by hand: (sku, shop) → tier, shop "" = at every shop."""

    rules: Mapping[Tier, Rule]
    overrides: Mapping[Key, Tier] = field(default_factory=dict)
    short_life: Rule = SHORT_LIFE

    @property
    def by_number(self) -> list[Rule]:
        """The rules in the order of the tiers, then the rule of goods that do not keep."""
        return [*(self.rules[tier] for tier in TIERS), self.short_life]


def usual_tiering(policy: Policy) -> Tiering:
    """Return the rules that hold before anybody chose others."""
    return Tiering(default_rules(policy.service_level))


def min_max_tiering(policy: Policy) -> Tiering:
    """Return the usual way: every good from a min up to a max of days of its sales, whatever it is."""
    rule = Rule("min_max", policy.service_level, cover_days=policy.min_max_days)
    return Tiering(dict.fromkeys(TIERS, rule), short_life=rule)


@dataclass(frozen=True, slots=True)
class Ground:
    """What holds for all rows of one plan: `last_day` is the last day of its history, `home` where nameless sales go.

    `added` are (sku, shop) that are planned although nobody sold or held them yet.
    """

    now: int
    last_day: int
    home: str
    policy: Policy
    places: Places
    coming: Coming
    intent: Intent
    signals: Mapping[str, Sequence[Signal]]
    needs_cap: float
    facts: Facts
    tiering: Tiering
    limits: Limits
    lead_time: Learned
    added: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def transfer_rule(self) -> TransferRule:
        """How far goods are moved between shops, and how long that takes."""
        return TransferRule(most_km=self.policy.transfer_km or -1.0, days=self.policy.transfer_days)
