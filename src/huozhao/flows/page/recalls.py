"""The recalls of each placement, in the order of their worth: what is left out when time runs out comes last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from huozhao.flows.learning.recalls import Recalls
from huozhao.flows.page.sight import Sight
from huozhao.matching import shelf
from huozhao.matching.candidates import Candidate, Taste
from huozhao.matching.goods_table import of_category, under
from huozhao.matching.recall import content, goes_with, item_cf, local, newest, own, repeat, session, user_cf

Recall = Callable[[Sight], Sequence[Candidate]]
Find = Callable[[str, int], Sequence[tuple[str, float]]]
HITS, LIKED, ALIKE, MOST_NEW = 200, 1_000, 100, 100
TASTE_OF_PAGE = 10


@dataclass(frozen=True, slots=True)
class Sources:
    """Makes the recalls; `find` is the search for words, None until there is one.

    With `best_sellers` a page that is not a search knows nothing but what is popular.
    """

    person: Callable[[str], str]
    known: Recalls
    find: Find | None = None
    best_sellers: bool = False

    def of(self, sight: Sight) -> list[tuple[str, Recall]]:
        """Return the recalls of a page by name."""
        if self.best_sellers and sight.ask.placement != "search":
            return [("popular", lambda s: shelf.popular(s.shelf))]
        found, alike = self._of_page(sight), _Once(lambda: self._liked(sight))
        if any(taste.weight > 0 for taste in sight.tastes):
            found += [("item_cf", _item_cf), ("own", lambda s: own.recall(s.tastes)), ("session", self._session),
                      ("user_cf", self._user_cf)]  # fmt: skip
        if sight.purchases:
            found.append(("repeat", self._repeat))
        if sight.is_personal or sight.words:
            found.append(("content", lambda s: alike.get()[:ALIKE] or shelf.content(s.shelf, s.tastes)))
        return [*found, ("local", lambda s: local.recall(self.known.local(), s.context)),
                ("newest", lambda s: self._newest(s, alike.get() if s.tastes else ()))]  # fmt: skip

    def _of_page(self, sight: Sight) -> list[tuple[str, Recall]]:
        """Return what a page is about: its hits, its category, its product; and what is popular."""
        ask, found = sight.ask, list[tuple[str, Recall]]()
        if ask.placement == "search":
            found.append(("search", self._hits))
        if ask.category:
            found.append(("category", lambda s: of_category(s.table, s.ask.category)))
        if ask.placement != "search":
            found.append(("popular", lambda s: shelf.popular(s.shelf)))
        if sight.seeds:
            found.append(("goes_with", self._goes_with))
        if ask.sku:
            found.append(("alike", self._alike))
        return found

    def _user_cf(self, sight: Sight) -> Sequence[Candidate]:
        return user_cf.recall(sight.model, self.person(sight.ask.shopper), sight.tastes)

    def _session(self, sight: Sight) -> Sequence[Candidate]:
        return session.recall(self.known.sessions(), sight.tastes, sight.now)

    def _repeat(self, sight: Sight) -> Sequence[Candidate]:
        return repeat.next_basket(self.known.baskets(), sight.purchases, sight.today)

    def _liked(self, sight: Sight) -> Sequence[Candidate]:
        """Return goods like those looked at, nothing where no words are known."""
        return content.recall(self.known.content(), sight.tastes, sight.now, limit=LIKED, words=sight.words)

    def _newest(self, sight: Sight, liked: Sequence[Candidate]) -> Sequence[Candidate]:
        new = self.known.new_goods()
        few = {c.sku: new[c.sku] for c in liked if c.sku in new} | dict(islice(new.items(), MOST_NEW))
        return newest.recall(few, sight.shelf, sight.tastes, self.known.shown(), liked=liked)

    def _goes_with(self, sight: Sight) -> Sequence[Candidate]:
        pairs = self.known.pairs()
        return [c for seed in sight.seeds for part in goes_with.recall(sight.model, seed, pairs=pairs) for c in part]

    def _alike(self, sight: Sight) -> Sequence[Candidate]:
        sku = sight.ask.sku or ""
        found = content.alike(self.known.content(), sku)
        return found or shelf.content(sight.shelf, [Taste(sku, TASTE_OF_PAGE, 0, sight.now)])

    def _hits(self, sight: Sight) -> Sequence[Candidate]:
        find = self.find or (lambda query, limit: _named(sight, query, limit))
        return [Candidate(sku, "search", score) for sku, score in find(sight.ask.query, HITS)]


class _Once:
    """What two recalls of one page read, found once and only if it is asked for."""

    def __init__(self, find: Callable[[], Sequence[Candidate]]) -> None:
        self._find = find
        self._found: Sequence[Candidate] | None = None

    def get(self) -> Sequence[Candidate]:
        """Return what was found."""
        if self._found is None:
            self._found = self._find()
        return self._found


def within(sight: Sight, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that a page is about: those of its category, of its hits, or all."""
    if sight.ask.placement == "category":
        return [c for c in found if under(sight.shelf.goods.get(c.sku), sight.ask.category)]
    if sight.ask.placement == "search":
        hits = {c.sku for c in found if c.source == "search"}
        return [c for c in found if c.sku in hits]
    return list(found)


def _item_cf(sight: Sight) -> Sequence[Candidate]:
    return item_cf.recall(sight.model, sight.tastes, sight.now)


def _named(sight: Sight, query: str, limit: int) -> list[tuple[str, float]]:
    """Return goods that hold every word of a search in title or attributes, hottest first: for want of a search."""
    table, words = sight.table, query.split()
    held = np.logical_and.reduce([table.matching(word) for word in words])
    rows = np.flatnonzero(held)
    best = rows[np.argsort(-table.heat[rows], kind="stable")[:limit]]
    return [(table.skus[row], 1.0 / (1 + 0.05 * place)) for place, row in enumerate(best.tolist())]
