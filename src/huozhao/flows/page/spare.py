"""The page that stands in when one cannot be made: what was popular when pages could last be made."""

from collections.abc import Callable, Sequence

from huozhao.flows.page.plans import HOT
from huozhao.flows.page.values import Item, Zone
from huozhao.matching.candidates import Ranked
from huozhao.matching.rank import reason
from huozhao.matching.rerank.rules import MerchRule
from huozhao.matching.rerank.stand import Stands
from huozhao.matching.shelf import Shelf, popular


class Spare:
    """Keeps the last shelf and the last rules seen; block, margin and sensitive rules hold on a spare page too."""

    def __init__(self, sensitive: Sequence[str], read: Callable[[], Shelf]) -> None:
        """Take the sensitive categories, and `read`, by which the shelf is asked for where none was kept."""
        self._sensitive, self._read = sensitive, read
        self._shelf: Shelf | None = None
        self._rules: Sequence[MerchRule] = ()

    def keep(self, shelf: Shelf, rules: Sequence[MerchRule]) -> None:
        """Keep what a page was just made from."""
        self._shelf, self._rules = shelf, rules

    def zones(self, placement: str, limit: int) -> tuple[Zone, ...]:
        """Return one zone of popular goods, none when nothing was ever known."""
        shelf = self._shelf or self._first()
        if shelf is None:
            return ()
        stands = Stands(shelf.goods, placement, sensitive=self._sensitive, rules=self._rules)
        found = [c for c in popular(shelf) if not stands.why_not(c.sku)[0]][:limit]
        items = tuple(
            Item(shelf.goods[c.sku], n, 0.0, reason(Ranked(c.sku, c.score, c.source), shelf.goods, {}), None)
            for n, c in enumerate(found)
        )
        return (Zone(HOT.zone, HOT.title, items),) if items else ()

    def _first(self) -> Shelf | None:
        try:
            return self._read()
        except Exception:
            return None
