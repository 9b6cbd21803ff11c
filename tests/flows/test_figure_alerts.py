"""A day that falls out of its usual range is told once, and stays told until somebody has noted it."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.memory.state import MemoryState
from huozhao.events import catalogue as c
from huozhao.events.event import Event, event
from huozhao.flows.board.alerts import FigureAlerts, kept
from huozhao.flows.board.apart import DaysApart
from huozhao.flows.board.boards import Boards
from huozhao.flows.folds import Folds
from huozhao.flows.goods import FOLD, Goods
from huozhao.operations.facts import fold_board
from huozhao.supply.forecast.occasions import NOTHING_LEARNED, Learned
from huozhao.supply.forecast.promotions import Promotion
from huozhao.terms.errors import Conflict, NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, HOUR_MS, local_day

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


TODAY = local_day(NOON, ZONE)
FEAST = Text("大促", "a great sale")


def apart(*ago: int) -> Mapping[int, Text]:
    return {TODAY - each: FEAST for each in ago}


def test_a_day_apart_is_compared_with_nothing() -> None:
    desk = replace(alerts(yesterday=8), apart=lambda days, now: apart(1))
    assert desk.look() == {"compared": 0, "found": 0, "apart": FEAST.as_dict()} and not desk.findings.all()


def test_days_apart_do_not_make_what_is_unusual_look_usual() -> None:
    weeks = [n for n in range(1, 50) if n % 7 == 1]
    plain = alerts(yesterday=8)
    assert plain.look()["found"] == 1
    # With all but two of its weekdays apart there is nothing to compare yesterday with.
    assert replace(alerts(yesterday=8), apart=lambda days, now: apart(*weeks[1:-2])).look()["compared"] == 0


def epoch_day(year: int, month: int, day: int) -> int:
    return (date(year, month, day) - date(1970, 1, 1)).days


def test_holidays_days_that_move_demand_and_great_promotions_are_apart() -> None:
    first = epoch_day(2026, 9, 20)
    days, now = range(first, first + 20), (first + 20) * DAY_MS
    events = [event(f"o{n}", (first + 15) * DAY_MS, "s1", c.OrderPaid(
        order=f"o{n}", lines=[c.Line(sku, units, 100)], total_fen=100 * units))
        for n, (sku, units) in enumerate((("tea", 40), ("cup", 55), ("pin", 5)))]  # fmt: skip
    log, table = MemoryLog(), (FOLD, fold_board(ZONE))
    state = MemoryState(table)
    log.append(events)
    Folds(log, state, table).catch_up()

    def found(learned: Learned, *promotions: Promotion) -> set[int]:
        return set(DaysApart(state, Goods(state), lambda: learned, lambda at: promotions).of(days, now))

    feast = {epoch_day(2026, 10, n) for n in range(1, 8)}
    holidays = found(NOTHING_LEARNED)
    assert feast <= holidays and epoch_day(2026, 9, 29) not in holidays
    assert epoch_day(2026, 9, 29) in found(Learned({"national_day:before": 1.3}, {}))
    small = Promotion("small", first, first + 3, 0.3, frozenset({"pin"}))
    great = Promotion("great", first - 5, first + 1, 0.3, frozenset({"tea"}))
    assert found(NOTHING_LEARNED, small) == holidays, "what sells little moves no figure of the mall"
    assert found(NOTHING_LEARNED, great) == holidays | {first, first + 1}
