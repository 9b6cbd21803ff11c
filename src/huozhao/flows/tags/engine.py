"""Keep every tag current: events, time, definitions, consents and persons each re-evaluate only whom they touch."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from huozhao.events.log import EventLog
from huozhao.flows.tags.book import TagBook
from huozhao.flows.tags.ground import Ground, News
from huozhao.flows.tags.judge import Judge, Numbers, bitmap_of, reference
from huozhao.flows.tags.roster import Cause, Moved, Roster
from huozhao.flows.tags.rules import Rule, Rules, compile_rules
from huozhao.insight.tags.columns import NEVER
from huozhao.insight.tags.definition import cases
from huozhao.insight.tags.language.tree import Node, needs

BATCH = 2_000
# Persons that are evaluated under the lock at a time: readers and events wait no longer than this takes.
CHUNK = 2_000
FILL_CHUNK = 50_000
NEW = (-1, -1)
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Watch:
    """What is to be done next to the log: whom consents, persons and goods have changed."""

    subjects: frozenset[str]
    why: str


class Engine:
    """The live reading. One step takes a batch of the log, what fell due, or one chunk of a new definition."""

    def __init__(
        self, log: EventLog, ground: Ground, roster: Roster, book: TagBook, clock: Callable[[], int],
        expand: Callable[[Node], Node],
    ) -> None:  # fmt: skip
        self.log, self.ground, self.roster, self.book, self._clock = log, ground, roster, book, clock
        self.judge = Judge(ground, roster)
        self.lock, self._work = threading.RLock(), threading.RLock()
        self.rules: Rules = compile_rules([], ground.names, ground.questions, expand)
        self.position, self.now, self.next_due = 0, 0, NEVER
        self.filling: dict[str, int] = {}
        self.in_background = False
        self.begin: Callable[[], None] | None = None
        self.expand, self._mark = expand, NEW
        self._due: Numbers = np.full(1_024, NEVER)
        self._asked: deque[Watch] = deque()
        ground.persons.listen(lambda subjects: self._asked.append(Watch(subjects, "merge")))
        ground.permissions.listen(lambda subject, *_: self._asked.append(Watch(frozenset([subject]), "consent")))

    def meet(self) -> None:
        """Sort everybody known into persons and permissions, after a snapshot was loaded."""
        names = [name for name in self.ground.uids.names() if name]
        self.ground.meet(names)
        self._grow_due()
        self._mark = NEW

    def recompile(self) -> None:
        """Compile the definitions anew at the next step although the book has not changed."""
        self._mark = NEW

    def described(self, skus: Iterable[str]) -> None:
        """Look again at whoever did something with goods whose description changed."""
        self._asked.append(Watch(frozenset(skus), "goods"))

    def catch_up(self, progress: Progress = lambda *_: None) -> None:
        """Do all that there is to do; `progress(what, done, total)`."""
        with self._work:
            head, start = self.log.head(), self.position
            while self.step():
                if self.position < head:
                    progress("events", self.position - start, head - start)
                for tag, done in list(self.filling.items()):
                    progress(tag, done, len(self.ground.uids))

    def freshen(self) -> None:
        """Before a read: put consents in force, and when nothing runs in the background, do all there is to do."""
        if self.in_background and not self.begin:
            self.settle_asked()
        else:
            self.catch_up()

    def step(self) -> bool:
        """Do one piece of work; return whether there was any. The first step loads what was kept."""
        with self._work:
            if self.begin:
                begin, self.begin = self.begin, None
                begin()
            self.settle_asked()
            self._take_up_definitions()
            return self._take_events() or self._take_due() or self._fill()

    def settle_asked(self) -> None:
        """Put changes of consent and of persons in force at once."""
        if not self._asked:
            return
        with self.lock:
            self._tick()
            while self._asked:
                watch = self._asked.popleft()
                if watch.why == "goods":
                    self._describe(watch.subjects)
                elif watch.why == "merge":
                    people, gone = self.ground.regroup(watch.subjects)
                    self._drop(gone, "merge")
                    self._judge_all(people, "merge")
                else:
                    people = self.ground.permit(watch.subjects)
                    self._heed(people)
                    self._judge_all(people, "consent")

    def changed(self, tag: str, moved: Moved, cause: Cause) -> None:
        """Ask the rules that depend on a tag from elsewhere, for those who gained or lost it."""
        keys = self._dependents(tag, moved)
        if len(keys):
            self._evaluate(keys, cause)

    def forget(self, uids: Iterable[int]) -> int:
        """Drop acts, facts and memberships; return how many acts and facts went."""
        gone = 0
        for uid in uids:
            gone += self.ground.pool.forget(uid) + self.ground.told.forget(uid)
            self.roster.forget(uid)
            self.ground.everybody.discard(uid)
        return gone

    def lag(self) -> int:
        """Return how many positions of the log are still to come."""
        return max(0, self.log.head() - self.position)

    def _tick(self) -> None:
        now = reference(self._clock(), self.ground.newest, self.ground.zone)
        if now < self.now:
            self._fill_again()
        self.now = now

    def _take_up_definitions(self) -> None:
        mark = self.book.mark()
        if mark == self._mark:
            return
        with self.lock:
            self._tick()
            before = {rule.key: rule for rule in self.rules.rules}
            self.rules = compile_rules(
                self.book.published(), self.ground.names, self.ground.questions, self.expand)
            now = {rule.key for rule in self.rules.rules}
            kept = {tag for tag, _ in now}
            for tag in {tag for tag, _ in before} | {d.tag for d in self.book.all() if d.state == "withdrawn"}:
                if tag not in kept and tag not in self.rules.errors:
                    moved = self.roster.settle(tag, None, {}, self._cause("definition"))
                    self.changed(tag, moved, self._cause("definition"))
            changed = now - set(before) if self._mark != NEW else now
            for tag, _ in changed | (self._asking_crowds() if mark[1] != self._mark[1] else set()):
                self.filling[tag] = 0
            self._mark = mark

    def _asking_crowds(self) -> set[tuple[str, int]]:
        """Return the rules that ask for a saved crowd."""
        return {rule.key for rule in self.rules.rules
                if any(needs(node).crowds for _, node in cases(rule.definition))}

    def _take_events(self) -> bool:
        batch = self.log.read(self.position, BATCH)
        if not batch:
            return False
        with self.lock:
            news = self.ground.take(batch)
            self._tick()
            self._grow_due()
            keys = self._affected(news)
            if len(keys):
                self._evaluate(keys, self._cause("log", news.positions))
            self.position = batch[-1].position
        return True

    def _affected(self, news: News) -> Numbers:
        from huozhao.insight.tags.stack import affected

        count = max(1, len(self.rules))
        chosen, _, _ = self.rules.program.arrays()
        selections, starts = self.rules.program.watched()
        keys = [affected(news.acts, news.whose, chosen, selections, starts)] if len(self.rules) else []
        for name, persons in news.told.items():
            rules = np.array(self.rules.by_fact.get(name, []), np.int64)
            keys.append((np.array(sorted(persons), np.int64)[:, None] * count + rules).ravel())
        return _distinct(np.concatenate([np.zeros(0, np.int64), *keys]))

    def _take_due(self) -> bool:
        with self.lock:
            self._tick()
            if self.next_due > self.now:
                return False
            people = np.flatnonzero(self._due <= self.now)
            chunk = people[:CHUNK]
            self._due[chunk] = NEVER
            self._judge_all(bitmap_of(chunk), "time")
            if len(people) <= CHUNK:
                self.next_due = int(self._due.min())
            return True

    def _fill(self) -> bool:
        """Evaluate new definitions for everybody, one chunk at a time."""
        if not self.filling:
            return False
        with self.lock:
            tag = min(self.filling, key=lambda name: self._level(name))
            rule = next((r for r in self.rules.rules if r.definition.tag == tag), None)
            begin = self.filling[tag]
            if rule is None or begin >= len(self.ground.uids):
                del self.filling[tag]
                return True
            self._tick()
            self._grow_due()
            people = np.array(self.ground.everybody & BitMap(range(begin, begin + FILL_CHUNK)), np.int64)
            self.filling[tag] = begin + FILL_CHUNK
            if len(people):
                self._evaluate(people * len(self.rules) + rule.number, self._cause("definition"))
        return True

    def _fill_again(self) -> None:
        self.filling = {rule.definition.tag: 0 for rule in self.rules.rules}

    def _level(self, tag: str) -> int:
        return next((rule.level for rule in self.rules.rules if rule.definition.tag == tag), 0)

    def _judge_all(self, people: BitMap, why: str) -> None:
        """Ask every rule about some persons."""
        self._grow_due()
        persons = np.array(people & self.ground.everybody, np.int64)
        if len(persons) and len(self.rules):
            keys = (persons[:, None] * len(self.rules) + np.arange(len(self.rules))).ravel()
            self._evaluate(keys, self._cause(why))

    def _evaluate(self, keys: Numbers, cause: Cause) -> None:
        """Ask (person, rule) pairs, given as sorted keys, level by level, and all that depends on what changes."""
        count, levels = len(self.rules), self.rules.levels
        for level in range(int(levels.max()) + 1):
            mine = levels[keys % count] == level
            for tag, moved in self._settle(keys[mine], cause):
                more = self._dependents(tag, moved)
                if len(more):
                    keys = np.union1d(keys, more)

    def _settle(self, keys: Numbers, cause: Cause) -> list[tuple[str, Moved]]:
        if not len(keys):
            return []
        persons, numbers = keys // len(self.rules), keys % len(self.rules)
        results, expiries = self.judge.ask(self.rules.program, persons, numbers, self.now)
        self._note_due(persons, numbers, expiries)
        order = np.argsort(numbers, kind="stable")
        ends = np.flatnonzero(np.diff(numbers[order], append=-1)) + 1
        found, begin = [], 0
        for end in ends:
            part = order[begin:end]
            rule, begin = self.rules.rules[int(numbers[part[0]])], int(end)
            moved = self._settle_one(rule, persons[part], results[part], cause)
            if moved is not None:
                found.append((rule.definition.tag, moved))
        return found

    def _settle_one(self, rule: Rule, persons: Numbers, results: NDArray[np.int16], cause: Cause) -> Moved | None:
        """Settle one rule for some persons; None when nothing changes, which is the common case and kept cheap."""
        tag, among = rule.definition.tag, bitmap_of(persons)
        allowed = self.ground.allowed(rule.definition.purpose)
        holders = {
            value: bitmap_of(persons[results == case]) & allowed for case, value in enumerate(rule.values, 1)
        } if results.any() else {}
        if self.roster.stands(tag, among, holders):
            return None
        return self.roster.settle(tag, among, holders, cause)

    def _note_due(self, persons: Numbers, numbers: Numbers, expiries: Numbers) -> None:
        aging = self.rules.aging()
        if aging.any():
            expiries = np.where(aging[numbers], np.minimum(expiries, self.judge.new_year(self.now)), expiries)
        np.minimum.at(self._due, persons, np.maximum(expiries, self.now + 1))
        self.next_due = min(self.next_due, max(self.now + 1, int(expiries.min(initial=NEVER))))

    def _dependents(self, tag: str, moved: Moved) -> Numbers:
        rules = np.array(self.rules.by_tag.get(tag, []), np.int64)
        people = np.array((moved.gained | moved.lost) & self.ground.everybody, np.int64)
        return (people[:, None] * max(1, len(self.rules)) + rules).ravel()

    def _drop(self, gone: BitMap, why: str) -> None:
        """Take uids that are no person any more out of all tags."""
        if gone:
            for tag in self.roster.tags():
                self.roster.settle(tag, gone, {}, self._cause(why))

    def _heed(self, people: BitMap) -> None:
        """Take persons out of tags from elsewhere whose purpose they no longer allow."""
        own = {rule.definition.tag for rule in self.rules.rules}
        for tag in self.roster.tags():
            if tag not in own:
                kept = self.roster.bitmap(tag) & people & self.ground.allowed(self.book.outside.purpose(tag))
                if len(kept) < len(self.roster.bitmap(tag) & people):
                    values = self.roster.values(tag)
                    holders = {v: m & kept for v, m in values.items()} if values else {"": kept}
                    self.roster.settle(tag, people, holders, self._cause("consent"))

    def _describe(self, skus: Iterable[str]) -> None:
        codes = self.ground.subjects.described(skus)
        if not codes:
            return
        self.ground.questions.again(codes)
        uids, acts = self.ground.pool.rows()
        touched = np.unique(uids[np.isin(acts.subject, codes)])
        self._judge_all(bitmap_of(self.ground.canonical[touched].astype(np.int64)), "definition")

    def _grow_due(self) -> None:
        count = len(self.ground.uids)
        if count > len(self._due):
            wider = np.full(max(count, 2 * len(self._due)), NEVER)
            wider[: len(self._due)] = self._due
            self._due = wider

    def _cause(self, why: str, positions: Mapping[int, int] | None = None) -> Cause:
        return Cause(self.now, why, positions or {})


def _distinct(keys: Numbers) -> Numbers:
    """Return the distinct keys in order; for some thousands quicker than numpy's own by hashing."""
    keys.sort()
    return keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys
