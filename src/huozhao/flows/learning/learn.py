"""Learn from everything on record: everybody's standing, the tags' sizes, the model, a list for every shopper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from huozhao.events.artifacts import Arrays
from huozhao.events.documents import Documents
from huozhao.events.state import StateStore
from huozhao.flows.columns import columns
from huozhao.flows.goods import Goods
from huozhao.flows.learning.learned import Learned
from huozhao.flows.people.standing import EVERYBODY, Known
from huozhao.insight.folds import ACTIVITY, BOUGHT
from huozhao.matching.fit import Exponents, capped, decayed, neighbours, norms, sparse, top_lists, transposed
from huozhao.matching.fit.history import history
from huozhao.matching.fit.learning import Learned as Foretelling
from huozhao.matching.fit.learning import learn_history
from huozhao.matching.fit.reranker import blocks
from huozhao.matching.fit.tune import FEW
from huozhao.matching.model import Model, Sparse, empty, to_arrays, without
from huozhao.matching.tastes import TASTES
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.ids import Ids
from huozhao.terms.time import DAY_MS

Step = Callable[[int, int], None]
# Stores a version of the model with what is said of it, and returns its stored name and what became of it.
Publish = Callable[[str, Arrays, Mapping[str, Any]], dict[str, Any]]
MATCHING = "matching"
FANS = 200
TOP = 20
FOLLOWING = 50
# Up to so many shoppers × goods every list is summed exactly and re-ranked; above, lists are read from the tables.
EXACT = 20_000_000_000
HALF_LIFE_MS = 30 * DAY_MS


@dataclass(frozen=True, slots=True)
class Learn:
    """The learning half of the main job."""

    state: StateStore
    documents: Documents
    learned: Learned
    goods: Goods
    clock: Callable[[], int]
    tag_sizes: Callable[[], dict[str, int]]
    known: Known = EVERYBODY
    publish: Publish | None = None

    def shoppers(self, step: Step) -> dict[str, Any]:
        """Compute RFM and segments of all shoppers and the size of every tag; return the counts."""
        standing = self.learned.restand()
        step(1, 2)
        tags = self.tag_sizes()
        step(2, 2)
        segments = {name: {"shoppers": n, "spent_fen": fen} for name, n, fen in standing.summary()}
        return {"shoppers": len(standing.shoppers), "segments": segments, "tags": tags}

    def matching(self, step: Step) -> dict[str, Any]:
        """Learn the model and the top 20 of every shopper; return what was learned."""
        now = self.clock()
        model, foretelling = fitted(self.state, str(now), self.known, True, lambda done, of: step(done, 2 * of))
        about = {"at": now, "learned": foretelling.about() if foretelling else "defaults"}
        blocked = self._blocked(model)
        model = replace(model, top=lists(model, blocked, lambda done, of: step(of + done, 2 * of), foretelling))
        model = self._left(model)
        became = (self.publish or self._store)(model.version, to_arrays(model), about)
        left = self._left(model)  # storing takes a while, too, as versions are judged before
        if left is not model:
            became = {**became, "version": self._replace(became["version"], to_arrays(left))}
        return {
            "model": became["version"],
            "state": became["state"],
            "goods": len(model.skus),
            "shoppers": len(model.shoppers),
            "neighbours": len(model.related.indices),
            "bought_together": len(model.together.indices),
            "learned": about["learned"],
            "recommended_shoppers": int((np.diff(model.top.starts) > 0).sum()),
            "recommendations": len(model.top.indices),
        }

    def _store(self, version: str, arrays: Arrays, about: Mapping[str, Any]) -> dict[str, Any]:
        return {"version": self.learned.artifacts.save(MATCHING, version, arrays, dict(about)), "state": "published"}

    def _left(self, model: Model) -> Model:
        """Return a model without who withdrew or was erased since it was begun, the same where nobody did."""
        gone = [name for name in model.shoppers.names() if not self.known.allows(name, PERSONALISATION)]
        return without(model, gone) if gone else model

    def _replace(self, version: str, arrays: Arrays) -> str:
        about = self.learned.artifacts.about(MATCHING, version)
        return version if about is None else self.learned.artifacts.replace(MATCHING, version, arrays, about)

    def _blocked(self, model: Model) -> np.ndarray:
        listed = (self.goods.sku(sku) for sku in model.skus.names())
        return np.array([sku is None or not sku.listed for sku in listed], np.bool_)


def fit(state: StateStore, version: str, known: Known = EVERYBODY) -> Model:
    """Return a model of the tastes of all persons who consented to personalisation, tuned on their newest acts."""
    return fitted(state, version, known)[0]


def fitted(
    state: StateStore, version: str, known: Known = EVERYBODY, rerank: bool = False, step: Step = lambda done, of: None
) -> tuple[Model, Foretelling | None]:
    """Return the model and what makes the shoppers' lists, None where so few acts are known that defaults hold."""
    names, found = columns(state, TASTES, ("shopper", "sku"), ("weight", "last_at"))
    persons, place = _persons(names["shopper"], known)
    skus = Ids.of(names["sku"])
    kept = place[found["shopper"]] >= 0
    cell = place[found["shopper"]][kept] * len(skus) + _sorted_places(skus, names["sku"])[found["sku"]][kept]
    cell, turn = np.unique(cell, return_inverse=True)
    weight, at = np.zeros(len(cell), np.int64), np.zeros(len(cell), np.int64)
    np.add.at(weight, turn, found["weight"][kept])
    np.maximum.at(at, turn, found["last_at"][kept])
    liked = weight > 0
    who, what = np.divmod(cell[liked], max(1, len(skus)))
    weight, at = weight[liked], at[liked]
    shape = (len(persons), len(skus))
    rerank = rerank and shape[0] * shape[1] <= EXACT
    told = learn_history(history(who, what, weight, at, shape), rerank=rerank, step=step) if len(who) >= FEW else None
    tastes = sparse(who, what, weight, shape)
    model = Model(
        version, skus, persons, neighbours(tastes, len(skus), by=_exponents(told)), _together(state, skus, known),
        tastes, capped(transposed(tastes, len(skus)), FANS), norms(tastes),
        decayed(what, weight, at, len(skus), HALF_LIFE_MS), following=_following(told, len(skus)),
    )  # fmt: skip
    return model, told


def _exponents(told: Foretelling | None) -> Exponents:
    plain = told.tuned.plain if told and told.tuned.trials else None
    return Exponents(plain.shopper, plain.source, plain.target) if plain else Exponents()


def _following(told: Foretelling | None, size: int) -> Sparse:
    """Return transitions in the measure of the neighbours' similarities, nothing where they were found to be idle."""
    if told is None or not told.tuned.directed:
        return empty(size)
    table = capped(told.ground.following, FOLLOWING)
    return Sparse(table.starts, table.indices, (table.values * told.tuned.directed).astype(np.float32))


def lists(model: Model, blocked: np.ndarray, step: Step, told: Foretelling | None = None) -> Sparse:
    """Return the top goods of every shopper, batch by batch."""
    count, items = len(model.shoppers), len(model.skus)
    if not count or not items:
        return empty(count)
    told = told if count * items <= EXACT else None
    found = []
    for who in blocks(np.arange(count), items):
        first, last = int(who[0]), int(who[-1]) + 1
        found.append(_best(told, who, blocked) if told else
                     top_lists(model.tastes, model.related, model.popular, blocked, first, last, TOP))  # fmt: skip
        step(last, count)
    items_of, scores = (np.concatenate([part[k] for part in found]) for k in (0, 1))
    kept = items_of >= 0
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(kept.sum(axis=1), out=starts[1:])
    return Sparse(starts, items_of[kept], scores[kept].astype(np.float32))


def _best(told: Foretelling, who: np.ndarray, blocked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    goods, scores = told.best(who, blocked)
    return goods[:, :TOP], scores[:, :TOP]


def _together(state: StateStore, skus: Ids, known: Known) -> Sparse:
    """Return what is bought together: neighbours over baskets, a basket being one person's purchases of one day."""
    names, found = columns(state, ACTIVITY, ("shopper", "name", "subject"), ("day",))
    codes = [i for i, name in enumerate(names["name"]) if name == BOUGHT]
    _, place = _persons(names["shopper"], known)
    lines = np.flatnonzero(np.isin(found["name"], codes) & (place[found["shopper"]] >= 0))
    if not len(lines):
        return empty(len(skus))
    pair = place[found["shopper"][lines]] * 1_000_000 + found["day"][lines]
    _, basket = np.unique(pair, return_inverse=True)
    what = np.array([skus.place(subject) for subject in names["subject"]], np.int64)[found["subject"][lines]]
    listed = what >= 0
    # Two ids of one person may have bought the same goods on one day: that is one piece of the basket.
    cell = np.unique(np.stack((basket[listed], what[listed]), axis=1), axis=0)
    baskets = sparse(cell[:, 0], cell[:, 1], np.ones(len(cell)), (int(basket.max()) + 1, len(skus)))
    return neighbours(baskets, len(skus))


def _persons(subjects: list[str], known: Known) -> tuple[Ids, np.ndarray]:
    """Return the persons who consented, and the place of each subject's person among them, −1 without consent."""
    person = [known.person(s) if known.allows(s, "personalisation") else "" for s in subjects]
    persons = Ids.of([name for name in person if name])
    place = np.full(len(subjects), -1, np.int64)
    kept = [i for i, name in enumerate(person) if name]
    place[kept] = _sorted_places(persons, [person[i] for i in kept])
    return persons, place


def _sorted_places(ids: Ids, names: list[str]) -> np.ndarray:
    encoded = np.array([name.encode() for name in names], dtype=np.bytes_)
    return np.searchsorted(ids.encoded, encoded).astype(np.int64)
