"""Which goods a message means: those named in it, or those the talk is about already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huozhao.flows.goods import Goods
from huozhao.flows.search.search import Query, Search
from huozhao.operations.assistant.reading import Message
from huozhao.operations.assistant.topics import without_cues
from huozhao.terms.errors import BadInput
from huozhao.terms.goods import Sku

# Words around the name of goods that name none.
_AROUND = """请问 请 这 那 这个 那个 这款 那款 这件 那件 这双 那双 这条 那条 款 个 件 双 条 的 是 什么 哪些
有 没有 吗 呢 啊 呀 吧 可以 能 不能 能不能 我 我们 你 您 你们 想 要 想要 买 问 问问 看看 一下 下 多少 里 里面 里边
用 会 会不会 它 该 选 哪 怎么样 怎么 在 了 和 给 小孩 宝宝 现在 不 好 好不好 行 不行 合适 还 还有 附近 哪里 哪儿 哪家
门店 店 店里
shop store the a an is are of in it this that do does what which how can i you my me for to should would please have
has got any there with near here"""
_FILLER = frozenset(_AROUND.split())
MOST = 3


@dataclass(frozen=True, slots=True)
class FindingGoods:
    """Finds goods by the shopper's words with the mall's own search. `cut` gives the words of a text."""

    search: Search
    goods: Goods
    cut: Callable[[str], Sequence[str]]

    def meant(self, message: Message, topic: str, named: str, carried: str) -> list[Sku]:
        """Return the goods that are meant, likeliest first: those `named`, those of the message, or those carried."""
        known = self.goods.sku(named) if named else None
        if known is not None and known.listed:
            return [known]
        words = self._words(named or without_cues(message.text, topic))
        found = self._found(" ".join(words)) if words else []
        if found:
            return found
        before = self.goods.sku(carried) if carried else None
        return [before] if before is not None else []

    def _words(self, text: str) -> list[str]:
        return [word for word in self.cut(text) if word not in _FILLER]

    def _found(self, text: str) -> list[Sku]:
        try:
            found = self.search.find(Query(text[:100], limit=MOST, personal=False))
        except BadInput:
            return []
        return [found.goods[hit.sku] for hit in found.hits] if found.is_exact else []
