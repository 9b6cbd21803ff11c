"""What shoppers write for others: WeChat judges it first, a person decides what WeChat would not show."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from huozhao.flows.wechat.reviews import KIND, OPEN, ReviewDesk
from huozhao.settings import Storage
from tests.paying import Both, log_in, paying
from tests.shopping import DAY, eventually

CHECK = "/wxa/msg_sec_check"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with paying(tmp_path_factory.mktemp("keys"), Storage(backend="memory")) as both:
        yield both


def write(both: Both, user: str, text: str, stars: int = 4, id: str = "") -> str:
    """Let a user of WeChat review the mask; return the review's id."""
    mall, fake = both
    shopper, header = log_in(mall, fake, user)
    mall.consent(shopper, "personalisation")
    said(both, id or f"review-{user}", shopper, text, header, stars)
    return id or f"review-{user}"


def said(
    both: Both, id: str, shopper: str, text: str, header: dict[str, str] | None = None, stars: int = 4
) -> None:
    mall, _ = both
    event = {"id": id, "name": "Product Reviewed", "at": mall.app.clock(), "shopper": shopper,
             "properties": {"sku": "mask", "stars": stars, "text": text}}
    receipt = mall.http.post("/v1/events", json={"events": [event]}, headers=header or {}).json()
    assert receipt["refused"] == [], receipt
    mall.app.folds.reached(mall.app.log.head())


def read(both: Both) -> list[str]:
    return [each["text"] for each in both[0].get("/v1/storefront/goods/mask/reviews?limit=100")["items"]]


def stars(both: Both) -> list[int]:
    """Return how many shoppers gave the mask 1 … 5 stars, as the product page and its reviews say."""
    page, reviews = (both[0].get(f"/v1/storefront/goods/mask{more}")["rating"] for more in ("", "/reviews"))
    assert page == reviews and page["shoppers"] == sum(page["counts"])
    return list(page["counts"])


def held(both: Both) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in both[0].get("/v1/wechat/reviews")["items"]}


def decide(both: Both, id: str, step: str) -> dict[str, Any]:
    answer = both[0].http.post("/v1/wechat/reviews", json={"id": id, "step": step})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def desk(both: Both) -> ReviewDesk:
    return both[0].app.wechat.require_reviews()


def due_now(both: Both) -> None:
    for each in desk(both).documents.list(OPEN):
        desk(both).open.again(each.id)
    desk(both).work()


def test_a_review_is_read_by_others_once_wechat_has_passed_it(shared: Both) -> None:
    write(shared, "ann", "很滋润,会回购")
    assert "很滋润,会回购" in eventually(lambda: read(shared), lambda found: "很滋润,会回购" in found)
    assert "review-ann" not in held(shared)


def test_a_risky_review_is_not_shown_and_waits_for_a_person_with_its_label(shared: Both) -> None:
    id = write(shared, "bob", "加我微信,代开发票")
    mine = eventually(lambda: held(shared).get(id), lambda found: bool(found and found["state"] == "risky"))
    assert (mine["label"], mine["label_said"]["zh"], mine["title"]) == (20006, "违法犯罪", "面膜")
    assert "加我微信,代开发票" not in read(shared) and shared[0].get("/v1/wechat")["reviews"] >= 1
    assert decide(shared, id, "show")["state"] == "shown" and "加我微信,代开发票" in read(shared)
    assert decide(shared, id, "reopen")["state"] == "risky" and "加我微信,代开发票" not in read(shared)
    assert decide(shared, id, "hide")["state"] == "hidden" and id not in held(shared)
    assert "加我微信,代开发票" not in read(shared)
    refused = shared[0].http.post("/v1/wechat/reviews", json={"id": "none", "step": "show"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "unknown_review")


def test_stars_of_a_review_that_others_do_not_read_count_once_it_is_shown(shared: Both) -> None:
    one, two, three, four, five = stars(shared)
    id = write(shared, "gus", "假货,加我微信代开发票", 1)
    eventually(lambda: held(shared).get(id), lambda found: bool(found and found["state"] == "risky"))
    assert stars(shared) == [one, two, three, four, five]
    for step, shown in (("show", 1), ("reopen", 0), ("hide", 0), ("show", 1), ("hide", 0)):
        decide(shared, id, step)
        assert stars(shared) == [one + shown, two, three, four, five], step
    write(shared, "hal", "", 2)
    assert stars(shared) == [one, two + 1, three, four, five], "stars without words wait for nobody"


def test_where_the_newest_review_is_not_read_by_others_the_stars_of_the_one_before_count(shared: Both) -> None:
    one, two, three, four, five = stars(shared)
    write(shared, "ivy", "很好用", 5)
    assert eventually(lambda: stars(shared), lambda found: found[4] > five) == [one, two, three, four, five + 1]
    id = write(shared, "ivy", "赌博网站", 1, "ivy-again")
    eventually(lambda: held(shared).get(id), lambda found: bool(found and found["state"] == "risky"))
    assert stars(shared) == [one, two, three, four, five + 1]
    decide(shared, id, "show")
    assert stars(shared) == [one + 1, two, three, four, five]


def test_the_mall_itself_hears_a_review_that_others_do_not_read(shared: Both) -> None:
    mall, _ = shared
    write(shared, "cat", "赌博广告,但是面膜很好用")
    eventually(lambda: held(shared).get("review-cat"), bool)
    voice = mall.get("/v1/voice/goods/mask")
    assert voice["people"] >= 1 and any("面膜很好用" in quote["text"] for aspect in voice["aspects"]
                                        for quote in aspect["praise_quotes"]), voice


def test_while_wechat_is_away_a_review_waits_and_is_judged_later(shared: Both) -> None:
    _, fake = shared
    fake.act("faults", path=CHECK, times=1_000, status=502)
    id = write(shared, "dan", "包装很好看")
    mine = eventually(lambda: held(shared).get(id), lambda found: bool(found and found["error"]))
    assert mine["state"] == "waiting" and "包装很好看" not in read(shared)
    fake.world.faults.clear()
    due_now(shared)
    assert "包装很好看" in read(shared) and id not in held(shared)


def test_a_review_that_wechat_cannot_judge_any_more_waits_for_a_person(shared: Both) -> None:
    _, fake = shared
    fake.act("faults", path=CHECK, times=1_000, errcode=61010)
    id = write(shared, "eve", "味道清淡")
    mine = eventually(lambda: held(shared).get(id), lambda found: bool(found and found["state"] == "unjudged"))
    fake.world.faults.clear()
    due_now(shared)
    assert held(shared)[id]["state"] == "unjudged" and "两小时" in mine["said"]["zh"]
    decide(shared, id, "show")
    assert "味道清淡" in read(shared)


def test_a_held_review_waits_for_nobody_when_its_shopper_is_erased(shared: Both) -> None:
    mall, _ = shared
    id = write(shared, "zoe", "代开发票,老店")
    eventually(lambda: held(shared).get(id), lambda found: bool(found and found["state"] == "risky"))
    before = mall.get("/v1/wechat")["reviews"]
    kept, waits = (desk(shared).documents.get(kind, id) for kind in (KIND, OPEN))
    assert kept is not None and waits is not None and waits.body["next_at"] <= mall.app.clock() + DAY
    mall.app.privacy.erase_on_request(kept.body["shopper"], "operator")
    due_now(shared)
    assert mall.get("/v1/wechat")["reviews"] == before - 1 and id not in held(shared)
    assert desk(shared).documents.get(KIND, id) is None


def test_reviews_of_others_and_those_from_before_are_shown_as_they_were(shared: Both) -> None:
    shared[0].consent("u1", "personalisation")
    said(shared, "imported-1", "u1", "老客户的评价")
    assert "老客户的评价" in read(shared)
    desk(shared).documents.delete(KIND, ["review-ann"])
    assert "很滋润,会回购" not in read(shared), "one that nobody looked at is not shown"
    desk(shared).begin()
    assert "很滋润,会回购" in read(shared)


def test_a_review_is_judged_after_a_crash_that_came_before(tmp_path: Path) -> None:
    storage = Storage(data=tmp_path / "mall")
    with paying(tmp_path, storage) as both:
        follower = both[0].app.wechat.follower
        assert follower is not None
        follower.follow()
        follower.stop()
        write(both, "fay", "回购第三次了")
        assert "回购第三次了" not in read(both)
        # A new process starts where the last one kept its place.
        follower._at = -1
        follower.look()
        assert "回购第三次了" in read(both)
