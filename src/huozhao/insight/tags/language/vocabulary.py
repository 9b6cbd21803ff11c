"""The words of the language, in English and Chinese, and what is meant by a word that is not one of them."""

from collections.abc import Iterable
from difflib import get_close_matches

from huozhao.events.catalogue import CATALOGUE
from huozhao.insight.folds import BOUGHT, RETURNED
from huozhao.insight.tags.acts import NO_ACTS
from huozhao.insight.tags.words import VERBS
from huozhao.insight.voices import COMPLAINED, NEEDED

# Short names of events; every name of the catalogue may also be written out in quotes.
SHORT: dict[str, str] = {
    "page": "Page Viewed", "view": "Product Viewed", "cart": "Product Added To Cart",
    "uncart": "Product Removed From Cart", "fav": "Product Favourited", "favourite": "Product Favourited",
    "unfav": "Product Unfavourited", "share": "Product Shared", "search": "Products Searched",
    "click": "Recommendation Clicked", "placed": "Order Placed", "refused": "Order Refused", "paid": "Order Paid",
    "cancelled": "Order Cancelled", "shipped": "Order Shipped", "delivered": "Order Delivered",
    "return": "Order Returned", "buy": BOUGHT, "bought": BOUGHT, "sent_back": RETURNED,
    "浏览": "Product Viewed", "浏览页面": "Page Viewed", "加购": "Product Added To Cart",
    "加入购物车": "Product Added To Cart", "移出购物车": "Product Removed From Cart", "收藏": "Product Favourited",
    "取消收藏": "Product Unfavourited", "分享": "Product Shared", "搜索": "Products Searched",
    "点击推荐": "Recommendation Clicked", "下单": "Order Placed", "支付": "Order Paid", "购买": BOUGHT,
    "取消订单": "Order Cancelled", "退货": "Order Returned", "退回": RETURNED,
}  # fmt: skip
FUNCTIONS: dict[str, str] = {
    "count": "count", "sum": "sum", "distinct": "distinct", "days": "days", "first": "first", "last": "last",
    "share": "share", "sequence": "sequence", "trend": "trend", "decayed": "decayed", "fact": "fact", "age": "age",
    "tag": "tag", "segment": "segment", "crowd": "crowd",
    "次数": "count", "合计": "sum", "种数": "distinct", "天数": "days", "首次": "first", "最近": "last",
    "占比": "share", "先后": "sequence", "趋势": "trend", "衰减": "decayed", "事实": "fact", "年龄": "age",
    "标签": "tag", "分群": "segment", "人群": "crowd",
}  # fmt: skip
FIELDS: dict[str, str] = {
    "category": "category", "类目": "category", "sku": "sku", "商品": "sku", "subject": "subject", "query": "query",
    "搜索词": "query", "page": "page", "页面": "page", "amount": "amount", "金额": "amount",
    "amount_fen": "amount_fen", "quantity": "quantity", "数量": "quantity",
}  # fmt: skip
WORDS: dict[str, str] = {
    "and": "and", "且": "and", "并且": "and", "or": "or", "或": "or", "或者": "or", "not": "not", "非": "not",
    "不": "not", "in": "in", "属于": "in", "between": "between", "介于": "between", "within": "within",
    "之内": "within", "contains": "contains", "包含": "contains",
}  # fmt: skip
UNITS_MS: dict[str, int] = {
    "m": 60_000, "min": 60_000, "分钟": 60_000, "h": 3_600_000, "小时": 3_600_000, "d": 86_400_000, "天": 86_400_000,
    "w": 604_800_000, "周": 604_800_000,
}  # fmt: skip


def events() -> frozenset[str]:
    """Return the full names of all acts that an expression may speak of."""
    return frozenset(CATALOGUE) - NO_ACTS | {BOUGHT, RETURNED, COMPLAINED, NEEDED}


def event(word: str) -> str | None:
    """Return the full name of an event, given in short, in Chinese or in full; None when it is none."""
    if word in SHORT:
        return SHORT[word]
    if word in events():
        return word
    spoken = {name.lower(): name for name in events()} | {text.zh: name for name, text in VERBS.items()}
    found = spoken.get(word.lower().replace("_", " "))
    return found if found in events() else None


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like a word, empty when none is."""
    by_lower = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), list(by_lower), 1, 0.55)
    return by_lower[found[0]] if found else ""


def event_words() -> list[str]:
    """Return all words for events, short ones first."""
    return [*SHORT, *sorted(events())]
