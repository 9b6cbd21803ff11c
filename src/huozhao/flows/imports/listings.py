"""Map the tables of goods, shops and shoppers: one row an event that describes one of them."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import Any

from huozhao.events.catalogue import ProductListed, Properties, ShopOpened, ShopperRegistered
from huozhao.events.event import encode_properties, event
from huozhao.flows.collect import Known
from huozhao.flows.goods import shop_of, sku_of
from huozhao.flows.imports.contracts import GOODS, SHOPPERS, SHOPS
from huozhao.flows.imports.header import TableContract
from huozhao.flows.imports.items import Item, RefusedRow, Repeated, fact
from huozhao.flows.imports.row_reader import TableRow, rows_of
from huozhao.terms.place import SYSTEMS
from huozhao.terms.table import Fault, Table
from huozhao.terms.text import Text

_SERVED = {"门店": "shop", "仓库": "warehouse", "大仓": "warehouse", "前置仓": "warehouse"}
_SEX = {"女": "female", "男": "male", "未知": "unknown"}
INCOMPLETE_PLACE = Fault(
    "coordinates_without_system",
    Text("经度、纬度、坐标系要么都填，要么都不填", "longitude, latitude and system come together or not at all"),
    Text("微信和高德的坐标是 gcj02，百度是 bd09，GPS 是 wgs84",
         "WeChat and Amap use gcj02, Baidu bd09, GPS wgs84"), "system")


def goods(tables: Sequence[Table], zone: str, now: int, known: Known) -> Iterator[Item]:
    """Map goods; a description that is on record already is a duplicate."""
    yield from _described(GOODS, tables, zone, lambda row: _goods(row, now, known))


def shops(tables: Sequence[Table], zone: str, now: int, known: Known) -> Iterator[Item]:
    """Map shops; coordinates need their system."""
    yield from _described(SHOPS, tables, zone, lambda row: _shop(row, now, known))


def shoppers(tables: Sequence[Table], zone: str, now: int) -> Iterator[Item]:
    """Map shoppers; only the columns of the contract are read, personal columns never leave the file."""
    yield from _described(SHOPPERS, tables, zone, _shopper)


def _described(
    contract: TableContract, tables: Sequence[Table], zone: str, make: Callable[[TableRow], Item],
) -> Iterator[Item]:
    for table in tables:
        for row in rows_of(contract, table, zone):
            yield row if isinstance(row, RefusedRow) else make(row)


def _goods(row: TableRow, now: int, known: Known) -> Item:
    values = dict(row.values)
    fen = values.pop("price", None)
    values.setdefault("price_fen", fen if fen is not None else 0)
    if "cost" in values:
        values["cost_fen"] = values.pop("cost")
    values.setdefault("spu", values["sku"])
    values["category"] = list(values.get("category", ()))
    what = ProductListed(**values)
    return Repeated(1) if known.sku(what.sku) == sku_of(what) else _fact(what, f"goods:{what.sku}", now, "")


def _shop(row: TableRow, now: int, known: Known) -> Item:
    values: dict[str, Any] = dict(row.values)
    if len({"longitude", "latitude", "system"} & set(values)) not in (0, 3):
        return row.refuse(INCOMPLETE_PLACE)
    values["services"] = list(values.get("services", ()))
    if "kind" in values:
        values["kind"] = _SERVED.get(values["kind"], values["kind"])
    what = ShopOpened(**values)
    if known.shop(what.shop) == _shop_or_none(what):
        return Repeated(1)
    return _fact(what, f"shops:{what.shop}", now, "")


def _shop_or_none(what: ShopOpened) -> object:
    """Return the described shop; for a system that is not known a value that equals no shop."""
    return shop_of(what) if what.system is None or what.system in SYSTEMS else what


def _shopper(row: TableRow) -> Item:
    values = dict(row.values)
    shopper, at = values.pop("shopper"), values.pop("registered_at")
    if "sex" in values:
        values["sex"] = _SEX.get(values["sex"], values["sex"])
    return _fact(ShopperRegistered(**values), f"shoppers:{shopper}", at, shopper)


def _fact(what: Properties, key: str, at: int, shopper: str) -> Item:
    """Name the event by its content and time, so that a changed row is a new event."""
    mark = blake2b(encode_properties(what) + str(at).encode(), digest_size=8).hexdigest()
    short = key if len(key) <= 100 else blake2b(key.encode(), digest_size=16).hexdigest()
    return fact(event(f"{short}:{mark}", at, shopper, what))
