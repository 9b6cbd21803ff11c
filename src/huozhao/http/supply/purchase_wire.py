"""The shapes of purchase orders on the wire."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec

from huozhao.app import App
from huozhao.flows.purchasing.reading import late_days, usual
from huozhao.http.supply.stock import shop_name, title_of
from huozhao.http.wire import Words, words
from huozhao.supply.purchasing import Line, line_from
from huozhao.terms.errors import NotFound
from huozhao.terms.time import iso


class PurchaseLine(msgspec.Struct, frozen=True):
    """Units of one SKU: ordered, still counted on in all, confirmed (null = no answer), received, damaged, to come."""

    sku: str
    title: str
    quantity: int
    expected: int
    confirmed: int | None
    received: int
    damaged: int
    open: int
    unit_fen: int
    due_at: str
    note: str


class PurchaseReceipt(msgspec.Struct, frozen=True):
    """Units by SKU that came at one time, by whom they were taken in, under which delivery note."""

    who: str
    at: str
    lines: dict[str, int]
    damaged: dict[str, int]
    reference: str


class PurchaseStep(msgspec.Struct, frozen=True):
    """One step on record: who, when, what, the state before and what was changed."""

    who: str
    at: str
    what: str
    before: dict[str, Any] = msgspec.field(name="from")
    after: dict[str, Any] = msgspec.field(name="to")


class OutgoingOut(msgspec.Struct, frozen=True):
    """A message to another system: waiting, delivered or dead (given up), how often it was tried and what came of it.

    `next_at` is when it is tried again; `to` is the subscription that it is for, empty for suppliers and settings.
    """

    id: str
    topic: str
    about: str
    url: str
    state: str
    tries: int
    error: str
    at: str
    next_at: str | None
    done_at: str | None
    to: str = ""


class PurchaseOut(msgspec.Struct, frozen=True):
    """A purchase order for one supplier and shop.

    `due_at` is when the rest is expected, `late_days` how long it is overdue, `usual` what the supplier usually takes.
    `value_fen` is what is still counted on.
    """

    id: str
    supplier: str
    supplier_name: str
    shop: str
    shop_name: str
    lines: list[PurchaseLine]
    state: str
    ordered_at: str
    due_at: str
    sent_at: str | None
    sent_by: str
    late_days: int
    value_fen: int
    warnings: list[Words]
    usual: Words
    receipts: list[PurchaseReceipt]
    history: list[PurchaseStep]
    deliveries: list[OutgoingOut]
    can_undo: bool


def purchase_out(mall: App, body: Mapping[str, Any]) -> PurchaseOut:
    """Return an order for the wire."""
    desk, lines = mall.purchasing, [line_from(line) for line in body["lines"]]
    return PurchaseOut(
        id=body["id"], supplier=body["supplier"], shop=body["shop"], shop_name=shop_name(mall, body["shop"]),
        supplier_name=desk.suppliers.terms(body["supplier"])["name"] or body["supplier"], state=body["state"],
        lines=[_line(mall, line) for line in lines], ordered_at=iso(body["ordered_at"]), due_at=iso(body["due_at"]),
        sent_at=_iso(body["sent_at"]), sent_by=body["sent_by"],
        late_days=late_days(body, mall.clock(), mall.settings.mall.timezone),
        value_fen=sum(line.expected * line.unit_fen for line in lines),
        warnings=[words(each) for each in desk.reading.warnings(body, mall.clock())],
        usual=words(usual(desk.suppliers.lead_time(body["supplier"], body["lead_days"] or None))),
        receipts=[_receipt(each) for each in body["receipts"]],
        history=[_step(each) for each in body["history"]],
        deliveries=[*_deliveries(mall, body["messages"])],
        can_undo=desk.reading.can_undo(body),
    )  # fmt: skip


def delivery_out(id: str, body: Mapping[str, Any]) -> OutgoingOut:
    """Return a message for the wire."""
    waits = body["state"] == "waiting" and body["next_at"]
    return OutgoingOut(id, body["topic"], body["about"], body["url"], body["state"], body["tries"], body["error"],
                       iso(body["at"]), iso(body["next_at"]) if waits else None, _iso(body["done_at"]),
                       body.get("to", ""))


def _deliveries(mall: App, ids: Sequence[str]) -> Iterator[OutgoingOut]:
    """Yield the messages of an order, as far as they are still on record: a person may give one up."""
    for id in ids:
        with suppress(NotFound):
            yield delivery_out(id, mall.purchasing.outbox.get(id).body)


def _line(mall: App, line: Line) -> PurchaseLine:
    return PurchaseLine(line.sku, title_of(mall, line.sku), line.quantity, line.expected, line.confirmed,
                        line.received, line.damaged, line.open, line.unit_fen, iso(line.due_at), line.note)


def _receipt(found: Mapping[str, Any]) -> PurchaseReceipt:
    return PurchaseReceipt(found["who"], iso(found["at"]), found["lines"], found.get("damaged", {}),
                           found.get("reference", ""))


def _step(found: Mapping[str, Any]) -> PurchaseStep:
    return PurchaseStep(found["who"], iso(found["at"]), found["what"], found["from"], found["to"])


def _iso(at: int | None) -> str | None:
    return None if at is None else iso(at)
