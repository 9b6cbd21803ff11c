"""Conditions of a scene as a tree: every one of some parts, any one of some parts, or one field of one kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.matching.context import Context
from huozhao.matching.scenes import periods, places, tags, weather
from huozhao.matching.scenes.fields import Field
from huozhao.terms.text import Text

KINDS: Mapping[str, Mapping[str, Field]] = {
    "place": places.FIELDS, "period": periods.FIELDS, "weather": weather.FIELDS, "tags": tags.FIELDS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """One field that has to hold, for example place.cities with its value as it was read."""

    kind: str
    name: str
    value: Any

    @property
    def field(self) -> Field:
        """The field's kind: how it is tested and told."""
        return KINDS[self.kind][self.name]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part has to hold."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part has to hold."""

    parts: tuple["Node", ...]


Node = AllOf | AnyOf | Clause


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a condition holds and why: what is asked for, what there is; `name` is all, any or kind.field."""

    name: str
    holds: bool
    rule: Text
    found: Text
    parts: tuple["Check", ...] = ()


def holds(node: Node, context: Context) -> bool:
    """Tell whether a condition holds; what is not known does not hold."""
    match node:
        case AllOf(parts):
            return all(holds(part, context) for part in parts)
        case AnyOf(parts):
            return any(holds(part, context) for part in parts)
    return bool(node.field.test(node.value, context))


def check(node: Node, context: Context) -> Check:
    """Return whether a condition holds with the reason of every part."""
    if isinstance(node, Clause):
        name = node.kind if node.kind == node.name else f"{node.kind}.{node.name}"
        return Check(
            name, bool(node.field.test(node.value, context)), node.field.rule(node.value), node.field.found(context)
        )
    parts = tuple(check(part, context) for part in node.parts)
    whole = isinstance(node, AllOf)
    held = all(p.holds for p in parts) if whole else any(p.holds for p in parts)
    return Check("all" if whole else "any", held, rule_of(node), Text("", ""), parts)


def rule_of(node: Node) -> Text:
    """Say what a condition asks for."""
    if isinstance(node, Clause):
        return node.field.rule(node.value)
    zh, en = ("，且", ", and ") if isinstance(node, AllOf) else ("，或", ", or ")
    parts = [rule_of(part) for part in node.parts]
    return Text(zh.join(p.zh for p in parts), en.join(p.en for p in parts))


def reason_of(node: Node, context: Context) -> Text:
    """Say which conditions hold, in short: of alternatives the first that holds."""
    match node:
        case Clause():
            return node.field.rule(node.value)
        case AnyOf(parts):
            return next((reason_of(part, context) for part in parts if holds(part, context)), Text("", ""))
        case AllOf(parts):
            said = [reason_of(part, context) for part in parts]
            return Text(" · ".join(s.zh for s in said), " · ".join(s.en for s in said))


def narrowness(node: Node) -> int:
    """Return how narrow a condition is: the weights of fields that all have to hold, the least of alternatives."""
    match node:
        case Clause():
            return node.field.weight
        case AllOf(parts):
            return sum(narrowness(part) for part in parts)
        case AnyOf(parts):
            return min(narrowness(part) for part in parts)


def clauses(node: Node) -> list[Clause]:
    """Return all fields that a condition asks for, in order."""
    return [node] if isinstance(node, Clause) else [clause for part in node.parts for clause in clauses(part)]


def asked_tags(node: Node) -> frozenset[str]:
    """Return the tags that a condition asks for."""
    return frozenset(carries.tag for clause in clauses(node) if clause.kind == "tags" for carries in clause.value)
