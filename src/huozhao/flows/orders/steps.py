"""What happens to an order after it was placed; each step counts once however often it is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.catalogue import (
    Line,
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    OrderReturned,
    OrderShipped,
    Properties,
)
from huozhao.events.documents import Document
from huozhao.events.event import event
from huozhao.flows.orders.book import OrderBook, lines_of
from huozhao.flows.orders.turns import in_turn
from huozhao.supply.ledger import Hold, Move, Reservation
from huozhao.supply.posting import slices_of
from huozhao.terms.errors import BadInput, Conflict

# step -> the states it may start from
FROM = {
    "pay": ("placed",),
    "cancel": ("placed", "paid"),
    "ship": ("paid",),
    "deliver": ("paid", "shipped"),
    "return": ("paid", "shipped", "delivered", "returned"),
}


@dataclass(frozen=True)
class Steps:
    """The steps of orders: pay, cancel, ship, deliver, return."""

    orders: OrderBook

    @in_turn
    def pay(
        self, order: str, payment_method: str | None, now: int, coupon: str | None = None,
        discount_fen: int | None = None,
    ) -> dict[str, Any]:
        """Sell what was held; Conflict when the hold has ended.

        `discount_fen` is what the coupon took off; what the till took off itself is known without being told.
        """
        found = self._open(order, "pay", "paid")
        if isinstance(found, dict):
            return found
        ended = self.orders.ledger.settle([order], "sold", now)[0]
        if ended is None or ended.state != "sold":
            raise Conflict(
                "reservation_ended",
                f"order {order!r} was not paid in time; its goods are free again",
                field="order",
                hint="place a new order",
            )
        body = found.body
        paid = OrderPaid(
            order=order,
            lines=lines_of(body),
            total_fen=body["total_fen"],
            payment_method=payment_method,
            coupon=coupon or next((each["coupon"] for each in body.get("benefits", ())), None),
            discount_fen=body.get("discount_fen") if discount_fen is None else discount_fen,
            shop=body["parts"][0]["shop"],
        )
        return self._finish(found, "paid", paid, ended.settled_at, payment_method=payment_method)

    @in_turn
    def paying(self, order: str, minutes: int, now: int) -> dict[str, Any]:
        """Note that paying has begun: the goods are held at least `minutes` from now, once an order."""
        found = self._open(order, "pay", "paid")
        if isinstance(found, dict):
            return found
        held = self.orders.ledger.extend(order, now + minutes * 60_000)
        if held is None or held.state != "held" or held.expires_at <= now:
            raise Conflict(
                "reservation_ended",
                f"order {order!r} was not paid in time; its goods are free again",
                field="order",
                hint="place a new order",
            )
        if held.expires_at == found.body["expires_at"]:
            return found.body
        body = {**found.body, "expires_at": held.expires_at}
        return self.orders.documents.put("order", order, body, expected_version=found.version).body

    @in_turn
    def cancel(self, order: str, reason: str | None, now: int) -> dict[str, Any]:
        """Give back what was held, or sold but not yet shipped."""
        found = self._open(order, "cancel", "cancelled")
        if isinstance(found, dict):
            return found
        ended = self.orders.ledger.settle([order], "released", now)[0]
        if ended is not None and ended.state == "sold":
            self._put_back(found, ended, now)
        return self._finish(found, "cancelled", OrderCancelled(order=order, reason=reason), now, reason=reason)

    @in_turn
    def ship(self, order: str, now: int) -> dict[str, Any]:
        """Note that the goods left."""
        found = self._open(order, "ship", "shipped")
        if isinstance(found, dict):
            return found
        self.orders.till.require(found.body, "ship")
        return self._finish(found, "shipped", OrderShipped(order=order, shop=found.body["parts"][0]["shop"]), now)

    @in_turn
    def deliver(self, order: str, now: int) -> dict[str, Any]:
        """Note that the goods arrived; with several parts the slowest promise counts."""
        found = self._open(order, "deliver", "delivered")
        if isinstance(found, dict):
            return found
        self.orders.till.require(found.body, "deliver")
        promised = max(part["promised_minutes"] for part in found.body["parts"])
        what = OrderDelivered(order=order, placed_at=found.body["placed_at"], promised_minutes=promised)
        return self._finish(found, "delivered", what, now)

    @in_turn
    def give_back(self, order: str, lines: dict[str, int] | None, now: int) -> dict[str, Any]:
        """Take goods back into the bucket `returned`; None takes back all that is left. BadInput names a bad line."""
        found = self._open(order, "return", "")
        assert isinstance(found, Document)
        back = self.returnable(found.body) if lines is None else self._checked(found.body, lines)
        if not back:
            raise Conflict("nothing_to_return", f"all of order {order!r} came back already", field="lines")
        number = found.body.get("returns", 0)
        self._take_back(found, back, f"return:{number}", now)
        # A gift may be of what was bought, and comes last.
        prices = {line["sku"]: line["price_fen"] for line in reversed(found.body["lines"])}
        returned = [Line(sku, units, prices[sku]) for sku, units in back.items()]
        refund = self.orders.till.refund(found.body, back)
        what = OrderReturned(
            order=order,
            lines=returned,
            refund_fen=refund,
            shop=found.body["parts"][0]["shop"],
        )
        done = dict(found.body["returned"])
        for sku, units in back.items():
            done[sku] = done.get(sku, 0) + units
        state = "returned" if sum(done.values()) == _units(found.body) else found.body["status"]
        refunded = found.body.get("refunded_fen", 0) + refund
        return self._finish(found, state, what, now, mark=f"returned:{number}", returned=done, returns=number + 1,
                            refunded_fen=refunded)

    def _open(self, order: str, step: str, after: str) -> Document | dict[str, Any]:
        """Return the document to work on, or its body when the step was done before."""
        found = self.orders.get(order)
        status = found.body["status"]
        if status == after:
            # A crash may have come between the order and what it claimed.
            self.orders.till.stepped(found.body, found.body.get(f"{status}_at", 0))
            return found.body
        if status not in FROM[step]:
            raise Conflict(
                "order_state",
                f"order {order!r} is {status}; it cannot {step} now",
                field="order",
                hint=f"{step} is possible from: {', '.join(FROM[step])}",
            )
        return found

    def _finish(
        self, found: Document, status: str, what: Properties, at: int, mark: str = "", **more: Any
    ) -> dict[str, Any]:
        id = f"order:{found.id}:{mark or status}"
        self.orders.record([event(id, at, found.body["shopper"], what, "orders")])
        body = {**found.body, "status": status, f"{status}_at": at, **more}
        done = self.orders.documents.put("order", found.id, body, expected_version=found.version).body
        self.orders.till.stepped(done, at)
        return done

    def _put_back(self, found: Document, ended: Reservation, now: int) -> None:
        if found.body["status"] == "placed":
            raise Conflict(
                "paid_meanwhile",
                f"order {found.id!r} is being paid",
                field="order",
                hint="read it again; a paid order can be cancelled until it ships",
            )
        left = self.returnable(found.body)  # what came back of it before is in another bucket already
        pieces = came_back(ended.holds, found.body["returned"], left)
        self.orders.ledger.post([
            Move(f"order:{found.id}:cancel:{n}", hold.sku, hold.shop, "sold", "on_hand", units, now,
                 f"order {found.id}", lot)
            for n, (hold, lot, units) in enumerate(pieces)
        ])  # fmt: skip

    @staticmethod
    def returnable(body: Mapping[str, Any]) -> dict[str, int]:
        """Return sku → units of an order that have not come back, lines of one SKU summed."""
        sold: dict[str, int] = {}
        for line in body["lines"]:
            sold[line["sku"]] = sold.get(line["sku"], 0) + line["quantity"]
        left = {sku: units - body["returned"].get(sku, 0) for sku, units in sold.items()}
        return {sku: units for sku, units in left.items() if units > 0}

    def _checked(self, body: dict[str, Any], lines: dict[str, int]) -> dict[str, int]:
        left = self.returnable(body)
        for sku, units in lines.items():
            if units < 1 or units > left.get(sku, 0):
                raise BadInput(
                    "return_too_much",
                    f"{units} of {sku} cannot come back: {left.get(sku, 0)} are out",
                    field="lines",
                    hint="return at most what was sold and has not come back",
                )
        return lines

    def _take_back(self, found: Document, back: dict[str, int], mark: str, now: int) -> None:
        """Move what comes back, by the lots that the order took; what came back before is passed over."""
        sold = self.orders.ledger.settle([found.id], "sold", now)[0]
        moves = [
            Move(f"order:{found.id}:{mark}:{hold.shop}:{hold.sku}{':' + lot if lot else ''}", hold.sku, hold.shop,
                 "sold", "returned", units, now, f"order {found.id}", lot)
            for hold, lot, units in came_back(sold.holds if sold else (), found.body["returned"], back)
        ]  # fmt: skip
        self.orders.ledger.post(moves)


def came_back(
    holds: Sequence[Hold], earlier: Mapping[str, int], back: Mapping[str, int]
) -> Iterator[tuple[Hold, str, int]]:
    """Yield (hold, lot, units) of sku → units that come back, after sku → units that came back earlier."""
    passed, left = dict(earlier), dict(back)
    for hold in holds:
        for lot, units in slices_of(hold):
            before = min(units, passed.get(hold.sku, 0))
            passed[hold.sku] = passed.get(hold.sku, 0) - before
            now = min(units - before, left.get(hold.sku, 0))
            if now:
                left[hold.sku] -= now
                yield hold, lot, now


def _units(body: dict[str, Any]) -> int:
    return int(sum(line["quantity"] for line in body["lines"]))
