"""All published definitions compiled together, in the order in which they depend on one another."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.tags.definition import Definition, cases
from huozhao.insight.tags.language.tree import Needs, Node, needs
from huozhao.insight.tags.program import Case, Program
from huozhao.insight.tags.subjects import Names, Questions
from huozhao.terms.errors import BadInput, HuozhaoError

# expand(node) puts the expression of a saved crowd in the place of crowd("…").
Expand = Callable[[Node], Node]


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled definition; `level` is one more than the deepest tag it asks for."""

    number: int
    definition: Definition
    values: tuple[str, ...]
    needs: Needs
    level: int

    @property
    def key(self) -> tuple[str, int]:
        """The tag and its version."""
        return self.definition.tag, self.definition.version


@dataclass(slots=True)
class Rules:
    """The program of all rules, and who is to be asked again when something changes."""

    program: Program
    rules: list[Rule] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    by_tag: dict[str, list[int]] = field(default_factory=dict)
    by_fact: dict[str, list[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rules)

    @property
    def levels(self) -> NDArray[np.int64]:
        """The level of each rule."""
        return np.array([rule.level for rule in self.rules], np.int64)

    def aging(self) -> NDArray[np.bool_]:
        """Tell for each rule whether it asks for the age."""
        return np.array(["birth_year" in rule.needs.facts for rule in self.rules], np.bool_)


def compile_rules(definitions: Iterable[Definition], names: Names, questions: Questions, expand: Expand) -> Rules:
    """Compile definitions; one that cannot be compiled is left out with its reason in `errors`."""
    compiled = Rules(Program(names, questions))
    read: dict[str, tuple[Definition, list[Case]]] = {}
    for definition in definitions:
        try:
            read[definition.tag] = definition, [(value, expand(node)) for value, node in cases(definition)]
        except HuozhaoError as error:
            compiled.errors[definition.tag] = error.message
    level_of: dict[str, int] = {}
    for tag in ordered({tag: asked(found) for tag, (_, found) in read.items()}):
        if tag in read:
            _add(compiled, *read[tag], level_of)
    return compiled


def asked(found: Sequence[Case]) -> tuple[str, ...]:
    """Return the tags that the cases of a definition ask for."""
    return tuple(sorted({tag for _, node in found for tag in needs(node).tags}))


def ordered(asks: dict[str, tuple[str, ...]]) -> list[str]:
    """Return tags so that each comes after those it asks for; BadInput names a circle."""
    try:
        return list(TopologicalSorter(asks).static_order())
    except CycleError as error:
        raise BadInput("tag_cycle", f"tags ask for one another in a circle: {' → '.join(error.args[1])}", field="when",
                       hint="take one of the tag(…) out") from None


def _add(compiled: Rules, definition: Definition, found: list[Case], level_of: dict[str, int]) -> None:
    wanted = [needs(node) for _, node in found]
    tags = {tag for need in wanted for tag in need.tags}
    facts = {fact for need in wanted for fact in need.facts}
    level = level_of[definition.tag] = 1 + max((level_of.get(tag, -1) for tag in tags), default=-1)
    number = compiled.program.add(found, definition.late_ms)
    values = tuple(value for value, _ in found)
    compiled.rules.append(
        Rule(number, definition, values, Needs(tuple(sorted(tags)), (), tuple(sorted(facts))), level))
    for index, names in ((compiled.by_tag, tags), (compiled.by_fact, facts)):
        for name in names:
            index.setdefault(name, []).append(number)
