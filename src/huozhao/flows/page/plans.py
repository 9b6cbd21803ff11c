"""Which zones each placement has, and what each draws on."""

from dataclasses import dataclass

from huozhao.matching.candidates import Source
from huozhao.terms.text import Text

SMALL_ZONE = 8


@dataclass(frozen=True, slots=True)
class ZonePlan:
    """A zone: its title and the sources it draws on; no sources = all of them, filling the main zone.

    Zones choose by `turn`; one of `share` < 1 leaves the rest of what its sources found to the zones after it.
    """

    zone: str
    title: Text
    sources: tuple[Source, ...] = ()
    turn: int = 0
    share: float = 1.0


FOR_YOU = ZonePlan("for_you", Text("为你推荐", "For you"), turn=1)
ALIKE = ZonePlan(
    "similar_shoppers", Text("与你相似的用户还购买了", "Shoppers like you also bought"), ("user_cf",), share=0.5
)
AGAIN = ZonePlan("buy_again", Text("该补货了", "Time to restock"), ("repeat",), share=0.5)
GOES_WITH = ZonePlan("goes_with", Text("搭配购买", "Goes well with this"), ("complement",))
INSTEAD = ZonePlan("similar", Text("看了又看", "Others looked at"), ("substitute", "content"))
HOT = ZonePlan("popular", Text("本店热卖", "Popular in the mall"), ("popular", "newest"), turn=2)
IN_CATEGORY = ZonePlan("category", Text("本类目为你精选", "Chosen for you in this category"), turn=1)
FRESH = ZonePlan("new", Text("新品上架", "New in the mall"), ("newest",), turn=2)
RESULTS = ZonePlan("results", Text("搜索结果", "Search results"), turn=1)
# Each zone is shown in the order written here: what is short and sure stands above what is long.
PLANS: dict[str, tuple[ZonePlan, ...]] = {
    "home": (AGAIN, ALIKE, FOR_YOU, HOT),
    "category": (IN_CATEGORY, FRESH),
    "product": (GOES_WITH, INSTEAD, FOR_YOU),
    "cart": (GOES_WITH, AGAIN, FOR_YOU),
    "order_done": (GOES_WITH, ALIKE, FOR_YOU),
    "search": (RESULTS,),
    "popup": (FOR_YOU,),
}
