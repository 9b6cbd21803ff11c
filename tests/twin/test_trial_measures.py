"""The measures of a run follow from its facts, and nothing is made up where there are none."""

import dataclasses
from datetime import date, timedelta

import numpy as np
import pytest

from huozhao.cli.trials.living import Size, measured
from huozhao.terms.time import DAY_MS, HOUR_MS
from huozhao.twin.city import City, make_city
from huozhao.twin.report import Fact
from huozhao.twin.settings import CitySettings

SIZE = Size(shops=2, shoppers=20, skus=30, days=12, warm_days=2)
BEGINS = 1_700_000_000_000


@pytest.fixture(scope="module")
def city() -> City:
    made = make_city(CitySettings(seed=1, shops=2, shoppers=20, skus=30), date(2026, 3, 2) - timedelta(days=28))
    asleep = np.zeros(20, bool)
    asleep[:4] = True
    return dataclasses.replace(made, people=dataclasses.replace(made.people, asleep=asleep))


def day(n: float) -> int:
    return BEGINS + int(n * DAY_MS)


def test_measures_are_what_their_definitions_say(city: City) -> None:
    facts = [
        Fact("order", day(1), 0, 5_000, 2_000), Fact("visit", day(1), 0),  # while it warms up: recall only
        *(Fact("visit", day(3), n) for n in range(8)),
        Fact("order", day(3), 5, 1_000, 600), Fact("order", day(6), 5, 1_000, 600),  # bought again in time
        Fact("order", day(4), 6, 2_000, 800), Fact("order", day(11), 6, 2_000, 800),  # too late
        Fact("order", day(9), 7, 1_000, 700), Fact("order", day(9) + HOUR_MS // 2, 1, 1_000, 500),
        Fact("refused", day(5), 9), Fact("refused", day(6), 9),
        Fact("delivered", day(5), 5, 2.0), Fact("delivered", day(7), 6, 4.0),
        *(Fact("stock", day(n + 0.5), amount=10_000.0) for n in range(12)),
    ]  # fmt: skip
    found = measured(facts, city, BEGINS, SIZE)
    assert found["conversion"] == 6 / 8 and found["recall"] == 2 / 4 and found["repurchase"] == 1 / 2
    assert found["delivery_hours"] == 3.0 and found["stock_outs"] == 2 / 8
    assert found["turnover"] == pytest.approx(4_000 / 10_000 * 365 / 10)
    assert found["revenue_fen"] == pytest.approx(8_000 / 20 / 10)


def test_where_nothing_happened_there_is_no_measure(city: City) -> None:
    found = measured([], city, BEGINS, SIZE)
    assert {name for name, value in found.items() if value is None} == {
        "conversion", "repurchase", "delivery_hours", "turnover", "stock_outs"}
    assert found["recall"] == 0
