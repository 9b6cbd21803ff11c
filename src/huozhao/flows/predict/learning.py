"""Learn every predicted tag from one reading: windows, samples, models, cards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from huozhao.flows.predict.reading import Reading
from huozhao.insight.predicted.card import Card
from huozhao.insight.predicted.curves import Additive
from huozhao.insight.predicted.definitions import PREDICTIONS, Prediction
from huozhao.insight.predicted.features import AsOf
from huozhao.insight.predicted.samples import Asked, Sample, high_level, joined, order_model, sample
from huozhao.insight.predicted.train import Split, rule_rates, train
from huozhao.insight.predicted.windows import Windows, windows

SEED = 20261125
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Learnt:
    """One tag as it stands: its card, its model unless the rule speaks, and how often it happens where the rule holds.

    `rates` are (where the rule holds, where not), None without a window to measure them on.
    """

    card: Card
    model: Additive | None
    rates: tuple[float, float] | None


def learn(
    reading: Reading, last: int, today: int, version: str, now: int, standing: Mapping[str, Additive], step: Step
) -> dict[str, Learnt]:
    """Return every tag learned from the days up to `last` (whole), with the rule where nothing can be learned."""
    history = reading.history
    first = int(history.day.min()) if len(history.day) else last
    planned = {p.tag: windows(first, last, p.horizons, p.look_back) for p in PREDICTIONS}
    groups: dict[Windows, list[Prediction]] = {}
    for prediction in PREDICTIONS:
        found = planned[prediction.tag]
        if found is not None:
            groups.setdefault(found, []).append(prediction)
    learnt = {p.tag: _without_history(p, reading, today, version, now) for p in PREDICTIONS if not planned[p.tag]}
    counted = _Counted(step, sum(len(w.train) + 2 + len(tags) for w, tags in groups.items()))
    for window, predictions in groups.items():
        learnt |= _group(reading, window, predictions, version, now, standing, counted)
    return {p.tag: learnt[p.tag] for p in PREDICTIONS}


@dataclass(slots=True)
class _Counted:
    step: Step
    total: int
    done: int = 0

    def one(self) -> None:
        """Report one more step."""
        self.done += 1
        self.step(self.done, self.total)


def _without_history(
    prediction: Prediction, reading: Reading, today: int, version: str, now: int
) -> Learnt:
    level = high_level(reading.history, today, prediction.horizons[-1]) if prediction.tag == "high_value" else 0.0
    return Learnt(Card(prediction.tag, "rule", "no_history", version, now, level=level), None, None)


def _group(
    reading: Reading, window: Windows, predictions: Sequence[Prediction], version: str, now: int,
    standing: Mapping[str, Additive], counted: _Counted,
) -> dict[str, Learnt]:  # fmt: skip
    """Learn the tags that share their windows, so that features are computed once for all of them."""
    level = high_level(reading.history, window.train[0], window.horizon)
    asked = [Asked(p, reading.allowed[p.purpose], level if p.tag == "high_value" else 0.0) for p in predictions]

    def at(day: int) -> dict[str, Sample]:
        found = sample(reading.history, asked, as_of(reading, day, window.look_back), window.horizon, SEED)
        counted.one()
        return found

    cuts = [at(day) for day in sorted(window.train)]
    valid, test = at(window.valid), at(window.test)
    learnt = {}
    for one in asked:
        tag = one.prediction.tag
        split = Split(joined([cut[tag] for cut in cuts]), valid[tag], test[tag])
        found = train(tag, split, window, version, now, standing.get(tag))
        seen = joined([valid[tag], test[tag]])
        # What never happened has no rate: the mall may not record it at all, as an export without coupons.
        rates = rule_rates(seen) if seen.happened.any() else None
        learnt[tag] = Learnt(replace(found.card, level=one.level), found.model, rates)
        counted.one()
    return learnt


def as_of(reading: Reading, day: int, look_back: int) -> AsOf:
    """Return the day with the order model of what was known on it."""
    return AsOf(day, look_back, order_model(reading.history, day))


def everybody(reading: Reading, prediction: Prediction, level: float) -> Asked:
    """Return what to ask when all persons are scored."""
    return Asked(prediction, np.asarray(reading.allowed[prediction.purpose]), level)
