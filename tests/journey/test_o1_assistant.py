"""O1: shoppers are answered at any hour from their own orders and the merchant's words, by a person when needed."""

from collections.abc import Iterator

import pytest

from tests.doors import code
from tests.talking import CENTRE, Talking, kinds, proposal, talking

FREIGHT = {"phrasings": ["退货的运费谁承担", "退货邮费怎么算"], "answer": {"zh": "质量问题由我们承担,其他由您承担。"},
           "source": "退换货规定"}  # fmt: skip
FILE = "## 可以开发票吗\n- 也问：怎么开发票\n\n可以,下单时填写抬头。\n\n## 几点开门\n\n早上九点到晚上九点。\n"


@pytest.fixture(scope="module")
def mall() -> Iterator[Talking]:
    """One mall with some knowledge; each test has shoppers and orders of its own."""
    with talking() as opened:
        assert opened.http.put("/v1/knowledge/freight", json=FREIGHT).status_code == 200
        for changed in (2, 0):
            taken = opened.http.post("/v1/knowledge/import", json={"text": FILE, "kind": "markdown"}).json()
            assert taken == {"changed": changed, "same": 2 - changed}
        yield opened


def test_orders_and_deliveries_are_told_from_the_own_orders(mall: Talking) -> None:
    mall.order("A-1001", "ann", "pay")
    told = mall.say("ann", "我的快递到哪了")
    assert "A-1001" in told["answer"]["text"]["zh"] and "福田店" in told["answer"]["text"]["zh"]
    assert kinds(told) == ["order"]
    assert "已付款" in mall.ask("ann", "订单A-1001什么情况")
    assert "expected by" in mall.say("ann", "where is my order A-1001")["answer"]["text"]["en"]
    assert mall.ask("bea", "我的快递到哪了") == "你还没有订单。"


def test_another_shoppers_order_reads_as_one_that_is_not_there(mall: Talking) -> None:
    mall.order("A-1101", "ann-1", "pay")
    for text in ("订单 {} 到哪了", "取消订单 {}", "我要退货 {}", "cancel order {}"):
        theirs = mall.say("bea-1", text.format("A-1101"))["answer"]
        nobodys = mall.say("bea-1", text.format("A-9999"))["answer"]
        assert {**theirs, "n": 0, "at": ""} == {**nobodys, "n": 0, "at": ""}
    assert mall.status("A-1101") == "paid"


def test_nothing_is_changed_before_it_is_confirmed_and_then_once(mall: Talking) -> None:
    mall.order("A-1201", "ann-2", "pay")
    answer = mall.say("ann-2", "帮我取消订单 A-1201")
    assert answer["answer"]["outcome"] == "proposed" and mall.status("A-1201") == "paid"
    assert "按钮" in mall.ask("ann-2", "确认") and mall.status("A-1201") == "paid"
    token = proposal(answer)
    assert code(mall.confirm("bea-2", token)) == code(mall.confirm("bea-2", "no-such-token")) == "unknown_proposal"
    first, second = mall.confirm("ann-2", token), mall.confirm("ann-2", token)
    assert first.json() == second.json() and first.json()["done"] and mall.status("A-1201") == "cancelled"
    turns = mall.http.get("/v1/me/assistant", headers=mall.token("ann-2")).json()["turns"]
    assert [turn["outcome"] for turn in turns].count("confirmed") == 1
    mall.order("A-1202", "ann-2")
    token = proposal(mall.say("ann-2", "取消订单 A-1202"))
    assert mall.confirm("ann-2", token, accept=False).status_code == 200
    assert code(mall.confirm("ann-2", token)) == "proposal_ended" and mall.status("A-1202") == "placed"


def test_a_return_is_asked_for_by_the_shopper_and_paid_back_when_the_goods_are_there(mall: Talking) -> None:
    mall.order("A-1301", "ann-3", "pay", "ship")
    assert "还在路上" in mall.ask("ann-3", "我要退货")
    mall.http.post("/v1/orders/A-1301/deliver")
    answer = mall.say("ann-3", "我要退货")
    assert "128.00 元" in answer["answer"]["text"]["zh"]
    assert mall.confirm("ann-3", proposal(answer)).status_code == 200
    assert mall.status("A-1301") == "delivered"
    assert "已经申请过" in mall.ask("ann-3", "我要退货")
    found = [each for each in mall.http.get("/v1/return-requests?state=asked").json()["items"]
             if each["order"] == "A-1301"]  # fmt: skip
    assert [(each["lines"], each["refund_fen"]) for each in found] == [({"cream": 1}, 12800)]
    for _ in range(2):
        received = mall.http.post(f"/v1/return-requests/{found[0]['id']}/receive").json()
        assert received["state"] == "received" and mall.status("A-1301") == "returned"


def test_all_that_was_bought_comes_back_where_the_gift_was_one_more_of_it() -> None:
    with talking() as mall:
        gift = {"label": {"zh": "买二送一", "en": "3 for 2"}, "layer": "promotion",
                "benefit": {"kind": "gift", "threshold_fen": 10_000, "gift_sku": "tea"}}  # fmt: skip
        mall.http.put("/v1/coupons/three", json=gift).raise_for_status()
        mall.http.post("/v1/coupons/three/start", json={}).raise_for_status()
        wanted = {"order": "A-1401", "shopper": "ann", "lines": [{"sku": "tea", "quantity": 2}], "place": CENTRE,
                  "vouchers": "best"}  # fmt: skip
        mall.http.post("/v1/orders", json=wanted).raise_for_status()
        for step in ("pay", "deliver"):
            mall.http.post(f"/v1/orders/A-1401/{step}").raise_for_status()
        mall.app.folds.catch_up()
        answer = mall.say("ann", "我要退货")
        assert "132.00 元" in answer["answer"]["text"]["zh"]
        assert mall.confirm("ann", proposal(answer)).status_code == 200
        [asked] = mall.http.get("/v1/return-requests?state=asked").json()["items"]
        assert asked["refund_fen"] == 13_200 and asked["lines"]["tea"] >= 2


def test_more_money_than_the_assistant_may_send_back_goes_to_a_person(mall: Talking) -> None:
    mall.order("A-1351", "ann-35", "pay", "deliver", quantity=4)
    answer = mall.say("ann-35", "我要退货")
    assert answer["state"] == "waiting" and "人工" in answer["answer"]["text"]["zh"]


def test_an_address_is_changed_on_confirmation_and_kept_sealed(mall: Talking) -> None:
    assert "新地址是哪里" in mall.ask("ann-4", "我想改收货地址")
    answer = mall.say("ann-4", "地址改成 深圳市南山区科技路 88 号")
    assert mall.app.vault.all("ann-4") == {}
    assert mall.confirm("ann-4", proposal(answer)).status_code == 200
    assert mall.app.vault.all("ann-4")["address"] == "深圳市南山区科技路 88 号"
    mall.say("ann-4", "谢谢")
    assert mall.http.post("/v1/me/assistant/close", headers=mall.token("ann-4")).json()["state"] == "closed"
    told = [str(each.event) for each in mall.app.log.by_shopper("ann-4", None, 10)]
    assert any("Service Talked" in each for each in told) and not any("科技路" in each for each in told)
    assert not mall.app.documents.mentions(["科技路"])


def test_questions_about_goods_are_answered_by_what_is_written_and_not_guessed(mall: Talking) -> None:
    assert mall.ask("ann-5", "舒缓面霜的成分是什么") == "舒缓面霜：成分：神经酰胺、甘油"
    assert "128.00 元" in mall.ask("ann-5", "多少钱", sku="cream")
    assert "没有写" in mall.ask("ann-5", "这款孕妇可以用吗")
    told = mall.ask("ann-5", "舒缓面霜附近有货吗", place=CENTRE)
    assert "福田店有货" in told and "分钟送到" in told
    assert mall.ask("ann-5", "我有优惠券吗") == "你现在没有可用的优惠券。"


def test_a_size_is_advised_or_asked_back_for_when_nothing_is_known(mall: Talking) -> None:
    asked = mall.say("ann-55", "亚麻衬衫我穿多大码")
    assert asked["answer"]["outcome"] == "asks" and "身高" in asked["answer"]["text"]["zh"]
    told = mall.say("ann-55", "165cm 52kg 女")
    assert told["answer"]["topic"] == "size_advice" and "建议你选" in told["answer"]["text"]["zh"]


def test_policies_are_quoted_from_the_merchants_knowledge_with_their_source(mall: Talking) -> None:
    answer = mall.say("ann-6", "退货的快递费谁出")
    assert answer["answer"]["text"]["zh"] == "质量问题由我们承担,其他由您承担。"
    source = answer["answer"]["blocks"][0]
    assert (source["kind"], source["id"], source["text"]) == ("source", "freight", "退换货规定")
    assert mall.ask("ann-6", "能开票吗") == "可以,下单时填写抬头。"
    mall.http.put("/v1/knowledge/freight", json={**FREIGHT, "answer": {"zh": "都由我们承担。"}})
    assert mall.ask("ann-6", "退货运费谁承担") == "都由我们承担。"
    mall.http.post("/v1/knowledge/freight/undo")
    assert mall.ask("ann-6", "退货运费谁承担") == "质量问题由我们承担,其他由您承担。"
    tried = mall.http.post("/v1/knowledge/try", json={"text": "你们几点开门"}).json()["items"][0]
    assert tried["is_answer"] and tried["answer"]["zh"].startswith("早上九点")


def test_what_is_not_known_is_said_and_after_twice_a_person_takes_over_with_the_context(mall: Talking) -> None:
    first = mall.say("ann-7", "你们老板是哪里人")
    assert first["answer"]["outcome"] == "unknown" and kinds(first) == ["choices"]
    second = mall.say("ann-7", "那他多大年纪了")
    assert second["state"] == "waiting" and second["answer"]["outcome"] == "handed_over"
    talk = second["talk"]
    queued = next(each for each in mall.http.get("/v1/talks?state=waiting").json()["items"] if each["talk"] == talk)
    assert queued["reason"] == "unsure" and queued["shopper"] != "ann-7"
    assert code(mall.http.post(f"/v1/talks/{talk}/answer", json={"text": "您好"})) == "talk_not_taken"
    taken = mall.http.post(f"/v1/talks/{talk}/take").json()
    assert [turn["by"] for turn in taken["turns"]] == ["shopper", "assistant", "shopper", "assistant"]
    mall.http.post(f"/v1/talks/{talk}/note", json={"text": "好奇的顾客"})
    mall.http.post(f"/v1/talks/{talk}/answer", json={"text": "老板是湖北人"})
    assert mall.say("ann-7", "谢谢")["answer"] is None
    turns = mall.http.get("/v1/me/assistant?after=4", headers=mall.token("ann-7")).json()["turns"]
    assert [turn["text"]["zh"] for turn in turns] == ["老板是湖北人", "谢谢"]
    assert mall.http.post(f"/v1/talks/{talk}/give-back").json()["state"] == "open"
    assert mall.ask("ann-7", "几点开门") == "早上九点到晚上九点。"
    missing = {each["text"] for each in mall.http.get("/v1/knowledge/unanswered").json()["items"]}
    assert missing >= {"你们老板是哪里人", "那他多大年纪了"}


def test_a_person_is_called_when_asked_for_when_upset_and_by_the_merchants_own_words(mall: Talking) -> None:
    given = {"hand_over_words": ["孕妇过敏"], "choices": [{"zh": "怎么退货"}]}
    assert mall.http.put("/v1/assistant-words", json=given).status_code == 200
    said = {"asked": "转人工", "upset": "你们就是骗子,太过分了", "words": "我孕妇过敏了怎么办"}
    told = {reason: mall.say(f"ann-8-{reason}", text) for reason, text in said.items()}
    assert {each["state"] for each in told.values()} == {"waiting"}
    assert told["upset"]["answer"]["text"]["zh"].startswith("很抱歉")
    reasons = {each["talk"]: each["reason"] for each in mall.http.get("/v1/talks?state=waiting").json()["items"]}
    assert {reason: reasons[each["talk"]] for reason, each in told.items()} == {reason: reason for reason in said}
    assert mall.say("ann-8", "不用转人工")["state"] == "open"
    assert mall.http.post("/v1/me/assistant/hand-over", headers=mall.token("ann-8")).json()["state"] == "waiting"
    assert mall.http.post("/v1/assistant-words/undo").json()["hand_over_words"] == []


def test_a_talk_carries_on_and_the_same_message_sent_twice_is_heard_once(mall: Talking) -> None:
    mall.order("A-1901", "ann-9", "pay", sku="tea")
    mall.order("A-1902", "ann-9", "pay")
    several = mall.say("ann-9", "我的快递到哪了")
    assert kinds(several) == ["order", "order"] and several["answer"]["outcome"] == "asks"
    assert "A-1902" in mall.ask("ann-9", "第一个") and "A-1901" in mall.ask("ann-9", "那第二个呢")
    assert "A-1901" in mall.ask("ann-9", "能取消吗")
    first, second = mall.say("ann-9", "我的订单", id="m1"), mall.say("ann-9", "我的订单", id="m1")
    assert first == second


def test_a_talk_ends_on_record_and_its_thumb_is_heard(mall: Talking) -> None:
    before = mall.http.get("/v1/talks/figures").json()
    mall.say("cy", "舒缓面霜成分是什么")
    bad = mall.http.post("/v1/me/assistant/thumbs", json={"n": 2, "up": False}, headers=mall.token("cy"))
    assert bad.json()["turns"][0]["thumb"] == -1
    assert mall.http.post("/v1/me/assistant/close", headers=mall.token("cy")).json()["state"] == "closed"
    told = [each.event.properties for each in mall.app.log.by_shopper("cy", None, 10)
            if each.event.name == "Service Talked"]  # fmt: skip
    assert [(getattr(each, "sku", ""), getattr(each, "satisfied", None)) for each in told] == [("cream", False)]
    assert mall.http.get("/v1/me/assistant", headers=mall.token("cy")).json()["state"] == "none"
    after = mall.http.get("/v1/talks/figures").json()
    grown = {name: after[name] - before[name] for name in ("talks", "by_itself", "handed_over", "downs")}
    assert grown == {"talks": 1, "by_itself": 1, "handed_over": 0, "downs": 1}


def test_who_looks_at_a_talk_is_on_record_and_erasure_leaves_nothing_of_it(mall: Talking) -> None:
    me = "shopper-canary-47"
    mall.order("A-2001", me, "pay")
    talk = mall.say(me, "取消订单 A-2001,我的口令是金丝雀四十七")["talk"]
    for _ in range(3):  # a desk that stays open looks once
        assert mall.http.get(f"/v1/talks/{talk}").status_code == 200
    assert mall.http.get("/v1/me", headers=mall.token(me)).json()["looks"] == 1
    copy = mall.http.get("/v1/me/copy", headers=mall.token(me)).json()
    assert "金丝雀四十七" in str(copy["talks"])
    assert "金丝雀四十七" in mall.http.get("/v1/me/copy.html", headers=mall.token(me)).text
    assert mall.http.post("/v1/me/erase", headers=mall.token(me)).status_code == 200
    assert mall.app.documents.mentions(["金丝雀四十七", me]) == []
    assert mall.app.documents.get("talk", talk) is None
