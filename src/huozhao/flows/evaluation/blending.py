"""Learn how pages blend their recalls, on days held out of what is known; keep the order that foretells them best."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from huozhao.events.artifacts import Artifacts
from huozhao.flows.evaluation.ground import Ground, newest_day
from huozhao.flows.evaluation.material import Histories, History, Material, gather
from huozhao.flows.evaluation.past import Past
from huozhao.flows.evaluation.scoring import SOURCES, Ranking, learn_baskets, ranking
from huozhao.flows.learning.learn import fit
from huozhao.flows.learning.recalls import BLEND
from huozhao.matching.blend_fit import Lesson, calibrated, searched
from huozhao.matching.candidates import SOURCES as ALL
from huozhao.matching.evaluate.metrics import NAMES, of_shopper, ranks
from huozhao.matching.evaluate.split import LEAST_SHOPPERS, Split, chosen
from huozhao.matching.page_blend import BY_HAND, LEARNED, REPEAT, PageBlend, by_repeat, to_arrays
from huozhao.matching.rank import blended, weights_of
from huozhao.terms.text import Text
from huozhao.terms.time import day_name, local_day

LABEL = Text("学习各召回的分量", "Learning what each recall is worth")
# Held out are so many days, or a quarter of the days on record where those are fewer.
DAYS, PART = 14, 4
MOST = 1_200
# Learned, but with the weights of new goods that were set by hand.
CALIBRATED = "calibrated"
FIGURE = NAMES.index("ndcg@20")
Step = Callable[[int, int], None]
# A blend by the name of its order; None ranks by the weights set by hand.
Orders = Mapping[str, PageBlend | None]


@dataclass(frozen=True, slots=True)
class Blending:
    """What came of learning: the order that serves, its blend (None = by hand), and how each order did."""

    order: str
    blend: PageBlend | None
    about: dict[str, Any]


def learn_blend(on: Ground, until: int, version: str) -> Blending:
    """Return the order that foretells the days up to `until` best from those before them.

    Half of the shoppers (at most 600) teach a blend, the other half judge it beside the weights set by hand and plain
    repeat purchase, by the mean NDCG@20 of both tasks: any good, and goods new to the shopper. What is ahead serves.
    """
    split = _held_out(on, until)
    material = gather(on.state, split, on.known, (sku.sku for sku in on.goods.skus()))
    if material.active < LEAST_SHOPPERS or split.days < 1:
        return _told(BY_HAND, None, split, 0, {})
    past = Past(on.state, split.cut, on.zone)
    made = ranking(fit(past, "blend", on.known), learn_baskets(past, material.skus, on.known), on, material)
    read = Histories.of(on.state, split, on.zone, on.known)
    persons = chosen(material.truths, MOST)
    orders = _learned(version, [_lesson(made, material, who, read.read(who)) for who in persons[::2]])
    orders |= {BY_HAND: None, REPEAT: by_repeat()}
    figures = _judged(made, material, {who: read.read(who) for who in persons[1::2]}, orders)
    order = max(orders, key=lambda name: figures[name]["any"] + figures[name]["new"])
    return _told(order, orders[order], split, len(persons), figures)


def _learned(version: str, lessons: Sequence[Lesson]) -> dict[str, PageBlend | None]:
    """Return what was learned: with weights of new goods that were searched for, and with those set by hand."""
    tried = {LEARNED: searched(lessons, SOURCES), CALIBRATED: weights_of("home")}
    found = {name: calibrated(version, lessons, weights) for name, weights in tried.items()}
    return {name: blend for name, blend in found.items() if blend is not None}


def _told(order: str, blend: PageBlend | None, split: Split, shoppers: int, figures: dict[str, Any]) -> Blending:
    about = {"order": order, "sources": list(ALL), "learned_of": list(SOURCES), "shoppers": shoppers,
             "figures": figures, "first_day": day_name(split.cut), "last_day": day_name(split.until)}  # fmt: skip
    return Blending(order, blend, about)


def _held_out(on: Ground, until: int) -> Split:
    first = on.state.scan("visits", limit=1)
    known = until + 1 - int(first[0]["day"] or 0) if first else 0
    return Split(until + 1 - min(DAYS, known // PART), until)


def _lesson(made: Ranking, material: Material, person: str, history: History) -> Lesson:
    found, truths = made.found(person, history), set(material.truths[person])
    new = len(truths.difference(taste.sku for taste in history.tastes))
    chosen_of = np.array([sku in truths for sku in found.skus], np.bool_)
    return Lesson(found, made.signs(found, history), chosen_of, new)


def _judged(
    made: Ranking, material: Material, histories: Mapping[str, History], orders: Orders
) -> dict[str, dict[str, float]]:
    """Return the mean NDCG@20 of each order on both tasks."""
    told: dict[str, dict[str, list[float]]] = {name: {"any": [], "new": []} for name in orders}
    for person, history in histories.items():
        found = made.found(person, history)
        places, signs = made.places(found), made.signs(found, history)
        wanted = np.array([made.skus.place(sku) for sku in material.truths[person]], np.int64)
        met = np.array([p for taste in history.tastes if (p := made.skus.place(taste.sku)) >= 0], np.int64)
        fresh = wanted[~np.isin(wanted, met)]
        for name, blend in orders.items():
            scores = made.over(places, blended(found, "home", blend, signs).total)
            told[name]["any"].append(_ndcg(scores, wanted))
            scores[met] = -np.inf
            if len(fresh):
                told[name]["new"].append(_ndcg(scores, fresh))
    return {name: {task: _mean(values) for task, values in tasks.items()} for name, tasks in told.items()}


def _ndcg(scores: np.ndarray, wanted: np.ndarray) -> float:
    return float(of_shopper(ranks(scores, wanted))[FIGURE])


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 5) if values else 0.0


@dataclass(frozen=True, slots=True)
class LearnBlend:
    """The stage of the nightly run that learns the blend."""

    on: Ground
    artifacts: Artifacts
    clock: Callable[[], int]

    def stage(self, step: Step) -> dict[str, Any]:
        """Learn and keep the blend; return which order serves and how each did."""
        step(0, 0)
        now = self.clock()
        made = learn_blend(self.on, newest_day(self.on.state, local_day(now, self.on.zone)), str(now))
        arrays = to_arrays(made.blend) if made.blend else {}
        self.artifacts.save(BLEND, str(now), arrays, {"at": now, **made.about})
        return {"order": made.order, "shoppers": made.about["shoppers"], "figures": made.about["figures"]}
