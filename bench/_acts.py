"""Seeded acts of many shoppers, for the figures of tags."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.tags.columns import Columns, Moment
from huozhao.insight.tags.program import Program
from huozhao.insight.tags.subjects import Names, Questions, Subjects
from huozhao.terms.time import DAY_MS, HOUR_MS

VIEW, CART, FAVOURITE, PAID, SEARCH = (
    "Product Viewed", "Product Added To Cart", "Product Favourited", "Order Paid", "Products Searched",
)  # fmt: skip
NAMES = (VIEW, CART, FAVOURITE, PAID, SEARCH)
CATEGORIES, SKUS, SPAN_DAYS, FIRST_DAY = 40, 4_000, 90, 20_000
NOW = (FIRST_DAY + SPAN_DAYS) * DAY_MS - 8 * HOUR_MS - 1
OFFSET = 8 * HOUR_MS


def acts(shoppers: int, count: int, seed: int) -> tuple[NDArray[np.int64], Columns]:
    """Return acts in order of time: shoppers by gamma-distributed rates, five kinds of act, goods by popularity."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(0.7, 1.0, shoppers)
    whose = np.searchsorted(np.cumsum(rate / rate.sum()), rng.random(count)).clip(0, shoppers - 1)
    at = np.sort(NOW - rng.integers(0, SPAN_DAYS * DAY_MS - DAY_MS, count))
    name = rng.choice(5, count, p=[0.7, 0.1, 0.08, 0.05, 0.07]).astype(np.int16)
    sku = (SKUS * rng.random(count) ** 2).astype(np.int32)
    day = ((at + OFFSET) // DAY_MS).astype(np.int32)
    amount = np.where(name == 3, rng.integers(1_000, 50_000, count), 0)
    return whose, Columns(at, day, name, sku, np.ones(count, np.int32), amount, np.zeros(count, np.int32))


def path_of(word: str) -> tuple[str, ...]:
    """Return the category of a SKU."""
    return (f"c{int(word[1:]) % CATEGORIES}",)


def ground() -> tuple[Names, Subjects, Program]:
    """Return names and goods as codes, and an empty program over them."""
    names, subjects = Names(NAMES), Subjects(path_of, (f"s{n}" for n in range(SKUS)))
    return names, subjects, Program(names, Questions(subjects))


def moment(now: int = NOW) -> Moment:
    """Return an instant of the mall in a zone eight hours before UTC, with the days to come."""
    today = (now + OFFSET) // DAY_MS
    return Moment(now, today, np.arange(today, today + 1_200) * DAY_MS - OFFSET)


def cpu_s(work: Callable[[], Any]) -> float:
    """Return the processor seconds that a piece of work takes, all threads together."""
    before = time.process_time()
    work()
    return time.process_time() - before


def duck(connection: Any, whose: NDArray[np.int64], given: Columns) -> None:
    """Put acts into DuckDB as the table that `insight.tags.sql` asks for, words and not codes."""
    columns = {"whose": whose, "at_ms": given.at, "day": given.day, "name": given.name, "sku": given.subject,
               "quantity": given.quantity, "amount_fen": given.amount, "behind_s": given.behind}
    connection.register("given", columns)
    connection.execute("CREATE TABLE names(code SMALLINT, name VARCHAR)")
    connection.executemany("INSERT INTO names VALUES (?, ?)", list(enumerate(NAMES)))
    connection.execute(f"""CREATE TABLE acts AS SELECT whose AS person, at_ms, day, n.name, 's' || sku AS subject,
        ['c' || (sku % {CATEGORIES})] AS path, quantity, amount_fen, behind_s
        FROM given JOIN names n ON n.code = given.name""")
    connection.execute("CREATE TABLE persons AS SELECT DISTINCT person FROM acts")
    connection.execute("CREATE TABLE facts(person BIGINT, name VARCHAR, word VARCHAR)")
    connection.execute("CREATE TABLE members(tag VARCHAR, value VARCHAR, person BIGINT)")
    connection.unregister("given")
