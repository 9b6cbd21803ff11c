"""Events of after-care: a shopper was told something about goods that they received."""

from typing import Annotated

from msgspec import Meta

from huozhao.events.fields import OrderId, Properties, Short, SkuId

Days = Annotated[int, Meta(ge=0, le=3650, description="days since receipt", extra_json_schema={"unit": "days"})]


class CareReminded(Properties, frozen=True):
    """A guide, a reminder, a question or the news that goods are used up was handed over to be told."""

    guide: Short
    occasion: Annotated[Short, Meta(description="guide, question, again, or the reminder's own id")]
    order: OrderId
    sku: SkuId
    day: Days = 0
