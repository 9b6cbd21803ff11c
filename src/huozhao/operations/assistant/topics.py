"""What shoppers ask the service for, and the words that give it away.

Rules first, as in AliMe Assist (arXiv 1801.05032): a cue that stands in a message votes for its topic. A topic is the
name of the tool that answers it; small talk has no tool.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that is asked for. `is_own` topics are about the shopper's own orders; cues are (weight, pattern)."""

    name: str
    label: Text
    cues: tuple[tuple[float, re.Pattern[str]], ...]
    is_own: bool = False
    is_small_talk: bool = False


def _cues(*given: tuple[float, str]) -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple((weight, re.compile(pattern, re.IGNORECASE)) for weight, pattern in given)


HAND_OVER, POLICY, PRODUCT = "hand_over", "policy", "product"
TOPICS: tuple[Topic, ...] = (
    Topic("delivery", Text("物流", "Delivery"), _cues(
        (3, r"到哪(里|儿)?了|什么时候(能|会|才)?(到|送)|多久(能|可以)?(到|送)|几天(能|可以)?到|什么时候发货"),
        (3, r"没(有)?收到|还没(到|发|送)|物流|催(一下)?(单|发货|快递)|送到哪|派送|配送(到|进度|状态)|发货了(吗|没)"),
        (1.5, r"快递|送货|发货|签收"),
        (3, r"where('s| is| are) (my|the)|track(ing)?\b|when will .*(arrive|come|ship)|not (arrived|received)"),
        (1.5, r"\bdeliver|\bshipp|\barriv|\bcourier|\bparcel|\bpackage"),
    ), is_own=True),
    Topic("cancel_order", Text("取消订单", "Cancel an order"), _cues(
        (4, r"取消.{0,12}订单|订单.{0,12}取消|撤销订单|退订"), (2.5, r"取消"),
        (2, r"不想要了|不想买了|不要了|拍错了|买错了"),
        (4, r"\bcancel\b.*\border|\border.*\bcancel"), (3, r"\bcancel\b"),
    ), is_own=True),
    Topic("return_goods", Text("退货退款", "Returns and refunds"), _cues(
        (3, r"退货|退款|退钱|退掉|想退|要退|能退|可以退|退一下|换货|七天无理由|7天无理由"),
        (3, r"\brefund|\breturn(s|ed|ing)?\b|\bexchange|\bsend (it|them|this) back|money back"),
    ), is_own=True),
    Topic("change_address", Text("修改地址", "Change the address"), _cues(
        (5, r"(改|换|修改|更改|更换|变更|写错|填错|弄错).{0,8}(地址|收货地)|(地址|收货地).{0,8}(改|换|错|变)"),
        (5, r"(change|update|wrong|new).{0,24}address|address.{0,24}(change|wrong|update)"),
    ), is_own=True),
    Topic("my_orders", Text("我的订单", "My orders"), _cues(
        (3, r"(我的|查(询|看|一下)?|看看?|所有|全部|最近).{0,4}订单|我买(过|了)(什么|哪些)"),
        (2, r"订单.{0,4}(状态|情况|详情)"), (1.2, r"订单"),
        (3, r"\bmy (last |recent )?orders\b|order (status|history)|what (did|have) i (buy|bought|order)"),
        (1, r"\border\b"),
    ), is_own=True),
    Topic("size_advice", Text("尺码建议", "Size advice"), _cues(
        (3, r"尺码|(什么|哪个|多大|几|啥)(码|号)|穿.{0,6}(码|号)|选.{0,4}码|合身|身高|体重|(偏|会不会).{0,2}(大|小)"),
        (3, r"\b(what|which|my|right) size|\bsize (should|do|chart|guide)|\bdoes it fit|\bfit me"),
    )),
    Topic("stock_near", Text("库存与门店", "Stock near you"), _cues(
        (3, r"有(没有)?(现)?货|没货|缺货|断货|现货|库存|还有(吗|没|货)|哪(里|儿|家).{0,4}(买|有)"),
        (3, r"附近.{0,6}(有|买|店)|门店.{0,4}有"),
        (3, r"\bin stock\b|\bavailable\b|\bout of stock|\bnear (me|by|here)|\bnearby\b|\bwhich (shop|store)"),
    )),
    Topic(PRODUCT, Text("商品咨询", "About goods"), _cues(
        (3, r"成分|配料|材质|面料|产地|保质期|规格|参数|功效|含(有)?|怎么(用|吃|洗|安装|保养)|用法|适合|孕妇|敏感肌"),
        (3, r"多少钱|价格|什么价"),
        (3, r"\bingredient|\bmaterial|\bmade (of|in|from)|\bhow (do i|to) use|\bsuitable|\bcontain|\bspec"),
        (3, r"\bprice|how much"),
    )),
    Topic("coupons", Text("优惠券", "Coupons"), _cues(
        (3, r"优惠券|优惠码|红包|满减|代金券|抵扣|打折|折扣|优惠"), (1.5, r"券"),
        (3, r"\bcoupon|\bvoucher|\bpromo|\bdiscount"),
    )),
    Topic(HAND_OVER, Text("人工客服", "A person"), _cues(
        (6, r"人工|真人|转接|转客服|找客服|活人|不要机器人|客服(人员|专员|小姐|电话)|投诉"),
        (6, r"\b(human|real person|representative|live agent|speak to (a|an|some)|talk to (a|an|some)|operator)\b"),
    )),
    Topic("hello", Text("打招呼", "Greeting"), _cues(
        (2, r"^(你好|您好|哈喽|在吗|在不在|嗨|早上好|下午好|晚上好)[呀啊吗!！。.,，?？\s]*$"),
        (2, r"^(hello|hi|hey|good (morning|afternoon|evening))[\s!.,]*$"),
    ), is_small_talk=True),
    Topic("thanks", Text("致谢", "Thanks"), _cues(
        (2, r"^(谢谢|感谢|多谢|好的[,，]?谢谢|谢了|明白了|知道了)[你您啦了啊!！。.\s]*$"),
        (2, r"^(thanks?( you)?|thx|ok(ay)? thanks?|got it)[\s!.,a-z]{0,12}$"),
    ), is_small_talk=True),
    Topic("abilities", Text("能做什么", "What I can do"), _cues(
        (4, r"你(能|会|可以)(做|干|帮我(做)?)?(什么|啥)|有什么功能"), (4, r"what can you (do|help)"),
    ), is_small_talk=True),
)  # fmt: skip
BY_NAME: dict[str, Topic] = {topic.name: topic for topic in TOPICS}
LABELS: dict[str, Text] = {
    **{topic.name: topic.label for topic in TOPICS}, POLICY: Text("店里的规定", "The shop's rules")}
SMALL: frozenset[str] = frozenset(topic.name for topic in TOPICS if topic.is_small_talk)
OWN: frozenset[str] = frozenset(topic.name for topic in TOPICS if topic.is_own)
# Said just before a cue, these take it back: 不用取消了, don't cancel.
_DENIED = re.compile(
    r"(不用|不要|别|无需|不必|没想|不想|don't|do not|not)\s*(再|给我|帮我|你|转|找|to)?\s*$", re.IGNORECASE)


def votes(text: str) -> dict[str, float]:
    """Return the weight that the cues in a message give each topic; topics without a cue are left out."""
    found: dict[str, float] = {}
    for topic in TOPICS:
        weight = sum(weight for weight, cue in topic.cues if _stands(cue.finditer(text), text))
        if weight:
            found[topic.name] = weight
    return found


def without_cues(text: str, topic: str) -> str:
    """Return a message without the cues of its topic: what is left names the goods that are meant."""
    for _, cue in BY_NAME[topic].cues if topic in BY_NAME else ():
        text = cue.sub(" ", text)
    return text


def _stands(found: Iterable[re.Match[str]], text: str) -> bool:
    return any(not _DENIED.search(text[max(0, match.start() - 8):match.start()]) for match in found)
