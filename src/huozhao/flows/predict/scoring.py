"""Score every person with what was learned, tell who carries which tag now, and how far the mall has drifted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.predict.learning import Learnt, everybody
from huozhao.flows.predict.reading import Reading
from huozhao.insight.predicted.card import Card
from huozhao.insight.predicted.definitions import BY_TAG, PREDICTIONS, Bounds, Prediction
from huozhao.insight.predicted.features import LONGEST, AsOf, Measured
from huozhao.insight.predicted.history import summed
from huozhao.insight.predicted.membership import carriers, leading
from huozhao.insight.predicted.quality import psi
from huozhao.insight.predicted.samples import Asked, order_model, scored
from huozhao.insight.predicted.train import places
from huozhao.insight.value.bgnbd import BgNbd
from huozhao.terms.ids import Ids

Step = Callable[[int, int], None]
FEATURES_SHOWN = 5
# Tags that are about something, and where that stands in what was measured.
VALUED = {"hobby_shift": "leading", "early_adopter": "newest", "preferred_payment": "method"}


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of all persons in the order of `persons`: by tag the probability (NaN = not asked) and who carries it.

    `values` is by tag what the tag is about for each person, as a code into `words` (a shelf, a means of payment);
    `rhythm` is the order model that the features were computed with.
    """

    persons: Ids
    day: int
    at: int
    probability: Mapping[str, NDArray[np.float32]]
    carried: Mapping[str, NDArray[np.bool_]]
    values: Mapping[str, NDArray[np.int32]]
    words: tuple[str, ...]
    rhythm: BgNbd | None = None


@dataclass(slots=True)
class _Run:
    """What is filled while the blocks of persons go by."""

    probability: dict[str, NDArray[np.float32]]
    ruled: dict[str, NDArray[np.bool_]]
    values: dict[str, NDArray[np.int32]]
    steps: dict[str, list[NDArray[np.float64]]]
    asked: dict[str, int]


def score(
    reading: Reading, learnt: Mapping[str, Learnt], bounds: Mapping[str, Bounds], day: int, now: int,
    before: Scores | None, step: Step,
) -> tuple[Scores, dict[str, Card]]:  # fmt: skip
    """Return everybody's scores as of the day `day`, and the cards with coverage, carriers and drift."""
    size = len(reading.persons)
    run = _Run(
        {tag: np.full(size, np.nan, np.float32) for tag in learnt}, {tag: np.zeros(size, np.bool_) for tag in learnt},
        {tag: np.full(size, -1, np.int32) for tag in VALUED},
        {tag: [np.zeros(len(c.share)) for c in one.model.curves] for tag, one in learnt.items() if one.model},
        dict.fromkeys(learnt, 0),
    )  # fmt: skip
    backs, rhythm = sorted({look_back(one) for one in learnt.values()}), order_model(reading.history, day)
    for done, back in enumerate(backs):
        mine = {tag: one for tag, one in learnt.items() if look_back(one) == back}
        _pass(reading, mine, AsOf(day, back, rhythm), run)
        step(done + 1, len(backs))
    carried = _carried(reading.persons, learnt, bounds, run, before)
    words = (*reading.history.subjects.shelves, *_methods(reading, run))
    cards = {tag: _card(tag, one, run, carried[tag], bounds[tag], now, size) for tag, one in learnt.items()}
    return Scores(reading.persons, day, now, run.probability, carried, run.values, words, rhythm), cards


def look_back(one: Learnt) -> int:
    """Return how many days back a tag's features look: a model as far as in training, a rule a whole year."""
    return one.card.windows.look_back if one.card.windows and one.model is not None else LONGEST


def _methods(reading: Reading, run: _Run) -> list[str]:
    """Return the names of the means of payment, their codes moved behind the shelves and to what is used."""
    codes = run.values["preferred_payment"]
    used = np.unique(codes[codes >= 0])
    base = len(reading.history.subjects.shelves)
    moved = np.searchsorted(used, codes).astype(np.int32) + np.int32(base)
    run.values["preferred_payment"] = np.where(codes >= 0, moved, np.int32(-1)).astype(np.int32)
    return [reading.history.subjects.names[int(code)] for code in used]


def _pass(reading: Reading, learnt: Mapping[str, Learnt], at: AsOf, run: _Run) -> None:
    asked: dict[str, Asked] = {t: everybody(reading, BY_TAG[t], one.card.level) for t, one in learnt.items()}
    for first, measured, kept in scored(reading.history, at, asked):
        last = first + len(measured.values)
        for tag, one in learnt.items():
            mask, prediction = kept[tag], BY_TAG[tag]
            holds = np.asarray(prediction.rule.holds(measured, one.card.level)) & mask
            run.ruled[tag][first:last] = holds
            run.asked[tag] += int(mask.sum())
            run.probability[tag][first:last][mask] = _probability(one, measured, holds, mask, run.steps.get(tag))
        for tag in VALUED.keys() & learnt.keys():
            run.values[tag][first:last] = getattr(measured, VALUED[tag])


def _probability(
    one: Learnt, measured: Measured, holds: NDArray[np.bool_], mask: NDArray[np.bool_],
    steps: list[NDArray[np.float64]] | None,
) -> NDArray[np.float32]:  # fmt: skip
    """Return the probabilities of those asked, and count in which steps of the curves they lie, for the drift."""
    if one.model is None:
        rates = one.rates
        said = np.where(holds[mask], *rates) if rates else np.full(int(mask.sum()), np.nan)
        return np.asarray(said, np.float32)
    rows = measured.values[mask][:, places(one.model, measured.names)]
    for place, curve in enumerate(one.model.curves):
        assert steps is not None
        steps[place] += summed(curve.step(rows[:, place]), None, len(curve.share))
    return np.asarray(one.model.probability(rows), np.float32)


def _carried(
    persons: Ids, learnt: Mapping[str, Learnt], bounds: Mapping[str, Bounds], run: _Run, before: Scores | None
) -> dict[str, NDArray[np.bool_]]:
    carried = {}
    for tag, one in learnt.items():
        enter, leave = bounds[tag].at(one.card.base_rate)
        held = _held_before(persons, before, tag)
        by_score = carriers(run.probability[tag], held, enter, leave)
        carried[tag] = by_score if one.model is not None else run.ruled[tag]
    for group in {p.group for p in PREDICTIONS if p.group}:
        tags = [p.tag for p in PREDICTIONS if p.group == group]
        chosen = leading([np.nan_to_num(run.probability[t], nan=0.0) for t in tags], [carried[t] for t in tags])
        carried |= dict(zip(tags, chosen, strict=True))
    return carried


def _held_before(persons: Ids, before: Scores | None, tag: str) -> NDArray[np.bool_]:
    held = np.zeros(len(persons), np.bool_)
    if before is not None and tag in before.carried and len(persons):
        names = before.persons.encoded[np.flatnonzero(before.carried[tag])]
        place = np.searchsorted(persons.encoded, names)
        inside = place < len(persons)
        place, names = place[inside], names[inside]
        held[place[persons.encoded[place] == names]] = True
    return held


def _card(
    tag: str, one: Learnt, run: _Run, carried: NDArray[np.bool_], bounds: Bounds, now: int, size: int
) -> Card:
    probability = run.probability[tag]
    known = run.asked[tag]
    enter, leave = bounds.at(one.card.base_rate)
    drifts: list[tuple[str, float]] = []
    if one.model is not None and known:
        pairs = zip(one.model.curves, run.steps[tag], strict=True)
        drifts = sorted(((c.feature, psi(c.share, found)) for c, found in pairs), key=lambda item: -item[1])
    return replace(
        one.card, scored_at=now, scored=known, coverage=known / max(size, 1), carriers=int(carried.sum()),
        enter=enter, exit=leave, feature_drift=tuple(drifts[:FEATURES_SHOWN]),
        drift=_score_drift(one, probability),
    )  # fmt: skip


def _score_drift(one: Learnt, probability: NDArray[np.float32]) -> float:
    """Return the PSI of today's scores against those of the held-out days, over the rows of the calibration table."""
    table = one.card.quality.table if one.card.quality else ()
    known = probability[~np.isnan(probability)]
    if len(table) < 2 or not len(known) or one.model is None:
        return 0.0
    cuts = np.array([(a.said + b.said) / 2 for a, b in pairwise(table)])
    found = summed(np.searchsorted(cuts, known), None, len(table))
    return psi(np.array([float(row.n) for row in table]), found)


def bounds_of(prediction: Prediction, own: Mapping[str, float]) -> Bounds:
    """Return the thresholds of a tag: the operator's own probabilities where they are set."""
    if "enter" not in own:
        return prediction.bounds
    return Bounds(float(own["enter"]), float(own.get("exit", own["enter"])))
