"""Behaviour tags: declared clauses over sliding windows of days, joined by AND.

A clause sums what lies in the `days` days that end with today: today − days < day ≤ today. So a tag is gained and
lost by time alone; no event is needed. `batch.py` reads the same clauses over all shoppers at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from huozhao.insight.tags.fact import Tag
from huozhao.insight.tags.words import VERBS
from huozhao.terms.text import Text

Categories = Mapping[str, Sequence[str]]
Measure = Literal["count", "sum", "distinct"]
LONGEST_LOOK_BACK = 365


@dataclass(frozen=True, slots=True)
class Act:
    """One row of a shopper's activity: what was done `n` times to one subject on one local day."""

    day: int
    name: str
    subject: str
    n: int
    quantity: int = 0
    amount_fen: int = 0


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition. `count` sums times, `sum` sums `column`, `distinct` counts subjects.

    `category` keeps subjects whose category path holds it, `subject` keeps one; an empty string keeps all.
    True when at_least ≤ value, and value ≤ at_most where that is given.
    """

    names: tuple[str, ...]
    days: int
    at_least: int = 1
    at_most: int | None = None
    measure: Measure = "count"
    column: Literal["n", "quantity", "amount_fen"] = "n"
    category: str = ""
    subject: str = ""

    def admits(self, value: int) -> bool:
        """Return whether a value meets the thresholds."""
        return self.at_least <= value and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True, slots=True)
class Definition:
    """A behaviour tag: its label and the clauses that must all hold."""

    tag: str
    label: Text
    clauses: tuple[Clause, ...]


def value_of(clause: Clause, acts: Iterable[Act], today: int, categories: Categories) -> int:
    """Return what a clause counts in one shopper's activity on the day `today`."""
    inside = [act for act in acts if _keeps(clause, act, today, categories)]
    if clause.measure == "distinct":
        return len({act.subject for act in inside})
    column = "n" if clause.measure == "count" else clause.column
    return sum(getattr(act, column) for act in inside)


def _keeps(clause: Clause, act: Act, today: int, categories: Categories) -> bool:
    return (
        today - clause.days < act.day <= today
        and act.name in clause.names
        and (not clause.subject or act.subject == clause.subject)
        and (not clause.category or clause.category in categories.get(act.subject, ()))
    )


def matches(definition: Definition, acts: Sequence[Act], today: int, categories: Categories) -> bool:
    """Return whether one shopper carries the tag on the day `today`."""
    return all(clause.admits(value_of(clause, acts, today, categories)) for clause in definition.clauses)


def held_since(definition: Definition, acts: Sequence[Act], today: int, categories: Categories) -> int:
    """Return the first day of the unbroken run of days, ending today, on which the tag held."""
    day = today
    while today - day < LONGEST_LOOK_BACK and matches(definition, acts, day - 1, categories):
        day -= 1
    return day


def evidence(definition: Definition, acts: Sequence[Act], today: int, categories: Categories) -> Text:
    """Say in words what each clause counted."""
    parts = [_counted(clause, value_of(clause, acts, today, categories)) for clause in definition.clauses]
    return Text("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def rule_text(definition: Definition) -> Text:
    """Say in words what the tag asks for."""
    parts = [_asked(clause) for clause in definition.clauses]
    return Text("，且".join(part.zh for part in parts), " and ".join(part.en for part in parts))


def behaviour_tags(
    definitions: Iterable[Definition], acts: Sequence[Act], today: int, categories: Categories
) -> list[tuple[Tag, int]]:
    """Return the tags that a shopper carries today, each with the first day of its unbroken run."""
    return [
        (Tag(d.tag, "behaviour", d.label, evidence(d, acts, today, categories)),
         held_since(d, acts, today, categories))
        for d in definitions if matches(d, acts, today, categories)
    ]


def _subject(clause: Clause) -> Text:
    what = clause.category or clause.subject
    return Text(f"「{what}」", f" “{what}”") if what else Text("", "")


def _verb(clause: Clause) -> Text:
    verbs = [VERBS.get(name, Text(name, name)) for name in clause.names]
    return Text("或".join(v.zh for v in verbs), " or ".join(v.en for v in verbs))


def _unit(clause: Clause) -> Text:
    if clause.measure == "distinct":
        return Text("种", " kinds")
    if clause.measure == "sum":
        return {"quantity": Text("件", " units"), "amount_fen": Text("分", " fen")}.get(
            clause.column, Text("次", " times"))
    return Text("次", " times")


def _counted(clause: Clause, value: int) -> Text:
    verb, unit, subject = _verb(clause), _unit(clause), _subject(clause)
    return Text(
        f"近{clause.days}天{verb.zh}{subject.zh}{value}{unit.zh}",
        f"{verb.en}{subject.en} {value}{unit.en} in {clause.days} days",
    )


def _asked(clause: Clause) -> Text:
    verb, unit, subject = _verb(clause), _unit(clause), _subject(clause)
    least, most = clause.at_least, clause.at_most
    if most is not None:
        bound = Text(f"{least}到{most}{unit.zh}", f"{least} to {most}{unit.en}")
        bound = bound if least else Text(f"至多{most}{unit.zh}", f"at most {most}{unit.en}")
    else:
        bound = Text(f"至少{least}{unit.zh}", f"at least {least}{unit.en}")
    return Text(
        f"近{clause.days}天{verb.zh}{subject.zh}{bound.zh}", f"{verb.en}{subject.en} {bound.en} in {clause.days} days"
    )
