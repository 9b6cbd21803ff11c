"""What may stand on a page: each product that may not is told apart by a code, said in words when somebody asks."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.matching.goods_table import margin, under
from huozhao.matching.rerank.rules import MerchRule, of_kind
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text

CONSUMABLE = ("yes", "true", "1", "是")
# From this probability of buying again within a week on, a bought good stands again.
DUE = 0.2
# Where somebody asks for goods by name or category, sensitive and bought goods are theirs to see.
ASKED_FOR = frozenset({"search", "category"})
WHY_NOT: dict[str, Text] = {
    "unlisted": Text("商品未上架", "it is not listed"),
    "excluded": Text("本页的商品、购物车里或别的版块已有",
                     "it is the page's own product, in the cart, or in another zone"),
    "bought": Text("已经买过，还没到该补货的时候", "bought before and not due again"),
    "blocked": Text("商家规则不推", "a merchant rule blocks it"),
    "margin": Text("毛利低于商家规则的底线", "its margin is under the floor of a merchant rule"),
    "sensitive": Text("敏感类目不主动推荐", "sensitive goods are not shown unasked"),
    "undeliverable": Text("附近门店没有可售库存", "no shop near has it"),
    "category": Text("不在所看的类目里", "it is not of the category asked for"),
    "outranked": Text("得分不够，未进入版面", "others scored higher"),
    "not_recalled": Text("没有召回源找到它", "no source found it"),
}


@dataclass(frozen=True, slots=True)
class Stands:
    """What a page is laid out under. `deliverable` None = stock is not asked; `due` are probabilities by SKU."""

    goods: Mapping[str, Sku]
    placement: str = "home"
    bought: Mapping[str, int] = field(default_factory=dict)
    due: Mapping[str, float] = field(default_factory=dict)
    excluded: Collection[str] = ()
    deliverable: Callable[[str], bool] | None = None
    sensitive: Collection[str] = ()
    path: tuple[str, ...] = ()
    rules: Sequence[MerchRule] = ()

    def why_not(self, sku: str) -> tuple[str, str]:
        """Return (code, rule) of what keeps a product from the page, ("", "") when it may stand."""
        goods = self.goods.get(sku)
        if goods is None or not goods.listed:
            return "unlisted", ""
        if sku in self.excluded:
            return "excluded", ""
        if self.path and not under(goods, self.path):
            return "category", ""
        return self._by_history(goods) or self._by_rule(goods) or self._by_stock(sku) or ("", "")

    def _by_history(self, goods: Sku) -> tuple[str, str] | None:
        times = self.bought.get(goods.sku, 0)
        if times > 0 and self.placement not in ASKED_FOR and not self.comes_back(goods, times):
            return "bought", ""
        return None

    def comes_back(self, goods: Sku, times: int) -> bool:
        """Tell whether a bought product may be shown again: due by what was learned, else when it is used up."""
        if goods.sku in self.due:
            return self.due[goods.sku] >= DUE
        return is_consumable(goods, times)

    def _by_rule(self, goods: Sku) -> tuple[str, str] | None:
        if not self.rules and not self.sensitive:
            return None
        for rule in of_kind(self.rules, "block"):
            if rule.choice.holds(goods):
                return "blocked", rule.rule
        for rule in of_kind(self.rules, "margin_floor"):
            # A product without a known cost is not held to a margin.
            if rule.choice.holds(goods) and margin(goods) < rule.floor:
                return "margin", rule.rule
        return self._by_sense(goods)

    def _by_sense(self, goods: Sku) -> tuple[str, str] | None:
        if self.placement in ASKED_FOR:
            return None
        if not self.sensitive or set(self.sensitive).isdisjoint(goods.category):
            found = next((r.rule for r in of_kind(self.rules, "sensitive") if r.choice.holds(goods)), None)
            return None if found is None else ("sensitive", found)
        return "sensitive", ""

    def _by_stock(self, sku: str) -> tuple[str, str] | None:
        if self.deliverable is None or self.placement == "search" or self.deliverable(sku):
            return None
        return "undeliverable", ""


def is_consumable(goods: Sku, times_bought: int) -> bool:
    """Return whether a product may be shown again after a purchase: its attribute says so, or it was bought twice."""
    return times_bought >= 2 or goods.attributes.get("consumable", "").lower() in CONSUMABLE
