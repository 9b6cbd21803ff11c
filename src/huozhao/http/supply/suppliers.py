"""Suppliers: what they promise and ask, what experience says, and where their orders go."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, delete, get, post, put
from msgspec import Meta

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.purchasing.reading import usual
from huozhao.flows.purchasing.suppliers import EMPTY
from huozhao.http.gate.asking import who
from huozhao.http.wire import AuditOut, Words, words
from huozhao.supply.purchasing import LeadTime
from huozhao.terms.time import day_name, iso

Asked = Request[Any, Any, Any]
Name = Annotated[str, Meta(max_length=128)]


class SupplierIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A supplier: days from order to receipt as promised (null = as the goods say), the least order, order weekdays.

    `weekdays` are the days on which orders are taken, 1 = Monday; [] = any. Orders sent by webhook go to `webhook_url`.
    """

    name: Name = ""
    contact: Annotated[str, Meta(max_length=300)] = ""
    lead_time_days: Annotated[int, Meta(ge=0, le=365)] | None = None
    min_order_fen: Annotated[int, Meta(ge=0)] = 0
    min_order_units: Annotated[int, Meta(ge=0)] = 0
    weekdays: Annotated[list[Annotated[int, Meta(ge=1, le=7)]], Meta(max_length=7)] = []
    webhook_url: Annotated[str, Meta(max_length=500)] = ""
    note: Annotated[str, Meta(max_length=1000)] = ""


class LeadTimeOut(msgspec.Struct, frozen=True):
    """A lead time as learned from receipts: chance by days (index = days), its mean and variance, and what that says.

    `orders` is how many orders it rests on, recent ones weighing more.
    """

    promised: int
    mean: float
    variance: float
    p10: int
    p90: int
    deliveries: int
    orders: float
    chance: list[float]
    words: Words


class SupplierOut(msgspec.Struct, frozen=True):
    """A supplier with the learned lead time; `described` is false for one that only the goods name."""

    supplier: str
    name: str
    contact: str
    lead_time_days: int | None
    min_order_fen: int
    min_order_units: int
    weekdays: list[int]
    webhook_url: str
    note: str
    described: bool
    skus: int
    next_order_day: str
    lead_time: LeadTimeOut
    audit: list[AuditOut]


class SupplierPage(msgspec.Struct, frozen=True):
    """Suppliers by id."""

    items: list[SupplierOut]
    next: str | None


class SecretOut(msgspec.Struct, frozen=True):
    """The secret by which the receiver knows our messages (Standard Webhooks)."""

    secret: str


@get("/suppliers", summary="Read suppliers", tags=["suppliers"], sync_to_thread=True)
def get_suppliers(mall: App, after: str = "", limit: int = 100) -> SupplierPage:
    """Return the suppliers that were described or that goods name, each with its learned lead time."""
    limit = max(1, min(limit, 500))
    skus = _named(mall)
    names = sorted({*skus, *mall.purchasing.suppliers.ids()})
    page = [name for name in names if name > after][: limit + 1]
    return SupplierPage([_out(mall, name, skus.get(name, 0)) for name in page[:limit]],
                        page[limit - 1] if len(page) > limit else None)


@get("/suppliers/{supplier:str}", summary="Read a supplier", tags=["suppliers"], sync_to_thread=True)
def get_supplier(mall: App, supplier: str) -> SupplierOut:
    """Return one supplier."""
    skus = _named(mall)
    if supplier not in skus:
        mall.purchasing.suppliers.get(supplier)
    return _out(mall, supplier, skus.get(supplier, 0))


@put("/suppliers/{supplier:str}", status_code=200, summary="Describe a supplier", tags=["suppliers"],
     sync_to_thread=True)  # fmt: skip
def put_supplier(mall: App, request: Asked, supplier: str, data: SupplierIn) -> SupplierOut:
    """Write down what a supplier promises and asks."""
    mall.purchasing.suppliers.put(supplier, msgspec.to_builtins(data), who(request), mall.clock())
    return _out(mall, supplier, _named(mall).get(supplier, 0))


@delete("/suppliers/{supplier:str}", status_code=204, summary="Forget a supplier", tags=["suppliers"],
        sync_to_thread=True)  # fmt: skip
def delete_supplier(mall: App, supplier: str) -> None:
    """Forget what was described of a supplier; orders and learned lead times stay."""
    mall.purchasing.suppliers.delete(supplier)


@get("/suppliers/{supplier:str}/secret", summary="Read a webhook's secret", tags=["suppliers"], sync_to_thread=True)
def get_secret(mall: App, supplier: str) -> SecretOut:
    """Return the secret that signs the messages to a supplier, to be written down in the receiving system."""
    return SecretOut(_secret(mall, mall.purchasing.suppliers.get(supplier)))


@post("/suppliers/{supplier:str}/secret", status_code=200, summary="Make a new secret", tags=["suppliers"],
      sync_to_thread=True)  # fmt: skip
def rotate_secret(mall: App, request: Asked, supplier: str) -> SecretOut:
    """Make a new secret; the old one is worthless from now on."""
    return SecretOut(_secret(mall, mall.purchasing.suppliers.rotate(supplier, who(request), mall.clock())))


def _secret(mall: App, found: Document) -> str:
    return mall.purchasing.secrets.shown(f"supplier:{found.id}", found.body["secret_number"])


def _named(mall: App) -> dict[str, int]:
    """Return how many SKUs name each supplier."""
    counts: dict[str, int] = {}
    for sku in mall.goods.skus():
        if sku.supplier:
            counts[sku.supplier] = counts.get(sku.supplier, 0) + 1
    return counts


def _out(mall: App, supplier: str, skus: int) -> SupplierOut:
    book = mall.purchasing.suppliers
    known = book.terms(supplier)
    plain = {name: known[name] for name in EMPTY if name != "secret_number"}
    audit = [{**entry, "at": iso(entry["at"])} for entry in known.get("audit", [])]
    return SupplierOut(
        supplier=supplier, **plain, described="audit" in known, skus=skus,
        next_order_day=day_name(book.next_order_day(supplier, mall.clock())),
        lead_time=lead_time_out(book.lead_time(supplier)), audit=msgspec.convert(audit, list[AuditOut]),
    )  # fmt: skip


def lead_time_out(found: LeadTime) -> LeadTimeOut:
    """Return a lead time for the wire."""
    return LeadTimeOut(found.promised, round(found.mean, 2), round(found.variance, 2), found.quantile(0.1),
                       found.quantile(0.9), found.deliveries, round(found.orders, 2),
                       [round(chance, 4) for chance in found.chance], words(usual(found)))


ROUTER = Router("/", route_handlers=[get_suppliers, get_supplier, put_supplier, delete_supplier, get_secret,
                                     rotate_secret])
