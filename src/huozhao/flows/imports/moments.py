"""Map tables of which each row is one event of one shopper: returns, reviews, talks, community, log-ins, identities."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import msgspec

from huozhao.events.catalogue import (
    CommunityInteracted,
    IdentityLinked,
    Line,
    OrderReturned,
    ProductReviewed,
    Properties,
    ServiceTalked,
    ShopperLoggedIn,
)
from huozhao.events.event import encode_properties, event
from huozhao.flows.imports.contracts import COMMUNITY, IDENTITIES, LOGINS, RETURNS, REVIEWS, SERVICE_TALKS
from huozhao.flows.imports.header import TableContract
from huozhao.flows.imports.items import Item, RefusedRow, fact
from huozhao.flows.imports.row_reader import TableRow, rows_of
from huozhao.terms.table import Fault, Table
from huozhao.terms.text import Text

ACTS = {
    "join": ("加入", "入群", "进群", "关注"),
    "leave": ("退出", "退群", "离开"), "post": ("发帖", "发言", "发布", "晒单"),
    "like": ("点赞", "赞"), "comment": ("评论", "回复"), "share": ("分享", "转发"),
}  # fmt: skip
KINDS = {
    "account": ("账号", "会员编号"), "openid": ("open_id", "小程序openid"), "unionid": ("union_id",),
    "phone": ("手机", "手机号", "mobile", "电话"),
    "member_card": ("会员卡", "会员卡号", "card"), "device": ("设备", "设备号"),
}  # fmt: skip
# Nothing made from these values may stand in an event's id: a number of eleven digits is soon tried out.
SECRET_KINDS = frozenset({"phone", "unionid"})
NO_UNITS = Fault("quantity_out_of_range",
                 Text("退货件数要在 1 到 1000000 之间", "the units returned must be 1…1000000"),
                 Text("请填写退回的件数", "write the units that came back"), "quantity")

Make = Callable[[dict[str, Any]], Properties | Fault]


def returns(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map lines that came back; the money is that of the whole line."""
    yield from events_of(RETURNS, tables, zone, _return)


def reviews(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map reviews."""
    yield from events_of(REVIEWS, tables, zone, lambda values: made(ProductReviewed, values))


def service_talks(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map talks with the service."""
    yield from events_of(SERVICE_TALKS, tables, zone, lambda values: made(ServiceTalked, {"channel": "客服", **values}))


def community(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map what shoppers do in groups."""
    yield from events_of(COMMUNITY, tables, zone, lambda values: _named(CommunityInteracted, values, "act", ACTS))


def logins(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map log-ins."""
    yield from events_of(LOGINS, tables, zone, lambda values: made(ShopperLoggedIn, {"app": "小程序", **values}))


def identities(tables: Sequence[Table], zone: str) -> Iterator[Item]:
    """Map links between ids; the gate turns phones and unionids into keyed tokens."""
    yield from events_of(IDENTITIES, tables, zone, lambda values: _named(IdentityLinked, values, "kind", KINDS))


def events_of(contract: TableContract, tables: Sequence[Table], zone: str, make: Make) -> Iterator[Item]:
    """Map tables of which each row is one event of one shopper; `make` gives its properties or the fault of a row."""
    met: Counter[str] = Counter()
    for table in tables:
        for row in rows_of(contract, table, zone):
            yield row if isinstance(row, RefusedRow) else _event(contract.kind, row, make, met)


def _event(kind: str, row: TableRow, make: Make, met: Counter[str]) -> Item:
    values = dict(row.values)
    shopper, at = str(values.pop("shopper", "")), int(values.pop("at"))
    what = make(values)
    if isinstance(what, Fault):
        return row.refuse(what)
    content = encode_properties(what)
    if isinstance(what, IdentityLinked) and what.kind in SECRET_KINDS:
        content = what.kind.encode()
    key = blake2b(b"%s\0%d\0%s" % (shopper.encode(), at, content), digest_size=16).hexdigest()
    # The same row twice in one file is two events; the same file twice is none more.
    met[key] += 1
    number = f"-{met[key]}" if met[key] > 1 else ""
    return fact(event(f"{kind}:{key}{number}", at, shopper, what))


def made(spec: type[Properties], values: Mapping[str, Any]) -> Properties | Fault:
    """Return properties; what breaks the event catalogue's own bounds is refused with its words."""
    try:
        return msgspec.convert(dict(values), spec)
    except msgspec.ValidationError as error:
        place = str(error).partition("`$.")[2].rstrip("`") or None
        return Fault("field_invalid", Text(f"这一格超出范围：{error}", str(error)),
                     Text("请按事件目录的类型和范围填写", "see the event catalogue for types and bounds"), place)


def _named(
    spec: type[Properties], values: dict[str, Any], name: str, known: Mapping[str, Sequence[str]]
) -> Properties | Fault:
    """Return properties with the word in column `name` brought into the catalogue's own."""
    word = str(values[name]).strip().lower()
    code = next((code for code, words in known.items() if word == code or word in words), None)
    if code is None:
        codes = ", ".join(f"{words[0]} {code}" for code, words in known.items())
        return Fault(f"unknown_{name}", Text(f"不认识“{values[name]}”", f"{values[name]!r} is not known"),
                     Text(f"请改成其中之一：{codes}", f"use one of {', '.join(known)}"), name)
    return made(spec, {**values, name: code})


def _return(values: dict[str, Any]) -> Properties | Fault:
    units, refund = values.pop("quantity"), values.pop("refund", None)
    refund = values.pop("refund_fen", 0) if refund is None else refund
    values.pop("refund_fen", None)
    if not 1 <= units <= 1_000_000:
        return NO_UNITS
    line = Line(values.pop("sku"), units, refund // units)
    return made(OrderReturned, {**values, "lines": [line], "refund_fen": refund})
