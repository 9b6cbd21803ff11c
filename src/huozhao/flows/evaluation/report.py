"""Evaluate on the mall's own held-out days: learn from before, rank everything, look at what shoppers chose after."""

from collections.abc import Callable, Mapping
from typing import Any

from huozhao.flows.evaluation.blending import Blending, learn_blend
from huozhao.flows.evaluation.ground import Ground
from huozhao.flows.evaluation.material import Histories, History, Material, gather
from huozhao.flows.evaluation.past import Past
from huozhao.flows.evaluation.scoring import SOURCES, Floats, Ranking, learn_baskets, ranking
from huozhao.flows.learning.learn import fit
from huozhao.flows.people.standing import Standings
from huozhao.insight.rfm import SEGMENTS
from huozhao.matching.evaluate.baselines import popularity, repeat
from huozhao.matching.evaluate.metrics import Difference, Tally, by_group, compared
from huozhao.matching.evaluate.split import LEAST_SHOPPERS, Split, new_to
from huozhao.terms.text import Text
from huozhao.terms.time import day_name, day_start

Step = Callable[[int, int], None]
OURS, POPULAR, REPEAT = "huozhao", "popularity", "repeat"
LEAST_PAST = 20
EVERY = 50


def evaluate(on: Ground, split: Split, step: Step) -> dict[str, Any]:
    """Return the report of a split as plain data; `state` is too_few where nothing can be said."""
    material = gather(on.state, split, on.known, (sku.sku for sku in on.goods.skus()))
    body = _about(material)
    wanting = needs(material)
    if wanting:
        return {**body, "state": "too_few", "needs": wanting, "tasks": {}}
    past = Past(on.state, split.cut, on.zone)
    model = fit(past, "evaluated", on.known)
    made = ranking(model, learn_baskets(past, material.skus, on.known), on, material)
    blending = learn_blend(on, split.cut - 1, "evaluated")
    read = Histories.of(on.state, split, on.zone, on.known)
    judged = _Judged(material, made, blending, _groups(on, past, split))
    for done, person in enumerate(material.truths):
        judged.look(person, read.read(person))
        if done % EVERY == 0:
            step(done, len(material.truths))
    step(len(material.truths), len(material.truths))
    told_of = {"order": blending.order, "order_figures": blending.about["figures"]}
    return {**body, "state": "done", "needs": [], "tasks": judged.tasks(), **judged.counts(), **told_of}


def needs(material: Material) -> list[dict[str, Any]]:
    """Return what is missing for an evaluation that says anything, none when it can be made."""
    days = material.split.days
    wanted = (
        ("shoppers", material.active, LEAST_SHOPPERS,
         Text(f"最近{days}天内有行为、且同意个性化推荐的顾客",
              f"consenting shoppers with acts in the last {days} days")),
        ("goods", int((material.weight > 0).sum()), LEAST_PAST,
         Text("此前有过行为的商品", "goods that shoppers had to do with before that")),
    )  # fmt: skip
    return [{"what": what, "has": has, "needs": least, "label": label.as_dict()}
            for what, has, least, label in wanted if has < least]


def _about(material: Material) -> dict[str, Any]:
    split = material.split
    return {
        "first_day": day_name(split.cut), "last_day": day_name(split.until), "days": split.days,
        "target": material.target, "shoppers": len(material.truths), "active": material.active,
        "goods": len(material.skus), "sources": list(SOURCES), "new_shoppers": 0, "known_shoppers": 0,
    }  # fmt: skip


def _groups(on: Ground, past: Past, split: Split) -> dict[str, str]:
    """Return the RFM segment of everybody as of the cut."""
    standing = Standings(past, on.documents, on.zone, on.known).compute(day_start(split.cut, on.zone) - 1)
    names = standing.shoppers.names()
    return {name: SEGMENTS[int(code)] for name, code in zip(names, standing.scores.segment, strict=True)}


class _Judged:
    """Gathers the figures of every model on both tasks: any good, and goods new to the shopper."""

    def __init__(self, material: Material, made: Ranking, blending: Blending, groups: Mapping[str, str]) -> None:
        self._material, self._made, self._blend, self._groups = material, made, blending.blend, groups
        self._tallies: dict[tuple[str, str], Tally] = {}
        self._kind: dict[str, str] = {}

    def look(self, person: str, history: History) -> None:
        """Rank everything for one person by every model, and hold it against what they chose."""
        place, weight = self._made.skus.place, self._material.weight
        chosen = list(self._material.truths[person])
        before = [taste.sku for taste in history.tastes]
        self._kind[person] = "known" if history.is_known else "new"
        own = {place(taste.sku): float(max(taste.weight, 0)) for taste in history.tastes}
        scores = {OURS: self._made.scores(person, history, self._blend), POPULAR: popularity(weight),
                  REPEAT: repeat(own, weight)}  # fmt: skip
        fresh = new_to({person: chosen}, {person: before}).get(person, [])
        known = [place(sku) for sku in before if place(sku) >= 0]
        for name, found in scores.items():
            self._add("any", name, person, found, chosen)
            if fresh and name != REPEAT:
                found[known] = float("-inf")
                self._add("new", name, person, found, fresh)

    def tasks(self) -> dict[str, Any]:
        """Return the figures: by task over all, by segment, by kind of shopper, and how far ours is ahead."""
        return {task: self._task(task) for task in ("any", "new") if (task, OURS) in self._tallies}

    def counts(self) -> dict[str, int]:
        """Return how many shoppers were known before, and how many new."""
        kinds = list(self._kind.values())
        return {"known_shoppers": kinds.count("known"), "new_shoppers": kinds.count("new")}

    def _task(self, task: str) -> dict[str, Any]:
        mine = {name: tally for (of, name), tally in self._tallies.items() if of == task}
        ahead = {name: told(compared(mine[OURS], tally)) for name, tally in mine.items() if name != OURS}
        return {
            "models": {name: tally.figures() for name, tally in mine.items()}, "ahead": ahead,
            "segments": {name: by_group(tally, self._groups) for name, tally in mine.items()},
            "kinds": {name: by_group(tally, self._kind, 1) for name, tally in mine.items()},
        }  # fmt: skip

    def _add(self, task: str, name: str, person: str, scores: Floats, chosen: list[str]) -> None:
        import numpy as np

        tally = self._tallies.setdefault((task, name), Tally(self._material.known_share))
        tally.add(person, scores, np.array([self._made.skus.place(sku) for sku in chosen], np.int64))


def told(found: Difference) -> dict[str, Any]:
    """Return a difference as plain data."""
    return {"mean": found.mean, "low": found.low, "high": found.high, "shoppers": found.n,
            "better": found.is_better, "worse": found.is_worse}
