"""What is expected of one SKU, as it is told: history, days ahead, sums, and how shops and cities add up to it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.forecasts.facts import OCCASIONS, Facts, Key, similar_to
from huozhao.flows.forecasts.notes import notes_of
from huozhao.flows.planning.words import model_label
from huozhao.supply.forecast import Forecast
from huozhao.supply.forecast.coherence import pooled_quantiles
from huozhao.supply.forecast.informed import Known, informed
from huozhao.supply.forecast.occasions import label_of, occasion_of
from huozhao.supply.forecast.segments import segment_at
from huozhao.supply.forecast.spread import Spread, scale_of
from huozhao.terms.text import Text
from huozhao.terms.time import day_name

Floats = NDArray[np.float64]
SHOWN_DAYS, HORIZON_DAYS = 56, 28
LEVELS = (0.1, 0.5, 0.8, 0.9, 0.95)
SUMS = (1, 7, 14, 28)
Group = tuple[str, list[int]]


def told(sku: str, shop: str, keys: Sequence[Key], sold: Floats, known: Known, facts: Facts,
         groups: Sequence[Group]) -> dict[str, Any]:  # fmt: skip
    """Return what is expected of rows of one SKU together; `groups` are named parts of them, told one by one."""
    sums = {days: informed(sold, days, known, LEVELS, HORIZON_DAYS) for days in SUMS}
    week = sums[7]
    main = int(np.argmax(week.mean))
    similar = similar_to(sku, (sold + known.lost)[main], facts)
    first = facts.last_day + 1 - sold.shape[1]
    everything = list(range(len(keys)))
    spread = known.learned.spread if known.learned else None
    return {
        "sku": sku, "shop": shop, "shops": [place for _, place in keys],
        "history": _history(keys, sold, known, facts, first)[-SHOWN_DAYS:],
        "days": _days(sums[1], known, facts),
        "sums": _sums(sums, everything, spread),
        "parts": [{"name": name, "sums": _sums(sums, rows, spread)} for name, rows in groups],
        "model": _model(week, main),
        "backtest_wape": None if np.isnan(week.error[main]) else round(float(week.error[main]), 4),
        "notes": [note.as_dict() for note in notes_of(known, main, HORIZON_DAYS, _ahead(facts))],
        "similar": list(similar.like) if similar else [],
        "promotions": [{"promotion": one.id, "lift": round(lift, 3), "is_stated": one.lift is not None,
                        "units": one.units, "starts_on": day_name(one.first), "ends_on": day_name(one.last)}
                       for one, lift in facts.promotions.of(keys[main])],
    }  # fmt: skip


def _model(found: Forecast, row: int) -> dict[str, str]:
    name, share = model_label(found, row), float(found.boosted[row])
    if not share:
        return name
    if share == 1:
        return {"zh": "全店学习模型（梯度提升）", "en": "model of the whole mall (gradient boosting)"}
    return {"zh": f"{name['zh']}与全店学习模型的平均", "en": f"{name['en']}, averaged with the model of the whole mall"}


def _history(keys: Sequence[Key], sold: Floats, known: Known, facts: Facts, first: int) -> list[dict[str, Any]]:
    out = [max((facts.out.get(key, {}).get(first + n, 0.0) for key in keys), default=0.0) for n in range(sold.shape[1])]
    units, lost = sold.sum(axis=0).tolist(), known.lost.sum(axis=0).tolist()
    promoted = _promoted(keys, facts, first, sold.shape[1])
    return [{"day": day_name(first + n), "units": units[n], "lost": round(lost[n], 2), "out_share": round(out[n], 3),
             "promoted": promoted[n], "occasion": _occasion(facts, first + n)} for n in range(len(units))]  # fmt: skip


def _days(one: Forecast, known: Known, facts: Facts) -> list[dict[str, Any]]:
    """Return each day ahead with quantiles: those of tomorrow, moved with the mean of the day."""
    first, path = facts.last_day + 1, one.path.sum(axis=0)
    tomorrow = _quantiles(one, list(range(len(one.mean))), known.learned.spread if known.learned else None)
    ratio = path / max(float(one.mean.sum()), 1e-9)
    lift = known.lift_ahead.max(axis=0)
    return [{"day": day_name(first + n), "mean": round(float(path[n]), 3), "quantiles": _named(tomorrow * ratio[n]),
             "lift": round(float(lift[n]), 3), "occasion": _occasion(facts, first + n)}
            for n in range(len(path))]  # fmt: skip


def _sums(sums: Mapping[int, Forecast], rows: list[int], spread: Spread | None) -> list[dict[str, Any]]:
    return [{"days": days, "mean": round(float(found.mean[rows].sum()), 2),
             "quantiles": _named(_quantiles(found, rows, spread))} for days, found in sums.items()]  # fmt: skip


def _quantiles(found: Forecast, rows: list[int], spread: Spread | None) -> Floats:
    """Return quantiles of the sum of rows: their own for one, their past errors together for several."""
    if len(rows) == 1:
        return np.asarray(found.quantiles[rows[0]])
    if spread is not None and spread.ratios:
        mean, together = found.mean[rows].sum(keepdims=True), np.nansum(found.residuals[rows], axis=0, keepdims=True)
        scale, segment = scale_of(together, mean), segment_at(mean / found.days)
        around, known = spread.around(mean, scale, segment, found.days, LEVELS)
        if known.all():
            return np.asarray(around[0])
    return pooled_quantiles(float(found.mean[rows].sum()), found.residuals[rows], LEVELS)


def _promoted(keys: Sequence[Key], facts: Facts, first: int, days: int) -> list[bool]:
    told = [one for key in keys for one, _ in facts.promotions.of(key)]
    return [any(one.first <= first + n <= one.last for one in told) for n in range(days)]


def _occasion(facts: Facts, day: int) -> dict[str, str] | None:
    """Return the words for the occasion of a day: those of holidays and shopping days themselves, not of days about."""
    code = occasion_of(day)
    return label_of(code).as_dict() if code.endswith(":on") and OCCASIONS in facts.uses else None


def _ahead(facts: Facts) -> list[Text]:
    """Return a sentence part for each occasion ahead that is known to move the mall's demand."""
    codes = dict.fromkeys(occasion_of(facts.last_day + 1 + n) for n in range(HORIZON_DAYS))
    if OCCASIONS not in facts.uses:
        return []
    return [Text(f"含{label_of(code).zh}的影响（全店约为平时的 {factor:.1f} 倍）",
                 f"with {label_of(code).en}: about {factor:.1f} times the usual in the whole mall")
            for code in codes if code and abs((factor := facts.occasions.mall.get(code, 1.0)) - 1) >= 0.05]  # fmt: skip


def _named(quantiles: Floats) -> dict[str, float]:
    return {f"p{round(level * 100)}": round(float(value), 2) for level, value in zip(LEVELS, quantiles, strict=True)}
