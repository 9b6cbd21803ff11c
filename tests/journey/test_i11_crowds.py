"""I11: any crowd composed with the count while composing; saved, watched, compared, exported, and never broken."""

import time
from typing import Any

from tests.journey.test_i10_rfm import MINE, fill
from tests.shopping import DAY, Mall, shopping


def count(mall: Mall, expression: str) -> dict[str, Any]:
    answer = mall.http.post("/v1/crowds/count", json={"expression": expression})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def save(mall: Mall, crowd: str, expression: str) -> dict[str, Any]:
    answer = mall.http.put(f"/v1/crowds/{crowd}", json={"expression": expression, "label": {"zh": "我的人群"}})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def segmented(mall: Mall) -> None:
    fill(mall)
    mall.http.put("/v1/rfm/thresholds", json={**MINE, "dormant_days": 80})


def exported(mall: Mall, crowd: str, **body: Any) -> tuple[dict[str, Any], list[str]]:
    """Export a crowd, wait for its job and return the export and the lines of its CSV."""
    begun = mall.http.post(f"/v1/crowds/{crowd}/export", json=body)
    assert begun.status_code == 202, begun.text
    export = begun.json()
    for _ in range(200):
        if mall.get(f"/v1/jobs/{export['job']}")["state"] in ("done", "failed"):
            break
        time.sleep(0.02)
    csv = mall.http.get(f"/v1/crowd-exports/{export['export']}/csv")
    assert csv.status_code == 200, csv.text
    return export, csv.text.lstrip("\ufeff").split()


def test_the_count_follows_while_composing_and_shows_how_each_condition_narrows() -> None:
    with shopping() as mall:
        segmented(mall)
        found = count(mall, 'not segment("none") and (segment("vip") or segment("churn_warning")) '
                            'and not segment("vip")')
        assert (found["shoppers"], found["everyone"]) == (1, 6) and found["ms"] < 100
        assert [(c["alone"], c["left"]) for c in found["clauses"]] == [(5, 5), (2, 2), (5, 1)]
        assert found["clauses"][2]["text"] == 'not segment("vip")'
        wrong = mall.http.post("/v1/crowds/count", json={"expression": 'segment("vip") and'})
        assert wrong.status_code == 422 and wrong.json()["error"]["hint"]
        assert mall.http.post("/v1/crowds/count", json={"expression": 'segment("rich")'}).status_code == 422
        assert mall.http.post("/v1/crowds/count", json={"expression": 'crowd("gone")'}).status_code == 422


def test_a_crowd_is_saved_built_upon_changed_and_taken_back() -> None:
    with shopping() as mall:
        segmented(mall)
        assert save(mall, "buyers", 'not segment("none")')["shoppers"] == 5
        assert save(mall, "others", 'crowd("buyers") and not segment("vip")')["shoppers"] == 4
        assert save(mall, "buyers", 'segment("vip")')["shoppers"] == 1
        assert mall.get("/v1/crowds/others")["shoppers"] == 0, "a crowd of crowds follows"
        taken = mall.http.post("/v1/crowds/buyers/undo").json()
        assert taken["shoppers"] == 5 and [entry["what"] for entry in taken["audit"]] == ["write", "edit", "undo"]
        assert [crowd["crowd"] for crowd in mall.get("/v1/crowds")["items"]] == ["buyers", "others"]
        assert mall.get("/v1/crowds/buyers/sizes")["items"][0]["shoppers"] == 5


def test_a_crowd_cannot_contain_itself_and_one_in_use_cannot_be_removed() -> None:
    with shopping() as mall:
        segmented(mall)
        save(mall, "a", 'segment("vip")')
        save(mall, "b", 'crowd("a") or segment("new")')
        cycle = mall.http.put("/v1/crowds/a", json={"expression": 'crowd("b")'})
        assert cycle.status_code == 422 and "a → b → a" in cycle.json()["error"]["message"]
        body = {"expression": 'crowd("b")', "offer": {"kind": "coupon"}}
        assert mall.http.put("/v1/strategies/mine", json=body).status_code == 200
        assert [(use["kind"], use["id"]) for use in mall.get("/v1/crowds/b/uses")["items"]] == [("strategy", "mine")]
        refused = mall.http.delete("/v1/crowds/b")
        assert refused.status_code == 409 and "strategy mine" in refused.json()["error"]["message"]
        mall.http.post("/v1/strategies/mine/end")
        assert mall.http.delete("/v1/crowds/b").status_code == 200
        assert mall.http.get("/v1/crowds/b").status_code == 404


def test_crowds_segments_and_tags_are_compared() -> None:
    with shopping() as mall:
        segmented(mall)
        save(mall, "buyers", 'not segment("none")')
        answer = mall.http.post("/v1/crowds/overlap", json={"of": ["crowd:buyers", "segment:vip", "segment:none"]})
        found = answer.json()
        assert found["sizes"] == [5, 1, 1]
        assert [[cell["both"] for cell in row] for row in found["matrix"]] == [[5, 1, 0], [1, 1, 0], [0, 0, 1]]
        assert found["matrix"][0][1] == {"both": 1, "of_row": 0.2, "of_column": 1.0}


def test_members_are_paged_and_every_look_is_on_record() -> None:
    with shopping() as mall:
        segmented(mall)
        save(mall, "buyers", 'not segment("none")')
        first = mall.get("/v1/crowds/buyers/members?limit=3")
        second = mall.get(f"/v1/crowds/buyers/members?limit=3&after={first['next']}")
        assert sorted(first["items"] + second["items"]) == ["bargain", "churn", "fresh", "sleeper", "vip"]
        assert second["next"] is None
        looks = mall.get("/v1/access-log")["items"]
        assert [look["what"] for look in looks[:2]] == ["crowd_members"] * 2


def test_an_export_masks_ids_by_a_key_and_names_them_only_where_that_is_asked_and_allowed() -> None:
    with shopping() as mall:
        segmented(mall)
        save(mall, "buyers", 'not segment("none")')
        export, lines = exported(mall, "buyers")
        again, same = exported(mall, "buyers")
        assert export["masked"] and lines[0] == "shopper,segment" and len(lines) == 6
        assert lines == same and "vip,vip" not in lines and sum(line.endswith(",vip") for line in lines) == 1
        _, clear = exported(mall, "buyers", masked=False)
        assert sorted(clear[1:]) == ["bargain,bargain_hunter", "churn,churn_warning", "fresh,new", "sleeper,dormant",
                                     "vip,vip"]
        assert mall.get("/v1/access-log")["items"][0]["what"] == "crowd_export"
        assert len(mall.get("/v1/crowd-exports")["items"]) == 3
        assert mall.app.targeting.forget(["vip"]) == 3, "erasure reaches every export"
        assert "vip,vip" not in mall.http.get(f"/v1/crowd-exports/{again['export']}/csv").text
        assert mall.app.targeting.exports.expire(mall.app.clock() + 31 * DAY) == 3, "exports end after 30 days"
        assert mall.http.get(f"/v1/crowd-exports/{again['export']}/csv").status_code == 404


def test_a_crowd_grows_and_shrinks_with_what_happens_and_with_consent() -> None:
    with shopping() as mall:
        segmented(mall)
        save(mall, "vips", 'segment("vip")')
        for days in (1, 9, 18, 27, 36):
            mall.bought("second", "tea", days_ago=days, fen=20_000)
        mall.send()
        deadline = time.monotonic() + 5
        while mall.get("/v1/crowds/vips")["shoppers"] != 2:
            assert time.monotonic() < deadline, "the standing of all is at most moments old"
            time.sleep(0.05)
        mall.consent("vip", "personalisation", given=False)
        assert mall.get("/v1/crowds/vips/members")["items"] == ["second"]


def test_a_crowd_may_ask_for_behaviour_that_no_tag_stands_for() -> None:
    with shopping() as mall:
        segmented(mall)
        found = count(mall, 'count(paid, 35d) >= 3 and not segment("vip") and count(view, 30d) = 0')
        assert found["shoppers"] == 1
        save(mall, "often", "count(paid, 35d) >= 3")
        assert sorted(mall.get("/v1/crowds/often/members")["items"]) == ["bargain", "vip"]
        mall.bought("fresh", "tea")
        mall.bought("fresh", "tea")
        mall.send()
        assert "fresh" in mall.get("/v1/crowds/often/members")["items"], "an event counts at once"
