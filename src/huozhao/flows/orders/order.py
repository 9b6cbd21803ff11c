"""An order: source from the nearest shops that can, reserve, and put it on record; then pay, ship, deliver, return."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from huozhao.events.catalogue import Line, OrderPlaced, OrderRefused
from huozhao.events.documents import Document
from huozhao.events.event import Event, event
from huozhao.flows.goods import Goods
from huozhao.flows.orders.book import OrderBook, lines_of
from huozhao.flows.orders.sourcing import Sourcing, holds_of, option_dict, part_dict
from huozhao.flows.orders.steps import Steps
from huozhao.flows.orders.till import NOTHING, Claimed, Taken
from huozhao.supply.availability import Policy as Planned
from huozhao.supply.ledger import Cap, Hold, Refused, Reservation
from huozhao.supply.policy import Policy
from huozhao.supply.sourcing import Sourced
from huozhao.terms.errors import BadInput, Conflict, HuozhaoError
from huozhao.terms.place import Coordinates, place_dict
from huozhao.terms.text import Text
from huozhao.terms.time import local_day

# A race lost eight times in a row means that the last units are going; the shopper is told so.
MOST_TRIES = 8


def nobody(shopper: str) -> str:
    """Return the mark of nobody: without marks there is no cap."""
    return ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a shopper asks for. Prices are fen a unit; None takes the price of the goods. `claimed` comes on top.

    `address` is the id of the shopper's address that it goes to, "" for the one in their contact data.
    """

    order: str
    shopper: str
    lines: tuple[tuple[str, int, int | None], ...]
    place: Coordinates | None = None
    hold_minutes: int | None = None
    claimed: Claimed = NOTHING
    address: str = ""


@dataclass(frozen=True)
class Orders(OrderBook):
    """Places orders; what happens to them afterwards is in order_steps.

    `mark` turns a shopper's id into what stands for them in the ledger while they hold goods unpaid.
    """

    goods: Goods
    policy: Policy
    zone: str
    planned: Callable[[], Mapping[tuple[str, str], Planned]] = dict
    mark: Callable[[str], str] = nobody

    @cached_property
    def sourcing(self) -> Sourcing:
        """What chooses the shops."""
        return Sourcing(self.ledger, self.goods, self.policy, self.zone, self.planned)

    def place(self, wanted: Wanted, now: int) -> dict[str, Any]:
        """Place an order once: the same order again gets the same answer, other content under its id a Conflict."""
        self._check(wanted)
        known = self.documents.get("order", wanted.order)
        if known is not None:
            return self._same(known, wanted)
        self.sweep(now)
        until = now + (wanted.hold_minutes or self.policy.hold_minutes) * 60_000
        lines = [(sku, units, self._price(sku, price)) for sku, units, price in wanted.lines]
        taken = self.till.take(wanted.order, wanted.shopper, lines, wanted.claimed, now, until)
        try:
            sourced, held = self._reserve(wanted, taken, now, until)
        except HuozhaoError:
            self.till.drop(wanted.order, wanted.shopper, taken.notes, now)
            raise
        self.sourcing.given(sourced.parts, now)
        body = self._body(wanted, taken, sourced, held)
        self.record([_placed(wanted, body, held)])
        try:
            return self.documents.put("order", wanted.order, body, expected_version=0).body
        except Conflict:
            return self._same(self.get(wanted.order), wanted)

    def sweep(self, now: int) -> list[str]:
        """Give back the goods of orders not paid in time and cancel them; return their ids.

        Orders of groups that did not fill are cancelled too. Lots that have expired go off sale.
        """
        ended = self.ledger.expire(now)
        self.ledger.lots.quarantine_expired(local_day(now, self.zone), now)
        for order in ended:
            if self.documents.get("order", order) is not None:
                Steps(self).cancel(order, "expired", now)
        for order, reason in self.till.due(now):
            # Another request may be at the same.
            with suppress(Conflict):
                Steps(self).cancel(order, reason, now)
        return ended

    def _check(self, wanted: Wanted) -> None:
        for index, (sku, _, _) in enumerate(wanted.lines):
            if self.goods.sku(sku) is None:
                raise BadInput(
                    "unknown_sku",
                    f"SKU {sku!r} is not in the catalogue of goods",
                    field=f"lines[{index}].sku",
                    hint="list it with PUT /v1/goods",
                )
        if not self.goods.shops():
            raise BadInput(
                "no_shops",
                "there is no shop that could serve an order",
                field="shop",
                hint="open one with PUT /v1/shops",
            )

    def _reserve(self, wanted: Wanted, taken: Taken, now: int, until: int) -> tuple[Sourced, Reservation]:
        cap = Cap(self.policy.max_held_orders, self.policy.max_held_units)
        holder, units, ends = self.mark(wanted.shopper), units_of(taken), min(until, taken.until or until)
        for _ in range(MOST_TRIES):
            sourced = self.sourcing.source(units, wanted.place, now)
            asked = Reservation(wanted.order, self._holds(sourced, units), now, ends, holder=holder)
            held = self.ledger.reserve([asked], cap)[0]
            if isinstance(held, Reservation):
                return self._resume(wanted, units, sourced, held, now), held
            if held.held is not None:
                raise _holds_enough(held, cap)
            if sourced.missing:
                break
        self._tell_refused(wanted, now)
        raise _out_of_stock(wanted, sourced)

    def _tell_refused(self, wanted: Wanted, now: int) -> None:
        """Put lost demand on record, once an order id, however often it is asked again."""
        lines = [Line(sku, units, self._price(sku, price)) for sku, units, price in wanted.lines]
        what = OrderRefused(wanted.order, lines, "out_of_stock")
        self.record([event(f"order:{wanted.order}:refused", now, wanted.shopper, what, "orders")])

    def _holds(self, sourced: Sourced, units: Mapping[str, int]) -> tuple[Hold, ...]:
        """Return what to hold. When stock is short, ask for the impossible all the same: the ledger then answers
        with the reservation of this very order if a crash cut it short, and refuses otherwise."""
        if sourced.missing:
            first = self.sourcing.shops().shops[0].shop
            return tuple(Hold(sku, first, units[sku]) for sku in sourced.missing)
        return holds_of(sourced)

    def _resume(
        self, wanted: Wanted, units: Mapping[str, int], sourced: Sourced, held: Reservation, now: int
    ) -> Sourced:
        """Take the parts from the reservation on record when a crash cut this order short earlier."""
        if {replace(hold, lots=()) for hold in held.holds} == set(holds_of(sourced)) and held.state == "held":
            return sourced
        totals: dict[str, int] = {}
        for hold in held.holds:
            totals[hold.sku] = totals.get(hold.sku, 0) + hold.quantity
        if totals != units or held.state != "held":
            raise _taken(wanted.order)
        chosen = self.sourcing.as_held(held.holds, wanted.place, now)
        return Sourced(tuple(chosen), {}, Text("按先前的预留发货", "as reserved earlier"))

    def _body(self, wanted: Wanted, taken: Taken, sourced: Sourced, held: Reservation) -> dict[str, Any]:
        lines = [dict(line) for line in taken.lines]
        return {
            **taken.notes,
            "order": wanted.order,
            "shopper": wanted.shopper,
            "status": "placed",
            "lines": lines,
            "total_fen": taken.notes.get("delivery_fen", 0)
            + sum(line["quantity"] * line["price_fen"] - line.get("discount_fen", 0) for line in lines),
            "place": place_dict(wanted.place) if wanted.place else None,
            "parts": [part_dict(part, self.goods) for part in sourced.parts],
            "why": sourced.why.as_dict(),
            "options": [option_dict(option, self.goods) for option in sourced.options],
            "placed_at": held.at,
            "expires_at": held.expires_at,
            "request": _mark(wanted),
            "returned": {},
        } | ({"address": wanted.address} if wanted.address else {})

    def _price(self, sku: str, price: int | None) -> int:
        found = self.goods.sku(sku)
        return price if price is not None else found.price_fen if found else 0

    def _same(self, known: Document, wanted: Wanted) -> dict[str, Any]:
        if known.body["request"] != _mark(wanted):
            raise _taken(wanted.order)
        return known.body


def units_of(taken: Taken) -> dict[str, int]:
    """Return the units by SKU, lines of one SKU summed."""
    totals: dict[str, int] = {}
    for line in taken.lines:
        totals[line["sku"]] = totals.get(line["sku"], 0) + line["quantity"]
    return totals


def _mark(wanted: Wanted) -> list[Any]:
    place, claimed = wanted.place, wanted.claimed
    asked = [
        wanted.shopper,
        [list(line) for line in wanted.lines],
        [place.longitude, place.latitude, place.system] if place else None,
    ]
    asked += [wanted.address] if wanted.address else []
    if claimed.is_nothing:
        return asked
    vouchers = None if claimed.vouchers is None else list(claimed.vouchers)
    return [*asked, [vouchers, claimed.best, claimed.sale, claimed.group]]


def _placed(wanted: Wanted, body: Mapping[str, Any], held: Reservation) -> Event:
    place = wanted.place
    what = OrderPlaced(
        order=wanted.order,
        lines=lines_of(body),
        total_fen=body["total_fen"],
        shop=body["parts"][0]["shop"],
        longitude=place.longitude if place else None,
        latitude=place.latitude if place else None,
        system=place.system if place else None,
    )
    return event(f"order:{wanted.order}:placed", held.at, wanted.shopper, what, "orders")


def _taken(order: str) -> Conflict:
    return Conflict(
        "order_conflict",
        f"order {order!r} is on record with other content",
        field="order",
        hint="give each order its own id; the same id must repeat the same content",
    )


def _holds_enough(refused: Refused, cap: Cap) -> Conflict:
    orders, units = refused.held or (0, 0)
    limit = f"{cap.orders} orders" if cap.orders and orders >= cap.orders else f"{cap.units} units"
    return Conflict(
        "holds_enough",
        f"this shopper already holds {units} units unpaid in {orders} orders; {limit} is the most",
        field="shopper",
        hint="pay or cancel one of these orders first; the limits are supply.max_held_orders and max_held_units",
    )


def _out_of_stock(wanted: Wanted, sourced: Sourced) -> Conflict:
    short = list(sourced.missing) or [sku for sku, _, _ in wanted.lines]
    field = next(f"lines[{n}]" for n, (sku, _, _) in enumerate(wanted.lines) if sku in short)
    lacking = ", ".join(f"{units} of {sku}" for sku, units in sourced.missing.items()) or ", ".join(short)
    return Conflict(
        "out_of_stock",
        f"not enough stock: short of {lacking}",
        field=field,
        hint="lower the quantity or take the line out; nothing was reserved",
    )
