"""The city's past, written as events in bulk: what happened before the engine was there to recommend."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from huozhao.terms.place import distances_km
from huozhao.terms.time import DAY_MS
from huozhao.twin.city import City
from huozhao.twin.reviews import reviews
from huozhao.twin.trust import payment_of, subject_of
from huozhao.twin.visits import Look, Visit

Raw = dict[str, Any]
PICKING_MINUTES = 15
MINUTES_A_KM = 60 / 18
PARCEL_MINUTES = 48 * 60


def nearest_shop(city: City, shopper: int) -> tuple[int, float]:
    """Return the index of the shop nearest to the shopper's home, and the distance in km."""
    longitude, latitude = city.people.homes[shopper]
    lons = np.array([place.longitude for place in city.places])
    lats = np.array([place.latitude for place in city.places])
    distances = distances_km(float(longitude), float(latitude), lons, lats)
    best = int(np.argmin(distances))
    return best, float(distances[best])


def store_of(city: City, shop: int) -> str:
    """Return the id of the shop that serves those who live near a shop: the depot where it alone serves orders."""
    return str(city.depot["shop"] if city.settings.one_warehouse else city.shops[shop]["shop"])


def past_events(city: City, visit: Visit, shop: int, distance_km: float, until: int) -> list[Raw]:
    """Return the events of a visit and its order that lie before `until` (ms), in order of time.

    Ids follow from the visit, so that sending them again changes nothing.
    """
    subject = subject_of(city, visit)
    events: list[Raw] = [
        {"id": f"tw-{visit.id}-{number}", "name": name, "at": at, "shopper": subject,
         "properties": properties, "source": "weapp"}
        for number, (at, name, properties) in enumerate(_steps(city, visit, shop, distance_km))
    ]
    return [event for event in events if event["at"] < until]


def bought(visit: Visit) -> list[Look]:
    """Return what the visit would buy."""
    return [look for look in visit.looks if look.quantity] if visit.checks_out else []


def lines_of(city: City, looks: list[Look]) -> list[Raw]:
    """Return order lines at list price, one a SKU."""
    goods = city.assortment.goods
    total: dict[int, int] = {}
    for look in looks:
        total[look.sku] = total.get(look.sku, 0) + look.quantity
    return [
        {"sku": goods[sku]["sku"], "quantity": quantity, "price_fen": goods[sku]["price_fen"]}
        for sku, quantity in total.items()
    ]


def _steps(city: City, visit: Visit, shop: int, distance_km: float) -> Iterator[tuple[int, str, Raw]]:
    at = visit.at
    yield at, "Page Viewed", {"page": "home"}
    if visit.search:
        at += 4_000
        yield at, "Products Searched", {"query": visit.search}
    for look in visit.looks:
        sku = city.assortment.goods[look.sku]["sku"]
        at += 2_000
        yield at, "Product Viewed", {"sku": sku, "dwell_ms": look.dwell_ms}
        at += look.dwell_ms
        if look.favourite:
            yield at, "Product Favourited", {"sku": sku}
        if look.quantity:
            yield at, "Product Added To Cart", {"sku": sku, "quantity": look.quantity}
    if bought(visit):
        yield from _order(city, visit, at + 20_000, shop, distance_km)


def _order(city: City, visit: Visit, at: int, shop: int, distance_km: float) -> Iterator[tuple[int, str, Raw]]:
    order, lines = f"O{visit.id}", lines_of(city, bought(visit))
    total = sum(line["quantity"] * line["price_fen"] for line in lines)
    store = store_of(city, shop)
    yield at, "Order Placed", {"order": order, "lines": lines, "total_fen": total, "shop": store}
    if visit.cancels:
        yield at + 300_000, "Order Cancelled", {"order": order, "reason": "changed_mind"}
        return
    paid = {"order": order, "lines": lines, "total_fen": total, "payment_method": payment_of(city, visit.shopper),
            "shop": store}
    yield at + 30_000, "Order Paid", paid
    yield at + PICKING_MINUTES * 60_000, "Order Shipped", {"order": order, "shop": store}
    by_courier = round(PICKING_MINUTES + distance_km * MINUTES_A_KM)
    promised = PARCEL_MINUTES if city.settings.one_warehouse else by_courier
    delivered = at + int(promised * visit.slow * 60_000)
    yield max(delivered, at + 16 * 60_000), "Order Delivered", {
        "order": order, "placed_at": at, "promised_minutes": promised}
    skus = list(dict.fromkeys(look.sku for look in bought(visit)))
    for when, said in reviews(city, visit.seed, order, skus, delivered):
        yield when, "Product Reviewed", said
    if visit.returns:
        line = lines[0]
        yield delivered + 2 * DAY_MS, "Order Returned", {
            "order": order, "lines": [line], "refund_fen": line["quantity"] * line["price_fen"], "shop": store}
