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
from huozhao.insight.predicted.definitions import PERSONALISATION, SENSITIVE
from huozhao.insight.predicted.habits import HABITS
from huozhao.insight.predicted.history import CODE, KIND_OF, NEVER, History, Subjects, sort
from huozhao.insight.predicted.themes import NAMES, themes_of
from huozhao.terms.ids import Ids
from huozhao.terms.time import EPOCH

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """The history of every person who allows personal recommendation, and who of them allows which purpose."""

    persons: Ids
    history: History
    allowed: dict[str, NDArray[np.bool_]]


def read(state: StateStore, goods: Goods, people: Persons, consents: Permissions) -> Reading:
    """Return the acts of everybody who allows it, summed over the subjects of each person."""
    names, found = columns(state, ACTIVITY, ("shopper", "name", "subject"), ("day", "n", "amount_fen"))
    habit_names, habits = columns(state, HABITS, ("shopper", "habit", "subject"), ("day", "n", "amount"))
    known = {subject: people.person(subject) for subject in {*names["shopper"], *habit_names["shopper"]}}
    persons = Ids.of([person for person in set(known.values()) if consents.allows(person, PERSONALISATION)])
    things = list(dict.fromkeys([*names["subject"], *habit_names["subject"]]))
    acts = np.stack([
        _codes(names["shopper"], lambda s: persons.place(known[s]))[found["shopper"]], found["day"],
        _codes(names["name"], lambda n: CODE.get(KIND_OF.get(n, ""), -1))[found["name"]],
        _places(things, names["subject"])[found["subject"]], found["n"], found["amount_fen"],
    ])  # fmt: skip
    more = np.stack([
        _codes(habit_names["shopper"], lambda s: persons.place(known[s]))[habits["shopper"]], habits["day"],
        _codes(habit_names["habit"], lambda h: CODE.get(h, -1))[habits["habit"]],
        _places(things, habit_names["subject"])[habits["subject"]], habits["n"], habits["amount"],
    ])  # fmt: skip
    history = _history(persons.names(), things, np.concatenate((acts, more), axis=1), goods)
    allows = np.array([consents.allows(name, SENSITIVE) for name in history.shoppers], np.bool_)
    return Reading(persons, history, {PERSONALISATION: np.ones(len(persons), np.bool_), SENSITIVE: allows})


def read_one(state: StateStore, goods: Goods, person: str, subjects: Iterable[str]) -> History:
    """Return the acts of one person."""
    rows: list[tuple[int, int, str, int, int]] = []
    for subject in subjects:
        acts, habits = (state.scan(table.name, (subject,)) for table in (ACTIVITY, HABITS))
        rows += [_act(row, KIND_OF.get(str(row["name"]), ""), "amount_fen") for row in acts]
        rows += [_act(row, str(row["habit"]), "amount") for row in habits]
    things = list(dict.fromkeys(row[2] for row in rows))
    place = {thing: i for i, thing in enumerate(things)}
    table = np.array([(0, day, kind, place[thing], n, amount) for day, kind, thing, n, amount in rows], np.int64)
    return _history([person], things, table.reshape(len(rows), 6).T, goods)


def _act(row: Row, kind: str, money: str) -> tuple[int, int, str, int, int]:
    return int(row["day"] or 0), CODE.get(kind, -1), str(row["subject"]), int(row["n"] or 0), int(row[money] or 0)


def _codes(names: Sequence[str], code: Callable[[str], int]) -> Ints:
    return np.array([code(name) for name in names], np.int64)


def _places(things: Sequence[str], names: Sequence[str]) -> Ints:
    place = {thing: i for i, thing in enumerate(things)}
    return np.array([place[name] for name in names], np.int64)


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
