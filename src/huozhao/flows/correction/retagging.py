"""A product listed anew under another category: the same event that a merchant's own change would be."""

from huozhao.events.catalogue import ProductListed
from huozhao.events.event import Event, event
from huozhao.terms.goods import Sku


def retagged(item: Sku, category: str, version: int, now: int) -> Event:
    """Return the event that lists a product under a category path joined by /; all else of it stays."""
    what = ProductListed(
        item.sku, item.spu, item.title, category.split("/") if category else [], item.price_fen, item.cost_fen,
        dict(item.attributes), item.launched_on, item.supplier, item.lead_time_days, item.pack_size, item.image,
        item.min_order, item.shelf_life_days, item.succeeds,
    )  # fmt: skip
    return event(f"retag-{item.sku}-{version}-{now}", now, "", what, "console")
