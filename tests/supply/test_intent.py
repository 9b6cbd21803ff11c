"""Intent moves stock."""

import pytest

from huozhao.supply.intent import PRIOR_CASES, Act, intent
from huozhao.terms.time import DAY_MS

NOW = 100 * DAY_MS


def acts(count: int, name: str, days_ago: float, sku: str = "tea", start: int = 0) -> list[Act]:
    return [Act(f"s{start + n}", sku, name, NOW - int(days_ago * DAY_MS)) for n in range(count)]


def test_more_carts_than_last_week_raise_the_expected_units_by_the_measured_rate() -> None:
    past = acts(80, "Product Added To Cart", 10) + acts(40, "Order Paid", 9)
    found = intent(past + acts(200, "Product Added To Cart", 2, start=1000), NOW)
    rate = 40 / (80 + PRIOR_CASES)
    assert found.rates["Product Added To Cart"] == pytest.approx(rate)
    assert found.extra["tea"] == pytest.approx(rate * (200 - 80 * (1 - rate)), abs=0.001)


def test_usual_interest_adds_nothing_because_the_sales_forecast_holds_it() -> None:
    past = acts(80, "Product Viewed", 10) + acts(8, "Order Paid", 9)
    assert intent(past + acts(60, "Product Viewed", 2, start=1000), NOW).extra == {}


def test_a_cart_that_was_ordered_is_no_open_intent() -> None:
    past = acts(50, "Product Added To Cart", 10, "cup") + acts(25, "Order Paid", 9, "cup")
    this_week = acts(40, "Product Added To Cart", 3, start=500) + acts(40, "Order Paid", 1, start=500)
    assert intent(past + this_week, NOW).extra == {}


def test_a_mall_without_history_adds_nothing() -> None:
    assert intent(acts(50, "Product Added To Cart", 1), NOW).extra == {}
