"""What a condition of a scene is made of: one kind of field, how it is read, tested and told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from huozhao.matching.context import Context
from huozhao.terms.text import Text

Where = tuple[str | int, ...]
NOTHING = Text("未知", "not known")


class Wrong(Exception):
    """A value that cannot be taken: what is wrong, what to do, and where below the value it is."""

    def __init__(self, message: Text, hint: Text, where: Where = ()) -> None:
        super().__init__(message.en)
        self.message, self.hint, self.where = message, hint, where


@dataclass(frozen=True, slots=True)
class Field:
    """A kind of condition. `weight` says how narrow it is: of two scenes the narrower one goes first.

    `read` takes plain data and returns a value that can be compared, or raises Wrong. `test` tells whether it holds in
    a context. `rule` says what is asked for, `found` what there is.
    """

    read: Callable[[Any], Any]
    test: Callable[[Any, Context], bool]
    rule: Callable[[Any], Text]
    found: Callable[[Context], Text]
    weight: int = 1


def items(value: Any) -> list[Any]:
    """Return a list; one value alone counts as a list of one. Wrong when it is empty."""
    found = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    if not found or found == [None]:
        raise Wrong(
            Text("这里是空的", "nothing is given here"),
            Text("至少写一项，或删掉这个字段", "give at least one, or leave the field out"),
        )
    return found


def each(value: Any, read: Callable[[Any], Any]) -> tuple[Any, ...]:
    """Read every item of a list, so that a mistake says which one it is in."""
    found = []
    for place, item in enumerate(items(value)):
        try:
            found.append(read(item))
        except Wrong as wrong:
            at = (place,) if isinstance(value, Sequence) and not isinstance(value, str) else ()
            raise Wrong(wrong.message, wrong.hint, (*at, *wrong.where)) from None
    return tuple(found)


def inside(value: Mapping[str, Any], name: str, read: Callable[[Any], Any]) -> Any:
    """Read one entry of a mapping, so that a mistake says which one it is in."""
    try:
        return read(value.get(name))
    except Wrong as wrong:
        raise Wrong(wrong.message, wrong.hint, (name, *wrong.where)) from None


def mapping(value: Any, known: Sequence[str], example: str) -> Mapping[str, Any]:
    """Return a mapping that has only known keys."""
    if not isinstance(value, Mapping):
        raise Wrong(
            Text("这里需要几个字段", "fields are needed here"), Text(f"例如 {example}", f"for example {example}")
        )
    for key in value:
        if key not in known:
            guess = nearest(str(key), known)
            names = ", ".join(known)
            raise Wrong(
                Text(f"没有字段 {key!r}", f"there is no field {key!r}"),
                Text(
                    f"是不是 {guess}？" if guess else f"可用的字段：{names}",
                    f"did you mean {guess}?" if guess else f"the fields are {names}",
                ),
                (str(key),),
            )
    return value


def number(value: Any, low: float, high: float, unit: Text) -> float:
    """Return a number within bounds."""
    try:
        found = float(value) if not isinstance(value, bool) else float("nan")
    except (TypeError, ValueError):
        found = float("nan")
    if not low <= found <= high:
        raise Wrong(
            Text(
                f"{value!r} 不在 {low:g} 到 {high:g} {unit.zh} 之间", f"{value!r} is not in {low:g}…{high:g} {unit.en}"
            ),
            Text(f"写一个 {low:g} 到 {high:g} 之间的数", f"write a number from {low:g} to {high:g}"),
        )
    return found


def whole(value: Any, low: int, high: int, unit: Text) -> int:
    """Return a whole number within bounds."""
    found = number(value, low, high, unit)
    if found != int(found):
        raise Wrong(
            Text(f"{value!r} 不是整数", f"{value!r} is no whole number"), Text("写整数", "write a whole number")
        )
    return int(found)


def word(value: Any, most: int = 64) -> str:
    """Return a word that is not empty."""
    found = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if not 1 <= len(found) <= most:
        raise Wrong(
            Text(f"{value!r} 不是 1 到 {most} 个字的文字", f"{value!r} is no text of 1 to {most} characters"),
            Text("写一段文字", "write a text"),
        )
    return found


def choice(value: Any, known: Mapping[str, str]) -> str:
    """Return the code of one of the known words; `known` maps every accepted word to its code."""
    found = known.get(str(value).strip().lower())
    if found is None:
        guess = nearest(str(value), list(known))
        names = ", ".join(dict.fromkeys(known.values()))
        raise Wrong(
            Text(f"这里不能写 {value!r}", f"{value!r} is not possible here"),
            Text(
                f"是不是 {guess}？" if guess else f"可选：{names}",
                f"did you mean {guess}?" if guess else f"one of {names}",
            ),
        )
    return found


def nearest(given: str, known: Sequence[str]) -> str:
    """Return the known words that are most like one, empty when none is; a short word may be like several."""
    return " / ".join(get_close_matches(given.lower(), known, 4, 0.5))


def listed(words: Sequence[Text]) -> Text:
    """Join alternatives."""
    return Text("或".join(w.zh for w in words), " or ".join(w.en for w in words))
