"""Put on record what a page showed, in the background: a busy log costs the record, never the page."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huozhao.events.catalogue import RecommendationShown
from huozhao.events.event import event
from huozhao.events.log import EventLog
from huozhao.events.recommended import ShownItem
from huozhao.flows.page.make import Drawn
from huozhao.flows.page.values import Page
from huozhao.terms.errors import HuozhaoError

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Record:
    """Appends Recommendation Shown; `appended` is called once it is durable."""

    log: EventLog
    appended: Callable[[], None]
    log_features: bool = True

    def shown(self, page: Page, drawn: Drawn | None, shopper: str, now: int) -> None:
        """Record the items of a page with what each was ranked by."""
        features = _features(page, drawn) if self.log_features and drawn is not None else {}
        items = [
            ShownItem(item.sku.sku, zone.zone, item.position, item.reason.code, item.score, item.propensity,
                      features.get(item.sku.sku, []))
            for zone in page.zones for item in zone.items
        ]  # fmt: skip
        if not items:
            return
        what = RecommendationShown(page.request_id, page.placement, [item.sku for item in items], items, page.arm,
                                   page.policy)  # fmt: skip
        try:
            future = self.log.submit([event(f"shown-{page.request_id}", now, shopper, what, "page")])
        except HuozhaoError:
            return
        future.add_done_callback(lambda _: self.appended())


def _features(page: Page, drawn: Drawn) -> dict[str, list[float | None]]:
    """Return the features of the shown items, four decimals, null for what was not known."""
    skus = [item.sku.sku for zone in page.zones for item in zone.items if item.sku.sku in drawn.rows]
    if not skus or not len(drawn.features):
        return {}
    rows = np.round(drawn.features[[drawn.rows[sku] for sku in skus]].astype(np.float64), DIGITS).tolist()
    return {sku: [None if value != value else value for value in row] for sku, row in zip(skus, rows, strict=True)}
