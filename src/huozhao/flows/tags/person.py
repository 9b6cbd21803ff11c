"""One person read plainly: their acts as values, for evidence and explanation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huozhao.flows.tags.engine import Engine
from huozhao.insight.tags.reading import Past, Reader
from huozhao.terms.time import day_name


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the plain reading wants them; made under the engine's lock."""

    engine: Engine
    uid: int
    name: str
    acts: Sequence[Past]
    now: int
    today: int

    @classmethod
    def of(cls, engine: Engine, uid: int) -> "Person":
        """Read a person's acts from memory, in order of time."""
        now = engine.now
        return cls(engine, uid, engine.ground.uids.name(uid), _acts(engine, uid), now, engine.judge.moment(now).today)

    def reader(self, late_ms: int = 0, acts: Sequence[Past] | None = None) -> Reader:
        """Return the plain reading of this person."""
        return Reader(self.acts if acts is None else acts, self.now, self.today, self, (late_ms + 999) // 1000)

    def told(self, name: str) -> str:
        """Return a fact, empty for none."""
        return self.engine.ground.told.word(name, self.uid)

    def carries(self, tag: str, value: str) -> bool:
        """Tell whether the person carries a tag."""
        return self.uid in self.engine.roster.bitmap(tag, value)

    def age(self) -> float | None:
        """Return the age in years or None."""
        year = self.told("birth_year")
        age = int(day_name(self.today)[:4]) - int(year) if year.isdigit() else -1
        return float(age) if 0 <= age <= 120 else None


def _acts(engine: Engine, uid: int) -> list[Past]:
    ground = engine.ground
    lo, hi = (int(ends[0]) for ends in ground.blocks(np.array([uid], np.int64)))
    columns, names = ground.pool.columns, ground.names.names()
    words, paths = ground.subjects.words, ground.subjects.paths
    return [
        Past(int(columns.at[i]), int(columns.day[i]), names[columns.name[i]], words[columns.subject[i]],
             paths[columns.subject[i]], int(columns.quantity[i]), int(columns.amount[i]), int(columns.behind[i]))
        for i in range(lo, hi)
    ]  # fmt: skip
