"""Events of recommendation: what a page showed, with what each item was ranked by, and what was clicked."""

from typing import Annotated

import msgspec
from msgspec import Meta, field

from huozhao.events.fields import Properties, Short, SkuId

Share = Annotated[float, Meta(ge=0, le=1)]


class ShownItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One item as it was shown: where, by which source, with which score, how likely it was to stand there.

    `features` are those of matching/features.py, in its order; null stands for what was not known.
    """

    sku: SkuId
    zone: Short
    position: Annotated[int, Meta(ge=0, le=499, description="0 is the first item shown")]
    source: Short
    score: float = 0.0
    propensity: Annotated[Share, Meta(description="probability that the policy put this item into this slot")] = 1.0
    features: Annotated[list[float | None], Meta(max_length=256)] = field(default_factory=list)


class RecommendationShown(Properties, frozen=True):
    """Goods were recommended to the shopper on one page."""

    request_id: Short
    placement: Short
    skus: Annotated[list[SkuId], Meta(max_length=500)]
    items: Annotated[list[ShownItem], Meta(max_length=500)] = field(default_factory=list)
    arm: Short = ""
    policy: Annotated[Short, Meta(description="what ordered the items, for estimates from what was logged")] = ""


class RecommendationClicked(Properties, frozen=True):
    """A recommended item was clicked."""

    request_id: Short
    placement: Short
    sku: SkuId
    position: Annotated[int, Meta(ge=0, description="0 is the first item shown")]
    zone: Annotated[Short, Meta(description="zone of the page in which it stood")] = ""


class RecommendationSeen(Properties, frozen=True):
    """A recommended item stood at least half in view for at least half a second."""

    request_id: Short
    placement: Short
    sku: SkuId
    position: Annotated[int, Meta(ge=0, description="0 is the first item shown")]
    zone: Annotated[Short, Meta(description="zone of the page in which it stood")] = ""
