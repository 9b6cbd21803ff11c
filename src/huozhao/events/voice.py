"""Events of the voice: an improved product was offered to somebody who had complained of the one before."""

from typing import Annotated

from msgspec import Meta

from huozhao.events.fields import Properties, Short, SkuId


class UpgradeOffered(Properties, frozen=True):
    """A page offered an improved product to who had complained; in the arm held_out it was left away for comparison."""

    ticket: Short
    sku: SkuId
    aspect: Short
    arm: Annotated[str, Meta(pattern="^(shown|held_out)$")] = "shown"
