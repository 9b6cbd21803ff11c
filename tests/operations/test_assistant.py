"""The assistant's rules: what is asked for, what may be done, which answer fits, what a model may say."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.operations.assistant import asking
from huozhao.operations.assistant.asking import Call, Offered, Reply
from huozhao.operations.assistant.draft import Draft, same, yuan
from huozhao.operations.assistant.knowledge import knowledge_of
from huozhao.operations.assistant.orders import Bought, Order, Terms, may_cancel, may_return, meant
from huozhao.operations.assistant.reading import read, says_any
from huozhao.operations.assistant.rewriting import marked, taken
from huozhao.operations.assistant.route import route
from huozhao.operations.assistant.topics import TOPICS
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

ASKED = [
    ("我的快递到哪了", "delivery"), ("怎么还没发货", "delivery"), ("where is my parcel", "delivery"),
    ("帮我取消那个订单", "cancel_order"), ("cancel my order please", "cancel_order"),
    ("拍错了不想要了", "cancel_order"),
    ("我要退货", "return_goods"), ("刚买的能不能退", "return_goods"), ("I want a refund", "return_goods"),
    ("我想改一下收货地址", "change_address"), ("地址写错了能改吗", "change_address"), ("查一下我的订单", "my_orders"),
    ("我穿多大码", "size_advice"), ("which size should I take", "size_advice"), ("附近有货吗", "stock_near"),
    ("is it in stock", "stock_near"), ("这款面霜成分是什么", "product"), ("多少钱", "product"),
    ("我有优惠券吗", "coupons"),
    ("转人工", "hand_over"), ("I want to talk to a person", "hand_over"), ("你好", "hello"), ("谢谢", "thanks"),
    ("你好！", "hello"), ("在吗？", "hello"), ("好的，谢谢！", "thanks"),
    ("你能做什么", "abilities"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tool"), ASKED)
def test_what_shoppers_ask_for_is_recognised(text: str, tool: str) -> None:
    found = route(read(text), 0.0, 0.34)
    assert (found.tool, found.is_sure) == (tool, True)


@pytest.mark.parametrize("text", ["今天天气怎么样", "给我讲个笑话", "不用取消了", "what is the meaning of life"])
def test_what_is_none_of_it_is_not_taken_for_anything(text: str) -> None:
    assert not route(read(text), 0.0, 0.34).is_sure


def test_a_general_question_goes_to_the_merchants_rules_and_the_own_case_to_the_orders() -> None:
    assert route(read("怎么退货"), 0.5, 0.34).tool == "policy"
    assert route(read("退货运费谁出"), 0.7, 0.34).tool == "policy"
    assert route(read("我要退货"), 0.5, 0.34).tool == "return_goods"
    assert route(read("怎么退货"), 0.2, 0.34).tool == "return_goods"


def test_a_message_carries_the_talk_on_only_when_it_names_nothing_else() -> None:
    assert route(read("那第二个呢"), 0.0, 0.34, "delivery").tool == "delivery"
    assert route(read("那第二个能取消吗"), 0.0, 0.34, "delivery").tool == "cancel_order"
    assert route(read("A-1001"), 0.0, 0.34).tool == "my_orders"


def test_a_message_is_read_with_its_numbers_its_mood_and_without_personal_data() -> None:
    found = read("订单A-1001还没到,电话13800138077,太过分了")
    assert found.ids[0] == "A-1001" and found.is_angry and "13800138077" not in found.text
    assert not read("没有投诉的意思").is_angry and read("1000元以内,165cm 52kg").ids == ()
    assert read("地址改成 深圳市南山区科技路 88 号").address == "深圳市南山区科技路 88 号"
    assert read("地址改成：深圳市南山区科技路 88 号！").address == "深圳市南山区科技路 88 号"
    assert says_any("我孕妇过敏了", ["孕妇过敏"]) and not says_any("你好", ["", " "])


@given(st.text(max_size=60))
def test_any_message_can_be_read_and_routed(text: str) -> None:
    found = route(read(text), 0.0, 0.34)
    assert 0 <= found.confidence <= 1 and (not found.tool or found.tool in {topic.name for topic in TOPICS})


QUESTIONS = {
    "freight": ("退货的运费谁承担", "退货邮费怎么算"), "invoice": ("可以开发票吗", "怎么开发票"),
    "hours": ("门店营业时间是几点到几点", "你们几点开门"), "pickup": ("可以到店自提吗", "怎么自己去店里取货"),
    "ship": ("多久发货", "下单后什么时候发货"), "refund": ("退款多久到账", "退的钱什么时候回来"),
    "points": ("积分怎么用", "积分会过期吗"), "pay": ("支持哪些付款方式", "可以用微信支付吗"),
}  # fmt: skip
SAID = [
    ("退货快递费谁出", "freight"), ("我要开票", "invoice"), ("你们几点下班", "hours"), ("我想去店里取", "pickup"),
    ("下单几天发货", "ship"), ("退款几天能到", "refund"), ("积分有什么用", "points"), ("怎么付款", "pay"),
]  # fmt: skip


def _cut(text: str) -> Sequence[str]:
    import rjieba

    return [word for word in rjieba.cut_for_search(text) if word.isalnum()]


def test_the_same_question_said_otherwise_finds_its_answer_and_another_finds_none() -> None:
    index = knowledge_of([(id, text) for id, texts in QUESTIONS.items() for text in texts], _cut)
    for text, id in SAID:
        best = index.find(text)[0]
        assert best.id == id and best.score >= 0.34, (text, best)
    for text in ("今天天气怎么样", "附近有停车场吗", "给我讲个笑话", "你是谁", "怎么减肥"):
        assert all(match.score < 0.34 for match in index.find(text)), text
    assert index.find("退货的运费谁承担")[0].score == pytest.approx(1.0)
    assert knowledge_of([], _cut).find("退货") == []


DAY = 20_000 * DAY_MS
BOUGHT = Order("A1", "delivered", (Bought("s", "面霜", 2, 100, category=("美妆",)),), 200, {"delivered": DAY})


def test_an_order_may_be_cancelled_until_it_leaves() -> None:
    may = {status: may_cancel(replace(BOUGHT, status=status)).may
           for status in ("placed", "paid", "shipped", "delivered", "cancelled", "returned")}
    assert [status for status, yes in may.items() if yes] == ["placed", "paid"]
    assert not may_cancel(replace(BOUGHT, status="placed", is_ours=False)).may


def test_goods_may_come_back_within_the_days_of_what_is_left_of_kinds_that_may() -> None:
    terms = Terms(7, ("内衣",))
    assert may_return(BOUGHT, terms, DAY + 7 * DAY_MS).may
    assert not may_return(BOUGHT, terms, DAY + 7 * DAY_MS + 1).may
    kept = replace(BOUGHT, lines=(*BOUGHT.lines, Bought("u", "背心", 1, 50, category=("服装", "内衣"))))
    assert [line.sku for line in may_return(kept, terms, DAY).lines] == ["s"]
    gone = replace(BOUGHT, lines=(replace(BOUGHT.lines[0], returned=2),))
    assert not may_return(gone, terms, DAY).may
    early = (replace(BOUGHT, status=status) for status in ("placed", "paid", "shipped"))
    assert not any(may_return(order, terms, DAY).may for order in early)


def test_an_order_is_only_taken_for_the_one_meant_when_there_is_no_other() -> None:
    first, second = replace(BOUGHT, order="A2", status="paid"), BOUGHT
    assert meant([first, second], None, wants_open=True) == first
    assert meant([first, second], None, wants_open=False) is None
    assert meant([first, second], 1, wants_open=True) == second and meant([first, second], 2, wants_open=True) is None


DRAFT = Draft("订单 {order} {why},可退 {money}。要申请退货吗?",
              "Order {order}: {why}, for {money}. Shall I ask for the return?",
              {"order": same("A-1001"), "why": Text("可以退货", "it can be returned"),
               "money": yuan(12800)})  # fmt: skip
GOOD_ZH = "您好呀,订单 {1} {2},可退 {3}。要申请退货吗?"
BAD_ZH = (
    "订单 {1} {2},可退 {3}和 5 元。要申请退货吗?", "订单 {1} 不{2},可退 {3}。要申请退货吗?",
    "订单 {1} {2},可退 {3},三天内到账。要申请退货吗?", "订单 {1} {2},可退 {3},我们赔偿您。要申请退货吗?",
    "订单 {1} {2},可退 {3}。高山乌龙茶也不错。要申请退货吗?", "订单 {1} {2},可退 {3},明天到。要申请退货吗?",
    "订单 {1} {2} {2},可退 {3}", "订单 {1} {2},可退 {3} {4}。要申请退货吗?", "见 https://x.cn {1} {2} {3}", "",
    "订单 {1} {2},可退 {3},「全额」。要申请退货吗?", "订单 {1} {2}。要申请退货吗?",
)  # fmt: skip


def test_friendlier_words_go_out_with_the_same_values_in_their_places() -> None:
    shown, _ = marked(DRAFT, "zh")
    assert "A-1001" not in shown and "128" not in shown
    found = taken(DRAFT, GOOD_ZH, "zh", ["高山乌龙茶"])
    assert found is not None and found.text.zh == "您好呀,订单 A-1001 可以退货,可退 128.00 元。要申请退货吗?"
    assert found.text.en == DRAFT.text.en
    polite = taken(DRAFT, "Good news: order {1}, {2}, for {3}. Shall I ask for the return?", "en")
    assert polite is not None and "¥128.00" in polite.text.en


@pytest.mark.parametrize("given_words", BAD_ZH)
def test_words_that_state_anything_of_their_own_are_dropped(given_words: str) -> None:
    assert taken(DRAFT, given_words, "zh", ["高山乌龙茶"]) is None


@given(st.integers(0, 9999), st.sampled_from(["{} 天", "退 {}", "¥{}", "第{}名"]), st.integers(0, len(GOOD_ZH)))
def test_no_number_of_a_models_own_ever_goes_out(number: int, form: str, at: int) -> None:
    said = GOOD_ZH[:at] + form.format(number) + GOOD_ZH[at:]
    found = taken(DRAFT, said, "zh")
    rest = found.text.zh.replace("A-1001", "").replace("128.00", "") if found else ""
    assert not any(char.isdigit() for char in rest)


OFFERED = (Offered("delivery", "where an order is", {"order": "its number"}), Offered("coupons", "own coupons"))


@pytest.mark.parametrize(("mode", "reply"), [
    ("tools", Reply("", (Call("delivery", '{"order": "A1"}'),))),
    ("json_schema", Reply('{"tool": "delivery", "arguments": {"order": "A1"}}')),
    ("json_schema", Reply('```json\n{"tool": "delivery", "arguments": {"order": "A1", "goods": null}}\n```')),
    ("text", Reply("Sure!\nTOOL delivery order=A1")),
    ("tools", Reply('{"tool": "delivery", "arguments": {"order": "A1"}}')),
])  # fmt: skip
def test_a_wish_is_read_in_each_mode_and_a_made_up_order_left_out(mode: str, reply: Reply) -> None:
    assert asking.wish(reply, OFFERED, mode, {"A1"}).arguments == {"order": "A1"}
    assert asking.wish(reply, OFFERED, mode, set()).arguments == {}


@pytest.mark.parametrize("reply", [
    Reply("I will help"), Reply("", (Call("drop_table", "{}"),)), Reply("", (Call("delivery", "not json"),)),
    Reply("", (Call("delivery", '{"shopper": "s2"}'),)), Reply("", (Call("delivery", '{"order": {"$ne": 1}}'),)),
])  # fmt: skip
def test_a_wish_that_is_none_is_refused_with_the_reason(reply: Reply) -> None:
    assert asking.wish(reply, OFFERED, "tools", {"A1"}).problem


def test_no_message_to_a_model_has_content_of_null() -> None:
    messages, _ = asking.request(OFFERED, "到哪了", ["你好"], "tools")
    for reply in (Reply("", (Call("nothing", "{}"),)), Reply("")):
        more = asking.again(messages, reply, "no such tool", "tools")
        assert all(isinstance(each["content"], str) for each in more) and len(more) == len(messages) + 2
