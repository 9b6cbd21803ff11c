"""What a discount does at the cart: a shopper who pays less checks out sooner, and may add what closes a gap."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from huozhao.twin.habits import promotion_lift
from huozhao.twin.history import lines_of
from huozhao.twin.session import Session
from huozhao.twin.visits import CHECK_OUT, Look, buying_chance

SECOND_MS = 1_000
# The effect of prices was measured down to half (99 % of what was seen), and is not stretched further.
# Of a gap that is more than this share of the discount's threshold nobody thinks.
MOST_OFF, NEAR = 0.5, 0.5


def weigh(session: Session) -> Iterator[int]:
    """See what the basket costs with coupons and promotions; think of a little more for the next discount."""
    yield 2 * SECOND_MS
    session.send()
    rng = np.random.default_rng([*session.visit.seed, 12])
    if session.mall.city.settings.messages:
        _top_up(session, rng)
    off = _off(session)
    # The measured effect of a price on what is sold, taken as one on how many baskets are bought.
    more = min(1.0, CHECK_OUT * promotion_lift(off)) - CHECK_OUT
    session.tempted = bool(rng.random() < more / (1 - CHECK_OUT))


def _off(session: Session) -> float:
    """Return which share of its price comes off the basket (0…1)."""
    asked = {"shopper": session.id, "lines": lines_of(session.mall.city, session.cart)}
    answer = session.mall.api.post("/v1/quotes", asked)
    if not session.mall.report.check("quote", answer) or not answer[1].get("before_fen"):
        return 0.0
    return min(MOST_OFF, float(answer[1]["discount_fen"]) / float(answer[1]["before_fen"]))


def _top_up(session: Session, rng: np.random.Generator) -> None:
    """Look at what would close the gap; take the first set of which every product appeals at what it then costs."""
    mall, shopper = session.mall, session.visit.shopper
    lines = [{"sku": line["sku"], "quantity": line["quantity"]} for line in lines_of(mall.city, session.cart)]
    asked = {"shopper": session.id, "lines": lines, "place": mall.place(shopper)}
    answer = mall.api.post("/v1/top-up", asked)
    if not mall.report.check("top-up", answer):
        return
    found = answer[1]
    if not found.get("options") or found["gap_fen"] > NEAR * found["threshold_fen"]:
        return
    mall.report.count("top-ups offered")
    for option in found["options"]:
        if _appeals(session, option, rng):
            mall.report.count("top-ups taken")
            _add(session, option)
            return


def _appeals(session: Session, option: dict[str, Any], rng: np.random.Generator) -> bool:
    """Tell whether a set is taken: the chance of its least liked product, at the price less what comes off with it."""
    places = [session.mall.index[item["sku"]] for item in option["items"] if item["sku"] in session.mall.index]
    if not places or not all(session.wants(place) for place in places):
        return False
    off = min(MOST_OFF, option["saves_fen"] / max(1, option["adds_fen"]))
    chance = min(buying_chance(session.mall.city, session.visit.shopper, place) for place in places)
    return bool(rng.random() < min(1.0, chance * promotion_lift(off)))


def _add(session: Session, option: dict[str, Any]) -> None:
    looks = [Look(session.mall.index[item["sku"]], 0, 1, False) for item in option["items"]]
    session.cart += looks
    session.tell(*(("Product Added To Cart", {"sku": item["sku"], "quantity": 1}) for item in option["items"]))
