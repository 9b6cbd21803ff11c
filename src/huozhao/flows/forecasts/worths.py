"""What each input of the forecast is worth to this mall, and which are used: forecasts of the past without each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.forecasts.facts import ALL, INTENT, OCCASIONS, PRICE, PROMOTIONS, SIMILAR, STOCK_OUTS
from huozhao.flows.forecasts.rehearsal import WEEK, Past, Stage
from huozhao.supply.forecast.worth import NOT_TRIED, Worth, worth
from huozhao.terms.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TRIED = (STOCK_OUTS, PROMOTIONS, OCCASIONS, PRICE, SIMILAR)
LABELS: dict[str, Text] = {
    STOCK_OUTS: Text("缺货期间流失的需求", "Demand lost in stock-outs"),
    PROMOTIONS: Text("促销计划", "Planned promotions"),
    OCCASIONS: Text("节假日与大促日", "Holidays and shopping days"),
    PRICE: Text("价格变动", "Price changes"),
    SIMILAR: Text("新品参照相似商品", "New goods by similar ones"),
    INTENT: Text("顾客意向（加购、收藏、浏览）", "Shoppers' intent (carts, favourites, views)"),
    "global_model": Text("全店学习模型（梯度提升）", "Model of the whole mall (gradient boosting)"),
    "weather": Text("天气", "Weather"),
    "needs": Text("提前看见的需求与计划中的活动", "Needs seen early and planned campaigns"),
}
# Extra units of SKUs expected from intent, `back` days before the last.
IntentAt = Callable[[int], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Tried:
    """The worth of each input that could be tried; `uses` are those to be used."""

    found: Mapping[str, Worth]
    uses: frozenset[str]


def try_inputs(past: Past, intent: IntentAt) -> Tried:
    """Forecast past weeks with all inputs and without each; an input that did not pay is left out from then on."""
    stages = [past.at(back) for back in past.backs()]
    parts = {name: _Pairs([], [], [], []) for name in (*TRIED, INTENT)}
    skus: dict[str, int] = {}
    for stage in stages:
        cluster = np.array([skus.setdefault(sku, len(skus)) for sku, _ in stage.keys], np.int64)
        actual, whole = stage.actual(WEEK), stage.forecast(WEEK, ALL).mean
        for name in TRIED:
            without = stage.forecast(WEEK, ALL - {name}).mean if _matters(stage, name) else whole
            parts[name].add(actual, whole, without, cluster)
        parts[INTENT].add(*_with_intent(stage, actual, whole, intent, skus))
    found = {name: pairs.worth() for name, pairs in parts.items()}
    return Tried(found, ALL - {name for name, each in found.items() if each.pays is False})


def told(name: str, found: Worth, is_on: bool) -> dict[str, Any]:
    """Return the worth of an input as it is reported."""
    numbers = {key: round(getattr(found, key), 4) for key in ("with_it", "without", "gain", "low", "high", "gain_all")}
    return {"input": name, "label": LABELS[name].as_dict(), "cases": found.cases, "sums": found.sums, **numbers,
            "is_on": is_on, "verdict": verdict(found).as_dict()}  # fmt: skip


def verdict(found: Worth) -> Text:
    """Return what was found in a sentence."""
    if found.pays is None:
        return Text(f"过去只有 {found.cases} 例用得上，还看不出来",
                    f"only {found.cases} cases in the past: too few to say")  # fmt: skip
    much = f"{100 * abs(found.gain):.2f}"
    sure = found.low > 0 or found.high < 0
    if not found.pays:
        return Text(f"误差没有降低，反而高 {much} 个百分点，已停用", f"raises the error by {much} points: switched off")
    if found.gain <= 0:
        return Text(f"没有看出差别（高 {much} 个百分点），保留", f"makes no difference ({much} points more): kept")
    if sure:
        return Text(f"误差降低 {much} 个百分点", f"lowers the error by {much} points")
    return Text(f"误差略降 {much} 个百分点，可能是偶然",
                f"lowers the error by {much} points, which may be chance")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Pairs:
    actual: list[Floats]
    with_it: list[Floats]
    without: list[Floats]
    cluster: list[Ints]

    def add(self, actual: Floats, with_it: Floats, without: Floats, cluster: Ints) -> None:
        for kept, values in zip((self.actual, self.with_it, self.without), (actual, with_it, without), strict=True):
            kept.append(values)
        self.cluster.append(cluster)

    def worth(self) -> Worth:
        if not self.actual:
            return NOT_TRIED
        return worth(np.concatenate(self.actual), np.concatenate(self.with_it), np.concatenate(self.without),
                     np.concatenate(self.cluster))  # fmt: skip


def _matters(stage: Stage, name: str) -> bool:
    """Tell whether an input says anything at a stage; what says nothing need not be left out to be compared."""
    facts = stage.facts
    said: Mapping[str, bool] = {
        PROMOTIONS: bool(facts.promotions.by_sku), PRICE: bool(facts.price), STOCK_OUTS: bool(facts.out),
        OCCASIONS: bool(facts.occasions.mall or facts.occasions.categories),
    }  # fmt: skip
    return said.get(name, True)


def _with_intent(
    stage: Stage, actual: Floats, whole: Floats, intent: IntentAt, skus: Mapping[str, int]
) -> tuple[Floats, Floats, Floats, Ints]:
    """Return the sums of SKUs over all shops: what came, with intent, without."""
    place = np.array([skus[sku] for sku, _ in stage.keys], np.int64)
    used, inverse = np.unique(place, return_inverse=True)
    sums = [np.bincount(inverse, values, len(used)).astype(np.float64) for values in (actual, whole)]
    extra = intent(stage.back)
    names: Sequence[str] = list(skus)
    added = np.array([extra.get(names[which], 0.0) for which in used.tolist()])
    return sums[0], sums[1] + added, sums[1], used
