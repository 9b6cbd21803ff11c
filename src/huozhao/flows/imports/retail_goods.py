"""Make the list of goods that an export of order lines implies: a title, a usual price and a family for each SKU."""

from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import blake2b

import numpy as np

from huozhao.events.catalogue import ProductListed
from huozhao.events.event import encode_properties, event
from huozhao.flows.imports.items import Fact, fact
from huozhao.flows.imports.order_lines import Ints, Mask, OrderLines

SOURCE = "online-retail"
UNCATEGORISED = "uncategorised"
# A last word is taken for the family's name only when it heads this many titles.
FAMILY_SKUS = 10


def listings(lines: OrderLines, traded: Mask) -> Iterator[Fact]:
    """Yield one "Product Listed" for each SKU of the traded lines, shape (lines,).

    The title is the commonest description, the price the median of the lines with a price (integer minor
    units). The id holds a digest of the content, so that a fuller export lists better data as a new event.
    """
    chosen = np.flatnonzero(traded)
    sku, at = lines.column("sku")[chosen], lines.column("at")[chosen]
    words, prices = lines.names["sku"].words, _medians(sku, lines.column("price")[chosen])
    titles = _titles(lines, chosen)
    latest = np.zeros(len(words), dtype=np.int64)
    np.maximum.at(latest, sku, at)
    families = _families(titles)
    for code in np.unique(sku).tolist():
        title = titles.get(code) or words[code]
        family = families.get(_last_word(title), UNCATEGORISED)
        what = ProductListed(
            sku=words[code], spu=_spu(words[code]), title=title[:512], category=[family],
            price_fen=prices.get(code, 0), attributes={"category_from": "title"},
        )
        seen_at = int(latest[code])
        mark = blake2b(encode_properties(what) + str(seen_at).encode(), digest_size=6).hexdigest()
        yield fact(event(f"{SOURCE}:goods:{words[code]}:{mark}", seen_at, "", what), 0)


def _spu(sku: str) -> str:
    """Return the product: 85123A and 85123B are colours of 85123."""
    return sku[:5] if sku[:5].isdigit() else sku


def _medians(sku: Ints, price: Ints) -> dict[int, int]:
    """Return SKU code -> lower median of its positive prices."""
    paid = price > 0
    sku, price = sku[paid], price[paid]
    ranks = np.lexsort((price, sku))
    codes, starts, counts = np.unique(sku[ranks], return_index=True, return_counts=True)
    middles = price[ranks][starts + (counts - 1) // 2]
    return dict(zip(codes.tolist(), middles.tolist(), strict=True))


def _titles(lines: OrderLines, chosen: Ints) -> dict[int, str]:
    """Return SKU code -> commonest description; of equally common ones the first in the alphabet."""
    words = lines.names["title"].words
    pairs = lines.column("sku")[chosen] * max(1, len(words)) + lines.column("title")[chosen]
    found, counts = np.unique(pairs, return_counts=True)
    best: dict[int, tuple[int, str]] = {}
    for pair, count in zip(found.tolist(), counts.tolist(), strict=True):
        code, title = divmod(pair, len(words))
        if words[title]:
            best[code] = min(best.get(code, (0, "")), (-count, words[title]))
    return {code: title for code, (_, title) in best.items()}


def _families(titles: Mapping[int, str]) -> dict[str, str]:
    heads = Counter(_last_word(title) for title in titles.values())
    return {head: head.capitalize() for head, count in heads.items() if head and count >= FAMILY_SKUS}


def _last_word(title: str) -> str:
    """Return the last word of letters: in English titles of goods it is mostly the noun ("… TEA TOWEL")."""
    words = [word.strip(".,;:!?()\"'") for word in title.upper().split()]
    return next((word for word in reversed(words) if word.isalpha() and len(word) > 2), "")
