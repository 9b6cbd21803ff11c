"""Function calls: which arguments each function takes, and the leaf of the tree that comes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from huozhao.insight.tags.language.lexer import ExpressionError, Token
from huozhao.insight.tags.language.tree import (
    Acts,
    Age,
    Decayed,
    InCrowd,
    Leaf,
    Measured,
    Sequence,
    Share,
    TagHeld,
    Told,
    Trend,
    Window,
)
from huozhao.terms.time import DAY_MS

LONGEST_DAYS = 1095


@dataclass(slots=True)
class Arguments:
    """The arguments of one call as they were read; `token` is the function's name."""

    token: Token
    steps: list[Acts] = field(default_factory=list)
    spans: list[Token] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    measured: str = ""
    within_ms: int = 0
    options: dict[str, Token] = field(default_factory=dict)

    def refuse(self, message: str, hint: str) -> ExpressionError:
        """Return the error that points at the function."""
        return ExpressionError(message, hint, self.token.offset, len(self.token.written))

    def acts(self) -> Acts:
        """Return the one selection of acts."""
        if len(self.steps) != 1:
            raise self.refuse(f"{self.token.written} speaks of one kind of act", "join several with |: view | cart")
        return self.steps[0]

    def window(self, needed: bool = False, place: int = 0) -> Window:
        """Return the window given at a place among the spans."""
        if place >= len(self.spans):
            if needed:
                raise self.refuse(f"{self.token.written} needs a window", "add a span, for example 30d or 48h")
            return Window()
        return window_of(self.spans[place])

    def number(self, name: str, default: float) -> float:
        """Return a named number."""
        found = self.options.get(name)
        return default if found is None else float(found.value)


def window_of(token: Token) -> Window:
    """Return a window from a duration: days are the mall's local days, hours and minutes are exact."""
    length = int(token.value)
    if not 0 < length <= LONGEST_DAYS * DAY_MS:
        raise ExpressionError(f"{token.written} is no possible window", f"use 1m to {LONGEST_DAYS}d", token.offset,
                              len(token.written))
    by_days = (length % DAY_MS == 0 and token.written.rstrip("0123456789.").lower() in ("w", "d", "天", "周")) or (
        token.written[-1].lower() in ("d", "w", "天", "周"))
    return Window(days=length // DAY_MS) if by_days else Window(ms=length)


def _measured(measure: Any, needed: bool) -> Callable[[Arguments], Leaf]:
    return lambda given: Measured(measure, given.acts(), given.window(needed))


def _sum(given: Arguments) -> Leaf:
    if given.measured not in ("amount", "amount_fen", "quantity"):
        raise given.refuse("sum needs to know what to sum", 'for example sum(paid, amount, 30d) — amount (yuan), '
                           "amount_fen or quantity")
    return Measured(given.measured, given.acts(), given.window(True))  # type: ignore[arg-type]


def _share(given: Arguments) -> Leaf:
    return Share(given.acts(), given.window(True), max(1, int(given.number("at_least", 1))))


def _trend(given: Arguments) -> Leaf:
    short, long = given.window(True), given.window(True, 1)
    if not (short.days and long.days and short.days < long.days):
        raise given.refuse("trend compares a short window with a longer one, both in days", "trend(view, 7d, 28d)")
    return Trend(given.acts(), short, long)


def _sequence(given: Arguments) -> Leaf:
    if not 2 <= len(given.steps) <= 8:
        raise given.refuse("a sequence has 2 to 8 steps", "sequence(view -> cart -> paid within 2h, 30d)")
    return Sequence(tuple(given.steps), given.within_ms, given.window(True))


def _decayed(given: Arguments) -> Leaf:
    half_life = given.options.get("half_life") or (given.spans[0] if given.spans else None)
    if half_life is None:
        return Decayed(((1.0, given.acts()),), 0)  # a tag with decay brings its own
    if half_life.kind != "duration":
        raise ExpressionError("a half-life is a span of time", "for example half_life = 7d", half_life.offset)
    return Decayed(((1.0, given.acts()),), int(half_life.value))


def _named(make: Callable[[str], Leaf], example: str) -> Callable[[Arguments], Leaf]:
    def call(given: Arguments) -> Leaf:
        if len(given.texts) != 1 or given.steps or given.spans:
            raise given.refuse(f"{given.token.written} takes one name in quotes", f"for example {example}")
        return make(given.texts[0])

    return call


def _tag(given: Arguments) -> Leaf:
    if not 1 <= len(given.texts) <= 2 or given.steps or given.spans:
        raise given.refuse("tag takes a tag's name in quotes", 'for example tag("beauty_browser")')
    return TagHeld(*given.texts)


def _age(given: Arguments) -> Leaf:
    if given.texts or given.steps or given.spans:
        raise given.refuse("age takes nothing", "write age() >= 25")
    return Age()


# How each function's arguments read: `acts` = kinds of act, filters, spans; `names` = texts only.
STYLE: dict[str, str] = {
    **dict.fromkeys(("count", "sum", "distinct", "days", "first", "last", "share", "trend", "decayed"), "acts"),
    "sequence": "steps", "fact": "names", "age": "names", "tag": "names", "segment": "names", "crowd": "names",
}  # fmt: skip
MAKE: dict[str, Callable[[Arguments], Leaf]] = {
    "count": _measured("count", False), "distinct": _measured("distinct", False), "days": _measured("days", False),
    "first": _measured("first", False), "last": _measured("last", False), "sum": _sum, "share": _share,
    "trend": _trend, "sequence": _sequence, "decayed": _decayed, "fact": _named(Told, 'fact("city")'), "age": _age,
    "tag": _tag, "segment": _named(lambda name: TagHeld(f"rfm:{name}"), 'segment("vip")'),
    "crowd": _named(InCrowd, 'crowd("spring_sale")'),
}  # fmt: skip
OPTIONS = ("half_life", "at_least")


def filtered(acts: Acts, name: str, sign: str, values: tuple[str | float, ...]) -> Acts | str:
    """Return acts narrowed by one filter, or a sentence that says what is possible instead."""
    if name in ("amount", "amount_fen", "quantity"):
        return _bounded(acts, name, sign, values)
    words = tuple(str(value) for value in values)
    if sign == "contains":
        return replace(acts, contains=acts.contains + tuple(word.lower() for word in words))
    if sign not in ("=", "!="):
        return f"{name} is compared with =, !=, in or contains"
    if name == "query":
        words = tuple(word.strip().lower() for word in words)
    if name == "category":
        return replace(acts, category=words) if sign == "=" else replace(acts, not_category=words)
    return replace(acts, subject=words) if sign == "=" else replace(acts, not_subject=words)


def _bounded(acts: Acts, name: str, sign: str, values: tuple[str | float, ...]) -> Acts | str:
    if len(values) != 1 or not isinstance(values[0], float):
        return f"{name} is compared with one number"
    number = values[0] * (100 if name == "amount" else 1)
    whole = round(number)
    bounds = {">=": (whole, -1), ">": (whole + 1, -1), "<=": (-1, whole), "<": (-1, whole - 1), "=": (whole, whole)}
    if sign not in bounds:
        return f"{name} is compared with >=, >, <=, < or ="
    least, most = bounds[sign]
    if name == "quantity":
        upper = _least(most, acts.most_quantity)
        return replace(acts, least_quantity=max(least, acts.least_quantity), most_quantity=upper)
    return replace(acts, least_fen=max(least, acts.least_fen), most_fen=_least(most, acts.most_fen))


def _least(one: int, other: int) -> int:
    """Return the smaller of two upper bounds, −1 being none."""
    return max(one, other) if min(one, other) < 0 else min(one, other)
