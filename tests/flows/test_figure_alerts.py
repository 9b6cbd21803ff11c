"""A day that falls out of its usual range is told once, and stays told until somebody has noted it."""

import random

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.memory.state import MemoryState
from huozhao.events import catalogue as c
from huozhao.events.event import Event, event
from huozhao.flows.board.alerts import FigureAlerts, kept
from huozhao.flows.board.boards import Boards
from huozhao.flows.folds import Folds
from huozhao.flows.goods import FOLD, Goods
from huozhao.operations.facts import fold_board
from huozhao.terms.errors import Conflict, NotFound
from huozhao.terms.time import DAY_MS, HOUR_MS

ZONE = "Asia/Shanghai"
NOON = 1_780_000_000_000 // DAY_MS * DAY_MS + 4 * HOUR_MS


def alerts(yesterday: int) -> FigureAlerts:
    """Return the alerts of a mall of seven weeks to which about twenty shoppers come a day, and so many yesterday."""
    rng, events = random.Random(6), list[Event]()
    for day in range(1, 50):
        for n in range(yesterday if day == 1 else 20 + rng.randrange(5)):
            events.append(event(f"{day}-{n}", NOON - day * DAY_MS, f"s{n}", c.PageViewed("home")))
    log, table = MemoryLog(), (FOLD, fold_board(ZONE))
    state = MemoryState(table)
    log.append(events)
    Folds(log, state, table).catch_up()
    boards = Boards(state, log, Goods(state), dict, ZONE)
    return FigureAlerts(boards, kept(MemoryDocuments(lambda: NOON)), lambda: NOON, 0.25)


def test_a_day_on_which_half_stay_away_is_told_once_and_can_be_noted_and_taken_back() -> None:
    desk = alerts(yesterday=8)
    assert desk.look()["found"] == 1
    desk.look()
    (found,) = desk.findings.all("open")
    assert found.body["metric"] == "visits" and found.body["side"] == "low" and found.body["is_bad"]
    assert "8" in found.body["said"]["zh"] and "below" in found.body["said"]["en"]
    assert desk.step(found.id, "seen", "ann").body["state"] == "seen"
    with pytest.raises(Conflict):
        desk.step(found.id, "seen", "ann")
    assert desk.step(found.id, "undo", "ann").body["state"] == "open"
    with pytest.raises(NotFound):
        desk.step("none", "seen", "ann")


def test_a_usual_day_rings_nothing() -> None:
    desk = alerts(yesterday=22)
    assert desk.look()["found"] == 0 and not desk.findings.all()
