"""The stage of the night that learns for forecasts, and the report of what each input is worth."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from huozhao.events.artifacts import Artifacts
from huozhao.events.documents import Documents
from huozhao.events.log import EventLog
from huozhao.events.state import StateStore
from huozhao.flows.forecasts.facts import ALL, GLOBAL, Facts
from huozhao.flows.forecasts.intents import intent_until
from huozhao.flows.forecasts.lessons import Lessons, lift_key, save
from huozhao.flows.forecasts.prices import price_factors
from huozhao.flows.forecasts.promoted import promoted
from huozhao.flows.forecasts.promotion_book import PromotionBook
from huozhao.flows.forecasts.proving import Proof, named, prove, with_heat
from huozhao.flows.forecasts.rehearsal import HISTORY_DAYS, Past, occasions_until
from huozhao.flows.forecasts.sample import Sample, read_sample
from huozhao.flows.forecasts.shelves import Shelves
from huozhao.flows.forecasts.worths import told, try_inputs
from huozhao.flows.goods import Goods
from huozhao.flows.planning.sales import home_shop
from huozhao.supply.forecast.analogy import early_rates
from huozhao.supply.forecast.occasions import label_of
from huozhao.terms.text import Text
from huozhao.terms.time import day_name, local_day

LABEL = Text("学习预测", "Learning to forecast")
REPORT, CURRENT = "forecast_report", "current"
# An occasion that moves the mall by less is not worth a line.
LEAST_TOLD = 0.02
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LearnForecast:
    """Learns occasions, lifts, errors and the global model from a sample of SKUs, and tries every input on the past."""

    state: StateStore
    log: EventLog
    documents: Documents
    artifacts: Artifacts
    shelves: Shelves
    book: PromotionBook
    goods: Goods
    clock: Callable[[], int]
    zone: str

    def stage(self, step: Step) -> dict[str, Any]:
        """Learn everything again, keep it, write the report; return it in numbers."""
        now = self.clock()
        sample = read_sample(self.state, home_shop(self.goods), local_day(now, self.zone))
        if not len(sample.keys):
            save(self.artifacts, Lessons(learned_at=now))
            return {"rows": 0}
        past = with_heat(self._past(sample, now), self.state)
        step(1, 4)
        tried = try_inputs(past, lambda back: intent_until(self.log, sample.last_day - back, self.zone))
        step(2, 4)
        lessons = named(past, replace(self._lessons(past, now), uses=tried.uses))
        proof, lessons = prove(past, lessons, self._city)
        step(3, 4)
        save(self.artifacts, lessons)
        inputs = [told(name, each, name in tried.uses) for name, each in tried.found.items()]
        inputs.append(told(GLOBAL, proof.worth, any(proof.shares)))
        self.documents.put(REPORT, CURRENT, _report(past, inputs, proof, lessons))
        step(4, 4)
        return {"rows": len(sample.keys), "inputs_off": sorted(ALL - tried.uses),
                "occasions": len(lessons.occasions.mall), "global_model": any(proof.shares)}  # fmt: skip

    def report(self) -> dict[str, Any]:
        """Return what was found the last time, an empty report before the first night."""
        found = self.documents.get(REPORT, CURRENT)
        return found.body if found else {"learned_at": None, "inputs": [], "segments": [], "occasions": []}

    def _city(self, shop: str) -> str:
        found = self.goods.shop(shop)
        return found.city if found else ""

    def _past(self, sample: Sample, now: int) -> Past:
        listed = {item.sku: item for item in self.goods.skus()}
        # What is set aside now was not known in the past, in which inputs are tried.
        promotions = [replace(one, units=one.units and 0.0) for one in self.book.promotions(now)
                      if one.last >= sample.first_day]  # fmt: skip
        nothing = promoted([], listed, [], np.zeros((0, HISTORY_DAYS)), 0, {})
        out = self.shelves.out(now, sample.first_day)
        return Past(sample, Facts(out, nothing, listed, {}, sample.last_day), promotions)

    def _lessons(self, past: Past, now: int) -> Lessons:
        sample, goods = past.sample, past.facts.goods
        today = past.at(0)
        units = sample.units[:, -HISTORY_DAYS:].astype(np.float64)
        lifts = {lift_key(one): lift for one, lift in today.facts.promotions.each if one.lift is None}
        return Lessons(
            learned_at=now, last_day=sample.last_day, occasions=occasions_until(past, sample.units.shape[1]),
            early=early_rates(units, [sku for sku, _ in sample.keys]), promotions=lifts,
            price=price_factors(sample, goods, past.promotions),
        )  # fmt: skip


def _occasions(lessons: Lessons) -> list[dict[str, Any]]:
    """Return the occasions that move the mall's demand, the strongest first."""
    found = sorted(lessons.occasions.mall.items(), key=lambda pair: -abs(np.log(pair[1])))
    return [{"occasion": code, "label": label_of(code).as_dict(), "factor": round(factor, 3)}
            for code, factor in found if abs(factor - 1) >= LEAST_TOLD]  # fmt: skip


def _report(past: Past, inputs: list[dict[str, Any]], proof: Proof, lessons: Lessons) -> dict[str, Any]:
    return {
        "learned_at": lessons.learned_at, "last_day": day_name(lessons.last_day), "rows": len(past.sample.keys),
        "weeks": len(past.backs()), "inputs": inputs, "segments": list(proof.segments), "method": lessons.method,
        "levels": dict(proof.levels), "occasions": _occasions(lessons),
    }  # fmt: skip
