"""What a shopper's own client may tell: the own acts, nothing of others, nothing that only the mall can know."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from huozhao.events.catalogue import CATALOGUE
from huozhao.flows.collect import Collect, Prepared, Refusal

# Orders, links between identities and facts about goods come from the mall's own systems only: a client that could
# send them could give itself a rich past or take over another's profile.
FROM_SHOPPERS = frozenset({
    "Page Viewed", "Product Viewed", "Product Added To Cart", "Product Removed From Cart", "Product Favourited",
    "Product Unfavourited", "Product Shared", "Page Shared", "Products Searched", "Recommendation Seen",
    "Recommendation Clicked", "Product Reviewed", "Community Interacted", "Place Reported",
})  # fmt: skip
# Ids with this in them are made by the mall and its importers: an id taken first would keep their event from the log.
RESERVED = ":"
HINT = "send it from the mall's server with an API key / 请由商城服务器发送"


class _Whose(msgspec.Struct):
    id: str = ""
    name: str = ""
    shopper: str = ""


_READ = msgspec.json.Decoder(_Whose)


def prepare_own(
    collect: Collect, raw: Sequence[bytes | msgspec.Raw], shopper: str, source: str = "client"
) -> Prepared:
    """Check a batch that came under a shopper's token; each event of another shopper or kind is refused by itself."""
    refused = {index: found for index, item in enumerate(raw) if (found := _refusal(index, item, shopper))}
    places = [index for index in range(len(raw)) if index not in refused]
    prepared = collect.prepare([raw[index] for index in places], source)
    prepared.indexes = [places[index] for index in prepared.indexes]
    prepared.refused = sorted(
        [*refused.values(), *(replace(each, index=places[each.index]) for each in prepared.refused)],
        key=lambda each: each.index,
    )
    prepared.raw = [bytes(item) for item in raw]
    collect.gaps.note([*(event.id for event in prepared.events), *(each.id for each in prepared.refused)])
    return prepared


def _refusal(index: int, item: bytes | msgspec.Raw, shopper: str) -> Refusal | None:
    try:
        whose = _READ.decode(item)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return None  # `collect` says what is wrong with it
    if whose.shopper != shopper:
        return Refusal(index, whose.id[:128], "not_yours", "this token speaks for another shopper / 令牌不属于该顾客",
                       "shopper", "leave the event out, or use that shopper's own token")
    if RESERVED in whose.id:
        return Refusal(index, whose.id[:128], "id_reserved", "ids with a colon are the mall's / 含冒号的编号归商城使用",
                       "id", "use a UUID, or the ids that the client kit makes")
    if whose.name in CATALOGUE and whose.name not in FROM_SHOPPERS:
        return Refusal(index, whose.id[:128], "not_from_shoppers", f"a shopper's client may not tell {whose.name!r}",
                       "name", HINT)
    return None
