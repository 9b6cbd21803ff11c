"""What a page is asked for."""

from dataclasses import dataclass

from huozhao.matching.features import PLACEMENTS
from huozhao.terms.errors import BadInput
from huozhao.terms.place import Coordinates

MOST_SKUS, MOST_QUERY = 200, 256


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks, where on the mall, where on the map, beside which product, under which category, with which words.

    `skus` are those of the cart or of the order, where the caller knows them. `personal` = False leaves out
    everything of the shopper. `at` (ms) stands in for now in previews, 0 = now. `seed` makes exploration repeatable.
    """

    placement: str
    shopper: str
    place: Coordinates | None = None
    sku: str | None = None
    category: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    query: str = ""
    city: str = ""
    personal: bool = True
    at: int = 0
    seed: str = ""


def check(ask: Ask) -> None:
    """Raise BadInput when an ask cannot be answered, naming the field."""
    if ask.placement not in PLACEMENTS:
        raise BadInput("unknown_placement", f"there is no placement {ask.placement!r}", field="placement",
                       hint=f"one of {', '.join(PLACEMENTS)}")
    needed = {"product": ("sku", ask.sku, "its product"), "category": ("category", ask.category, "its category path"),
              "search": ("query", ask.query.strip(), "the words searched for")}  # fmt: skip
    name, value, said = needed.get(ask.placement, ("", True, ""))
    if not value:
        raise BadInput(f"{name}_missing", f"a {ask.placement} page needs {said}", field=name, hint=f"send {name}")
    if len(ask.skus) > MOST_SKUS:
        raise BadInput("too_many_skus", f"{len(ask.skus)} SKUs are more than {MOST_SKUS}", field="skus",
                       hint=f"send the newest {MOST_SKUS}")
    if len(ask.query) > MOST_QUERY:
        raise BadInput("query_too_long", f"a search has at most {MOST_QUERY} characters", field="query",
                       hint="send the words only")
