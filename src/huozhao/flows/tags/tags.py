"""Tags for the other flows: who carries what, since when and why; sets of shoppers by expression."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

import numpy as np
from pyroaring import BitMap

from huozhao.flows.tags.engine import Engine
from huozhao.flows.tags.live import Live
from huozhao.flows.tags.person import Person
from huozhao.flows.tags.roster import Cause, Changes
from huozhao.flows.tags.sets import TagSets
from huozhao.flows.tags.snapshot import Snapshots
from huozhao.insight.tags.definition import Definition, cases, label_of
from huozhao.insight.tags.journal import Membership
from huozhao.insight.tags.sentences import evidence
from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class HeldTag:
    """A tag that a person carries now, with its evidence in words; `since` is ms, 0 = not known."""

    tag: str
    layer: str
    label: Text
    evidence: Text
    since: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What there is to say of a tag that is published from elsewhere (predictions, RFM segments, crowds)."""

    layer: str
    label: Text
    rule: Text | None = None
    purpose: str = "personalisation"
    sensitivity: str = "normal"
    owner: str = ""


# evidence(subject, tag) in words, by layer of the tag; for tags that are published from elsewhere.
Evidence = Callable[[str, str], Text]


class Tags(TagSets):
    """The one place where tags are read. Tags from elsewhere enter by `publish` and share the journal."""

    def __init__(self, engine: Engine, live: Live, snapshots: Snapshots) -> None:
        super().__init__(engine)
        self.live, self.snapshots = live, snapshots
        self.evidences: dict[str, Evidence] = {}

    def held(self, subject: str) -> list[HeldTag]:
        """Return the tags that the person of a subject carries now, those without consent left out."""
        engine = self.engine
        uid = self.uid(subject)
        if uid is None:
            return []
        with engine.lock:
            person = Person.of(engine, uid)
            known = {held.tag: held for held in engine.roster.journal.current(person.name)}
            definitions = {rule.definition.tag: rule.definition for rule in engine.rules.rules}
            found = [self._defined(person, definitions[tag], known.get(tag)) for tag in definitions
                     if uid in engine.roster.bitmap(tag)]
        elsewhere = engine.book.outside.all()
        found += [held for tag, about in elsewhere.items() if tag in known and tag not in definitions
                  and (held := self._elsewhere(person, about, known[tag]))]
        return found

    def sizes(self) -> dict[str, int]:
        """Return how many carry each tag that is in force."""
        self.engine.freshen()
        with self.engine.lock:
            return {r.definition.tag: len(self.engine.roster.bitmap(r.definition.tag)) for r in self.engine.rules.rules}

    def publish(self, tag: str, members: "BitMap | Iterable[str]", now: int, about: About | None = None) -> Changes:
        """Make the holders of a tag from elsewhere exactly `members` (uids, or subjects) as of `now` (ms).

        `about` is kept with the tag and may be left out afterwards. Persons without consent are left out.
        """
        engine = self.engine
        if about is not None:
            engine.book.outside.tell(tag, _plain(about))
        purpose, subjects = engine.book.outside.purpose(tag), members if isinstance(members, BitMap) else list(members)
        engine.freshen()
        with engine.lock:
            ground = engine.ground
            uids = subjects if isinstance(subjects, BitMap) else BitMap(
                ground.canonical[np.array([ground.uid(name) for name in subjects], np.int64)].astype(np.uint32))
            cause = Cause(now, "outside")
            moved = engine.roster.settle(tag, None, {"": uids & ground.allowed(purpose) & ground.everybody}, cause)
            engine.changed(tag, moved, cause)
        return moved.counted()

    def wait(self, position: int, timeout_s: float = 10.0) -> bool:
        """Return when the live tags have passed a position of the log; work here when no thread runs."""
        return self.live.wait(position, timeout_s)

    def forget(self, subjects: Iterable[str]) -> int:
        """Remove all acts, facts, memberships and numbers of subjects; return how many rows went."""
        engine, gone = self.engine, 0
        names = list(subjects)
        engine.freshen()
        with engine.lock:
            uids = [uid for name in names if (uid := engine.ground.uids.place(name)) is not None]
            gone += engine.forget(uids)
            for name in names:
                engine.ground.uids.forget(name)
        self.snapshots.drop_forgotten()
        return gone + engine.roster.journal.forget(names)

    def _defined(self, person: Person, definition: Definition, known: Membership | None) -> HeldTag:
        value = known.value if known else ""
        node = next((node for name, node in cases(definition) if name == value), cases(definition)[0][1])
        reader = person.reader(definition.late_ms)
        said = evidence(node, reader.number, reader.holds)
        return HeldTag(definition.tag, definition.layer, label_of(definition, value), said,
                       known.since if known else 0, value)

    def _elsewhere(self, person: Person, about: dict[str, object], known: Membership) -> HeldTag | None:
        if not self.engine.ground.permissions.allows(person.name, str(about["purpose"])):
            return None
        tell = self.evidences.get(str(about["layer"]))
        label = Text(**about["label"])  # type: ignore[arg-type]
        rule = Text(**about["rule"]) if about["rule"] else label  # type: ignore[arg-type]
        said = tell(person.name, known.tag) if tell else rule
        return HeldTag(known.tag, str(about["layer"]), label, said, known.since, known.value)


def _plain(about: About) -> dict[str, object]:
    return asdict(about)
