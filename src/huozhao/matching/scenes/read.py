"""Scenes from plain data (JSON, or what YAML gives): every mistake with its place and the way out."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from huozhao.matching.scenes.conditions import KINDS, AllOf, AnyOf, Clause, Node
from huozhao.matching.scenes.fields import Where, Wrong, choice, each, inside, mapping, nearest, number, whole, word
from huozhao.matching.scenes.goods import read_query
from huozhao.matching.scenes.scene import PLACEMENTS, Notice, Scene
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

NAMES = ("scene", "title", "when", "goods", "enabled", "priority", "owner", "guide", "popup", "placements", "hold_out")
DEEPEST, MOST_PARTS = 8, 50
_ID = re.compile(r"[a-z0-9_]{1,64}")
Marks = Mapping[Where, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: line and column (from 1; 0 where there is no text), scene, field, what is wrong, what to do."""

    line: int
    column: int
    scene: str
    field: str
    message: Text
    hint: Text

    def sentence(self) -> str:
        """Return the problem in one line of English."""
        line = f"line {self.line}, column {self.column}: " if self.line else ""
        return (
            f"{line}{self.scene + ': ' if self.scene else ''}{self.field + ': ' if self.field else ''}{self.message.en}"
        )


class SceneError(BadInput):
    """Scenes that cannot be taken; `problems` names every mistake."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first, more = problems[0], len(problems) - 1
        message = first.sentence() + (f" (and {more} more)" if more else "")
        super().__init__("scene_invalid", message, field=first.field or None, hint=first.hint.en)
        self.problems = tuple(problems)


def read_scene(body: Any, marks: Marks | None = None) -> tuple[Scene | None, list[Problem]]:
    """Return a scene and everything that is wrong with it; the scene is None where there is anything."""
    reader = _Reader(marks or {})
    return reader.scene(body), reader.problems


def require_scene(body: Any) -> Scene:
    """Return a scene; SceneError with all mistakes."""
    found, problems = read_scene(body)
    if found is None:
        raise SceneError(problems)
    return found


class _Reader:
    def __init__(self, marks: Marks) -> None:
        self.problems: list[Problem] = []
        self._marks, self._name = marks, ""

    def scene(self, body: Any) -> Scene | None:
        if not isinstance(body, Mapping):
            self._refuse(
                Wrong(
                    Text("这里不是场景", "this is no scene"), Text("从 scene: 名字 开始写", "begin with scene: name")
                ),
                (),
            )
            return None
        self._name = str(body.get("scene") or "")
        self._names(body)
        read = self._at(body)
        parts: dict[str, Any] = {
            "scene": read("scene", _id), "title": read("title", _text), "when": self._when(body),
            "goods": read("goods", read_query), "enabled": read("enabled", lambda v: _flag(True if v is None else v)),
            "priority": read("priority", lambda v: whole(10 if v is None else v, 1, 100, Text("", ""))),
            "owner": read("owner", lambda v: "" if v in (None, "") else word(v, 128)),
            "guide": read("guide", lambda v: None if v is None else _text(v)), "popup": read("popup", _popup),
            "placements": read("placements", _placements),
            "hold_out": read("hold_out", lambda v: None if v is None else number(v, 0, 0.5, Text("", ""))),
        }  # fmt: skip
        return None if self.problems else Scene(**parts)

    def _at(self, body: Mapping[str, Any]) -> Callable[[str, Callable[[Any], Any]], Any]:
        def read(name: str, reader: Callable[[Any], Any]) -> Any:
            return self._try(lambda: reader(body.get(name)), (name,))

        return read

    def _names(self, body: Mapping[str, Any]) -> None:
        for name in body:
            if name not in NAMES:
                self._try(partial(mapping, {name: 0}, NAMES, ""), ())

    def _when(self, body: Mapping[str, Any]) -> Node | None:
        if not body.get("when"):
            self._refuse(
                Wrong(
                    Text("没有写什么时候成立", "it does not say when it holds"),
                    Text(
                        "加上 when，例如 when: {place: {cities: [武汉]}}",
                        "add when, for example when: {place: {cities: [武汉]}}",
                    ),
                ),
                ("when",),
            )
            return None
        return self._node(body["when"], ("when",))

    def _node(self, value: Any, where: Where) -> Node | None:
        if len(where) > 2 * DEEPEST:
            self._refuse(
                Wrong(Text("嵌套太深", "this is nested too deep"), Text("写平一些", "write it flatter")), where
            )
            return None
        if not isinstance(value, Mapping) or not value:
            self._refuse(
                Wrong(
                    Text("这里需要一个条件", "a condition is needed here"),
                    Text("place、period、weather、tags、all 或 any", "place, period, weather, tags, all or any"),
                ),
                where,
            )
            return None
        parts = [node for name, part in value.items() for node in self._parts(str(name), part, (*where, name))]
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts)) if parts else None

    def _parts(self, name: str, value: Any, where: Where) -> list[Node]:
        if name in ("all", "any"):
            return self._several(name, value, where)
        if name == "tags":
            return self._clause("tags", "tags", value, where)
        if name in KINDS:
            return self._fields(name, value, where)
        guess = nearest(name, [*KINDS, "all", "any"])
        self._refuse(
            Wrong(
                Text(f"没有条件 {name!r}", f"there is no condition {name!r}"),
                Text(
                    f"是不是 {guess}？" if guess else "可用的有 place、period、weather、tags、all、any",
                    f"did you mean {guess}?" if guess else "one of place, period, weather, tags, all, any",
                ),
            ),
            where,
        )
        return []

    def _several(self, name: str, value: Any, where: Where) -> list[Node]:
        if not isinstance(value, Sequence) or isinstance(value, str) or not 1 <= len(value) <= MOST_PARTS:
            self._refuse(
                Wrong(
                    Text(
                        f"{name} 是 1 到 {MOST_PARTS} 个条件的列表", f"{name} is a list of 1 to {MOST_PARTS} conditions"
                    ),
                    Text(f"{name}: [{{place: …}}, {{weather: …}}]", f"{name}: [{{place: …}}, {{weather: …}}]"),
                ),
                where,
            )
            return []
        found = [self._node(part, (*where, place)) for place, part in enumerate(value)]
        parts = tuple(part for part in found if part is not None)
        return [(AllOf if name == "all" else AnyOf)(parts)] if parts else []

    def _fields(self, kind: str, value: Any, where: Where) -> list[Node]:
        fields = KINDS[kind]
        given = self._try(lambda: mapping(value, list(fields), f"{kind}: {{{next(iter(fields))}: …}}"), where)
        if given is not None and not given:
            self._refuse(
                Wrong(
                    Text("这里是空的", "nothing is given here"),
                    Text("可用的有 " + "、".join(fields), "one of " + ", ".join(fields)),
                ),
                where,
            )
        return [node for name in given or {} for node in self._clause(kind, name, value[name], (*where, name))]

    def _clause(self, kind: str, name: str, value: Any, where: Where) -> list[Node]:
        before = len(self.problems)
        found = self._try(lambda: KINDS[kind][name].read(value), where)
        return [Clause(kind, name, found)] if len(self.problems) == before else []

    def _try(self, read: Callable[[], Any], where: Where) -> Any:
        try:
            return read()
        except Wrong as wrong:
            self._refuse(wrong, (*where, *wrong.where))
            return None

    def _refuse(self, wrong: Wrong, where: Where) -> None:
        """Note a mistake at the place that is written, the nearest above it when it is missing."""
        line, column = next(
            (self._marks[where[:n]] for n in range(len(where), -1, -1) if where[:n] in self._marks), (0, 0)
        )
        field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
        self.problems.append(Problem(line, column, self._name, field, wrong.message, wrong.hint))


def _id(value: Any) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise Wrong(
            Text(f"{value!r} 不是场景名", f"{value!r} is no name of a scene"),
            Text(
                "1 到 64 个小写字母、数字和下划线，例如 wuhan_sakura",
                "1 to 64 small letters, digits and underscores, for example wuhan_sakura",
            ),
        )
    return value


def _text(value: Any) -> Text:
    example = "{zh: 武汉樱花季, en: Cherry blossom in Wuhan}"
    given = mapping(value, ("zh", "en"), example)
    words = {name: str(given.get(name) or "").strip() for name in ("zh", "en")}
    if not any(words.values()):
        raise Wrong(Text("没有文字", "there are no words"), Text(f"例如 {example}", f"for example {example}"))
    if max(map(len, words.values())) > 500:
        raise Wrong(Text("太长了", "this is too long"), Text("最多 500 字", "at most 500 characters"))
    return Text(words["zh"] or words["en"], words["en"] or words["zh"])


def _popup(value: Any) -> Notice | None:
    if value is None:
        return None
    given = mapping(value, ("title", "body", "coupon"), "{title: {zh: …}, body: {zh: …}, coupon: …}")
    return Notice(inside(given, "title", _text), inside(given, "body", _text), str(given.get("coupon") or ""))


def _flag(value: Any) -> bool:
    return choice(value, {"true": "1", "false": "", "yes": "1", "no": ""}) == "1"


def _placements(value: Any) -> tuple[str, ...]:
    known = {name: name for name in PLACEMENTS}
    return ("home",) if value is None else each(value, lambda name: choice(name, known))
