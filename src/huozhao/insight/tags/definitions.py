"""Definitions of behaviour tags: those that come with the product, and those that an operator writes as data."""

from collections.abc import Mapping
from typing import Any

from huozhao.insight.tags.behaviour import Clause, Definition
from huozhao.insight.tags.words import VERBS
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

_VIEW, _FAVOURITE, _CART, _PAID = "Product Viewed", "Product Favourited", "Product Added To Cart", "Order Paid"
BUILT_IN: tuple[Definition, ...] = (
    Definition("beauty_browser", Text("美妆高频浏览", "frequent beauty browser"),
               (Clause((_VIEW,), 30, 10, category="美妆"),)),
    Definition("mask_collector", Text("面膜收藏者", "mask collector"),
               (Clause((_FAVOURITE,), 30, 3, measure="distinct", category="面膜"),)),
    Definition("buys_twice_a_month", Text("每月购买两次以上", "buys twice a month"), (Clause((_PAID,), 30, 2),)),
    Definition("cart_abandoner", Text("加购未下单", "left a cart"),
               (Clause((_CART,), 3, 1), Clause((_PAID,), 3, 0, 0))),
    Definition("keen_browser", Text("高频浏览", "keen browser"), (Clause((_VIEW,), 7, 20),)),
    Definition("wide_taste", Text("兴趣广泛", "wide taste"), (Clause((_VIEW,), 30, 30, measure="distinct"),)),
    Definition("searches_without_order", Text("多次搜索未购买", "searches without order"),
               (Clause(("Products Searched",), 7, 3), Clause((_PAID,), 7, 0, 0))),
    Definition("returns_often", Text("近期多次退货", "returns often"), (Clause(("Order Returned",), 60, 2),)),
)  # fmt: skip


def from_dict(tag: str, body: Mapping[str, Any]) -> Definition:
    """Read a definition from plain data {label: {zh, en}, clauses: […]}; BadInput names what is wrong."""
    label, clauses = body.get("label"), body.get("clauses")
    if not isinstance(label, Mapping) or not label.get("zh") or not label.get("en"):
        raise _bad("label", "a tag needs a label in both languages", 'for example {"zh": "常客", "en": "regular"}')
    if not isinstance(clauses, list) or not 1 <= len(clauses) <= 10:
        raise _bad("clauses", "a tag needs 1 to 10 clauses", "see docs/explanation/insight.md")
    return Definition(
        tag, Text(str(label["zh"]), str(label["en"])), tuple(_clause(n, clause) for n, clause in enumerate(clauses))
    )


def to_dict(definition: Definition) -> dict[str, Any]:
    """Return a definition as plain data; `from_dict` reads it back."""
    clauses = [
        {
            "names": list(c.names), "days": c.days, "at_least": c.at_least, "at_most": c.at_most,
            "measure": c.measure, "column": c.column, "category": c.category, "subject": c.subject,
        }
        for c in definition.clauses
    ]  # fmt: skip
    return {"label": definition.label.as_dict(), "clauses": clauses}


def _clause(index: int, raw: Any) -> Clause:
    place = f"clauses[{index}]"
    try:
        clause = Clause(**{**raw, "names": tuple(raw["names"])})
    except (TypeError, KeyError) as error:
        raise _bad(place, f"this is not a clause: {error}", "a clause has names, days and at_least") from None
    checks = (
        ("names", bool(clause.names) and set(clause.names) <= set(VERBS)),
        ("days", _whole(clause.days) and 1 <= clause.days <= 365),
        ("at_least", _whole(clause.at_least) and clause.at_least >= 0),
        ("at_most", clause.at_most is None or (_whole(clause.at_most) and clause.at_most >= clause.at_least)),
        ("measure", clause.measure in ("count", "sum", "distinct")),
        ("column", clause.column in ("n", "quantity", "amount_fen")),
    )
    for name, holds in checks:
        if not holds:
            raise _bad(f"{place}.{name}", f"{getattr(clause, name)!r} is not possible here", "see the tag's fields")
    return clause


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _bad(field: str, message: str, hint: str) -> BadInput:
    return BadInput("tag_definition_invalid", message, field=field, hint=hint)
