"""A shop declines its part of an order: it is sourced again from fresh stock, and that is remembered."""

from dataclasses import dataclass, replace
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.orders.order import MOST_TRIES, Orders
from huozhao.flows.orders.sourcing import holds_of, option_dict, part_dict
from huozhao.flows.orders.turns import in_turn
from huozhao.supply.ledger import Reservation
from huozhao.supply.sourcing import Part, Sourced
from huozhao.terms.errors import BadInput, Conflict
from huozhao.terms.place import Coordinates, coordinates

MINUTE_MS = 60_000
FROM = ("placed", "paid")
KIND = "decline"


@dataclass(frozen=True)
class Declines:
    """Moves what a shop declined to the next that can."""

    orders: Orders

    @in_turn
    def decline(self, order: str, shop: str, reason: str | None, now: int) -> dict[str, Any]:
        """Give a shop's part to the next; the same decline again answers with the order as it is.

        Conflict when the order has left, or when no other shop can: nothing has changed then. BadInput names a shop
        that has no part of it.
        """
        found = self.orders.get(order)
        gone = frozenset(str(each["shop"]) for each in found.body.get("declined", []))
        if shop in gone:
            self._list(found.body, shop)
            return found.body
        lines = _lines(found, shop)
        sourced, held = self._hand_over(found, shop, lines, gone | {shop}, now)
        self.orders.sourcing.given(sourced.parts, now)
        return self._remember(found, shop, reason, sourced, held, now)

    def _hand_over(
        self, found: Document, shop: str, lines: dict[str, int], gone: frozenset[str], now: int
    ) -> tuple[Sourced, Reservation]:
        place = _place(found)
        for _ in range(MOST_TRIES):
            sourced = self.orders.sourcing.source(lines, place, now, gone)
            if sourced.missing:
                break
            held = self.orders.ledger.hand_over(found.id, shop, holds_of(sourced), now)
            if isinstance(held, Reservation):
                return sourced, _alive(held)
        raise Conflict(
            "no_other_shop",
            f"no other shop can serve what {shop!r} has of order {found.id!r}",
            field="shop",
            hint="let the shop serve it after all, or cancel the order",
        )

    def _remember(
        self, found: Document, shop: str, reason: str | None, sourced: Sourced, held: Reservation, now: int
    ) -> dict[str, Any]:
        """Put the parts as the ledger holds them on record; times still count from when the order was placed."""
        goods, body = self.orders.goods, found.body
        before = {part["shop"]: part for part in body["parts"]}
        late = max(0, round((now - body["placed_at"]) / MINUTE_MS))
        fresh = self.orders.sourcing.as_held(held.holds, _place(found), now)
        parts = [part_dict(_later(part, late), goods) for part in fresh]
        kept = [before.get(part["shop"], {}) for part in parts]
        parts = [was if was.get("lines") == part["lines"] else part for was, part in zip(kept, parts, strict=True)]
        name = before[shop]["shop_name"]
        changed = {
            **body,
            "parts": parts,
            "declined": [
                *body.get("declined", []), {"shop": shop, "shop_name": name, "reason": reason, "at": now}
            ],
            "why": {
                "zh": f"{name}拒绝了此单；{sourced.why.zh}", "en": f"{name} declined this order; {sourced.why.en}"
            },
            "options": [option_dict(option, goods) for option in sourced.options],
        }  # fmt: skip
        put = self.orders.documents.put("order", found.id, changed, expected_version=found.version).body
        self._list(put, shop)
        return put

    def _list(self, body: dict[str, Any], shop: str) -> None:
        """Put a decline on the list of all; its id follows from the order, so a repeat after a crash counts once."""
        entry = next(each for each in body["declined"] if each["shop"] == shop)
        served_by = [part["shop_name"] for part in body["parts"]]
        id = f"{entry['at']:015d}:{body['order']}:{shop}"
        self.orders.documents.put(KIND, id, {"order": body["order"], **entry, "served_by": served_by})


def _lines(found: Document, shop: str) -> dict[str, int]:
    if found.body["status"] not in FROM:
        raise Conflict(
            "order_state",
            f"order {found.id!r} is {found.body['status']}; it cannot be declined now",
            field="order",
            hint=f"decline is possible from: {', '.join(FROM)}",
        )
    part = next((part for part in found.body["parts"] if part["shop"] == shop), None)
    if part is None:
        shops = ", ".join(part["shop"] for part in found.body["parts"])
        raise BadInput(
            "not_its_shop", f"shop {shop!r} has no part of order {found.id!r}", field="shop", hint=f"it has: {shops}"
        )
    return {line["sku"]: line["quantity"] for line in part["lines"]}


def _alive(held: Reservation) -> Reservation:
    if held.state not in ("held", "sold"):
        raise Conflict(
            "reservation_ended",
            f"the goods of order {held.order!r} are free again",
            field="order",
            hint="place a new order",
        )
    return held


def _later(part: Part, minutes: int) -> Part:
    return replace(part, promised_minutes=part.promised_minutes + minutes)


def _place(found: Document) -> Coordinates | None:
    place = found.body.get("place")
    return coordinates(place["longitude"], place["latitude"], place["system"]) if place else None


def declines(documents: Documents, shop: str, after: str, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """Return declines, newest first, of one shop ("" = all), and the cursor of the next page."""
    found: list[dict[str, Any]] = []
    while chunk := documents.list(KIND, after=after, limit=limit, newest=True):
        for each in chunk:
            after = each.id
            if shop in ("", each.body["shop"]):
                found.append(dict(each.body))
                if len(found) == limit:
                    return found, after
    return found, None
