"""Campaigns: words with fields, previews that add up, and drafts that make no sense refused with the field."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.operations.campaigns.campaign import (
    Campaign,
    as_strategy,
    campaign_from_dict,
    campaign_to_dict,
    filled,
)
from huozhao.operations.campaigns.preview import Needed, Reach, preview, preview_to_body, units_by_city
from huozhao.operations.campaigns.ready import for_dormant, for_region, for_slow_goods, for_upgrade
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

NOW = 1_795_831_200_000
WORDS = {"zh": "“{goods}”{price} 元", "en": "{goods} for {price}"}


def campaign(**more: Any) -> Campaign:
    plain = {"expression": 'segment("vip")', "title": {"zh": "新", "en": "new"}, "body": WORDS,
             "ends_at": NOW + 7 * DAY_MS, "starts_at": NOW, "skus": ["a", "b"], "cost_fen": 300, "value_fen": 50}
    return campaign_from_dict("c", {**plain, **more})


def test_a_campaign_survives_its_document_and_is_measured_and_paid_as_a_strategy() -> None:
    one = campaign(budget={"uses": 5, "fen": None}, coupon="k", origin="slow:1")
    assert campaign_from_dict("c", campaign_to_dict(one)) == one
    strategy = as_strategy(one)
    assert (strategy.strategy, strategy.offer.cost_fen, strategy.budget.uses) == ("campaign:c", 300, 5)
    assert campaign(skus=["a"]).topic == "goods:a" and one.topic == "campaign:c"


def test_words_are_filled_and_what_is_not_known_is_left_empty() -> None:
    found = filled(Text("“{goods}”{price} 元 {until}", "{goods} {coupon}"), {"goods": Text("茶", "tea")})
    assert found == Text("“茶” 元 ", "tea ")


@pytest.mark.parametrize(("field", "changes"), [
    ("expression", {"expression": " "}), ("channels", {"channels": ["sms"]}), ("title", {"title": None}),
    ("body", {"body": {"zh": "{name}您好", "en": ""}}), ("ends_at", {"ends_at": NOW}), ("hold_out", {"hold_out": 0}),
    ("ends_at", {"ends_at": NOW + 200 * DAY_MS}), ("take_rate", {"take_rate": 2}), ("budget", {"budget": {"fen": -1}}),
    ("window_days", {"window_days": 0}), ("skus", {"skus": ["x"] * 51}),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_with_the_field(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        campaign(**changes)
    assert refused.value.field == field


COUNTS = st.dictionaries(st.sampled_from(("成都", "武汉", "")), st.integers(0, 500))


@given(COUNTS, st.integers(0, 200), st.floats(0, 1), st.none() | st.integers(0, 300), st.none() | st.integers(0, 10**5))
def test_a_preview_adds_up_and_never_costs_more_than_the_budget(
    cities: dict[str, int], held: int, rate: float, uses: int | None, fen: int | None
) -> None:
    told = sum(cities.values())
    one = campaign(take_rate=rate, budget={"uses": uses, "fen": fen})
    found = preview(one, Reach(told + held + 9, told + held, held, {"card": told}, cities), ())
    assert found.reach.told == told and 0 <= found.cost_fen <= found.most_cost_fen
    assert fen is None or found.most_cost_fen <= fen
    assert uses is None or found.orders <= uses * rate + 1e-9
    units = units_by_city(one, cities)
    assert sum(units.values()) == pytest.approx(told * rate)


def test_what_is_missing_comes_first() -> None:
    rows = (Needed("a", "s1", 2.0, 9), Needed("a", "s2", 3.2, 1), Needed("b", "s1", 1.0, -2))
    found = preview(campaign(), Reach(1, 1, 0, {}, {}), rows)
    assert [(each.shop, each.missing) for each in found.needed] == [("s2", 3), ("s1", 1), ("s1", 0)]
    assert preview_to_body(found, NOW)["needed"][0] == ["a", "s2", 3.2, 1, 3]


def test_everything_that_is_suggested_can_be_written_as_it_is() -> None:
    label = Text("去屑", "dandruff control")
    ready = (for_slow_goods("1-2", "slow_1_2", "a", "茶", 0.2, 790, NOW),
             for_upgrade("t", "upgrade_t", "a", label, NOW), for_dormant(NOW),
             for_region("p", "武汉", ["a"], label, label, NOW))
    for each in ready:
        assert campaign_from_dict("x", {**each.draft, "origin": each.origin}).origin == each.origin
    assert "7.90 元" in ready[0].draft["body"]["zh"], "the new price, which the goods may not bear yet"
