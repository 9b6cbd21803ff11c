"""Needs in flows: what stays usual adds nothing, the setting switches it off, what is remembered follows the acts."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from huozhao.flows.needs.demand import parts, personal_signals
from huozhao.flows.needs.remembered import Remembered
from tests.journey.test_m9_need_by_views import looks
from tests.needing import list_goods
from tests.shopping import Mall, shopping


@pytest.fixture
def mall() -> Iterator[Mall]:
    """Open a mall in which one mother compares."""
    with shopping() as opened:
        list_goods(opened)
        looks(opened, "mother")
        yield opened


def test_only_what_is_above_the_usual_level_reaches_the_plan(mall: Mall) -> None:
    needs = mall.app.needs.of("mother")
    level = needs[0].confidence
    new, half, usual = (sum(signal.units for signal in personal_signals(needs, {"米粉": was}, lambda _: "", 7))
                        for was in (0.0, level / 2, level))
    assert new == pytest.approx(level, rel=0.01) and half == pytest.approx(level / 2, rel=0.01) and usual == 0
    assert sum(part for _, part in parts(needs[0])) == pytest.approx(1.0)


def test_the_usual_level_is_the_mean_of_days_that_are_a_week_old_or_older(mall: Mall) -> None:
    levels = mall.app.needs.levels
    for day, value in ((89, 2.0), (90, 4.0), (95, 100.0)):
        levels.note(day, {"米粉": value})
    assert levels.usual(100) == {"米粉": 3.0}
    levels.note(200, {})
    assert mall.app.documents.count("need_level") == 1, "old levels go"


def test_the_setting_takes_needs_out_of_the_plan(mall: Mall) -> None:
    needs = mall.app.needs
    assert needs.signals(mall.app.clock())
    assert replace(needs, policy=replace(needs.policy, demand=False)).signals(mall.app.clock()) == []


def test_the_city_of_a_shopper_is_where_the_signal_is(mall: Mall) -> None:
    mall.did("mother", "Shopper Registered", 0, city="武汉市")
    mall.send()
    assert {signal.city for signal in mall.app.needs.signals(mall.app.clock())} == {"武汉"}


def test_what_is_remembered_is_made_anew_when_its_mark_changes_and_forgotten_when_asked() -> None:
    held: Remembered[int] = Remembered()
    made = iter((1, 2, 7))
    assert [held.get("a", mark, lambda: next(made)) for mark in ("x", "x", "y")] == [1, 1, 2]
    held.forget(["a"])
    assert held.get("a", "y", lambda: next(made)) == 7
