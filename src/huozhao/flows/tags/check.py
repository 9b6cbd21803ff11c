"""Compute every published tag once more with the batch reading, and compare it with the live bitmaps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from huozhao.flows.tags.person import Person
from huozhao.flows.tags.rules import Rule
from huozhao.flows.tags.tags import Tags
from huozhao.insight.tags.analysis import Analysis, Tables
from huozhao.insight.tags.definition import Definition, cases
from huozhao.insight.tags.reading import Past
from huozhao.insight.tags.sql import to_sql
from huozhao.terms.time import day_name

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """One tag by both readings; `only_live` and `only_batch` are some persons for whom they differ."""

    tag: str
    live: int
    batch: int
    differing: int
    only_live: tuple[str, ...]
    only_batch: tuple[str, ...]


def sql_of(tags: Tags, definition: Definition) -> str:
    """Return the query of a definition as of the instant that the live tags are true for."""
    engine = tags.engine
    engine.freshen()
    today = engine.judge.moment(engine.now).today
    found = [(value, engine.expand(node)) for value, node in cases(definition)]
    return to_sql(found, engine.now, today, int(day_name(today)[:4]), definition.late_ms)


def check(tags: Tags, analysis: Analysis, step: Callable[[int, int], None] = lambda *_: None) -> list[Checked]:
    """Return every published tag by both readings. The live tags stand still meanwhile."""
    engine = tags.engine
    engine.freshen()
    with engine.lock:
        persons = {int(uid): Person.of(engine, int(uid)) for uid in engine.ground.everybody}
        analysis.load(_tables(tags, persons))
        rules = sorted(engine.rules.rules, key=lambda rule: rule.level)
        own = {rule.definition.tag for rule in rules}
        for tag in {tag for rule in rules for tag in rule.needs.tags} - own:
            analysis.know(tag, [(engine.ground.uids.name(uid), "") for uid in tags.bitmap(tag)])
        found = []
        for done, rule in enumerate(rules, 1):
            found.append(_one(tags, analysis, rule))
            step(done, len(rules))
        return found


def _one(tags: Tags, analysis: Analysis, rule: Rule) -> Checked:
    engine, tag, values = tags.engine, rule.definition.tag, [value for value in rule.values if value]
    allowed = engine.ground.allowed(rule.definition.purpose)
    computed = {
        person: value for person, value in analysis.members(sql_of(tags, rule.definition)).items()
        if (uid := engine.ground.uids.place(person)) is not None and uid in allowed
    }
    analysis.know(tag, computed.items())
    held = {v: engine.roster.bitmap(tag, v) for v in values} if values else {"": engine.roster.bitmap(tag)}
    live = {(engine.ground.uids.name(uid), value) for value, members in held.items() for uid in members}
    batch = set(computed.items())
    only_live, only_batch = sorted(live - batch), sorted(batch - live)
    return Checked(tag, len(live), len(batch), len(only_live) + len(only_batch),
                   tuple(p for p, _ in only_live[:SHOWN]), tuple(p for p, _ in only_batch[:SHOWN]))


def _tables(tags: Tags, persons: dict[int, Person]) -> Tables:
    told = tags.engine.ground.told

    def acts() -> Iterator[tuple[str, Past]]:
        for person in persons.values():
            yield from ((person.name, act) for act in person.acts)

    facts = [(person.name, name, word) for uid, person in persons.items() for name in told.fields()
             if (word := told.word(name, uid))]
    return Tables([person.name for person in persons.values()], acts(), facts)
