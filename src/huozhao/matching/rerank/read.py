"""Read a merchant rule as an operator wrote it; what is wrong is named with its field."""

from collections.abc import Mapping
from typing import Any

from huozhao.matching.candidates import SOURCES
from huozhao.matching.features import PLACEMENTS
from huozhao.matching.rerank.rules import KINDS, Choice, MerchRule
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text, text_from

LABELS: dict[str, Text] = {
    "pin": Text("置顶", "pin"), "boost": Text("加权", "boost"), "bury": Text("降权", "bury"),
    "block": Text("不推", "block"), "margin_floor": Text("毛利底线", "margin floor"),
    "stock_pressure": Text("去库存", "stock pressure"), "category_cap": Text("类目上限", "category cap"),
    "sensitive": Text("敏感商品", "sensitive goods"), "favour": Text("偏向来源", "favour a source"),
}  # fmt: skip
# What a rule of a kind is told by, with its bounds; the bound itself is allowed.
BOUNDS: dict[str, tuple[tuple[str, float, float], ...]] = {
    "pin": (("position", 1, 50),), "boost": (("factor", 1, 10),), "bury": (("factor", 0.01, 1),), "block": (),
    "margin_floor": (("floor", -1, 1),), "stock_pressure": (("days", 1, 1000), ("factor", 1, 10)),
    "category_cap": (("share", 0.01, 1),), "sensitive": (), "favour": (("factor", 0.01, 10),),
}  # fmt: skip
MOST_HELD_OUT = 0.5
_ALL_GOODS = frozenset({"margin_floor", "stock_pressure", "category_cap", "favour"})
# A page that answers words or a category is about those, and favours nothing above them.
FAVOURABLE = tuple(source for source in SOURCES if source not in ("search", "category"))


def read_rule(id: str, body: Mapping[str, Any]) -> MerchRule:
    """Return the rule that plain data describe; BadInput names the first field that cannot stand."""
    kind = body.get("kind")
    if kind not in KINDS:
        raise BadInput("unknown_rule_kind", f"there is no kind of rule {kind!r}", field="kind",
                       hint=f"one of {', '.join(KINDS)}")
    choice = _choice(body.get("goods") or {})
    if choice == Choice() and kind not in _ALL_GOODS:
        raise BadInput("rule_without_goods", f"a rule {kind} has to say which goods it is about", field="goods",
                       hint="name skus, a category path or attributes")
    numbers = {name: _number(body, name, low, high) for name, low, high in BOUNDS[kind]}
    starts, ends = _instant(body, "starts_at"), _instant(body, "ends_at")
    if starts is not None and ends is not None and ends <= starts:
        raise BadInput("rule_ends_early", "the rule ends before it starts", field="ends_at",
                       hint="give an end after starts_at, or none")
    return MerchRule(
        id, kind, _label(body, kind), choice, _placements(body), _texts(body, "segments"),
        starts, ends, int(numbers.get("position", 1)), numbers.get("factor", 1.0), numbers.get("floor", 0.0),
        numbers.get("share", 1.0), numbers.get("days", 60.0), _source(body, kind),
        _number(body, "hold_out", 0, MOST_HELD_OUT) if body.get("hold_out") else 0.0,
    )  # fmt: skip


def _source(body: Mapping[str, Any], kind: str) -> str:
    named = str(body.get("source") or "") if kind == "favour" else ""
    if kind == "favour" and named not in FAVOURABLE:
        raise BadInput("unknown_source", f"there is no source {named!r}", field="source",
                       hint=f"one of {', '.join(FAVOURABLE)}")  # fmt: skip
    return named


def _label(body: Mapping[str, Any], kind: str) -> Text:
    return LABELS[kind] if body.get("label") is None else text_from(body["label"], LABELS[kind].zh)


def _choice(goods: Mapping[str, Any]) -> Choice:
    if not isinstance(goods, Mapping):
        raise BadInput("rule_unreadable", "goods has to be an object", field="goods", hint='such as {"skus": ["A1"]}')
    attributes = goods.get("attributes") or {}
    if not isinstance(attributes, Mapping) or not all(isinstance(value, str) for value in attributes.values()):
        raise BadInput("rule_unreadable", "attributes have to be names with one text each", field="goods.attributes",
                       hint='such as {"brand": "甲"}')
    category = _list(goods, "category", "goods.category")
    low, high = (_fen(goods, name) for name in ("min_price_fen", "max_price_fen"))
    return Choice(frozenset(_list(goods, "skus", "goods.skus")), tuple(category), dict(attributes), low, high)


def _placements(body: Mapping[str, Any]) -> frozenset[str]:
    named = _texts(body, "placements")
    unknown = named - set(PLACEMENTS)
    if unknown:
        raise BadInput("unknown_placement", f"there is no placement {min(unknown)!r}", field="placements",
                       hint=f"one of {', '.join(PLACEMENTS)}")
    return named


def _texts(body: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(_list(body, name, name))


def _list(body: Mapping[str, Any], name: str, field: str) -> list[str]:
    given = body.get(name) or []
    if not isinstance(given, list) or not all(isinstance(each, str) and each for each in given):
        raise BadInput("rule_unreadable", f"{field} has to be a list of texts", field=field, hint='such as ["A1"]')
    return given


def _number(body: Mapping[str, Any], name: str, low: float, high: float) -> float:
    value = body.get(name)
    if value is None:
        raise BadInput("rule_incomplete", f"this kind of rule needs {name}", field=name,
                       hint=f"give a number from {low:g} to {high:g}")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:
        raise BadInput("rule_out_of_range", f"{name} = {value!r} is not in {low:g}…{high:g}", field=name,
                       hint=f"give a number from {low:g} to {high:g}")
    return float(value)


def _whole(body: Mapping[str, Any], name: str, field: str, said: str) -> int | None:
    value = body.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise BadInput("rule_unreadable", f"{field} = {value!r} is no {said}", field=field, hint="a whole number")
    return value


def _fen(goods: Mapping[str, Any], name: str) -> int | None:
    return _whole(goods, name, f"goods.{name}", "amount in fen")


def _instant(body: Mapping[str, Any], name: str) -> int | None:
    return _whole(body, name, name, "instant in ms")


