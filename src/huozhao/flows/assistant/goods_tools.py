"""Tools about goods: what they are, what they cost, where they lie, which size fits, which coupons the shopper has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from huozhao.flows.assistant.asker import ANSWERED, ASKS, UNKNOWN, Asker, Found, goods_block
from huozhao.flows.assistant.finding_goods import FindingGoods
from huozhao.flows.near import Near
from huozhao.operations.assistant.draft import Draft, same, yuan
from huozhao.supply.ledger import Ledger
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text

WHICH = Draft("你问的是哪件商品？说名字，或者从商品页进来问我。",
              "Which product do you mean? Say its name, or ask me from its page.")
WHICH_SIZE = Draft(
    "你想买哪件？说名字，或者从商品页进来问我，我按你买过的尺码来看。",
    "Which product? Say its name, or ask me from its page; I go by the sizes you bought before.")
# What is asked of goods → the names under which merchants write it.
ASPECTS: tuple[tuple[Text, tuple[str, ...], tuple[str, ...]], ...] = (
    (Text("成分", "the ingredients"), ("成分", "配料", "含", "ingredient", "contain"), ("成分", "配料", "ingredient")),
    (Text("材质", "the material"), ("材质", "面料", "什么做的", "material", "made of", "made from"),
     ("材质", "面料", "material", "fabric")),
    (Text("产地", "the origin"), ("产地", "哪里产", "made in", "origin"), ("产地", "origin")),
    (Text("保质期", "the shelf life"), ("保质期", "过期", "shelf life", "expire"), ("保质期", "shelf")),
    (Text("规格", "the specification"), ("规格", "参数", "多重", "多大", "净含量", "spec", "weigh"),
     ("规格", "净含量", "重量", "尺寸", "spec", "weight", "size")),
    (Text("用法", "how to use it"),
     ("怎么用", "怎么吃", "怎么洗", "用法", "怎么安装", "怎么保养", "how to use", "how do i use"),
     ("用法", "使用方法", "洗涤", "安装", "保养", "usage", "care")),
    (Text("适合谁", "whom it suits"), ("适合", "孕妇", "敏感肌", "宝宝能", "suitable"),
     ("适合", "适用", "人群", "肤质", "suitable")),
)  # fmt: skip
_PRICE = ("多少钱", "价格", "什么价", "price", "how much")
MOST_SHOPS, MOST_ATTRIBUTES = 3, 6


class Advises(Protocol):
    """What knows sizes."""

    def advise(self, asker: Asker, sku: Sku) -> Found:
        """Say which size of a product fits the shopper who asks, or ask for what is missing."""
        ...


@dataclass(frozen=True, slots=True)
class GoodsTools:
    """Answers from the catalogue, the stock ledger and what the shopper holds; nothing is guessed.

    `coupons` gives the blocks of the asker's usable coupons.
    """

    finding: FindingGoods
    near: Near
    ledger: Ledger
    shop_name: Callable[[str], str]
    coupons: Callable[[Asker], Sequence[dict[str, Any]]]
    sizes: Advises

    def product(self, asker: Asker, arguments: Mapping[str, str]) -> Found:
        """Tell what the merchant wrote about goods; what is not written is not said."""
        found = self._meant(asker, "product", arguments)
        if not found:
            return Found(WHICH, outcome=ASKS)
        sku, text = found[0], f"{asker.message.text} {arguments.get('question', '')}".lower()
        card, carried = (goods_block(sku),), {"sku": sku.sku}
        title = {"title": same(sku.title)}
        if any(word in text for word in _PRICE):
            priced = {**title, "price": yuan(sku.price_fen)}
            draft = Draft("{title}现价 {price}。", "{title} costs {price} now.", priced)
            return Found(draft, card, slots=carried)
        for label, asked, names in ASPECTS:
            if any(word in text for word in asked):
                return _aspect(sku, label, names)
        known = list(sku.attributes.items())[:MOST_ATTRIBUTES]
        told = _listed(known)
        draft = Draft("{title}，现价 {price}。{told}", "{title}, {price}. {told}",
                      {**title, "price": yuan(sku.price_fen), "told": told})  # fmt: skip
        return Found(draft, card, slots=carried)

    def stock_near(self, asker: Asker, arguments: Mapping[str, str]) -> Found:
        """Tell where goods lie: near the place that came with the message, or in which shops at all."""
        found = self._meant(asker, "stock_near", arguments)
        if not found:
            return Found(WHICH, outcome=ASKS)
        sku = found[0]
        title, card, carried = {"title": same(sku.title)}, (goods_block(sku),), {"sku": sku.sku}
        if asker.place is not None:
            near = self.near.look(asker.place, [sku.sku], asker.now)
            near.first()
            delivery = near.deliveries.get(sku.sku)
            if delivery is not None:
                draft = Draft("{title}在{shop}有货，离你 {km} 公里，约 {minutes} 分钟送到。",
                              "{shop} has {title}, {km} km from you; delivered in about {minutes} minutes.",
                              {**title, "shop": same(delivery.shop_name), "km": same(f"{delivery.distance_km:.1f}"),
                               "minutes": same(str(delivery.minutes))})  # fmt: skip
                return Found(draft, card, slots=carried)
        levels = [level for level in self.ledger.levels([sku.sku]) if level.available > 0]
        if not levels:
            draft = Draft("{title}现在各店都没有货。", "{title} is out of stock in all shops now.", title)
            return Found(draft, card, slots=carried)
        names = [self.shop_name(each.shop) for each in sorted(levels, key=lambda each: -each.available)[:MOST_SHOPS]]
        draft = Draft("{title}现在有货的门店：{shops}。", "Shops that have {title} now: {shops}.",
                      {**title, "shops": Text("、".join(names), ", ".join(names))})  # fmt: skip
        return Found(draft, card, slots=carried)

    def size_advice(self, asker: Asker, arguments: Mapping[str, str]) -> Found:
        """Tell which size fits, from the shopper's own purchases and returns."""
        found = self._meant(asker, "size_advice", arguments)
        if not found:
            return Found(WHICH_SIZE, outcome=ASKS)
        return self.sizes.advise(asker, found[0])

    def own_coupons(self, asker: Asker, arguments: Mapping[str, str]) -> Found:
        """Tell which coupons the shopper can use."""
        blocks = tuple(self.coupons(asker))
        if not blocks:
            return Found(Draft("你现在没有可用的优惠券。", "You have no coupon to use now."))
        draft = Draft("你有 {n} 张可用的优惠券。", "You have {n} coupons to use.", {"n": same(str(len(blocks)))})
        return Found(draft, blocks, ANSWERED)

    def _meant(self, asker: Asker, topic: str, arguments: Mapping[str, str]) -> list[Sku]:
        return self.finding.meant(asker.message, topic, arguments.get("goods", ""), asker.slots.get("sku", ""))


def _written(sku: Sku, names: Sequence[str]) -> list[tuple[str, str]]:
    return [(key, value) for key, value in sku.attributes.items()
            if value and any(name in key.lower() for name in names)]  # fmt: skip


def _listed(facts: Sequence[tuple[str, str]]) -> Text:
    return Text("；".join(f"{name}：{value}" for name, value in facts),
                "; ".join(f"{name}: {value}" for name, value in facts))  # fmt: skip


def _aspect(sku: Sku, label: Text, names: Sequence[str]) -> Found:
    """Tell what is written of one aspect of goods, or that nothing is."""
    card, carried, slots = (goods_block(sku),), {"sku": sku.sku}, {"title": same(sku.title), "aspect": label}
    found = _written(sku, names)
    if not found:
        draft = Draft(
            "{title}的资料里没有写{aspect}，我不能乱说，可以转人工问清楚。",
            "The shop has not stated {aspect} of {title}, and I will not guess. A person can find out.", slots)
        return Found(draft, card, UNKNOWN, carried)
    return Found(Draft("{title}：{told}", "{title}: {told}", {**slots, "told": _listed(found)}), card, slots=carried)
