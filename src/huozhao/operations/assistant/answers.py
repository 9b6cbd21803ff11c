"""The sentences of the assistant that do not come from a tool."""

from collections.abc import Sequence

from huozhao.operations.assistant.draft import Draft, same
from huozhao.operations.assistant.talk import CAPPED, UPSET
from huozhao.terms.text import Text

HELLO = Draft(
    "你好，我是{mall}的助手。可以问我订单、物流、退换、尺码、库存、优惠券和商品问题。",
    "Hello, I am the assistant of {mall}. Ask me about orders, delivery, returns, sizes, stock, coupons and goods.")
THANKS = Draft("不客气，还有需要随时找我。", "You are welcome. I am here when you need anything else.")
ABILITIES = Draft(
    "我可以查订单和物流、看能不能退、帮你取消订单或申请退货、改收货地址、建议尺码、看附近有没有货、查优惠券，还能解答店里的规定。"
    "需要改动的事，我会先请你确认。",
    "I can look up orders and deliveries, see what can be returned, cancel an order, ask for a return, change your "
    "address, advise on a size, look for stock near you, list your coupons and tell the shop's rules. Before anything "
    "is changed I ask you to confirm.")  # fmt: skip
UNKNOWN = Draft("这个问题我还答不上来。你想问的是下面这些吗？也可以转人工。",
                "I do not know the answer to that yet. Did you mean one of these? You can also talk to a person.")
NOT_SURE = Draft("我不太确定你的意思。你想问的是下面这些吗？也可以转人工。",
                 "I am not sure what you mean. Did you mean one of these? You can also talk to a person.")
WAITING = Draft("已经转给人工客服，前面的内容客服都能看到，你不用再说一遍。",
                "A person will take over and can see what was said, so you need not say it again.")
SORRY = Draft("很抱歉给你带来不好的体验。", "I am sorry about this.")
BEYOND = Draft("这件事需要人工来处理。", "A person has to deal with this.")
NOTED = Draft("已记下，客服会看到。", "Noted; the person will see it.")
CONFIRM = Draft("请点下面的按钮确认；我不能只凭文字替你办理。",
                "Please confirm with the button below; words alone are not enough for me to do it.")
DECLINED = Draft("好的，没有做任何改动。", "All right, nothing was changed.")
NOT_YOURS = Text("没有找到这笔订单", "there is no such order of yours")


def small_talk(topic: str, mall: str) -> Draft:
    """Return the answer to a greeting, thanks, or what the assistant can do."""
    if topic == "hello":
        return Draft(HELLO.zh, HELLO.en, {"mall": same(mall)})
    return THANKS if topic == "thanks" else ABILITIES


def handed_over(reason: str) -> Draft:
    """Return what is said when a person is to take over."""
    first = {UPSET: SORRY, CAPPED: BEYOND}.get(reason)
    return first.then(WAITING) if first else WAITING


def as_choices(titles: Sequence[Text]) -> list[dict[str, str]]:
    """Return choices as blocks carry them; at most three."""
    return [title.as_dict() for title in titles[:3]]
