"""Offers: the kinds of thing a strategy may offer, each with its parameters, their units and bounds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.operations.sales.sale import FLASH_SALE, GROUP_BUY
from huozhao.operations.sales.sale import KINDS as KINDS_OF_SALES
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class Parameter:
    """A whole number with its bounds and unit, or, where `unit` is text or sale, a short text or the id of a sale."""

    unit: str
    low: int = 0
    high: int = 0
    default: int | str = 0


@dataclass(frozen=True, slots=True)
class OfferKind:
    """A kind of offer: its name for people and its parameters."""

    kind: str
    label: Text
    parameters: dict[str, Parameter]


# What offers once described and a sale says itself now; strategies that were written with them can still be read.
RETIRED = {GROUP_BUY: frozenset({"discount_percent", "people"}), FLASH_SALE: frozenset({"discount_percent", "hours"})}
PERCENT = Parameter("percent", 1, 95, 10)
MONEY = Parameter("fen", 0, 10_000_000, 0)
KINDS: dict[str, OfferKind] = {
    kind.kind: kind
    for kind in (
        OfferKind("premium_zone", Text("高端定制专区", "premium and custom goods"),
                  {"zone": Parameter("text", default="premium"), "least_price_fen": MONEY}),
        OfferKind("new_goods_first", Text("新品优先购", "first right to new goods"),
                  {"hours": Parameter("hours", 1, 720, 24)}),
        OfferKind("return_coupon", Text("大额回归券 + 常购类目折扣", "return coupon + discount on usual categories"),
                  {"coupon_fen": Parameter("fen", 1, 10_000_000, 2_000), "min_spend_fen": MONEY,
                   "discount_percent": PERCENT, "categories": Parameter("count", 1, 10, 3),
                   "valid_days": Parameter("days", 1, 365, 14)}),
        OfferKind("coupon", Text("优惠券", "coupon"),
                  {"coupon_fen": Parameter("fen", 1, 10_000_000, 500), "min_spend_fen": MONEY,
                   "valid_days": Parameter("days", 1, 365, 7)}),
        OfferKind(GROUP_BUY, KINDS_OF_SALES[GROUP_BUY], {"sale": Parameter("sale", default="")}),
        OfferKind(FLASH_SALE, KINDS_OF_SALES[FLASH_SALE], {"sale": Parameter("sale", default="")}),
        OfferKind("free_delivery", Text("免配送费", "free delivery"),
                  {"min_spend_fen": MONEY, "valid_days": Parameter("days", 1, 365, 7)}),
        OfferKind("message", Text("只发消息", "a message only"), {"text": Parameter("text", default="")}),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered: a kind with all its parameters, and what one use costs the mall at most (fen)."""

    kind: str
    parameters: dict[str, int | str]
    cost_fen: int = 0


def offer_from_dict(body: Mapping[str, Any]) -> Offer:
    """Read an offer from plain data, filling in defaults; BadInput names the parameter that is wrong."""
    kind = KINDS.get(str(body.get("kind", "")))
    if kind is None:
        raise BadInput("unknown_offer", f"there is no offer {body.get('kind')!r}", field="offer.kind",
                       hint=f"one of {', '.join(KINDS)}")
    given = dict(body.get("parameters") or {})
    unknown = set(given) - set(kind.parameters) - RETIRED.get(kind.kind, frozenset())
    if unknown:
        name = sorted(unknown)[0]
        raise BadInput("unknown_parameter", f"{kind.kind} has no parameter {name!r}", field=f"offer.parameters.{name}",
                       hint=f"one of {', '.join(kind.parameters)}")
    values = {name: _value(name, spec, given.get(name, spec.default)) for name, spec in kind.parameters.items()}
    cost = body.get("cost_fen", values.get("coupon_fen", 0))
    return Offer(kind.kind, values, int(_value("cost_fen", MONEY, cost)))


def offer_to_dict(offer: Offer) -> dict[str, Any]:
    """Return an offer as plain data."""
    return {"kind": offer.kind, "parameters": dict(offer.parameters), "cost_fen": offer.cost_fen}


def _value(name: str, spec: Parameter, given: Any) -> int | str:
    place = f"offer.{name}" if name == "cost_fen" else f"offer.parameters.{name}"
    if spec.unit in ("text", "sale"):
        if not isinstance(given, str) or len(given) > 256:
            raise BadInput("parameter_invalid", f"{name} is a text of at most 256 characters", field=place)
        return given
    if not isinstance(given, int) or isinstance(given, bool) or not spec.low <= given <= spec.high:
        raise BadInput("parameter_invalid", f"{name} = {given!r} is no whole number from {spec.low} to {spec.high}",
                       field=place, hint=f"in {spec.unit}")  # fmt: skip
    return given


def usual_categories(bought: Iterable[tuple[Sequence[str], int]], most: int) -> list[str]:
    """Return the `most` narrowest categories bought most often, from (category path, times); ties by name."""
    times: Counter[str] = Counter()
    for path, n in bought:
        if path:
            times[path[-1]] += n
    return [name for name, _ in sorted(times.items(), key=lambda item: (-item[1], item[0]))[:most]]
