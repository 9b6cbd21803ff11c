"""Why a person carries a tag, or does not: the rule, what each measure finds, and the events it rests on."""

from dataclasses import dataclass, replace

from huozhao.events.event import Recorded
from huozhao.flows.tags.person import Person
from huozhao.flows.tags.tags import Tags
from huozhao.insight.tags.acts import acts_in
from huozhao.insight.tags.definition import cases, label_of
from huozhao.insight.tags.journal import Change
from huozhao.insight.tags.language.tree import Compared, Node, Number, TagHeld, ToldAmong, children
from huozhao.insight.tags.reading import Past, Reader
from huozhao.insight.tags.sentences import evidence, rule_text
from huozhao.terms.errors import NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import local_day

MOST_EVENTS = 5_000
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a rule: its words with what it found, whether its condition holds, the acts behind it."""

    said: Text
    holds: bool
    acts: tuple[Past, ...]
    acts_in_all: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind one tag of one person; `since` and `position` are 0 when the tag is not held."""

    tag: str
    layer: str
    label: Text
    rule: Text
    version: int
    held: bool
    value: str
    since: int
    cause: str
    position: int
    measures: tuple[Measure, ...]
    history: tuple[Change, ...]


def explain(tags: Tags, subject: str, tag: str) -> Explanation:
    """Return why the person of a subject carries a tag now, or why not; NotFound for what is not on record."""
    engine = tags.engine
    uid = tags.uid(subject)
    if uid is None:
        raise NotFound("unknown_shopper", f"nothing is on record of shopper {subject!r}", field="shopper",
                       hint="shoppers appear with their first event")
    with engine.lock:
        person = Person.of(engine, uid)
    held = next((found for found in tags.held(subject) if found.tag == tag), None)
    known = next((found for found in engine.roster.journal.current(person.name) if found.tag == tag), None)
    history = tuple(engine.roster.journal.history(person.name, tag))
    if tag in engine.book.outside.all():
        about = engine.book.outside.all()[tag]
        label = Text(**about["label"])
        measures = (Measure(held.evidence, True, (), 0),) if held else ()
        rule = Text(**about["rule"]) if about["rule"] else label
        found = Explanation(tag, about["layer"], label, rule, 0, bool(held), "", 0, "", 0, measures, history)
    else:
        definition = engine.book.get(tag)
        value = held.value if held else ""
        node = next((node for name, node in cases(definition) if name == value), cases(definition)[0][1])
        reader = person.reader(definition.late_ms, _acts(tags, person))
        found = Explanation(tag, definition.layer, label_of(definition, value), rule_text(node), definition.version,
                            bool(held), value, 0, "", 0, tuple(_measures(node, reader)), history)
    if held and known:
        return replace(found, since=known.since, cause=known.cause, position=known.position)
    return found


def _measures(node: Node, reader: Reader) -> list[Measure]:
    """Return one entry for each comparison or condition of a rule, with the acts its measures rest on."""
    if not isinstance(node, Compared) and children(node):
        return [measure for child in children(node) for measure in _measures(child, reader)]
    acts = {(act.position, act.name, act.subject): act for leaf in _leaves(node) for act in reader.reasons(leaf)}
    newest = sorted(acts.values(), key=lambda act: (-act.at, -act.position))
    said = evidence(node, reader.number, reader.holds)
    return [Measure(said, reader.holds(node), tuple(newest[:SHOWN]), len(newest))]


def _leaves(node: Node) -> list[Node]:
    found = [leaf for child in children(node) for leaf in _leaves(child)]
    return found or ([] if isinstance(node, Number | TagHeld | ToldAmong) else [node])


def _acts(tags: Tags, person: Person) -> list[Past]:
    """Return a person's acts with their places in the log, in order of time."""
    ground, log = tags.engine.ground, tags.engine.log
    names = [ground.uids.name(uid) for uid in ground.members(person.uid)]
    found = [recorded for name in names if name for recorded in log.by_shopper(name, None, MOST_EVENTS)]
    acts = [past for recorded in sorted(found, key=_when) for past in _past(tags, recorded)]
    late = {(act.at, act.name, act.subject): act.behind_s for act in person.acts}
    return [replace(act, behind_s=late.get((act.at, act.name, act.subject), 0)) for act in acts]


def _past(tags: Tags, recorded: Recorded) -> list[Past]:
    ground = tags.engine.ground
    return [
        Past(act.at, local_day(act.at, ground.zone), act.name, act.subject, ground.path_of(act.subject), act.quantity,
             act.amount_fen, 0, recorded.position)
        for act in acts_in(recorded.event)
    ]  # fmt: skip


def _when(recorded: Recorded) -> tuple[int, int]:
    return recorded.event.at, recorded.position
