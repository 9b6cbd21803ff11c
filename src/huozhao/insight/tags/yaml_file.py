"""Definitions as YAML: several in a file, every error with its line and column, its field and the way out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from huozhao.insight.tags.definition import LAYERS, PURPOSES, SENSITIVITIES, Decay, Definition, Value
from huozhao.insight.tags.language.lexer import ExpressionError
from huozhao.insight.tags.language.parser import parse, parse_score
from huozhao.insight.tags.language.tree import needs
from huozhao.insight.tags.language.vocabulary import UNITS_MS, nearest
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

FIELDS = (
    "tag", "label", "layer", "when", "values", "decay", "ttl", "late", "purpose", "sensitivity", "owner", "description",
)  # fmt: skip
MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it is (line and column from 1), in which field of which tag, and what to do."""

    line: int
    column: int
    tag: str
    field: str
    message: str
    hint: str

    def sentence(self) -> str:
        """Return the problem in one line."""
        where = f"{self.tag}: " if self.tag else ""
        return f"line {self.line}, column {self.column}: {where}{self.field + ': ' if self.field else ''}{self.message}"


class DefinitionError(BadInput):
    """Definitions that cannot be taken; `problems` names every mistake."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first, more = problems[0], len(problems) - 1
        message = first.sentence() + (f" (and {more} more)" if more else "")
        super().__init__("tag_definition_invalid", message, field=first.field or None, hint=first.hint)
        self.problems = tuple(problems)


def definitions(text: str) -> list[Definition]:
    """Return the definitions of a YAML text; DefinitionError with all mistakes in it."""
    found, problems = read(text)
    if problems:
        raise DefinitionError(problems)
    return found


def read(text: str) -> tuple[list[Definition], list[Problem]]:
    """Return what could be read and every mistake; a text may hold several documents or lists of tags."""
    import yaml

    reader = _Reader(text)
    try:
        documents = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reader.problems.append(Problem((mark.line if mark else 0) + 1, (mark.column if mark else 0) + 1, "", "",
                                       f"this is not YAML: {error.problem}", "mend the indentation or the quotes"))
        return [], reader.problems
    nodes = [item for node in documents if node
             for item in (node.value if isinstance(node, yaml.SequenceNode) else [node])]
    if not nodes:
        reader.problems.append(Problem(1, 1, "", "tag", "there is no tag here", "begin with `tag: name`"))
    found = [definition for node in nodes if (definition := reader.tag(node, alone=len(nodes) == 1))]
    reader.require_single(found, nodes)
    return found, reader.problems


@dataclass(slots=True)
class _Reader:
    text: str
    problems: list[Problem] = field(default_factory=list)
    name: str = ""

    def tag(self, node: Any, alone: bool) -> Definition | None:
        """Read one tag; None when it has mistakes."""
        before = len(self.problems)
        fields = self._fields(node, FIELDS, "")
        self.name = ""
        self.name = str(self._word(fields, "tag"))
        label = self._label(fields.get("label"), node)
        decay = self._decay(fields["decay"]) if "decay" in fields else None
        values = self._values(fields["values"]) if "values" in fields else ()
        if ("when" in fields) == bool("values" in fields):
            self._refuse(node, "when", "a tag has either `when` or `values`", "add when: count(view, 30d) >= 10")
        when = self._expression(fields["when"], decay) if "when" in fields else ""
        source = self.text if alone else self._slice(node)
        definition = Definition(
            self.name, label, when, self._choice(fields, "layer", LAYERS), values, decay,
            self._span(fields, "ttl"), self._span(fields, "late"), self._choice(fields, "purpose", PURPOSES),
            self._choice(fields, "sensitivity", SENSITIVITIES), str(self._word(fields, "owner")),
            str(self._word(fields, "description")), source,
        )  # fmt: skip
        if definition.sensitivity == "sensitive" and definition.purpose != "sensitive":
            self._refuse(fields.get("sensitivity", node), "purpose", "a sensitive tag needs the sensitive purpose",
                         "add purpose: sensitive, which asks for a separate consent")
        return definition if len(self.problems) == before else None

    def require_single(self, found: Sequence[Definition], nodes: Sequence[Any]) -> None:
        """Refuse the same tag twice in one file."""
        seen: set[str] = set()
        for definition, node in zip(found, nodes, strict=False):
            if definition.tag in seen:
                self.name = definition.tag
                self._refuse(node, "tag", f"{definition.tag!r} is defined twice", "give each tag a name of its own")
            seen.add(definition.tag)

    def _fields(self, node: Any, known: Sequence[str], place: str) -> dict[str, Any]:
        if node.id != "mapping":
            self._refuse(node, place, "fields are missing here", f"write {known[0]}: … and so on, one a line")
            return {}
        fields = {}
        for key, value in node.value:
            if key.value not in known:
                guess = nearest(str(key.value), known)
                self._refuse(key, str(key.value), f"there is no field {key.value!r}",
                             f"did you mean {guess}?" if guess else f"the fields are {', '.join(known)}")
            fields[str(key.value)] = value
        return fields

    def _word(self, fields: dict[str, Any], name: str) -> str:
        node = fields.get(name)
        if name == "tag" and (node is None or node.id != "scalar" or not _is_name(node.value)):
            self._refuse(node, name, "a tag needs a name of small letters, digits and _", "for example tag: tea_lover")
        return "" if node is None or node.id != "scalar" else node.value

    def _label(self, node: Any, whole: Any) -> Text:
        fields = self._fields(node, ("zh", "en"), "label") if node is not None else {}
        words = {name: str(found.value) for name, found in fields.items() if found.id == "scalar" and found.value}
        if not {"zh", "en"} <= set(words):
            self._refuse(node or whole, "label", "a tag needs a label in both languages",
                         "label: {zh: 茶客, en: tea lover}")
        return Text(words.get("zh", ""), words.get("en", ""))

    def _choice(self, fields: dict[str, Any], name: str, choices: Sequence[str]) -> str:
        node = fields.get(name)
        if node is None:
            return choices[0]
        if node.value not in choices:
            self._refuse(node, name, f"{node.value!r} is not possible here", f"one of {', '.join(choices)}")
        return str(node.value)

    def _span(self, fields: dict[str, Any], name: str) -> int:
        node = fields.get(name)
        if node is None or node.value in ("null", ""):
            return 0
        number = str(node.value).rstrip("abcdefghijklmnopqrstuvwxyz分钟小时天周")
        size = UNITS_MS.get(str(node.value)[len(number) :], 0)
        try:
            length = round(float(number) * size)
        except ValueError:
            length = 0
        if length <= 0:
            self._refuse(node, name, f"{node.value!r} is no span of time", "write 30m, 48h, 30d or 4w")
        return length

    def _decay(self, node: Any) -> Decay | None:
        fields = self._fields(node, ("half_life", "enter", "exit"), "decay")
        numbers = {}
        for name in ("enter", "exit"):
            try:
                numbers[name] = float(fields[name].value)
            except (KeyError, ValueError, TypeError):
                self._refuse(fields.get(name, node), f"decay.{name}", "a number is missing", f"{name}: 1.5")
                return None
        half_life = self._span(fields, "half_life")
        if not half_life:
            self._refuse(node, "decay.half_life", "a half-life is missing", "half_life: 14d")
            return None
        if not 0 < numbers["exit"] < numbers["enter"]:
            self._refuse(node, "decay.exit", "exit must lie between 0 and enter", "so that the tag does not flicker")
        return Decay(half_life, numbers["enter"], numbers["exit"])

    def _values(self, node: Any) -> tuple[Value, ...]:
        if node.id != "sequence" or not 1 <= len(node.value) <= MOST_VALUES:
            self._refuse(node, "values", f"values is a list of 1 to {MOST_VALUES}",
                         "- {value: high, label: {zh: 高, en: high}, when: …}")
            return ()
        found = []
        for item in node.value:
            fields = self._fields(item, ("value", "label", "when"), "values")
            if "value" not in fields or "when" not in fields:
                self._refuse(item, "values", "a value needs `value` and `when`", "the first that holds is taken")
                continue
            found.append(Value(str(fields["value"].value), self._label(fields.get("label"), item),
                               self._expression(fields["when"], None)))
        return tuple(found)

    def _expression(self, node: Any, decay: Decay | None) -> str:
        if node.id != "scalar":
            self._refuse(node, "when", "an expression is missing", "when: count(view, 30d) >= 10")
            return ""
        expression = str(node.value)
        try:
            tree = parse_score(expression, decay.half_life_ms) if decay else parse(expression)
            if self.name in needs(tree).tags:
                raise ExpressionError("a tag cannot ask for itself", "name another tag", expression.find("tag("))
        except ExpressionError as error:
            line, column = _place(self.text, node, error.offset)
            self.problems.append(Problem(line, column, self.name, "when", error.message, error.hint))
        return expression

    def _refuse(self, node: Any, name: str, message: str, hint: str) -> None:
        mark = node.start_mark if node is not None else None
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        self.problems.append(Problem(line, column, self.name, name, message, hint))

    def _slice(self, node: Any) -> str:
        lines = self.text[node.start_mark.index : node.end_mark.index].splitlines()
        indent = node.start_mark.column
        return "\n".join([*lines[:1], *(line[indent:] if not line[:indent].strip() else line for line in lines[1:])])


def _is_name(word: str) -> bool:
    return word.isascii() and word.isidentifier() and word == word.lower() and len(word) <= 64


def _place(text: str, node: Any, offset: int) -> tuple[int, int]:
    """Return line and column (from 1) of an offset into a scalar's value."""
    mark: Any = node.start_mark
    if node.style in ("|", ">"):
        return _place_in_block(text, node, offset)
    column = mark.column + 1 + offset + (1 if node.style in ("'", '"') else 0)
    return mark.line + 1, column


def _place_in_block(text: str, node: Any, offset: int) -> tuple[int, int]:
    """A block keeps its lines (in a folded one each line break reads as one character)."""
    lines = text.splitlines()
    at = node.start_mark.line + 1
    first = lines[at] if at < len(lines) else ""
    indent = len(first) - len(first.lstrip(" "))
    while at < len(lines) and offset > len(lines[at]) - indent:
        offset -= max(0, len(lines[at]) - indent) + 1
        at += 1
    return at + 1, indent + offset + 1


