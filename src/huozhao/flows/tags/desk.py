"""The operator's desk: validate, preview, publish, withdraw and watch tags."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.catalogue import ShopperRegistered
from huozhao.flows.jobs import Progress, Work
from huozhao.flows.tags.book import require_sound
from huozhao.flows.tags.crowd_terms import expanded
from huozhao.flows.tags.tags import Tags
from huozhao.insight.tags.definition import Definition, cases
from huozhao.insight.tags.journal import Change
from huozhao.insight.tags.language.tree import needs
from huozhao.insight.tags.language.vocabulary import nearest
from huozhao.insight.tags.sentences import rule_text
from huozhao.insight.tags.yaml_file import DefinitionError, Problem, read
from huozhao.terms.errors import BadInput, HuozhaoError
from huozhao.terms.text import Text

SAMPLE, OVERLAPS = 20, 10
KIND = "publish_tags"
BACKFILL = Text("回填标签", "Backfilling tags")
RESERVED = ("status", "changes", "validate", "preview", "publish")


@dataclass(frozen=True, slots=True)
class Listed:
    """A tag in the catalogue: its definition, its rule in words, how many carry it, who uses it."""

    definition: Definition
    rule: Text
    size: int
    used_by: tuple[str, ...]
    filling: bool
    error: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Another tag that many of the same persons carry: how many carry both, and that as a part of the new tag."""

    tag: str
    both: int
    share: float


@dataclass(frozen=True, slots=True)
class Preview:
    """What a definition would give, exactly, had it been published now; `values` counts by value."""

    tag: str
    rule: Text
    count: int
    everyone: int
    sample: tuple[str, ...]
    values: dict[str, int]
    overlaps: tuple[Beside, ...]
    now_held: int
    ms: float


class TagDesk:
    """What operators do with tags. `used_by(tag)` names segments, crowds and strategies that ask for a tag."""

    def __init__(self, tags: Tags, used_by: Callable[[str], list[str]] = lambda _: []) -> None:
        self.tags, self._used_by = tags, used_by

    def all(self) -> list[Listed]:
        """Return every tag with its definition: in force, withdrawn, and drafts."""
        return [self.listed(definition) for definition in self.tags.engine.book.all()]

    def listed(self, definition: Definition) -> Listed:
        """Return a definition as it stands in the catalogue."""
        engine, tag = self.tags.engine, definition.tag
        return Listed(definition, rule_of(definition), len(self.tags.bitmap(tag)), tuple(self.used_by(tag)),
                      tag in engine.filling, engine.rules.errors.get(tag, ""))

    def used_by(self, tag: str) -> list[str]:
        """Return who uses a tag: other tags, crowds, segments, strategies."""
        asking = [f"tag:{d.tag}" for d in self.tags.engine.book.published()
                  if any(tag in needs(node).tags for _, node in cases(d))]
        return asking + self._used_by(tag)

    def validate(self, source: str) -> tuple[Sequence[Definition], Sequence[Problem]]:
        """Return the definitions of a YAML text and everything that is wrong with it."""
        found, problems = read(source)
        for definition in found:
            problems += self._unsound(definition, source, found)
        return found, problems

    def preview(self, source: str) -> Sequence[Preview]:
        """Return what each definition would give now; nothing is published."""
        return [self._preview(definition) for definition in self.require_valid(source)]

    def draft(self, source: str) -> Sequence[Definition]:
        """Keep definitions as drafts."""
        return [self.tags.engine.book.keep_draft(found) for found in self.require_valid(source)]

    def publish(self, source: str) -> Work:
        """Check definitions now; return the work that puts them in force and backfills them from all acts."""
        found = self.require_valid(source)

        def work(progress: Progress) -> dict[str, Any]:
            kept = [self.tags.engine.book.publish(definition) for definition in found]
            self.tags.engine.catch_up(lambda _, done, total: progress("backfill", BACKFILL, done, total))
            return {"tags": {d.tag: {"version": d.version, "shoppers": len(self.tags.bitmap(d.tag))} for d in kept}}

        return work

    def sizes(self, tag: str) -> list[tuple[int, int, int, int]]:
        """Return (local day, size at its end, gained, lost) of a tag by day."""
        found, size = [], 0
        for day, gained, lost in self.tags.engine.roster.journal.sizes(tag):
            size += gained - lost
            found.append((day, size, gained, lost))
        return found

    def changes(self, after: int, limit: int, tag: str = "") -> list[Change]:
        """Return who gained and lost tags, oldest first, after a number."""
        self.tags.engine.freshen()
        return self.tags.engine.roster.journal.after(after, limit, tag)

    def require_valid(self, source: str) -> Sequence[Definition]:
        """Return the definitions of a text; DefinitionError with everything that is wrong with it."""
        found, problems = self.validate(source)
        if problems:
            raise DefinitionError(problems)
        return found

    def _preview(self, definition: Definition) -> Preview:
        engine, started = self.tags.engine, time.perf_counter()
        found = [(value, expanded(node, engine.book.crowd)) for value, node in cases(definition)]
        held = self.tags.cases(found, definition.purpose, definition.late_ms)
        whole = held[0].union(*held[1:])
        ms = (time.perf_counter() - started) * 1000
        places = range(0, len(whole), max(1, len(whole) // SAMPLE))
        sample = [self.tags.name(whole[place]) for place in places][:SAMPLE]
        both = [(tag, whole.intersection_cardinality(self.tags.bitmap(tag))) for tag in engine.roster.tags()]
        beside = sorted(((n, tag) for tag, n in both if n and tag != definition.tag), reverse=True)[:OVERLAPS]
        values = {value: len(members) for (value, _), members in zip(found, held, strict=True) if value}
        return Preview(
            definition.tag, rule_of(definition), len(whole), len(self.tags.everyone(definition.purpose)), tuple(sample),
            values, tuple(Beside(tag, n, n / len(whole)) for n, tag in beside),
            len(self.tags.bitmap(definition.tag)), ms,
        )  # fmt: skip

    def _unsound(self, definition: Definition, source: str, others: Sequence[Definition]) -> list[Problem]:
        """Return what a definition asks for that there is not; tags of the same text count as known."""
        problems, new = [], {other.tag for other in others}
        for message, hint, word in self._missing(definition, new):
            line, column = _find(source, word)
            problems.append(Problem(line, column, definition.tag, "when", message, hint))
        return problems

    def _missing(self, definition: Definition, new: set[str]) -> list[tuple[str, str, str]]:
        wanted = [needs(node) for _, node in cases(definition)]
        facts = ShopperRegistered.__struct_fields__
        found = []
        for name in sorted({name for need in wanted for name in need.facts} - set(facts)):
            guess = nearest(name, facts)
            hint = f"did you mean {guess}?" if guess else f"the facts are {', '.join(facts)}"
            found.append((f"there is no fact {name!r}", hint, name))
        if definition.tag in RESERVED:
            found.append((f"{definition.tag!r} is taken", "choose another name", definition.tag))
        try:
            require_sound(self.tags.engine.book, definition, new)
        except BadInput as error:
            found.append((error.message, error.hint, error.message.split("'")[1] if "'" in error.message else ""))
        except HuozhaoError as error:
            found.append((error.message, error.hint, ""))
        return found


def rule_of(definition: Definition) -> Text:
    """Return a definition's rule in words; of a tag with values each value's."""
    found = cases(definition)
    if not definition.values:
        return rule_text(found[0][1])
    said = [(value.label, rule_text(node)) for value, (_, node) in zip(definition.values, found, strict=True)]
    return Text("；".join(f"{label.zh}：{rule.zh}" for label, rule in said),
                "; ".join(f"{label.en}: {rule.en}" for label, rule in said))


def _find(source: str, word: str) -> tuple[int, int]:
    """Return line and column (from 1) of a word in quotes or as it stands; the first line when it is nowhere."""
    for number, line in enumerate(source.splitlines(), 1):
        for form in (f'"{word}"', word):
            if word and form in line:
                return number, line.index(form) + 1
    return 1, 1
