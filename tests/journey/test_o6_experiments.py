"""O6: new goods first against usual goods first: sticky arms, exposures on record, honest looks, a verdict in words."""

import random
from typing import Any

import pytest

from huozhao.operations.assignment import bucket, bucket_ranges, choose
from tests.shopping import Mall, eventually, shopping, skus, zone

NEW = {"kind": "favour", "source": "newest", "factor": 10, "placements": ["home"]}
ARMS = [{"arm": "control", "weight": 0.5, "label": {"zh": "常用商品优先"}},
        {"arm": "new_first", "weight": 0.5, "label": {"zh": "新品优先", "en": "New goods first"}, "rules": [NEW]}]
BODY: dict[str, Any] = {"arms": ARMS, "goals": ["conversion"], "guardrails": ["refund_rate"], "layer": "home",
                        "before_days": 7, "worth": 0.2, "tuned_to": 800}


def arm_of(shopper: str) -> str:
    """Return the arm as anybody can compute it from the published hash."""
    return ("control", "new_first")[choose(bucket("fresh", shopper), bucket_ranges([0.5, 0.5]))]


def write(mall: Mall, id: str = "fresh", **changes: Any) -> dict[str, Any]:
    answer = mall.http.put(f"/v1/experiments/{id}", json=BODY | changes)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def act(mall: Mall, what: str, id: str = "fresh", **body: Any) -> Any:
    answer = mall.http.post(f"/v1/experiments/{id}/{what}", json=body or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def report(mall: Mall) -> dict[str, Any]:
    act(mall, "measure")
    return dict(mall.get("/v1/experiments/fresh/report"))


def known(mall: Mall, shoppers: int) -> list[str]:
    """Fill a mall with usual goods, one new product, and shoppers who looked at something today."""
    mall.goods(**{f"usual{n}": ("食品",) for n in range(6)})
    names = [f"u{n}" for n in range(shoppers)]
    decisions = [{"shopper": name, "purpose": "personalisation", "given": True} for name in names]
    for first in range(0, shoppers, 100):
        part = {"decisions": decisions[first : first + 100], "channel": "test"}
        assert mall.http.post("/v1/consents", json=part).status_code == 200
    mall.consented |= set(names)
    for n, name in enumerate(names):
        mall.did(name, "Product Viewed", sku=f"usual{n % 6}")
    mall.send()
    return names


def exposed(mall: Mall, *shoppers: str, arm: str = "") -> None:
    """Note that shoppers met their arms, as a client that draws its own pages does."""
    for shopper in shoppers:
        mall.did(shopper, "Experiment Exposed", experiment="fresh", arm=arm or arm_of(shopper), placement="home")


def test_the_product_brings_a_draft_and_refuses_experiments_that_make_no_sense() -> None:
    with shopping() as mall:
        draft = mall.get("/v1/experiments")["items"][0]
        assert draft["experiment"] == "new_or_usual" and (draft["state"], draft["is_preset"]) == ("draft", True)
        assert [arm["arm"] for arm in draft["arms"]] == ["control", "new_first", "usual_first"]
        metrics = {each["metric"] for each in mall.get("/v1/experiments/metrics")["items"]}
        assert {"conversion", "revenue_per_shopper", "recommendation_ctr"} <= metrics and "coverage" not in metrics
        wrong = [({"goals": []}, "goals"), ({"low": 0.9, "high": 0.1}, "low"), ({"worth": 9}, "worth"),
                 ({"arms": [ARMS[0], {**ARMS[1], "rules": [{**NEW, "source": "stars"}]}]}, "source")]
        for changes, field in wrong:
            refused = mall.http.put("/v1/experiments/fresh", json=BODY | changes)
            assert (refused.status_code, refused.json()["error"]["field"]) == (422, field)


def test_the_arm_is_the_published_hash_is_sticky_and_changes_what_the_page_shows() -> None:
    with shopping() as mall:
        names = known(mall, 40)
        mall.goods(fresh=("食品",))
        mall.run()
        write(mall)
        assert {mall.page("home", name)["arm"] for name in names[:4]} == {"main"}, "a draft changes nothing"
        act(mall, "start")
        first = {name: mall.page("home", name) for name in names}
        assert {name: page["arm"] for name, page in first.items()} == {name: f"fresh:{arm_of(name)}" for name in names}
        assert [mall.page("home", name)["arm"] for name in names] == [page["arm"] for page in first.values()]
        assert mall.page("product", names[0], sku="usual0")["arm"] == "main", "the rules are about the home page only"
        places = {arm: [skus(zone(first[name], "for_you")).index("fresh") for name in names if arm_of(name) == arm]
                  for arm in ("control", "new_first")}  # fmt: skip
        assert max(places["new_first"]) == 0 < min(places["control"])


def test_every_shopper_is_on_record_once_a_day_and_nobody_who_did_not_consent() -> None:
    with shopping() as mall:
        names = known(mall, 6)
        write(mall)
        act(mall, "start")
        mall.consent("u0", "personalisation", given=False)
        for _ in range(3):
            pages = [mall.page("home", name) for name in names]
        assert pages[0]["arm"] == "main" and not pages[0]["personal"]

        def on_record() -> list[str]:
            return sorted(r.event.shopper for r in mall.app.log.read(0, 10_000) if r.event.name == "Experiment Exposed")

        assert eventually(on_record, lambda found: len(found) >= 5) == names[1:]
        assert eventually(lambda: report(mall)["shoppers"], lambda counts: sum(counts) == 5) == [
            sum(arm_of(name) == arm for name in names[1:]) for arm in ("control", "new_first")]
        mall.consent("u1", "personalisation", given=False)
        told = report(mall)
        assert (sum(told["shoppers"]), told["withdrawn"]) == (4, 1), "who takes consent back is left out from now on"


def test_a_true_rise_is_found_and_the_winner_becomes_a_rule_that_undo_takes_off() -> None:
    with shopping() as mall:
        names = known(mall, 400)
        write(mall)
        act(mall, "start")
        exposed(mall, *names)
        dice = random.Random(7)
        for name in names:
            if dice.random() < (0.55 if arm_of(name) == "new_first" else 0.25):
                mall.bought(name, "usual1")
        mall.send()
        told = report(mall)
        found = next(each for each in told["comparisons"] if each["metric"] == "conversion")
        assert told["verdict"]["code"] == "winner" and "新品优先" in told["verdict"]["said"]["zh"]
        assert found["is_better"] and found["interval"]["low"] > 0 and found["alpha"] == 0.05
        assert found["single"]["high"] < found["interval"]["high"], "looking often has its price"
        assert told["split"]["is_sound"] and told["days"][-1]["shoppers"] == 400
        act(mall, "decide", arm="new_first")
        assert mall.get("/v1/merch-rules/from_fresh_1")["state"] == "on"
        assert mall.page("home", "u1")["arm"] == "main" and mall.get("/v1/experiments/fresh")["winner"] == "new_first"
        act(mall, "undo")
        assert mall.get("/v1/merch-rules/from_fresh_1")["state"] == "removed"
        assert mall.get("/v1/experiments/fresh")["state"] == "running"


def test_two_arms_without_a_difference_are_not_told_apart_however_often_one_looks() -> None:
    with shopping() as mall:
        names = known(mall, 300)
        write(mall)
        act(mall, "start")
        dice = random.Random(3)
        for part in range(5):
            some = names[part * 60 : part * 60 + 60]
            exposed(mall, *some)
            for name in some:
                if dice.random() < 0.4:
                    mall.bought(name, "usual1")
            mall.send()
            assert report(mall)["verdict"]["code"] in ("too_few", "open")
        said = report(mall)["verdict"]
        assert said["more_units"] > 0 and "more shoppers" in said["change"]["en"]


def test_a_client_that_loses_exposures_of_one_arm_is_found_out() -> None:
    with shopping() as mall:
        names = known(mall, 400)
        write(mall)
        act(mall, "start")
        exposed(mall, *(name for n, name in enumerate(names) if arm_of(name) == "control" or n % 2))
        mall.send()
        told = report(mall)
        assert not told["split"]["is_sound"] and told["verdict"]["code"] == "split_broken"


def test_whoever_met_two_arms_is_left_out_and_two_ids_of_one_person_keep_their_arm() -> None:
    with shopping() as mall:
        names = known(mall, 30)
        write(mall)
        act(mall, "start")
        other = {"control": "new_first", "new_first": "control"}
        exposed(mall, *names[1:])
        exposed(mall, "u1-at-home", arm=arm_of("u1"))
        exposed(mall, "u2-at-home", arm=other[arm_of("u2")])
        for name in ("u1", "u2"):
            mall.did(name, "Identity Linked", kind="device", value=f"{name}-at-home")
        mall.send()
        told = report(mall)
        assert (sum(told["shoppers"]), told["mixed"]) == (28, 1)
        assert mall.page("home", "u1-at-home")["arm"] == f"fresh:{arm_of('u1')}"


def test_experiments_of_one_layer_exclude_each_other_and_a_running_one_moves_nobody() -> None:
    with shopping() as mall:
        write(mall, high=0.5)
        act(mall, "start")
        write(mall, "rival")
        taken = mall.http.post("/v1/experiments/rival/start")
        assert (taken.status_code, taken.json()["error"]["code"]) == (409, "layer_taken")
        write(mall, "rival", low=0.5)
        assert act(mall, "start", "rival")["state"] == "running"
        moved = mall.http.put("/v1/experiments/fresh", json=BODY | {"arms": [{**ARMS[0], "weight": 0.1},
                                                                             {**ARMS[1], "weight": 0.9}]})  # fmt: skip
        assert (moved.status_code, moved.json()["error"]["field"]) == (409, "arms")
        act(mall, "stop", "rival")
        again = write(mall, high=0.6)
        assert (again["state"], again["high"]) == ("running", 0.6), "a range may grow; the same arms are the same arms"
        met = [mall.page("home", f"u{n}")["arm"] for n in range(3)]
        assert met == ["main"] * 3, "nobody has consented"


def test_shops_are_assigned_whole_where_arms_would_sell_the_same_stock() -> None:
    with shopping() as mall:
        names = known(mall, 60)
        shops = [{"shop": f"s{n}", "name": f"店{n}", "longitude": 114.0 + n / 10, "latitude": 22.5, "system": "wgs84"}
                 for n in range(8)]  # fmt: skip
        assert mall.http.put("/v1/shops", json={"shops": shops}).json()["refused"] == []
        write(mall, design="shop")
        act(mall, "start")
        at = {name: {"longitude": 114.0 + (n % 8) / 10, "latitude": 22.5, "system": "wgs84"}
              for n, name in enumerate(names)}  # fmt: skip
        arms = {name: mall.page("home", name, place=at[name])["arm"] for name in names}
        assert mall.page("home", "u0")["arm"] == "main", "without a place there is no shop to belong to"
        by_shop = [{arms[name] for n, name in enumerate(names) if n % 8 == shop} for shop in range(8)]
        assert all(len(found) == 1 for found in by_shop) and set(arms.values()) == {"fresh:control", "fresh:new_first"}
        units = eventually(lambda: report(mall)["units"], lambda counts: sum(counts) == 8)
        assert sum(units) == 8 and max(units) < 8


def test_a_plan_says_how_long_it_takes_from_the_malls_own_past() -> None:
    with shopping() as mall:
        mall.goods(tea=("食品",))
        for n in range(120):
            mall.did(f"u{n}", "Product Viewed", days_ago=n % 24 + 1, sku="tea")
            if n % 5 == 0:
                mall.bought(f"u{n}", "tea", days_ago=n % 24 + 1)
        mall.send()
        found = mall.http.post("/v1/experiments/plan", json=BODY | {"worth": 0.5}).json()
        assert found["mean"] == pytest.approx(0.2, abs=0.01) and found["metric"] == "conversion"
        larger = mall.http.post("/v1/experiments/plan", json=BODY | {"worth": 1.0}).json()
        assert found["needed"] > larger["needed"] > 0 and found["days"] > larger["days"] > 0
        assert [point["shoppers"] for point in found["points"]] == sorted(p["shoppers"] for p in found["points"])
        shops = mall.http.post("/v1/experiments/plan", json=BODY | {"worth": 0.5, "design": "switchback"}).json()
        assert shops["design_effect"] > 1 and shops["needed"] > found["needed"]


def test_what_was_measured_follows_from_the_log_and_an_erased_shopper_is_gone_from_it() -> None:
    with shopping() as mall:
        names = known(mall, 120)
        write(mall)
        act(mall, "start")
        exposed(mall, *names)
        mall.bought("u5", "usual1")
        mall.send()
        before = report(mall)
        assert mall.app.experiments.recompute("fresh") == (1, []), "the same figures come out of the log again"
        assert mall.get("/v1/experiments/fresh/report")["comparisons"] == before["comparisons"]
        assert mall.run()["experiments"] == {"experiments": 1, "days": 1}
        answer = mall.http.post("/v1/shoppers/u5/erase", json={})
        assert answer.status_code in (200, 202), answer.text
        assert sum(report(mall)["shoppers"]) == 119 and mall.app.state.scan("exposures", ("fresh", "u5")) == []
