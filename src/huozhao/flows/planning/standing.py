"""What the newest plan says of each shelf, read by SKU when it is asked for, never a whole plan at once."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping

from huozhao.events.documents import Documents
from huozhao.flows.planning.latest import latest
from huozhao.flows.planning.part import Part, part_from
from huozhao.flows.planning.survey import read_parts
from huozhao.supply.availability import Policy
from huozhao.supply.plan_book import PlanParts

Key = tuple[str, str]
# Parts that are kept in memory: the SKUs that orders and pages ask about most.
KEPT = 2_000


class PlannedRows(Mapping[Key, Policy]):
    """The policy of each (sku, shop) in the newest plan; looking one up reads the part of its SKU."""

    def __init__(self, documents: Documents, parts: PlanParts) -> None:
        self._documents, self._parts, self._lock = documents, parts, threading.Lock()
        self._plan, self._rows = "", 0
        self._kept: OrderedDict[str, dict[str, Policy]] = OrderedDict()

    @property
    def plan(self) -> str:
        """The id of the plan that is read."""
        return self._plan

    def current(self) -> "PlannedRows":
        """Return this, up to date with the newest plan."""
        newest = latest(self._documents)
        if newest is not None and newest.id != self._plan:
            with self._lock:
                self._kept.clear()
                self._plan, self._rows = newest.id, int(newest.body["rows"])
        return self

    def __getitem__(self, key: Key) -> Policy:
        return self.of(key[0])[key[1]]

    def __len__(self) -> int:
        return self._rows

    def __iter__(self) -> Iterator[Key]:
        for sku, part in read_parts(self._parts, self._plan):
            yield from ((sku, shop) for shop in part.shops)

    def of(self, sku: str) -> Mapping[str, Policy]:
        """Return the policies of one SKU by shop."""
        with self._lock:
            found = self._kept.get(sku)
            if found is None:
                body = self._parts.get(self._plan, sku)
                found = self._kept[sku] = policies(part_from(body)) if body else {}
                if len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            return found


def policies(part: Part) -> dict[str, Policy]:
    """Return what a part says of its shops."""
    columns = (part.column(name).tolist() for name in ("safety_stock", "reorder_point", "order_up_to"))
    means = [round(float(mean), 4) for mean in part.means]
    packs = part.column("pack_size").tolist()
    rows = zip(part.shops, *columns, means, packs, strict=True)
    return {shop: Policy(*values) for shop, *values in rows}
