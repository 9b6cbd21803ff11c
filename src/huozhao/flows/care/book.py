"""The guides as operators keep them, and which one is for a good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.events.documents import Documents
from huozhao.flows.drafted import Drafted
from huozhao.flows.goods import Goods
from huozhao.operations.care.guide import Guide, guide_for
from huozhao.operations.care.read import guide_to_dict, read_guide

KIND = "care_guide"


@dataclass(frozen=True)
class GuideBook:
    """Keeps guides; only live ones are told of."""

    drafted: Drafted[Guide]
    goods: Goods
    # What was chosen for each SKU under the guides and goods of one moment.
    _chosen: dict[object, dict[str, Guide | None]] = field(default_factory=dict)

    def live(self) -> Sequence[Guide]:
        """Return the guides in force, at most a second old."""
        return [kept.value for kept in self.drafted.live()]

    def of(self, skus: Sequence[str]) -> Mapping[str, Guide]:
        """Return the guide in force of each SKU that has one."""
        guides = self.live()
        mark = (self.goods.version, *((each.guide, each.version) for each in guides))
        if mark not in self._chosen:
            self._chosen.clear()
        chosen, found = self._chosen.setdefault(mark, {}), dict[str, Guide]()
        for sku in skus if guides else ():
            if sku not in chosen:
                goods = self.goods.sku(sku)
                chosen[sku] = guide_for(goods, guides) if goods else None
            if (guide := chosen[sku]) is not None:
                found[sku] = guide
        return found


def guide_book(documents: Documents, goods: Goods) -> GuideBook:
    """Return the book of guides."""
    return GuideBook(Drafted(documents, KIND, "guide", read_guide, guide_to_dict), goods)
