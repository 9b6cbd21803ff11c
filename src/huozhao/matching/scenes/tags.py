"""Tags of a scene: the shopper carries one of them, or carries it with a value. Without consent nobody carries any."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.matching.context import Context
from huozhao.matching.scenes.fields import Field, Wrong, each, inside, listed, mapping, word
from huozhao.terms.text import Text

_NAME = re.compile(r"[\w:\-.]{1,64}")


@dataclass(frozen=True, slots=True)
class Carries:
    """A tag, and the value it must have; an empty value = any."""

    tag: str
    value: str = ""

    def holds(self, tags: Mapping[str, str]) -> bool:
        """Tell whether these tags hold it, as tag("x") and tag("x", "value") do in an expression."""
        return self.tag in tags and self.value in ("", tags[self.tag])


def _carries(value: Any) -> Carries:
    if isinstance(value, Mapping):
        given = mapping(value, ("tag", "value"), "{tag: life_stage, value: mother}")
        return Carries(inside(given, "tag", _name), str(given.get("value") or ""))
    tag, _, wanted = word(value, 130).partition("=")
    return Carries(_name(tag), wanted.strip())


def _name(value: Any) -> str:
    found = str(value or "").strip()
    if not _NAME.fullmatch(found):
        raise Wrong(
            Text(f"{value!r} 不是标签名", f"{value!r} is no name of a tag"),
            Text("例如 mother 或 life_stage = mother", "for example mother, or life_stage = mother"),
        )
    return found


def _rule(value: tuple[Carries, ...]) -> Text:
    said = [f"{c.tag} = {c.value}" if c.value else c.tag for c in value]
    return listed([Text(f"有标签 {word}", f"carries the tag {word}") for word in said])


def _found(context: Context) -> Text:
    said = ", ".join(f"{tag} = {value}" if value else tag for tag, value in sorted(context.tags.items())[:12])
    return Text(said or "没有可用的标签", said or "no tags that may be used")


FIELDS: dict[str, Field] = {
    "tags": Field(
        lambda v: each(v, _carries), lambda v, c: any(carries.holds(c.tags) for carries in v), _rule, _found, 3
    ),
}
