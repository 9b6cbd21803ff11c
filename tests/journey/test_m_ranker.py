"""The ranker: learned from impressions that the test sends, put in use only when better, used by the next page."""

import math
import random
from collections.abc import Iterator
from typing import Any

import pytest

from huozhao.matching.features import FEATURES
from tests.shopping import DAY, Mall, shopping

PAGES, SIZE = 3200, 10
CF, NEWEST, PRICE = (FEATURES.index(name) for name in ("score_item_cf", "score_newest", "fresh"))


@pytest.fixture
def mall() -> Iterator[Mall]:
    with shopping() as mall:
        mall.goods(**{f"g{n}": (f"kind {n % 4}",) for n in range(40)})
        yield mall


def show(mall: Mall, pages: int, seed: int, wish: int = 1, act: str = "click") -> None:
    """Send pages whose order followed item_cf, though shoppers wish for what is fresh (`wish` 0: for what
    item_cf says as well); the further down a page, the fewer of them look."""
    rng = random.Random(seed)
    for page in range(pages):
        shopper, days_ago = f"u{page % 400}", 1.5 + 28 * (1 - page / pages)
        rows = sorted(([rng.random(), rng.random()] for _ in range(SIZE)), reverse=True)
        skus = rng.sample(range(40), SIZE)
        items: list[dict[str, Any]] = []
        for place, (cf, fresh) in enumerate(rows):
            features: list[float | None] = [0.0] * len(FEATURES)
            features[CF], features[PRICE], features[NEWEST] = round(cf, 4), round(fresh, 4), None
            items.append({"sku": f"g{skus[place]}", "zone": "for_you", "position": place, "source": "item_cf",
                          "score": cf, "propensity": 0.95, "features": features})
        request = f"r{seed}-{page}"
        mall.did(shopper, "Recommendation Shown", days_ago=days_ago, request_id=request, placement="home",
                 skus=[item["sku"] for item in items], items=items, arm="main", policy="blend:1;e=0.05")
        for place, row in enumerate(rows):
            if rng.random() < 1 / (1 + place) ** 0.7 / (1 + math.exp(3.5 - 5.0 * row[wish])):
                sku = items[place]["sku"]
                if act == "click":
                    mall.did(shopper, "Recommendation Clicked", days_ago=days_ago - 0.01, request_id=request,
                             placement="home", sku=sku, position=place)
                else:
                    mall.did(shopper, "Product Added To Cart", days_ago=days_ago - 0.2, sku=sku, quantity=1)
    mall.send()


def ranker_of(mall: Mall) -> dict[str, Any]:
    return next(each for each in mall.get("/v1/models")["items"] if each["kind"] == "ranker")


def test_a_ranker_better_than_the_blend_is_put_in_use_with_its_card(mall: Mall) -> None:
    show(mall, PAGES, 1)
    summary = mall.run()["ranker"]
    assert summary["state"] == "published" and summary["ndcg_10"] > summary["blend_ndcg_10"]
    found = ranker_of(mall)
    assert found["is_serving"] and found["code"] == "better" and found["version"] == summary["model"]
    card = found["card"]
    assert card["labelled"] >= 2000 and card["auc"] > 0.55 and card["source"] in ("explored", "regression_em")
    assert card["examination"][0] == 1 and card["examination"][5] < 0.6
    assert set(card["learners"]) == {"linear", "trees", "lambdarank"}
    page = mall.page("home", "u1")
    assert page["zones"], "the page is made with it"
    # Going back to no ranker is not offered, but the version is listed with what became of it.
    assert any(act["kind"] == "ranker" and act["act"] == "published" for act in mall.get("/v1/models")["acts"])
    job = mall.http.post("/v1/evaluations", json={"days": 7}).json()
    while job["state"] in ("queued", "running"):
        job = mall.get(f"/v1/jobs/{job['id']}")
    logged = mall.get(f"/v1/evaluations/{job['summary']['evaluation']}")["logged"]
    assert logged["state"] == "done" and logged["version"] == found["version"]
    dr = {each["policy"]: each for each in logged["estimates"] if each["name"] == "dr"}
    assert dr["ranker"]["value"] > dr["blend"]["value"] and dr["ranker"]["low"] < dr["ranker"]["value"]
    assert dr["blend"]["pages"] > 100 and dr["ranker"]["ess"] > 0


def test_a_ranker_no_better_than_the_blend_is_kept_aside_and_says_so(mall: Mall) -> None:
    show(mall, PAGES, 2, wish=0)
    assert mall.run()["ranker"]["state"] == "refused"
    found = ranker_of(mall)
    assert not found["is_serving"] and found["code"] == "no_better" and "NDCG@10" in found["reason"]["en"]


def test_too_few_pages_are_said_and_carts_within_a_day_count(mall: Mall) -> None:
    show(mall, 300, 3, act="cart")
    summary = mall.run()["ranker"]
    assert summary["state"] == "too_few" and summary["needs"] == 2000 and summary["lists"] > 150


def test_pages_of_who_withdrew_consent_are_not_learned_from(mall: Mall) -> None:
    show(mall, 300, 4)
    before = mall.run()["ranker"]["lists"]
    for n in range(200):
        mall.consent(f"u{n}", "personalisation", given=False)
    assert mall.run()["ranker"]["lists"] < before


def test_what_was_shown_in_the_last_day_waits_for_what_comes_of_it(mall: Mall) -> None:
    assert DAY == 86_400_000
    items = [{"sku": f"g{n}", "zone": "for_you", "position": n, "source": "item_cf", "features": [0.0] * len(FEATURES)}
             for n in range(2)]
    mall.did("u1", "Recommendation Shown", days_ago=0.5, request_id="r", placement="home", skus=["g0", "g1"],
             items=items)
    mall.did("u1", "Recommendation Clicked", days_ago=0.4, request_id="r", placement="home", sku="g1", position=0)
    mall.send()
    assert mall.run()["ranker"]["lists"] == 0
