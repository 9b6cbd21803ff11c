"""The purposes that personal data are processed for: what each covers, whether it needs a yes, how long data stay."""

from dataclasses import dataclass

from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose. `basis` is the ground in law: contract (no consent needed) or consent (off until given).

    `separate` purposes are sensitive and asked for by themselves; `days` is how long data of the purpose are kept.
    """

    name: str
    label: Text
    covers: Text
    basis: str
    days: int
    separate: bool = False

    @property
    def needs_consent(self) -> bool:
        """Tell whether nothing may happen without the shopper's yes."""
        return self.basis == "consent"


SERVICE, PERSONALISATION, SENSITIVE = "service", "personalisation", "sensitive"
LOCATION, MARKETING = "location", "marketing"
PURPOSES: tuple[Purpose, ...] = (
    Purpose(
        SERVICE, Text("履行订单与服务", "Orders and service"),
        Text("下单、付款、送货、退换、客服、评价，以及为此需要的联系方式",
             "orders, payment, delivery, returns, service, reviews, and the contact they need"), "contract", 1095),
    Purpose(
        PERSONALISATION, Text("个性化推荐", "Personal recommendation"),
        Text("浏览、加购、收藏、搜索等行为，以及由此得出的标签、分群与预测",
             "views, carts, favourites, searches, and the tags, segments and predictions drawn from them"),
        "consent", 365),
    Purpose(
        SENSITIVE, Text("敏感信息", "Sensitive facts"),
        Text("与健康、肌肤、孩子有关的信息和标签", "facts and tags about health, skin and children"),
        "consent", 180, True),
    Purpose(
        LOCATION, Text("精确位置", "Precise place"),
        Text("精确到门口的位置；没有同意时只保留约一公里的大致位置",
             "a place exact to the door; without consent only to about a kilometre"), "consent", 90, True),
    Purpose(
        MARKETING, Text("营销消息", "Marketing messages"),
        Text("优惠、活动、回访等消息；收藏和优惠券的提醒，在微信点一次“允许”发一条，之后关闭本项就不再发",
             "offers, campaigns and reminders that the mall sends; WeChat's “allow” for favourites or coupons brings "
             "one, unless this is switched off after it"), "consent", 365),
)
BY_NAME: dict[str, Purpose] = {purpose.name: purpose for purpose in PURPOSES}
CONSENTED: tuple[str, ...] = tuple(purpose.name for purpose in PURPOSES if purpose.needs_consent)
