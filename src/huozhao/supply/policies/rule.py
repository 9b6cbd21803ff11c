"""A rule: by which policy a row is ordered, and with which parameters."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast, get_args

from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

Kind = Literal["order_up_to", "reorder_up_to", "newsvendor", "days_of_cover", "min_max"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LABELS: dict[Kind, Text] = {
    "order_up_to": Text("每次都补至水位 (R, S)", "order up to a level at every review (R, S)"),
    "reorder_up_to": Text("低于补货点才补至水位 (R, s, S)", "order up to a level at the reorder point (R, s, S)"),
    "newsvendor": Text("报童模型（按缺货与积压的损失）", "newsvendor (by what missing and left units cost)"),
    "days_of_cover": Text("固定可销天数", "a fixed number of days of cover"),
    "min_max": Text("固定上下限", "fixed min and max"),
}
MOST_COVER_DAYS, MOST_REVIEW_DAYS, MOST_UNITS = 730.0, 90, 10_000_000


@dataclass(frozen=True, slots=True)
class Rule:
    """How stock is ordered: `service_level` is the chance of no stock-out over review + lead time.

    `review_days` 0 = as the settings say; `cover_days` is needed by days_of_cover alone. `min_units` is the least
    order-up-to level of every kind (a shelf that is never planned empty), `max_units` the most, 0 = no limit; for
    min_max they are the levels s and S themselves, or with `cover_days` S = so many days of the row's sales, s = S / 2.
    """

    kind: Kind = "reorder_up_to"
    service_level: float = 0.95
    review_days: int = 0
    cover_days: float = 0.0
    min_units: int = 0
    max_units: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return the rule as plain data."""
        return asdict(self)

    @property
    def label(self) -> Text:
        """The rule in words, with the number that matters."""
        name = LABELS[self.kind]
        if self.kind == "days_of_cover":
            return Text(f"{name.zh}：{self.cover_days:g} 天", f"{self.cover_days:g} days of cover")
        if self.kind == "min_max" and self.cover_days:
            span = f"{self.cover_days / 2:g}–{self.cover_days:g}"
            return Text(f"{name.zh}：{span} 天销量", f"{name.en}: {span} days of sales")
        if self.kind == "min_max":
            span = f"{self.min_units}–{self.max_units}"
            return Text(f"{name.zh}：{span} 件", f"{name.en}: {span} units")
        if self.kind == "newsvendor":
            return name
        level = f"{self.service_level:.1%}"
        return Text(f"{name.zh}，有货保证 {level}", f"{name.en}, service level {level}")


def rule_from(given: Mapping[str, Any]) -> Rule:
    """Read a rule; BadInput names the field that does not fit and the fix."""
    kind = given.get("kind", "reorder_up_to")
    if kind not in KINDS:
        raise BadInput("unknown_rule", f"there is no policy {kind!r}", field="kind", hint=f"one of {', '.join(KINDS)}")
    found = Rule(
        cast(Kind, kind), float(given.get("service_level", 0.95)), int(given.get("review_days", 0)),
        float(given.get("cover_days", 0.0)), int(given.get("min_units", 0)), int(given.get("max_units", 0)),
    )  # fmt: skip
    _require(0.5 <= found.service_level <= 0.999, "service_level", "from 0.5 to 0.999, for example 0.95")
    _require(0 <= found.review_days <= MOST_REVIEW_DAYS, "review_days", f"0 (as set) to {MOST_REVIEW_DAYS}")
    _require(0 <= found.cover_days <= MOST_COVER_DAYS, "cover_days", f"0 to {MOST_COVER_DAYS:g}")
    _require(0 <= found.min_units <= MOST_UNITS, "min_units", f"0 to {MOST_UNITS:,}")
    _require(0 <= found.max_units <= MOST_UNITS, "max_units", f"0 (no limit) to {MOST_UNITS:,}")
    _require(not found.max_units or found.max_units >= found.min_units, "max_units", "at least min_units, or 0")
    _require(kind != "days_of_cover" or found.cover_days > 0, "cover_days", "days that the stock shall last, over 0")
    is_level = found.max_units > 0 or found.cover_days > 0
    _require(kind != "min_max" or is_level, "max_units", "the level to fill up to, over 0, or cover_days")
    return found


def _require(holds: bool, field: str, hint: str) -> None:
    if not holds:
        raise BadInput("rule_out_of_range", f"{field} does not fit this policy", field=field, hint=hint)
