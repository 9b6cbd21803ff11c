"""The definition of a tag: what it is called, when a person carries it, and what it may be used for."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from huozhao.insight.tags.language.parser import parse, parse_score
from huozhao.insight.tags.language.tree import (
    Both,
    Compared,
    Either,
    Fading,
    Measured,
    Node,
    Number,
    Window,
    acts_of,
)
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

State = Literal["draft", "published", "withdrawn"]
LAYERS = ("behaviour", "fact")
PURPOSES = ("personalisation", "sensitive", "location", "marketing", "service")
SENSITIVITIES = ("normal", "sensitive")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a tag with values: the first whose condition holds is the one a person carries."""

    value: str
    label: Text
    when: str


@dataclass(frozen=True, slots=True)
class Decay:
    """How a tag fades: its score halves each half-life; gained at `enter`, lost under `exit`."""

    half_life_ms: int
    enter: float
    exit: float


@dataclass(frozen=True, slots=True)
class Definition:
    """A tag as an operator declares it.

    `ttl_ms` ends the tag that long after the last act that counted, whatever the windows say; `late_ms` leaves out acts
    that came later than that behind the newest act before them. 0 = no such limit.
    """

    tag: str
    label: Text
    when: str
    layer: str = "behaviour"
    values: tuple[Value, ...] = ()
    decay: Decay | None = None
    ttl_ms: int = 0
    late_ms: int = 0
    purpose: str = "personalisation"
    sensitivity: str = "normal"
    owner: str = ""
    description: str = ""
    source: str = ""
    version: int = 0
    state: State = "draft"


def cases(definition: Definition) -> list[tuple[str, Node]]:
    """Return (value, condition) in order, first match first; a tag without values has one case of value ''."""
    if definition.values:
        return [(value.value, _bounded(definition, parse(value.when))) for value in definition.values]
    if definition.decay:
        decay = definition.decay
        score = parse_score(definition.when, decay.half_life_ms)
        return [("", _bounded(definition, Fading(score, decay.enter, decay.exit)))]
    return [("", _bounded(definition, parse(definition.when)))]


def label_of(definition: Definition, value: str) -> Text:
    """Return the label of a tag, with its value where it has one."""
    for found in definition.values:
        if found.value == value:
            return found.label
    return definition.label


def to_dict(definition: Definition) -> dict[str, Any]:
    """Return a definition as plain data; `from_dict` reads it back."""
    body: dict[str, Any] = {
        name: getattr(definition, name)
        for name in ("tag", "when", "layer", "ttl_ms", "late_ms", "purpose", "sensitivity", "owner", "description",
                     "source", "version", "state")
    }  # fmt: skip
    body["label"] = definition.label.as_dict()
    body["values"] = [{"value": v.value, "label": v.label.as_dict(), "when": v.when} for v in definition.values]
    decay = definition.decay
    body["decay"] = decay and {"half_life_ms": decay.half_life_ms, "enter": decay.enter, "exit": decay.exit}
    return body


def from_dict(body: dict[str, Any]) -> Definition:
    """Read plain data that `to_dict` gave."""
    values = tuple(Value(v["value"], Text(**v["label"]), v["when"]) for v in body["values"])
    decay = Decay(**body["decay"]) if body["decay"] else None
    return Definition(**{**body, "label": Text(**body["label"]), "values": values, "decay": decay})


def restated(definition: Definition, version: int, state: State) -> Definition:
    """Return the same definition at another point of its life."""
    return replace(definition, version=version, state=state)


def _bounded(definition: Definition, tree: Node) -> Node:
    """Add the tag's time to live to a condition: some act that counts must be younger."""
    if not definition.ttl_ms:
        return tree
    ttl = definition.ttl_ms
    window = Window(days=ttl // DAY_MS) if ttl % DAY_MS == 0 else Window(ms=ttl)
    young = tuple(
        Compared(">=", Measured("count", acts, window), Number(1)) for acts in dict.fromkeys(acts_of(tree))
    )
    return Both((tree, Either(young))) if young else tree
