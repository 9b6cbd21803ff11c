"""M7: mothers get baby sets and a notice of the parent-child event, office workers quick meals and things to carry."""

from collections.abc import Iterator

import pytest

from tests.scening import preview, scene, seen, stock
from tests.shopping import Mall, eventually, shopping, zone

TAGS = """
- tag: life_stage
  label: {zh: 人生阶段, en: stage of life}
  values:
    - {value: mother, label: {zh: 妈妈, en: mother}, when: 'count(view, category = "母婴", 30d) >= 2'}
    - {value: office_worker, label: {zh: 上班族, en: office worker}, when: 'count(view, category = "办公", 30d) >= 2'}
"""


@pytest.fixture
def mall() -> Iterator[Mall]:
    with shopping() as mall:
        stock(mall, set="婴儿沐浴套装", book="宝宝绘本", noodle="自热米饭", cup="便携咖啡杯", mug="陶瓷杯")
        mall.goods(diaper=("母婴",), pen=("办公",))
        for shopper, sku in (("mum", "diaper"), ("worker", "pen"), ("worker2", "pen")):
            for n in range(3):
                mall.did(shopper, "Product Viewed", n / 10, sku=sku)
        mall.did("other", "Product Viewed", sku="mug")
        mall.send()
        answer = mall.http.post("/v1/tags/publish", json={"source": TAGS})
        assert answer.status_code == 202, answer.text
        eventually(lambda: mall.get(f"/v1/jobs/{answer.json()['id']}")["state"], lambda state: state == "done")
        yield mall


def live(mall: Mall) -> None:
    scene(mall, "mothers", {"tags": ["life_stage = mother"]}, {"words": ["婴儿", "宝宝"]},
          guide={"zh": "周六亲子活动：绘本共读会", "en": "Saturday: reading together"})
    scene(mall, "office", {"tags": ["life_stage = office_worker"]}, {"words": ["自热", "便携"]})


def test_each_life_has_its_zone_and_its_notice(mall: Mall) -> None:
    live(mall)
    assert set(seen(mall, "mothers", "mum") or ()) == {"set", "book"}
    assert seen(mall, "office", "mum") is None
    assert set(seen(mall, "office", "worker") or ()) == {"noodle", "cup"}
    page = mall.page("home", "mum")
    found = next(each for each in page["zones"] if each["zone"] == "scene:mothers")
    assert found["guide"]["zh"] == "周六亲子活动：绘本共读会"
    assert seen(mall, "mothers", "other") is None and seen(mall, "mothers") is None


def test_without_consent_no_life_is_known(mall: Mall) -> None:
    live(mall)
    assert seen(mall, "mothers", "mum") is not None
    mall.consent("mum", "personalisation", given=False)
    page = mall.page("home", "mum")
    assert zone(page, "scene:mothers") == [] and page["personal"] is False
    assert preview(mall, "mothers", shopper="mum")["check"]["found"]["en"] == "no tags that may be used"


def test_a_tag_that_the_shopper_calls_wrong_opens_no_scene(mall: Mall) -> None:
    live(mall)
    assert seen(mall, "mothers", "mum") is not None
    wrong = {"tag": "life_stage", "reason": "not me"}
    answer = mall.http.post("/v1/me/contests", json=wrong, headers=mall.token("mum"))
    assert answer.status_code < 300, answer.text
    assert seen(mall, "mothers", "mum") is None


def test_a_life_may_be_joined_with_a_place_and_any_of_several_opens_a_scene(mall: Mall) -> None:
    scene(mall, "both", {"tags": ["life_stage = mother"], "place": {"cities": ["武汉"]}}, {"words": ["婴儿"]})
    scene(mall, "either", {"tags": ["life_stage = mother", "life_stage = office_worker"]}, {"words": ["咖啡"]})
    assert seen(mall, "both", "mum", city="武汉") == ["set"]
    assert seen(mall, "both", "mum", city="长沙") is None
    assert seen(mall, "either", "mum") == seen(mall, "either", "worker2") == ["cup"]
