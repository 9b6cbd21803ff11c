"""S8: many say 去屑效果弱; the supplier hears of it, the improved shampoo is offered first to those who said so."""

from collections.abc import Iterator
from typing import Any

import pytest

from huozhao.operations.assignment import is_held_out
from tests.shopping import Mall, eventually, shopping

COMPLAINTS = ("去屑效果弱，味道还可以", "用了半个月，头屑还是很多", "根本不去屑", "去屑效果不明显，失望",
              "洗完第二天又有头屑")
PRAISE = ("没有头屑了，味道也好闻", "去屑效果不错，会回购", "洗完很清爽", "泡沫丰富，好用", "物流很快，包装严实")
ANGRY = 11
PLACE = {"longitude": 104.06, "latitude": 30.65, "system": "wgs84"}


@pytest.fixture(scope="module")
def mall() -> Iterator[Mall]:
    """Open a mall where a shampoo is praised for months, and then many complain that it does not help with dandruff."""
    with shopping() as opened:
        goods = [{"sku": sku, "spu": sku, "title": title, "category": ["个护", "洗发水"], "price_fen": 3_900,
                  "supplier": "SUP-7"} for sku, title in (("shampoo", "清爽去屑洗发水"), ("other", "柔顺洗发水"))]
        assert opened.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
        shop = {"shop": "s1", "name": "一店", "city": "成都", **PLACE}
        assert opened.http.put("/v1/shops", json={"shops": [shop]}).status_code == 200
        for n in range(60):
            sku = "other" if n % 3 == 0 else "shampoo"
            opened.bought(f"happy-{n}", sku, days_ago=30 + n * 0.9, fen=3_900)
            text = f"{PRAISE[n % 5]}（第{n}次）"
            opened.did(f"happy-{n}", "Product Reviewed", 28 + n * 0.9, sku=sku, stars=5, text=text)
        for n in range(ANGRY + 1):
            opened.bought(f"sad-{n}", "shampoo", days_ago=20, fen=3_900)
            opened.did(f"sad-{n}", "Product Reviewed", 6 - n * 0.3, sku="shampoo", stars=2, order=f"so-{n}",
                       text=f"{COMPLAINTS[n % 5]}，我叫王小明，电话1381234567{n % 10}，第{n}瓶")
        _others(opened)
        opened.consent("silent", "personalisation", given=False)
        _consent(opened)
        opened.send()
        opened.run()
        yield opened


def _consent(mall: Mall) -> None:
    """Let everybody but the silent one agree, in one request."""
    names = sorted({event["shopper"] for event in mall.events} - {"silent"})
    decisions = [{"shopper": name, "purpose": "personalisation", "given": True} for name in names]
    assert mall.http.post("/v1/consents", json={"decisions": decisions, "channel": "test"}).status_code == 200
    mall.consented |= set(names)


def _others(mall: Mall) -> None:
    """Let somebody complain and be content later, somebody send it back in anger, somebody withhold consent."""
    mall.did("content", "Product Reviewed", 6, sku="shampoo", stars=2, text="去屑效果很差啊，不满意")
    mall.did("content", "Product Reviewed", 1, sku="shampoo", stars=5, text="追评：坚持用下来头屑少了很多")
    mall.did("silent", "Product Reviewed", 5, sku="shampoo", stars=2, text="完全不去屑，白买了这一瓶")
    mall.did("furious", "Product Reviewed", 4, sku="shampoo", stars=1, text="头屑更多了，气死我了真的")
    lines = [{"sku": "shampoo", "quantity": 1, "price_fen": 3_900}]
    mall.did("furious", "Order Returned", 3, order="of-1", lines=lines, refund_fen=3_900, reason="去屑没效果")
    for n in range(9):
        mall.did(f"spam-{n}", "Product Reviewed", 2, sku="other", stars=1, text="一模一样的差评文字，味道难闻极了")


def _ticket(mall: Mall, state: str = "") -> dict[str, Any]:
    found = [each for each in mall.get(f"/v1/tickets?state={state}")["items"] if each["aspect"] == "dandruff"]
    assert len(found) == 1, [each["headline"] for each in found]
    return dict(found[0])


def test_undesirable_states_that_are_gone_are_praise_and_weak_effects_are_complaints(mall: Mall) -> None:
    said = mall.http.post("/v1/voice/read", json={"text": "没有头屑了，就是味道刺鼻", "sku": "shampoo"}).json()
    assert {each["aspect"]: each["sign"] for each in said["opinions"]} == {"dandruff": 1, "smell": -1}
    weak = mall.http.post("/v1/voice/read", json={"text": "去屑效果弱", "category": "洗发水"}).json()
    assert [(each["label"]["zh"], each["sign"]) for each in weak["opinions"]] == [("去屑", -1)]


def test_many_complaints_become_one_ticket_with_counts_trend_and_supplier(mall: Mall) -> None:
    ticket = _ticket(mall)
    assert ticket["state"] == "draft" and ticket["supplier"] == "SUP-7" and ticket["is_rising"]
    assert ticket["people"] == ANGRY + 1 + 3 and ticket["returns"] == 1
    assert 0 < ticket["share"] < 1 and ticket["buyers"] >= 50 and "顾客反映去屑问题" in ticket["why"]["zh"]
    assert sum(week["complaints"] for week in ticket["weeks"][:-2]) == 0 < sum(w["complaints"] for w in ticket["weeks"])
    assert not [each for each in mall.get("/v1/tickets")["items"] if each["spu"] == "other"], "copies are one vote"


def test_quotes_are_of_different_shoppers_and_name_nobody(mall: Mall) -> None:
    whole = mall.get(f"/v1/tickets/{_ticket(mall)['id']}")
    assert len(whole["quotes"]) >= 4
    for quote in whole["quotes"]:
        assert "王小明" not in quote["text"] and "138" not in quote["text"] and "sad-" not in quote["text"]
        start, end = quote["opinion"]
        assert 0 <= start < end <= len(quote["text"])
    assert any(quote["text"][slice(*quote["opinion"])] == "弱" for quote in whole["quotes"])


def test_the_ticket_goes_to_the_supplier_step_by_step_with_undo_and_on_paper(mall: Mall) -> None:
    way = f"/v1/tickets/{_ticket(mall)['id']}"
    supplier = {"name": "华清日化", "webhook_url": "http://127.0.0.1:9/tickets"}
    assert mall.http.put("/v1/suppliers/SUP-7", json=supplier).status_code == 200
    assert mall.http.post(f"{way}/edit", json={"note": "请提高去屑成分浓度"}).json()["note"] == "请提高去屑成分浓度"
    assert mall.http.post(f"{way}/solve").status_code == 409
    assert mall.http.post(f"{way}/send").json()["state"] == "sent"
    message = next(each for each in mall.get("/v1/deliveries")["items"] if each["topic"] == "ticket.sent")
    assert message["url"].startswith("http://127.0.0.1:9/") and "sad-" not in str(message)
    assert mall.http.post(f"{way}/acknowledge").json()["state"] == "acknowledged"
    assert mall.http.post(f"{way}/start").json()["state"] == "in_work"
    assert mall.http.post(f"{way}/undo").json()["state"] == "acknowledged"
    assert [entry["what"] for entry in _ticket(mall)["audit"]][-2:] == ["start", "undo"]
    paper, table = mall.http.get(f"{way}/page"), mall.http.get(f"{way}/csv")
    assert "请提高去屑成分浓度" in paper.text and "<mark>" in paper.text and "王小明" not in paper.text
    assert table.content.startswith("\ufeff".encode()) and "SUP-7" in table.text and "sad-" not in table.text


def test_nobody_is_offered_anything_before_the_improved_goods_lie_in_stock(mall: Mall) -> None:
    goods = {"sku": "shampoo-2", "spu": "shampoo-2", "title": "强效去屑洗发水", "category": ["个护", "洗发水"],
             "price_fen": 4_900, "succeeds": "shampoo"}  # fmt: skip
    assert mall.http.put("/v1/goods", json={"goods": [goods]}).json()["refused"] == []
    assert mall.get("/v1/goods/shampoo-2")["succeeds"] == "shampoo"
    assert _ticket(mall)["successor"] == "shampoo-2" and _zone(mall, _shown(mall)) is None
    assert [each.sku for each in mall.app.voice.signals(mall.now)] == ["shampoo-2"], "the plan hears of it before"


def _arms(mall: Mall) -> dict[str, bool]:
    id = _ticket(mall)["id"]
    return {f"sad-{n}": is_held_out(f"upgrade:{id}", f"sad-{n}", 0.1) for n in range(ANGRY + 1)}


def _shown(mall: Mall) -> str:
    return next(name for name, held in _arms(mall).items() if not held)


def _zone(mall: Mall, shopper: str) -> dict[str, Any] | None:
    zones = mall.page("home", shopper, place=PLACE)["zones"]
    return next((zone for zone in zones if zone["zone"].startswith("upgrade:")), None)


def test_improved_goods_are_offered_first_to_those_who_complained_with_the_reason(mall: Mall) -> None:
    counts = [{"key": "u1", "sku": "shampoo-2", "shop": "s1", "on_hand": 40, "counted_at": mall.now}]
    assert mall.http.post("/v1/stock/counts", json={"counts": counts}).status_code == 200
    zone = _zone(mall, _shown(mall))
    assert zone is not None and [item["sku"] for item in zone["items"]] == ["shampoo-2"]
    assert zone["because"] == {"zh": "你提过去屑方面的问题，这款已升级",
                              "en": "you told us about dandruff control: this one has been improved"}
    first = mall.page("home", _shown(mall))["zones"][0]
    assert first["zone"].startswith("upgrade:"), "it stands above everything else"
    for other in ("happy-1", "content", "silent", "furious"):
        assert _zone(mall, other) is None, other


def test_a_share_is_held_out_and_what_offering_achieves_is_measured(mall: Mall) -> None:
    arms = _arms(mall)
    for name, held in arms.items():
        assert (_zone(mall, name) is None) == held, name
    way = f"/v1/tickets/{_ticket(mall)['id']}/lift"
    lift = eventually(lambda: mall.get(way), lambda found: found["shown"]["shoppers"] + found["held_out"]["shoppers"]
                      == len(arms))  # fmt: skip
    assert lift["held_out"]["shoppers"] == sum(arms.values()) and lift["shown"]["buyers"] == 0
    mall.bought(_shown(mall), "shampoo-2", fen=4_900)
    mall.send()
    assert mall.get(way)["shown"]["buyers"] == 1 and mall.get(way)["verdict"]["zh"]


def test_campaigns_get_a_crowd_and_the_plan_hears_how_many_will_want_it(mall: Mall) -> None:
    ticket = _ticket(mall)
    listed = mall.get(f"/v1/tickets/{ticket['id']}/shoppers?limit=50")
    assert listed["total"] == ANGRY, "all who complained but who bought it meanwhile"
    assert all("sad-" not in each["shopper"] for each in listed["items"])
    mall.run()
    crowd = mall.get(f"/v1/crowds/{ticket['crowd']}")
    assert crowd["shoppers"] == sum(each["arm"] == "shown" for each in listed["items"])
    signal = next(each for each in mall.app.voice.signals(mall.now) if each.sku == "shampoo-2")
    assert signal.people == ANGRY and signal.units > 0


def test_a_campaign_tells_those_who_complained_first_where_they_agreed_to_marketing(mall: Mall) -> None:
    mall.http.put("/v1/messages/rules", json={"policy": {"quiet_from": "00:00", "quiet_until": "00:00"}})
    ticket, agreed = _ticket(mall), [name for name, held in _arms(mall).items() if not held][3:7]
    for name in agreed:
        mall.consent(name, "marketing")
    body = {"origin": f"upgrade:{ticket['id']}", "campaign": "improved"}
    draft = mall.http.post("/v1/campaigns/proposals", json=body).json()
    assert draft["expression"] == f'crowd("{ticket["crowd"]}")' and draft["skus"] == ["shampoo-2"]
    preview = mall.http.post("/v1/campaigns/improved/preview").json()["preview"]
    assert preview["agreed"] == len(agreed)
    assert mall.http.post("/v1/campaigns/improved/start").status_code == 200
    told = eventually(lambda: [name for name in _arms(mall) if mall.page("home", name)["cards"]],
                      lambda found: len(found) == preview["told"])
    assert len(told) == preview["told"] and set(told) <= set(agreed)
    assert mall.http.post("/v1/campaigns/improved/end").json()["state"] == "ended"


def test_a_withdrawn_consent_and_an_erasure_hold_at_once(mall: Mall) -> None:
    ticket, names = _ticket(mall), [name for name, held in _arms(mall).items() if not held][1:3]
    before = mall.get(f"/v1/tickets/{ticket['id']}")["ticket"]["people"]
    crowd = mall.get(f"/v1/crowds/{ticket['crowd']}")["shoppers"]
    mall.consent(names[0], "personalisation", given=False)
    assert mall.get(f"/v1/crowds/{ticket['crowd']}")["shoppers"] == crowd - 1
    assert _zone(mall, names[0]) is None
    assert mall.get(f"/v1/tickets/{ticket['id']}/shoppers")["total"] == ANGRY - 1
    said = [q["text"] for q in mall.get(f"/v1/tickets/{ticket['id']}")["quotes"]]
    assert mall.http.post(f"/v1/shoppers/{names[1]}/erase", json={}).status_code in (200, 201)
    after = mall.get(f"/v1/tickets/{ticket['id']}")
    assert after["ticket"]["people"] == before - 1 and said
    assert mall.get(f"/v1/tickets/{ticket['id']}/shoppers")["total"] == ANGRY - 2


def test_closing_the_ticket_takes_the_offer_back(mall: Mall) -> None:
    ticket = _ticket(mall)
    done = mall.http.post(f"/v1/tickets/{ticket['id']}/solve", json={"successor": "shampoo-2"}).json()
    assert done["state"] == "solved" and done["successor"] == "shampoo-2"
    last = [name for name, held in _arms(mall).items() if not held][-1]
    assert _zone(mall, last) is not None
    mall.http.post(f"/v1/tickets/{ticket['id']}/close")
    assert _zone(mall, last) is None
    assert mall.http.get(f"/v1/crowds/{ticket['crowd']}").status_code == 404


def test_words_of_the_mall_change_how_reviews_are_read_until_undone(mall: Mall) -> None:
    own = {"aspects": {"cap": {"label": {"zh": "瓶盖", "en": "cap"}, "terms": ["翻盖"], "low": ["紧"]}}}
    assert mall.http.put("/v1/voice/words", json=own).status_code == 200
    text = {"text": "翻盖太紧", "sku": "shampoo"}
    assert [each["aspect"] for each in mall.http.post("/v1/voice/read", json=text).json()["opinions"]] == ["cap"]
    assert mall.http.post("/v1/voice/words/undo").json()["own"]["aspects"] == {}
    assert mall.http.post("/v1/voice/read", json=text).json()["opinions"] == []
    refused = mall.http.put("/v1/voice/words", json={"words": {"curse": ["x"]}})
    assert refused.status_code == 422 and refused.json()["error"]["field"] == "words"


def test_a_burst_of_complaints_is_heard_without_waiting_for_the_night(mall: Mall) -> None:
    for n in range(14):
        mall.did(f"leak-{n}", "Product Reviewed", n / 100, sku="other", stars=1, text=f"收到瓶子漏了，第{n}单")
    mall.send()
    found = [each for each in mall.get("/v1/tickets")["items"] if each["spu"] == "other"]
    assert [each["aspect"] for each in found] == ["packaging"] and found[0]["people"] == 14


def test_the_lots_behind_complaints_are_named(mall: Mall) -> None:
    moves = [{"key": f"in-{lot}", "sku": "other", "shop": "s1", "from": "supplier", "to": "on_hand", "quantity": 4,
              "lot": lot, "expires_on": day} for lot, day in (("B1", "2031-01-01"), ("B2", "2031-06-01"))]  # fmt: skip
    assert mall.http.post("/v1/stock/moves", json={"moves": moves}).json()["refused"] == []
    for n in range(6):
        order = {"order": f"lo-{n}", "shopper": f"leak-{n}", "lines": [{"sku": "other", "quantity": 1}], "place": PLACE}
        assert mall.http.post("/v1/orders", json=order).status_code in (200, 201)
        assert mall.http.post(f"/v1/orders/lo-{n}/pay", json={}).status_code == 200
    for n in range(4):
        text = f"又漏了一瓶，订单里第{n}件"
        mall.did(f"leak-{n}", "Product Reviewed", sku="other", stars=1, text=text, order=f"lo-{n}")
    mall.send()
    found = next(each for each in mall.get("/v1/tickets")["items"] if each["spu"] == "other")
    assert mall.get(f"/v1/tickets/{found['id']}")["ticket"]["lots"] == [{"lot": "B1", "complaints": 4, "orders": 4}]
