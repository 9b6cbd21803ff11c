"""The platform's portrait is read as it comes, and raking meets its margins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.insight.coverage import compare
from huozhao.insight.portrait import category, own_categories, read
from huozhao.insight.raking import rake
from huozhao.terms.errors import BadInput


def test_both_names_of_the_value_and_the_misspelt_array_are_understood() -> None:
    found = read({
        "ref_date": "20261118-20261124",
        "visit_uv": {"genders": [{"id": 1, "name": "男", "value": 40}, {"id": 2, "name": "女", "value": 60}],
                     "platfomrs": [  # codespell:ignore platfomrs
                         {"id": 1, "name": "iPhone", "access_source_visit_uv": 30}],
                     "province": [{"id": 1, "name": "广东省", "value": 7}, {"name": "广西壮族自治区", "value": 3}],
                     "devices": [{"name": "苹果 iPhone 15", "value": 5}]},
        "visit_uv_new": {"genders": [{"id": 0, "name": "未知", "value": 9}]},
    })
    assert (found.first, found.last, found.span) == ("2026-11-18", "2026-11-24", 7)
    assert found.active["sex"] == {"male": 40, "female": 60} and found.active["platform"] == {"iPhone": 30}
    assert found.active["province"] == {"广东": 7, "广西": 3} and found.new["sex"] == {"": 9}


def test_a_small_mall_gets_empty_arrays() -> None:
    assert read({"ref_date": "20261124", "visit_uv": {"genders": []}, "visit_uv_new": {}}).is_empty


@pytest.mark.parametrize(("payload", "field"), [
    ({}, "ref_date"), ({"ref_date": "2026"}, "ref_date"), ({"ref_date": "20261120-20261122"}, "ref_date"),
    ({"ref_date": "20261124", "visit_uv": []}, None), ({"ref_date": "20261324"}, "ref_date"),
    ({"ref_date": "20261124", "visit_uv": [1]}, "visit_uv"),
    ({"ref_date": "20261124", "visit_uv_new": 7}, "visit_uv_new"),
    ({"ref_date": "20261124", "visit_uv": {"genders": 3}}, "visit_uv.genders"),
    ({"ref_date": "20261124", "visit_uv": {"ages": [{"name": "x"}]}}, "visit_uv.ages[0]"),
    ({"ref_date": "20261124", "visit_uv": {"ages": [{"name": "x", "value": -1}]}}, "visit_uv.ages[0]"),
])
def test_what_cannot_be_read_is_named(payload: dict[str, object], field: str | None) -> None:
    if field is None:
        assert read(payload).is_empty
        return
    with pytest.raises(BadInput) as caught:
        read(payload)
    assert caught.value.field == field


def test_a_person_falls_into_the_platforms_own_bands() -> None:
    bands = ["17岁以下", "18-24岁", "25-29岁", "30-39岁", "40-49岁", "50岁以上", ""]
    ages = {born: own_categories({"birth_year": str(born)}, bands, 2026)["age"] for born in (2010, 2002, 1997, 1976)}
    assert ages == {2010: "17岁以下", 2002: "18-24岁", 1997: "25-29岁", 1976: "50岁以上"}
    found = own_categories({"sex": "female", "province": "内蒙古自治区", "device": "iPhone 15"}, bands, 2026)
    assert (found["sex"], found["province"], found["platform"], found["age"]) == ("female", "内蒙古", "iPhone", "")
    assert own_categories({"os": "HarmonyOS 5"}, bands, 2026)["platform"] == "其他"
    assert category("city", "上海市") == "上海" and category("city", "市") == "市"


def test_raking_gives_the_textbook_answer_of_one_dimension() -> None:
    codes = np.array([[0]] * 8 + [[1]] * 2)
    found = rake(codes, [np.array([0.5, 0.5])])
    assert np.allclose(found.weights[:8], 0.625) and np.allclose(found.weights[8:], 2.5)
    assert found.has_converged and found.effective == pytest.approx(100 / (8 * 0.625**2 + 2 * 2.5**2))


@settings(max_examples=60, deadline=None)
@given(st.integers(20, 300), st.integers(2, 4), st.integers(2, 4), st.integers(0, 10_000))
def test_raking_meets_every_margin_that_can_be_met_and_keeps_the_mean_at_one(
    people: int, rows: int, columns: int, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    codes = np.stack([chance.integers(0, rows, people), chance.integers(0, columns, people)], axis=1)
    truth = chance.gamma(1.0, size=people) + 0.05
    margins = [np.bincount(codes[:, d], weights=truth, minlength=n) / truth.sum() for d, n in ((0, rows), (1, columns))]
    found = rake(codes, margins)
    assert found.weights.mean() == pytest.approx(1, abs=1e-5) and (found.weights >= 0).all()
    for d, margin in enumerate(margins):
        got = np.bincount(codes[:, d], weights=found.weights, minlength=len(margin)) / people
        assert np.abs(got - margin).max() < 1e-3
    assert found.effective <= people + 1e-6


def test_the_correction_undoes_a_sample_that_leans_to_one_side() -> None:
    portrait = read({"ref_date": "20261124", "visit_uv_new": {}, "visit_uv": {
        "genders": [{"name": "女", "value": 500}, {"name": "男", "value": 400}, {"name": "未知", "value": 100}],
        "province": [{"name": "广东", "value": 300}, {"name": "青海", "value": 100}]}})
    own = [{"sex": "female"}] * 80 + [{"sex": "male"}] * 10 + [{"sex": ""}] * 10
    people = [{"age": "", "province": "广东", "city": "", "platform": "", "device": "", **each} for each in own]
    found = compare(portrait, people, {"bought": np.array([1.0] * 80 + [0.0] * 20)})
    sex, province = found.dimensions[0], next(d for d in found.dimensions if d.dimension == "province")
    assert (sex.is_raked, sex.known, sex.platform_known) == (True, 0.9, 0.9)
    assert [s.own_share for s in sex.shares] == pytest.approx([80 / 90, 10 / 90])
    assert [s.corrected for s in sex.shares] == pytest.approx([5 / 9, 4 / 9]) and sex.unmet == 0
    assert [s.weight for s in sex.shares] == pytest.approx([0.625, 4.0])
    assert province.unmet == pytest.approx(0.25) and province.shares[1].residual == pytest.approx(-0.25)
    assert found.figures["bought"] == pytest.approx((0.8, 0.5))


def test_without_anybody_of_our_own_nothing_is_corrected() -> None:
    portrait = read({"ref_date": "20261124", "visit_uv": {"genders": [{"name": "女", "value": 5}]}})
    found = compare(portrait, [], {"bought": np.zeros(0)})
    assert found.persons == 0 and found.dimensions[0].unmet == 1 and not found.dimensions[0].is_raked
