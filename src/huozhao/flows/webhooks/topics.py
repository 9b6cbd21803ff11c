"""What other systems can subscribe to: each topic, in words, and the permission that whoever subscribes must have."""

from dataclasses import dataclass

from huozhao.events.catalogue import CATALOGUE, MALL_EVENTS, PURPOSE_OF
from huozhao.privacy.purposes import SERVICE
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

ERASED, CONSENT, PAUSED, TEST, STOCK = (
    "shopper.erased", "consent.withdrawn", "webhook.paused", "webhook.test", "stock.moved")
ALERT, PLAN, CAMPAIGN = "stock_alert.raised", "plan.ready", "campaign.changed"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; `event` is the event of the catalogue that it tells of, empty for what the engine decides."""

    name: str
    group: str
    label: Text
    permission: str
    event: str = ""

    @property
    def names_shoppers(self) -> bool:
        """Whether its messages carry ids of shoppers, so that an erasure has to be told as well."""
        return self.name == CONSENT or (bool(self.event) and self.event not in MALL_EVENTS)

    @property
    def purpose(self) -> str:
        """The purpose that a shopper's event was collected for; what serves the order needs no consent."""
        return PURPOSE_OF.get(self.event, SERVICE)


def _topic(group: str, permission: str, event: str, zh: str, en: str) -> Topic:
    first, _, rest = event.lower().partition(" ")
    return Topic(f"{first}.{rest.replace(' ', '_')}", group, Text(zh, en), permission, event)


_ALL = (
    _topic("orders", "orders:read", "Order Placed", "下单", "Order placed"),
    _topic("orders", "orders:read", "Order Paid", "付款", "Order paid"),
    _topic("orders", "orders:read", "Order Refused", "缺货未成交", "Order refused for want of stock"),
    _topic("orders", "orders:read", "Order Cancelled", "取消", "Order cancelled"),
    _topic("orders", "orders:read", "Order Shipped", "发货", "Order shipped"),
    _topic("orders", "orders:read", "Order Delivered", "送达", "Order delivered"),
    _topic("orders", "orders:read", "Order Returned", "退货", "Goods returned"),
    _topic("orders", "orders:read", "Order Exchanged", "换货", "Goods exchanged"),
    _topic("orders", "orders:read", "Payment Received", "收到货款", "Money received"),
    _topic("goods", "goods:read", "Product Listed", "商品上架或修改", "Goods listed or changed"),
    _topic("goods", "goods:read", "Product Delisted", "商品下架", "Goods taken off sale"),
    _topic("goods", "goods:read", "Shop Opened", "门店新增或修改", "Shop opened or changed"),
    _topic("goods", "goods:read", "Shop Closed", "门店关闭", "Shop closed"),
    Topic(STOCK, "goods", Text("库存变动", "Stock moved"), "stock:read"),
    _topic("shoppers", "shoppers:read", "Shopper Registered", "新顾客注册", "Shopper registered"),
    _topic("shoppers", "shoppers:read", "Product Reviewed", "评价（不含文字）", "Goods reviewed, without the words"),
    _topic("shoppers", "shoppers:read", "Product Viewed", "看商品", "Goods viewed"),
    _topic("shoppers", "shoppers:read", "Product Added To Cart", "加购", "Goods put into the cart"),
    _topic("shoppers", "shoppers:read", "Product Favourited", "收藏", "Goods marked as favourite"),
    _topic("shoppers", "shoppers:read", "Coupon Received", "领券", "Coupon received"),
    _topic("shoppers", "shoppers:read", "Coupon Used", "用券", "Coupon used"),
    Topic(CONSENT, "shoppers", Text("撤回同意", "Consent taken back"), "privacy:read"),
    Topic(ERASED, "shoppers", Text("顾客要求删除", "Shopper erased"), "privacy:read"),
    Topic(ALERT, "engine", Text("库存告警", "Stock alert raised"), "stock:read"),
    Topic(PLAN, "engine", Text("补货计划算好", "Replenishment plan ready"), "plans:read"),
    Topic(CAMPAIGN, "engine", Text("活动开始、暂停或结束", "Campaign started, paused or ended"), "crowds:read"),
    Topic(PAUSED, "engine", Text("有订阅停发", "A subscription was paused"), "webhooks:read"),
)  # fmt: skip
TOPICS: dict[str, Topic] = {topic.name: topic for topic in _ALL}
BY_EVENT: dict[str, str] = {topic.event: topic.name for topic in _ALL if topic.event in CATALOGUE}


def require_topics(names: list[str]) -> None:
    """Raise BadInput for a topic that there is not, for one that is named twice, and for none at all."""
    for index, name in enumerate(names):
        if name not in TOPICS:
            raise BadInput("unknown_topic", f"there is no topic {name!r} / 没有这个主题", field=f"topics[{index}]",
                           hint="see GET /v1/webhooks/topics")
    if not names or len(set(names)) < len(names):
        raise BadInput("topics", "name each topic once, and at least one / 至少选一个主题，每个只选一次",
                       field="topics", hint="see GET /v1/webhooks/topics")


def wanted(names: frozenset[str]) -> frozenset[str]:
    """Return what a subscription is told: what it chose and, where it hears of shoppers, whom to forget."""
    hears = any(TOPICS[name].names_shoppers for name in names if name in TOPICS)
    return names | {ERASED, CONSENT} if hears else names
