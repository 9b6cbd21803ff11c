"""The fold of searches: one row a search, with what was clicked after it; under its shopper, so that it can go."""

from collections.abc import Iterable

from huozhao.events.catalogue import ProductsSearched, ProductViewed, RecommendationClicked
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Table, Write

SEARCHES = Table("searches", ("shopper", "search"), add=("clicks",), put=("query", "results", "at"))
PLACEMENT = "search"


def fold_searches(recorded: Recorded) -> Iterable[Write]:
    """Note a search under its request id, and add each click that names it."""
    event, what = recorded.event, recorded.event.properties
    match what:
        case ProductsSearched():
            key = (event.shopper, what.request_id or event.id)
            results = -1 if what.results is None else what.results
            yield Write("searches", key, put={"query": what.query, "results": results, "at": event.at}, at=event.at)
        case RecommendationClicked(placement="search"):
            yield Write("searches", (event.shopper, what.request_id), add={"clicks": 1})
        case ProductViewed(placement="search", request_id=str(request)):
            yield Write("searches", (event.shopper, request), add={"clicks": 1})


FOLD = Fold("searches", (SEARCHES,), frozenset({"Products Searched", "Recommendation Clicked", "Product Viewed"}),
            fold_searches)
