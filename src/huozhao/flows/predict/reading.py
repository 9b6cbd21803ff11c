"""Read the acts that predictions are made from: of everybody who allows it, or of one person."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import Row, StateStore
from huozhao.flows.columns import columns
from huozhao.flows.goods import Goods
from huozhao.flows.predict.ports import Permissions, Persons
from huozhao.insight.folds import ACTIVITY
from huozhao.insight.payments import PAYMENTS
from huozhao.insight.predicted.definitions import PERSONALISATION, SENSITIVE
from huozhao.insight.predicted.habits import HABITS
from huozhao.insight.predicted.history import CODE, KIND_OF, NEVER, History, Subjects, sort
from huozhao.insight.predicted.themes import NAMES, themes_of
from huozhao.terms.ids import Ids
from huozhao.terms.time import EPOCH, local_day

REVIEW = CODE["review"]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """The history of every person who allows personal recommendation, and who of them allows which purpose."""

    persons: Ids
    history: History
    allowed: dict[str, NDArray[np.bool_]]


def read(state: StateStore, goods: Goods, people: Persons, consents: Permissions, zone: str) -> Reading:
    """Return the acts of everybody who allows it, summed over the subjects of each person."""
    tables = [
        _table(*columns(state, ACTIVITY, ("shopper", "name", "subject"), ("day", "n", "amount_fen")), _kind_of_act),
        _table(*columns(state, HABITS, ("shopper", "habit", "subject"), ("day", "n", "amount")), _kind_of_habit),
        _payments(state, zone),
    ]
    known = {subject: people.person(subject) for table in tables for subject in table.shoppers}
    persons = Ids.of([person for person in set(known.values()) if consents.allows(person, PERSONALISATION)])
    things = list(dict.fromkeys(thing for table in tables for thing in table.things))
    acts = np.concatenate([
        table.rows(lambda subject: persons.place(known[subject]), _places_in(things)) for table in tables], axis=1)
    history = _history(persons.names(), things, acts, goods)
    allows = np.array([consents.allows(name, SENSITIVE) for name in history.shoppers], np.bool_)
    return Reading(persons, history, {PERSONALISATION: np.ones(len(persons), np.bool_), SENSITIVE: allows})


def read_one(state: StateStore, goods: Goods, person: str, subjects: Iterable[str], zone: str) -> History:
    """Return the acts of one person."""
    rows: list[tuple[int, int, str, int, int]] = []
    for subject in subjects:
        acts, habits, paid = (state.scan(table.name, (subject,)) for table in (ACTIVITY, HABITS, PAYMENTS))
        rows += [_act(row, _kind_of_act(str(row["name"])), str(row["subject"]), "amount_fen") for row in acts]
        rows += [_act(row, kind, str(row["subject"]) if kind == REVIEW else "", "amount")
                 for row in habits for kind in (_kind_of_habit(str(row["habit"])),)]
        rows += [(local_day(int(row["paid_at"] or 0), zone), CODE["paid_by"], str(row["method"]), 1, 0) for row in paid]
    things = list(dict.fromkeys(row[2] for row in rows))
    place = _places_in(things)
    table = np.array(
        [(0, day, kind, place(thing), _n(kind, n), amount) for day, kind, thing, n, amount in rows], np.int64
    )
    return _history([person], things, table.reshape(len(rows), 6).T, goods)


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of state as columns: codes into shoppers and things, day, kind, times, amount."""

    shoppers: Sequence[str]
    things: Sequence[str]
    shopper: Ints
    thing: Ints
    day: Ints
    kind: Ints
    n: Ints
    amount: Ints

    def rows(self, person: Callable[[str], int], place: Callable[[str], int]) -> Ints:
        """Return shape (6, rows): person, day, kind, thing, times, amount; kinds and persons left out are −1."""
        return np.stack([
            _codes(self.shoppers, person)[self.shopper], self.day, self.kind, _codes(self.things, place)[self.thing],
            self.n, self.amount,
        ])  # fmt: skip


def _table(names: dict[str, list[str]], found: dict[str, Ints], kind_of: Callable[[str], int]) -> _Table:
    (shopper, kind, thing), (day, times, amount) = list(names), list(found)[3:]
    kinds = _codes(names[kind], kind_of)[found[kind]]
    is_once = kinds == CODE["coupon"]
    # An order number is nobody's interest: the orders with a discount all stand for one thing.
    everything = [*names[thing], ""]
    used, codes = np.unique(np.where(is_once, len(names[thing]), found[thing]), return_inverse=True)
    return _Table(names[shopper], [everything[int(code)] for code in used], found[shopper], codes, found[day], kinds,
                  np.where(is_once, 1, found[times]), found[amount])  # fmt: skip


def _payments(state: StateStore, zone: str) -> _Table:
    names, found = columns(state, PAYMENTS, ("shopper", "method"), ("paid_at",))
    size = len(found["paid_at"])
    day = np.fromiter((local_day(int(at), zone) for at in found["paid_at"]), np.int64, size)
    kind, once = np.full(size, CODE["paid_by"], np.int64), np.ones(size, np.int64)
    return _Table(names["shopper"], names["method"], found["shopper"], found["method"], day, kind, once, 0 * once)


def _kind_of_act(name: str) -> int:
    return CODE.get(KIND_OF.get(name, ""), -1)


def _kind_of_habit(habit: str) -> int:
    return CODE.get(habit, -1)


def _act(row: Row, kind: int, thing: str, money: str) -> tuple[int, int, str, int, int]:
    return int(row["day"] or 0), kind, thing, int(row["n"] or 0), int(row[money] or 0)


def _n(kind: int, n: int) -> int:
    return 1 if kind == CODE["coupon"] else n


def _places_in(things: Sequence[str]) -> Callable[[str], int]:
    place = {thing: i for i, thing in enumerate(things)}
    return place.__getitem__


def _codes(names: Sequence[str], code: Callable[[str], int]) -> Ints:
    return np.array([code(name) for name in names], np.int64)


def _history(persons: Sequence[str], things: Sequence[str], rows: Ints, goods: Goods) -> History:
    kept = rows[:, (rows[0] >= 0) & (rows[2] >= 0)]
    shopper, day, subject = (kept[i].astype(np.int32) for i in (0, 1, 3))
    return sort(History(persons, subjects_of(things, goods), shopper, day, kept[2].astype(np.int8), subject,
                        kept[4], kept[5]))  # fmt: skip


def subjects_of(things: Sequence[str], goods: Goods) -> Subjects:
    """Return what is known of SKUs, searches and other things acted on."""
    shelves: dict[str, int] = {}
    shelf, launched = np.full(len(things), -1, np.int32), np.full(len(things), NEVER, np.int32)
    themes = np.zeros((len(things), len(NAMES)), np.bool_)
    for place, thing in enumerate(things):
        sku = goods.sku(thing)
        if sku is None:
            themes[place] = themes_of((thing,))
            continue
        themes[place] = themes_of((sku.title, *sku.category, *sku.attributes, *sku.attributes.values()))
        if sku.category:
            shelf[place] = shelves.setdefault(sku.category[min(1, len(sku.category) - 1)], len(shelves))
        if sku.launched_on:
            launched[place] = (date.fromisoformat(sku.launched_on) - EPOCH).days
    return Subjects(things, list(shelves), shelf, themes, launched)
