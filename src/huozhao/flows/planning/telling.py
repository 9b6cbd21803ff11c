"""A proposal as people read it: its arithmetic, its reasons and its forecast, written from the stored numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from huozhao.events.state import StateStore
from huozhao.flows.forecasts.notes import with_notes
from huozhao.flows.goods import Goods
from huozhao.flows.planning.foresee import LEVELS
from huozhao.flows.planning.part import Told, is_readable, told_from
from huozhao.flows.planning.parts import HISTORY_SHOWN
from huozhao.flows.planning.sales import home_shop
from huozhao.flows.planning.words import model_words
from huozhao.supply.netting import Cut, Moved, Step, steps, why, why_cut, why_moved
from huozhao.supply.plan_book import Proposal
from huozhao.supply.policies import Rule, rule_from
from huozhao.supply.tiers import TIERS, Limits, Signs, reason
from huozhao.terms.text import Text

USUAL = Rule()
# What is told of a decided proposal whose plan another release wrote: the decision stands, its numbers cannot be read.
UNREADABLE: dict[str, Any] = {
    "tier_why": None, "rule": None, "arithmetic": [], "signals": [],
    "why": {"zh": "这条建议来自其他版本的计划，算式读不出来了",
            "en": "the plan of another release made this proposal; its arithmetic can no longer be read"},
    "forecast": {"days": 0, "mean_per_day": 0.0, "model": {"zh": "", "en": ""}, "quantiles": {}, "history": [],
                 "horizon": []},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Teller:
    """Writes proposals of one plan; `plan` is the body of that plan."""

    state: StateStore
    goods: Goods
    plan: dict[str, Any]

    def tell(self, found: Proposal) -> dict[str, Any]:
        """Return a proposal as plain data, with everything that a person wants to know before deciding."""
        item = self.goods.sku(found.sku)
        return {
            **found.body, "id": found.id, "plan": found.plan, "kind": found.kind, "state": found.state,
            "sku": found.sku, "shop": found.shop, "giver": found.giver, "supplier": found.supplier,
            "title": item.title if item else found.sku, "tier": found.tier, "quantity": found.quantity,
            "value_fen": found.value_fen, "rank": int(found.id.rsplit("-", 1)[-1]),
            "cut_why": None if (cut := _cut(found)) is None else cut.as_dict(),
            **(self._reasons(found, told_from(found.numbers)) if is_readable(self.plan) else UNREADABLE),
        }  # fmt: skip

    def _reasons(self, found: Proposal, told: Told) -> dict[str, Any]:
        return {
            "tier_why": self._tier_why(told).as_dict(), "rule": self._rule(told).label.as_dict(),
            "why": self._why(found, told).as_dict(),
            "arithmetic": [{"label": step.label.as_dict(), "value": step.value, "sign": step.sign}
                           for step in self._steps(found, told)],
            "forecast": self._forecast(found, told), "signals": told.signals,
        }  # fmt: skip

    def _rule(self, told: Told) -> Rule:
        rules, number = self.plan.get("rules", ()), told.column("rule")
        return rule_from(rules[number]) if number < len(rules) else USUAL

    def _tier_why(self, told: Told) -> Text:
        limits = Limits(hot_rate=float(self.plan.get("hot_rate_used", 1.0)))
        return reason(Signs(*(np.array([value]) for value in told.signs)), 0, TIERS[told.column("tier")], limits)

    def _why(self, found: Proposal, told: Told) -> Text:
        parts = [why(told.arithmetic, self._level(told))]
        if told.moved:
            units, km, freed, sooner, road = told.moved
            # First what the row itself is about: lists show the beginning of a reason.
            parts.insert(0, why_moved(Moved(self._name(found.giver), self._name(found.shop), units, km, round(freed),
                                            round(sooner), round(road))))  # fmt: skip
        if told.ahead:
            parts.append(Text(f"提前备货：{told.ahead[0]}", f"ahead of the day: {told.ahead[1]}"))
        if told.because:
            parts.append(Text(*told.because))
        return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))

    def _level(self, told: Told) -> float:
        """Return the chance of no stock-out that a row is filled to: as its rule says, or as its level comes to."""
        rule = self._rule(told)
        if rule.kind in ("order_up_to", "reorder_up_to"):
            return rule.service_level
        units = told.column("demand") + told.column("safety_stock") - told.column("capped")
        return float(np.interp(units, told.quantiles, LEVELS))

    def _steps(self, found: Proposal, told: Told) -> Iterator[Step]:
        notes = [Text(*note) for note in told.notes]
        first, *rest = steps(told.arithmetic)
        yield Step(with_notes(first.label, notes), first.value, first.sign)
        is_bought, gaps = found.kind == "purchase", 0
        for step in rest:
            gaps += step.sign == "="
            if is_bought or (step.sign != "round" and (step.sign != "=" or gaps == 1)):
                yield step
        yield from self._last(found)

    def _last(self, found: Proposal) -> Iterator[Step]:
        """Yield what is peculiar to this proposal: where a transfer comes from, what was cut or added."""
        body, wanted = found.body, int(found.body["wanted"])
        kept = 0 if "cut" in body and found.state == "cut" else int(body["proposed"])
        if found.kind == "transfer":
            giver = self._name(found.giver)
            yield Step(Text(f"由 {giver} 调入", f"moved from {giver}"), wanted, "round")
        if body["topped_up"]:
            least = int(body.get("minimum_fen", 0)) / 100
            en = f"topped up to the {least:,.2f} that the supplier takes at least"
            yield Step(Text(f"为凑够供应商起订金额 {least:,.2f} 元补到", en), kept, "round")
        elif kept != wanted:
            yield Step(Text("预算、空间和车辆之内保留", "kept within budget, room and trucks"), kept, "round")
        if found.quantity != body["proposed"]:
            yield Step(Text("改为", "changed to"), found.quantity, "round")

    def _forecast(self, found: Proposal, told: Told) -> dict[str, Any]:
        days = told.column("days")
        named = dict(zip(LEVELS, told.quantiles, strict=True))
        level = float(np.interp(self._level(told), LEVELS, told.quantiles))
        return {
            "days": days, "mean_per_day": round(told.mean / days, 3), "model": model_words(*told.models),
            "quantiles": {"p50": named[0.5], "p80": named[0.8], "p90": named[0.9], "service_level": round(level, 2)},
            "history": self._history(found, told.last_day), "horizon": told.path,
            "lost": told.lost or [0.0] * HISTORY_SHOWN, "notes": [{"zh": zh, "en": en} for zh, en in told.notes],
        }  # fmt: skip

    def _history(self, found: Proposal, last: int) -> list[float]:
        """Return the units of the last four weeks; a depot's are those of its shops, nameless sales the home shop's."""
        shops = [found.shop, *(shop.shop for shop in self.goods.shops() if shop.supplied_from == found.shop)]
        shops += [""] if found.shop == home_shop(self.goods) else []
        units = [0.0] * HISTORY_SHOWN
        for shop in dict.fromkeys(shops):
            columns = self.state.columns(
                "demand", ("day", "quantity"), (found.sku, shop), ("day", last - HISTORY_SHOWN + 1))
            for day, sold in zip(columns["day"], columns["quantity"], strict=True):
                if int(day or 0) <= last:
                    units[HISTORY_SHOWN - 1 - (last - int(day or 0))] += float(sold or 0)
        return units

    def _name(self, shop: str) -> str:
        known = self.goods.shop(shop)
        return known.name if known else shop


def _cut(found: Proposal) -> Text | None:
    body = found.body
    return why_cut(Cut(int(body["cut"])), float(body["next"]), float(body["bar"]), int(body["minimum_fen"])) if (
        "cut" in body) else None  # fmt: skip
