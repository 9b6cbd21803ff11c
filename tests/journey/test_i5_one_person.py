"""I5: anonymous visits, openids, a phone and a member card are one shopper; the join can be undone."""

from typing import Any

from tests.shopping import Mall, eventually, shopping


def link(mall: Mall, shopper: str, kind: str, value: str) -> dict[str, Any]:
    answer = mall.http.post("/v1/identities/link", json={"shopper": shopper, "kind": kind, "value": value})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def unlink(mall: Mall, shopper: str, kind: str, value: str) -> dict[str, Any]:
    answer = mall.http.post("/v1/identities/unlink", json={"shopper": shopper, "kind": kind, "value": value})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_device_openids_a_phone_and_a_card_become_one_person_and_come_apart_again() -> None:
    with shopping() as mall:
        link(mall, "u1", "openid", "wx-a-1")
        link(mall, "u1", "device", "browser-7")
        link(mall, "u1", "phone", "138 0013 8000")
        found = link(mall, "card-9", "phone", "+86 138 0013 8000")
        assert found["person"] == "u1"
        assert set(found["members"]) == {"u1", "wx-a-1", "browser-7", "card-9"}
        by_kind = {join["kind"]: join for join in found["joins"]}
        assert by_kind["phone"]["is_token"] and "138" not in by_kind["phone"]["value"]
        assert (by_kind["openid"]["confidence"], by_kind["device"]["confidence"]) == (1.0, 0.7)
        assert by_kind["openid"]["source"] == "api"
        assert mall.get("/v1/shoppers/browser-7/identities")["person"] == "u1"
        assert unlink(mall, "card-9", "phone", "13800138000")["members"] == ["card-9"]
        assert "card-9" not in mall.get("/v1/shoppers/u1/identities")["members"]


def test_a_phone_is_unlinked_by_its_token_as_the_console_knows_nothing_else() -> None:
    with shopping() as mall:
        link(mall, "u1", "phone", "13800138000")
        token = link(mall, "u2", "phone", "13800138000")["joins"][0]["value"]
        assert unlink(mall, "u2", "phone", token)["members"] == ["u2"]


def test_a_phone_of_two_identified_people_glues_nobody_and_says_why() -> None:
    with shopping() as mall:
        link(mall, "u1", "unionid", "union-1")
        link(mall, "u2", "unionid", "union-2")
        link(mall, "u1", "phone", "13800138000")
        found = link(mall, "u2", "phone", "13800138000")
        assert found["members"] == ["u2"]
        assert "unionid" in found["refused"][0]["why"]["zh"]


def test_a_link_that_is_not_there_cannot_be_taken_back() -> None:
    with shopping() as mall:
        answer = mall.http.post("/v1/identities/unlink", json={"shopper": "u1", "kind": "openid", "value": "x"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_link")
        answer = mall.http.post("/v1/identities/link", json={"shopper": "u1", "kind": "phone", "value": "12"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "phone_unreadable")


def test_nothing_is_counted_twice_and_taking_a_link_back_restores_every_figure() -> None:
    with shopping() as mall:
        mall.goods(tea=("食品",), cup=("食品",))
        for subject in ("u1", "browser-7"):
            mall.did(subject, "Product Viewed", 2, sku="tea")
            mall.bought(subject, "cup", days_ago=1, fen=2000)
        mall.send()
        before = {s: mall.get(f"/v1/shoppers/{s}") for s in ("u1", "browser-7")}
        link(mall, "u1", "device", "browser-7")
        both = {s: mall.get(f"/v1/shoppers/{s}") for s in ("u1", "browser-7")}
        for name in ("Product Viewed", "Product Bought", "Order Paid"):
            assert both["u1"]["counts"][name] == both["browser-7"]["counts"][name] == 2
        assert both["u1"]["members"] == ["u1", "browser-7"] and both["u1"]["rfm"]["monetary_fen"] == 4000
        listed = eventually(lambda: [row["shopper"] for row in mall.get("/v1/shoppers")["items"]], ["u1"].__eq__)
        assert listed == ["u1"]
        timeline = mall.get("/v1/shoppers/browser-7/timeline?limit=50")["items"]
        assert len(timeline) == len({item["id"] for item in timeline}) == 5  # four acts and the link
        unlink(mall, "u1", "device", "browser-7")
        after = {s: mall.get(f"/v1/shoppers/{s}") for s in ("u1", "browser-7")}
        figures = ("facts", "rfm", "members", "trade", "consents")
        assert all(after[s][f] == before[s][f] for s in before for f in figures)


def test_who_is_two_people_on_one_device_is_not_glued() -> None:
    with shopping() as mall:
        link(mall, "u1", "device", "tablet")
        found = link(mall, "u2", "device", "tablet")
        assert found["members"] == ["u2"] and found["refused"]
        assert mall.get("/v1/shoppers/u1/identities")["members"] == ["u1"]


def test_a_link_from_a_clock_that_runs_ahead_can_be_taken_back_at_once() -> None:
    with shopping() as mall:
        mall.did("u1", "Identity Linked", -100 / 86_400, kind="device", value="tablet")
        mall.send()
        assert mall.get("/v1/shoppers/tablet/identities")["person"] == "u1"
        assert unlink(mall, "u1", "device", "tablet")["members"] == ["u1"]
        assert link(mall, "u1", "openid", "wx")["members"] == ["u1", "wx"]


def test_the_phone_of_a_link_is_nowhere_in_the_log() -> None:
    with shopping() as mall:
        mall.did("u1", "Identity Linked", kind="phone", value="13800138000")
        mall.did("u1", "Products Searched", query="请打 138 0013 8000 联系我")
        mall.send()
        text = str([recorded.event for recorded in mall.app.log.read(0, 100)])
        assert "13800138000" not in text and "138 0013 8000" not in text and "Identity Linked" in text


def test_what_the_device_looked_at_makes_the_accounts_page_personal_until_the_link_is_taken_back() -> None:
    with shopping() as mall:
        mall.goods(tea=("食品", "茶"), cup=("家居",), pot=("食品", "茶"))
        for _ in range(3):
            mall.did("browser-7", "Product Viewed", 0.1, sku="tea")
        mall.send()
        mall.consent("u1", "personalisation")
        assert mall.page("home", "u1")["personal"] is False
        link(mall, "u1", "device", "browser-7")
        assert mall.page("home", "u1")["personal"] is True
        unlink(mall, "u1", "device", "browser-7")
        assert mall.page("home", "u1")["personal"] is False


def test_the_model_learns_one_person_and_leaves_out_who_withdrew() -> None:
    with shopping() as mall:
        mall.goods(tea=("食品",), cup=("家居",), pot=("食品",))
        for shopper in ("u1", "browser-7", "u2", "u3"):
            mall.bought(shopper, "tea", "cup", days_ago=1)
        mall.send()
        link(mall, "u1", "device", "browser-7")
        mall.consent("u3", "personalisation", given=False)
        mall.run()
        assert set(mall.app.learned.model().shoppers.names()) == {"u1", "u2"}
