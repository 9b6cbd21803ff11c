"""Tags as sets: who carries a tag, for whom a condition holds, exact and after everything that was appended."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyroaring import BitMap

from huozhao.flows.tags.engine import Engine
from huozhao.flows.tags.judge import bitmap_of
from huozhao.insight.crowds import members
from huozhao.insight.tags.fact import Fact, label
from huozhao.insight.tags.language.parser import parse
from huozhao.insight.tags.language.tree import Node
from huozhao.insight.tags.program import Case, Program
from huozhao.terms.errors import BadInput
from huozhao.terms.time import day_name

FACT = "fact:"
PERSONAL = "personalisation"
CHUNK = 100_000


class TagSets:
    """Sets of persons over the live tags; what is returned may be kept."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def everyone(self, purpose: str = PERSONAL) -> BitMap:
        """Return all persons who may be looked at for a purpose."""
        with self._current():
            return self.engine.ground.allowed(purpose) & self.engine.ground.everybody

    def carriers(self, tag: str, value: str = "") -> BitMap:
        """Return who carries a tag; BadInput for a tag that does not exist."""
        found = self.bitmap(tag, value)
        if not found and not self._known(tag):
            raise BadInput("unknown_tag", f"there is no tag {tag!r}", field="tag", hint="see GET /v1/tags")
        return found

    def bitmap(self, tag: str, value: str = "") -> BitMap:
        """Return the uids of who carries a tag now."""
        with self._current():
            if tag.startswith(FACT):
                return self._told(tag)
            return self.engine.roster.bitmap(tag, value).copy()

    def measured(self, node: Node, purpose: str = PERSONAL) -> BitMap:
        """Return for whom a condition on behaviour or facts holds."""
        return self.cases([("", node)], purpose)[0]

    def satisfies(self, person: str, node: Node) -> bool:
        """Tell whether a condition holds for one person."""
        with self._current():
            uid = self.uid(person)
            return uid is not None and bool(self._asked([("", node)], BitMap([uid]), 0)[0])

    def evaluate(self, expression: str, purpose: str = PERSONAL) -> BitMap:
        """Return everybody for whom an expression holds now and who has consented to the purpose; exact."""
        return members(parse(expression), _Sets(self, purpose))

    def cases(self, found: Sequence[Case], purpose: str = PERSONAL, late_ms: int = 0) -> list[BitMap]:
        """Return for each case of a definition whom it holds for, the first that holds counting."""
        with self._current():
            self.engine.rules.program.questions.extend()
            return self._asked(found, self.everyone(purpose), late_ms)

    def uid(self, subject: str) -> int | None:
        """Return the number of the subject's person; None when nothing is on record."""
        with self._current():
            uid = self.engine.ground.uids.place(subject)
            return None if uid is None else int(self.engine.ground.canonical[uid])

    def name(self, uid: int) -> str:
        """Return the canonical subject of a uid, empty when it was forgotten."""
        return self.engine.ground.uids.name(uid)

    def fact_tags(self) -> list[str]:
        """Return the names of all fact tags that anybody may carry."""
        with self._current():
            told = self.engine.ground.told
            found = {self._tag_of(name, word) for name in told.fields() for word in told.words(name)}
            return sorted(found - {""})

    def _current(self) -> "_Current":
        return _Current(self.engine)

    def _asked(self, found: Sequence[Case], among: BitMap, late_ms: int) -> list[BitMap]:
        """Ask an expression about persons, chunk by chunk."""
        engine, ground = self.engine, self.engine.ground
        program = Program(ground.names, ground.questions)
        rule = program.add(found, late_ms)
        holders = [BitMap() for _ in found]
        people = np.array(among, np.int64)
        for begin in range(0, len(people), CHUNK):
            chunk = people[begin : begin + CHUNK]
            results, _ = engine.judge.ask(program, chunk, np.full(len(chunk), rule), engine.now)
            for case, held in enumerate(holders, 1):
                held |= bitmap_of(chunk[results == case])
        return holders

    def _told(self, tag: str) -> BitMap:
        ground = self.engine.ground
        name = tag[len(FACT) :].split(":")[0]
        words = [word for word in ground.told.words(name) if self._tag_of(name, word) == tag]
        people = np.array(ground.allowed(PERSONAL) & ground.everybody, np.int64)
        return bitmap_of(people[ground.told.among(name, words, people)]) if words else BitMap()

    def _tag_of(self, name: str, word: str) -> str:
        """Return the fact tag that a word gives, empty for none; ages are bands."""
        year = int(day_name(self.engine.judge.moment(self.engine.now).today)[:4])
        said = label(Fact(name, word, "", 0), year)
        return f"{FACT}{name}:{said.en}" if said else ""

    def _known(self, tag: str) -> bool:
        engine = self.engine
        defined = {found.tag for found in engine.book.all()}
        return tag.startswith((FACT, "rfm:")) or tag in defined or tag in engine.book.outside.all() or (
            tag in engine.roster.tags())


class _Current:
    """Holds the engine's lock after everything that waits has been done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> None:
        self._engine.freshen()
        self._engine.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._engine.lock.release()


@dataclass(frozen=True, slots=True)
class _Sets:
    """The sets of one evaluation, for the algebra of `insight.crowds`."""

    tags: TagSets
    purpose: str

    def everyone(self) -> BitMap:
        """Return who may be looked at."""
        return self.tags.everyone(self.purpose)

    def carriers(self, tag: str, value: str) -> BitMap:
        """Return who carries a tag and may be looked at."""
        return self.tags.carriers(tag, value) & self.everyone()

    def crowd(self, crowd: str) -> BitMap:
        """Return the members of a saved crowd."""
        expression = self.tags.engine.book.crowd(crowd)
        if expression is None:
            raise BadInput("unknown_crowd", f"there is no crowd {crowd!r}", field="crowd", hint="see GET /v1/crowds")
        return members(parse(expression), self)

    def measured(self, node: Node) -> BitMap:
        """Return for whom a condition on behaviour or facts holds."""
        return self.tags.measured(node, self.purpose)

