"""What tags are reckoned from, in memory: everybody's acts and facts, who is one person, who has consented."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from huozhao.events.event import Event, Recorded
from huozhao.flows.tags.ports import Permissions, Persons
from huozhao.insight.facts import words_in
from huozhao.insight.tags.acts import acts_in
from huozhao.insight.tags.columns import Columns
from huozhao.insight.tags.pool import Pool, columns_of
from huozhao.insight.tags.subjects import Names, Path, Questions, Subjects
from huozhao.insight.tags.told import Told
from huozhao.insight.tags.uids import Uids
from huozhao.terms.time import local_day


@dataclass(slots=True)
class News:
    """What a batch of events brought: acts with the person of each, who told which fact, where each person's last
    event lies in the log."""

    whose: NDArray[np.int64]
    acts: Columns
    told: dict[str, set[int]] = field(default_factory=dict)
    positions: dict[int, int] = field(default_factory=dict)


class Ground:
    """Everything that rules look at. Not safe for threads; the engine holds its lock around it."""

    def __init__(self, persons: Persons, permissions: Permissions, path_of: Callable[[str], Path], zone: str) -> None:
        self.persons, self.permissions, self.path_of, self.zone = persons, permissions, path_of, zone
        self.uids, self.names, self.told, self.pool = Uids(), Names(), Told(), Pool()
        self.subjects = Subjects(path_of)
        self.questions = Questions(self.subjects)
        self.newest, self.watermark = 0, 0
        self.canonical: NDArray[np.int32] = np.zeros(1_024, np.int32)
        self.together: dict[int, tuple[int, ...]] = {}
        self.everybody = BitMap()
        self._allowed: dict[str, BitMap] = {}

    def uid(self, subject: str) -> int:
        """Return the number of a subject, taking it in when it is new."""
        known = self.uids.place(subject)
        return known if known is not None else self._welcome(subject)

    def take(self, batch: Sequence[Recorded]) -> News:
        """Take in a batch of events and return what it brought."""
        rows: list[tuple[int, int, int, int, int, int, int]] = []
        uids: list[int] = []
        news = News(np.zeros(0, np.int64), columns_of([]))
        for recorded in batch:
            event = recorded.event
            if not event.shopper:
                continue
            uid = self.uid(event.shopper)
            person = int(self.canonical[uid])
            behind = max(0, (self.watermark - event.at) // 1000)
            self.watermark = max(self.watermark, event.at)
            news.positions[person] = recorded.position
            self._hear(uid, event, news)
            for act in acts_in(event):
                self.newest = max(self.newest, act.at)
                rows.append((act.at, local_day(act.at, self.zone), self.names.code(act.name),
                             self.subjects.code(act.subject), act.quantity, act.amount_fen, min(behind, 2**31 - 1)))
                uids.append(uid)
        news.acts, given = columns_of(rows), np.array(uids, np.int64)
        self.pool.insert(given, news.acts)
        news.whose = self.canonical[given].astype(np.int64)
        return news

    def blocks(self, persons: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where the acts of persons lie in the pool: beginnings and ends; read them before the next `take`."""
        self.pool.know(len(self.uids))
        lo = self.pool.start[persons]
        hi = lo + self.pool.length[persons]
        if self.together:
            used = self.pool.used
            for place in np.flatnonzero(np.isin(persons, list(self.together))):
                lo[place], hi[place] = self.pool.gather(self.together[int(persons[place])])
            self.pool.used = used
        return lo, hi

    def members(self, person: int) -> tuple[int, ...]:
        """Return the uids that are one person."""
        return self.together.get(person, (person,))

    def allowed(self, purpose: str) -> BitMap:
        """Return everybody who may be looked at for a purpose."""
        if purpose == "service":
            return self.everybody
        found = self._allowed.get(purpose)
        if found is None:
            names, allows = self.uids.names(), self.permissions.allows
            found = self._allowed[purpose] = BitMap(
                uid for uid in self.everybody if allows(names[uid], purpose))
        return found

    def permit(self, subjects: Iterable[str]) -> BitMap:
        """Ask again what persons have consented to; return those persons."""
        people = BitMap(int(self.canonical[uid]) for s in subjects if (uid := self.uids.place(s)) is not None)
        for purpose, allowed in self._allowed.items():
            for person in people:
                name = self.uids.name(person)
                (allowed.add if name and self.permissions.allows(name, purpose) else allowed.discard)(person)
        return people & self.everybody

    def regroup(self, subjects: Iterable[str]) -> tuple[BitMap, BitMap]:
        """Ask again who is one person; return the persons to be looked at anew, and uids that are none any more."""
        known = {uid for s in subjects if (uid := self.uids.place(s)) is not None}
        for uid in list(known):
            known |= set(self.members(int(self.canonical[uid])))
        for uid in known:
            self.together.pop(uid, None)
        for uid in sorted(known):
            self._group(uid)
        people = BitMap(int(self.canonical[uid]) for uid in known)
        gone = BitMap(known) - people
        self.everybody = (self.everybody - gone) | people
        for allowed in self._allowed.values():
            allowed -= gone
        for person in people:
            self.told.settle(person, self.members(person))
        self.permit([self.uids.name(person) for person in people])
        return people, gone

    def meet(self, names: Sequence[str]) -> None:
        """Sort subjects that a snapshot or the journal brought into persons."""
        count = len(self.uids)
        self._know(count)
        self.pool.know(count)
        self.canonical[:count] = np.arange(count)
        self.together, self._allowed = {}, {}
        self.everybody = BitMap(uid for name in names if (uid := self.uids.place(name)) is not None)
        several = [name for name in names if len(self.persons.members(name)) > 1]
        if several:
            self.regroup(several)

    def _welcome(self, subject: str) -> int:
        uid = self.uids.code(subject)
        self._know(uid + 1)
        self.pool.know(uid + 1)
        self.canonical[uid] = uid
        self.everybody.add(uid)
        if len(self.persons.members(subject)) > 1:
            self.regroup([subject])
        else:
            self.permit([subject])
        return uid

    def _group(self, uid: int) -> None:
        """File a subject under its person; members that nothing is known of are taken in."""
        name = self.uids.name(uid)
        members = self.persons.members(name) if name else (name,)
        uids = tuple(self.uids.code(member) if member != name else uid for member in members)
        self._know(max(uids) + 1)
        self.pool.know(max(uids) + 1)
        for member in uids:
            self.canonical[member] = uids[0]
        if len(uids) > 1:
            self.together[uids[0]] = uids
            self.everybody -= BitMap(uids[1:])

    def _know(self, count: int) -> None:
        if count > len(self.canonical):
            wider = np.zeros(max(count, 2 * len(self.canonical)), np.int32)
            wider[: len(self.canonical)] = self.canonical
            self.canonical = wider

    def _hear(self, uid: int, event: Event, news: News) -> None:
        """Note what an event says of its shopper; the better source wins, then the newer word."""
        person, said = int(self.canonical[uid]), list(words_in(event))
        for word in said:
            if self.told.take(uid, word.field, word.value, word.weight):
                news.told.setdefault(word.field, set()).add(person)
        if said:
            self.told.settle(person, self.members(person))
