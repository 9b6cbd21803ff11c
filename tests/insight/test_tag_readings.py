"""The live kernel, the SQL and the plain reading of the tag language say the same of the same past."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.insight.tags.analysis import Tables
from huozhao.insight.tags.columns import NEVER, Moment
from huozhao.insight.tags.definition import Decay, Definition, cases
from huozhao.insight.tags.pool import Pool, columns_of
from huozhao.insight.tags.program import Program
from huozhao.insight.tags.reading import Past, Reader
from huozhao.insight.tags.sql import to_sql
from huozhao.insight.tags.subjects import Names, Questions, Subjects
from huozhao.terms.text import Text
from huozhao.terms.time import day_start, local_day

ZONE, HOUR, DAY = "Asia/Shanghai", 3_600_000, 86_400_000
START = day_start(20_000, ZONE)
PATHS = {"mask": ("美妆", "面膜"), "chips": ("零食",), "tea": ("食品", "茶"), "": ()}
NAMES = ("Product Viewed", "Product Added To Cart", "Order Paid", "Products Searched")
EXPRESSIONS = (
    'count(view, category = "面膜", 3d) >= 2 and not count(paid, 2d) > 0',
    "count(view | cart, 5h) between 1 and 3",
    "distinct(view, 4d) >= 2 or days(view, 6d) >= 3",
    "sum(paid, amount, 5d) >= 12.5 and sum(cart, quantity, 9h) < 4",
    "last(view) >= 2 and first(view) <= 6",
    "last(cart, 3d) = 1",
    'share(view, category = "零食", 4d, at_least = 2) > 0.4',
    "sequence(view -> cart -> paid within 30h, 6d)",
    'sequence(view(category = "茶") -> view(subject = "mask"), 20h)',
    "trend(view, 2d, 6d) >= 1.5",
    "decayed(view, half_life = 20h) + 2.5 * decayed(cart, half_life = 20h) >= 1.3",
    "not decayed(paid, half_life = 2d) > 0.77",
    'count(search, query contains "a", 4d) >= 1 or count(view, sku not in ("mask"), amount >= 3, 4d) >= 1',
    "count(paid) >= 2 and (sum(paid, amount_fen, 6d) - 100) / count(paid, 6d) != 400",
)


def definition(when: str, **more: object) -> Definition:
    return Definition("t", Text("t", "t"), when, **more)  # type: ignore[arg-type]


DEFINITIONS = (
    *(definition(when) for when in EXPRESSIONS),
    definition("decayed(view) + 2.3 * decayed(cart)", decay=Decay(15 * HOUR, 2.7, 0.81)),
    definition('decayed(view, category = "零食")', decay=Decay(2 * DAY, 1.9, 0.97), ttl_ms=3 * DAY),
    definition("count(view, 6d) >= 2", late_ms=7 * HOUR),
    definition("count(view, 6d) >= 1 and count(paid, 6d) >= 1", ttl_ms=9 * HOUR),
)


@dataclass
class Nobody:
    """A person of whom only acts are known."""

    nothing: dict[str, str] = field(default_factory=dict)

    def told(self, name: str) -> str:
        return ""

    def carries(self, tag: str, value: str) -> bool:
        return False

    def age(self) -> float | None:
        return None


acts = st.lists(
    st.tuples(st.integers(0, 8 * 24 * 4), st.sampled_from(NAMES), st.sampled_from(sorted(PATHS)), st.integers(1, 3),
              st.integers(0, 900)),
    max_size=25,
)  # fmt: skip


def past(rows: list[tuple[int, str, str, int, int]]) -> list[Past]:
    """Return acts in the order in which they came, each with how late it was, on quarters of an hour."""
    newest, found = 0, []
    for quarter, name, subject, quantity, amount in rows:
        at = START + quarter * HOUR // 4
        behind, newest = max(0, (newest - at) // 1000), max(newest, at)
        found.append(Past(at, local_day(at, ZONE), name, subject, PATHS[subject], quantity, amount, behind))
    return found


class Live:
    """The kernel over one person, acts inserted one by one in the order in which they came."""

    def __init__(self, came: list[Past]) -> None:
        self.names, self.subjects, self.pool = Names(), Subjects(lambda word: PATHS.get(word, ())), Pool(4)
        self.program = Program(self.names, Questions(self.subjects))
        for found in DEFINITIONS:
            self.program.add(cases(found), found.late_ms)
        for act in came:
            row = (act.at, act.day, self.names.code(act.name), self.subjects.code(act.subject), act.quantity,
                   act.amount_fen, act.behind_s)
            self.pool.insert(np.zeros(1, np.int64), columns_of([row]))

    def ask(self, now: int) -> tuple[list[int], list[int]]:
        from huozhao.insight.tags.stack import evaluate

        today = local_day(now, ZONE)
        starts = np.array([day_start(day, ZONE) for day in range(today, today + 20)], np.int64)
        count = len(DEFINITIONS)
        lo = self.pool.start[:1]
        results, expiries = evaluate(
            self.pool.columns, *self.program.arrays(), lo, lo + self.pool.length[:1], np.zeros(count, np.int64),
            np.arange(count), np.zeros((1, 1)), Moment(now, today, starts), np.zeros(len(self.subjects) + 1, np.int64),
        )  # fmt: skip
        return list(results), list(expiries)


def plain(came: list[Past], now: int) -> list[int]:
    ordered = sorted(came, key=lambda act: act.at)
    return [
        int(Reader(ordered, now, local_day(now, ZONE), Nobody(), (d.late_ms + 999) // 1000).holds(cases(d)[0][1]))
        for d in DEFINITIONS
    ]


@settings(max_examples=150)
@given(acts, st.integers(-4, 10 * 24 * 4))
def test_the_kernel_reads_as_the_plain_reading_does(rows: list[tuple[int, str, str, int, int]], quarter: int) -> None:
    came, now = past(rows), START + quarter * HOUR // 4
    live, _ = Live(came).ask(now)
    assert live == plain(came, now)


@settings(max_examples=60)
@given(st.lists(acts, min_size=1, max_size=5), st.integers(0, 9 * 24 * 4))
def test_the_sql_reads_as_the_kernel_does(many: list[list[tuple[int, str, str, int, int]]], quarter: int) -> None:
    duck = pytest.importorskip("huozhao.backends.duckdb.analysis")
    now = START + quarter * HOUR // 4
    came = {f"p{n}": past(rows) for n, rows in enumerate(many)}
    live = {person: Live(found).ask(now)[0] for person, found in came.items()}
    analysis = duck.DuckAnalysis()
    analysis.load(Tables(sorted(came), [(person, act) for person, found in came.items() for act in found], []))
    for number, found in enumerate(DEFINITIONS):
        sql = to_sql(cases(found), now, local_day(now, ZONE), 2024, found.late_ms)
        assert set(analysis.members(sql)) == {p for p in came if live[p][number]}, found.when
    analysis.close()


@settings(max_examples=80)
@given(acts, st.integers(0, 9 * 24 * 4))
def test_nothing_changes_by_time_alone_before_the_announced_instant(
    rows: list[tuple[int, str, str, int, int]], quarter: int
) -> None:
    live, now = Live(past(rows)), START + quarter * HOUR // 4
    before, expiries = live.ask(now)
    assert all(instant > now for instant in expiries)
    for later in (1, HOUR // 2, 7 * HOUR, DAY, 3 * DAY, 12 * DAY):
        after, _ = live.ask(now + later)
        assert all(b == a or e <= now + later for b, a, e in zip(before, after, expiries, strict=True))
    for number, instant in enumerate(expiries):
        if instant < NEVER:
            assert live.ask(instant - 1)[0][number] == before[number]
