"""Events of top-ups: goods were offered to who lacks a little for a discount."""

from typing import Annotated

import msgspec
from msgspec import Meta, field

from huozhao.events.fields import Fen, Properties, Short, SkuId


class OfferedSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One set of goods that closes the gap; `lane` is fit or cheapest."""

    lane: Annotated[str, Meta(pattern="^(fit|cheapest)$")]
    skus: Annotated[list[SkuId], Meta(min_length=1, max_length=3)]
    adds_fen: Fen


class TopUpOffered(Properties, frozen=True):
    """Goods were offered that close the gap to a discount; taken up when an order then holds a whole set.

    To shoppers who are held out for comparison nothing was offered, although there was something.
    """

    request_id: Short
    threshold_fen: Fen
    gap_fen: Fen
    saves_fen: Fen
    options: Annotated[list[OfferedSet], Meta(max_length=16)] = field(default_factory=list)
    coupon: Short = ""
    arm: Annotated[str, Meta(pattern="^(treatment|hold_out)?$")] = ""
