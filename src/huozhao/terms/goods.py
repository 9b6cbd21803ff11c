"""Goods and shops as the rooms see them: values, never rows."""

from dataclasses import dataclass, field

from huozhao.terms.place import Coordinates


@dataclass(frozen=True, slots=True)
class Sku:
    """One sellable unit of a product (SPU). Prices are integer fen (minor units of the mall's currency).

    It is bought in whole packs of `pack_size` units, at least `min_order` units at a time, and keeps `shelf_life_days`
    (None = does not spoil). `succeeds` is the SPU that it improves, None for goods that are no upgrade.
    """

    sku: str
    spu: str
    title: str
    category: tuple[str, ...] = ()
    price_fen: int = 0
    cost_fen: int | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    launched_on: str | None = None
    listed: bool = True
    supplier: str | None = None
    lead_time_days: int | None = None
    pack_size: int = 1
    image: str | None = None
    min_order: int = 1
    shelf_life_days: int | None = None
    succeeds: str | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """A place that holds stock. `opens` and `closes` are HH:MM in the mall's time zone.

    Its courier rides `radius_km` (None = as far as the mall's do) and, when a `zone` is drawn, only to points in that
    polygon of (longitude, latitude) corners in WGS-84. `picks_per_hour` = 0 names no limit of picking.
    `supplied_from` is the warehouse that fills it ("" = its suppliers do), `capacity_units` the most that fits on its
    shelves and `truck_units` the most that a day's truck brings; 0 names no limit.
    """

    shop: str
    name: str
    city: str = ""
    place: Coordinates | None = None
    opens: str = "08:00"
    closes: str = "22:00"
    services: tuple[str, ...] = ()
    kind: str = "shop"
    open: bool = True
    radius_km: float | None = None
    picks_per_hour: int = 0
    zone: tuple[tuple[float, float], ...] = ()
    supplied_from: str = ""
    capacity_units: int = 0
    truck_units: int = 0
