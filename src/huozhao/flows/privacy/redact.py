"""Take shoppers out of documents: what was about them goes, what is about the mall stays without them."""

import re
from collections.abc import Sequence
from typing import Any

from huozhao.events.documents import Document, SearchedDocuments

# Copies and leftovers: they go whole when they mention a shopper.
COPIES = ("failed_event", "idempotency:")
# What is about one shopper and nothing without them.
OF_ONE = frozenset({
    "need", "need_popup", "voucher", "sale_buyer", "message", "message_wish", "message_book", "talk", "talk_of",
    "talk_proposal",
})  # fmt: skip
# Ids under these names are of goods, places and rules; an id of a shopper that is spelled the same is not meant.
OTHERS = frozenset({
    "sku", "skus", "spu", "shop", "shops", "order", "tag", "tags", "segment", "supplier", "category", "kind", "name",
    "state", "status", "zone", "strategy", "crowd", "offer", "channel", "arm", "purpose", "label", "zh", "en",
})  # fmt: skip
# An id shorter than this is only replaced where it stands alone, not inside of longer texts.
LONG = 6


def redact(documents: SearchedDocuments, subjects: Sequence[str]) -> int:
    """Take subjects out of all documents; return how many documents changed or went."""
    changed = 0
    for found in documents.mentions(subjects):
        if found.kind == "order":
            changed += _order(documents, found, subjects)
        elif found.kind in OF_ONE:
            changed += documents.delete(found.kind, [found.id]) if found.body.get("shopper") in subjects else 0
        elif found.kind.startswith(COPIES) or (_names(found.id, subjects) and found.kind != "job"):
            changed += documents.delete(found.kind, [found.id])
        else:
            body = without(found.body, subjects)
            if body != found.body:
                documents.put(found.kind, found.id, body)
                changed += 1
    return changed


def without(value: Any, subjects: Sequence[str], under: str = "") -> Any:
    """Return plain data without the subjects, whatever their depth."""
    if isinstance(value, dict):
        return {key: without(each, subjects, key) for key, each in value.items()
                if key not in subjects or under in OTHERS}
    if isinstance(value, list):
        return [without(each, subjects, under) for each in value if under in OTHERS or not _is(each, subjects)]
    if isinstance(value, str) and under not in OTHERS:
        return "" if value in subjects else _inside(value, subjects)
    return value


def _order(documents: SearchedDocuments, found: Document, subjects: Sequence[str]) -> int:
    """Keep an order for the books, without its shopper and the place it went to."""
    body = found.body
    if body.get("shopper") not in subjects:
        return 0
    request = ["", body["request"][1], None] if isinstance(body.get("request"), list) else []
    kept = {key: without(each, subjects, key) for key, each in body.items() if key not in ("contact", "note")}
    if "benefits" in kept:
        # A voucher's id begins with what stands for its shopper.
        kept["benefits"] = [{**each, "id": ""} for each in kept["benefits"]]
    documents.put("order", found.id, {**kept, "shopper": "", "place": None, "request": request})
    return 1


def _is(value: Any, subjects: Sequence[str]) -> bool:
    return isinstance(value, str) and value in subjects


def _names(id: str, subjects: Sequence[str]) -> bool:
    return id in subjects or _inside(id, subjects) != id or any(id.split(":")[-1] == each for each in subjects)


def _inside(text: str, subjects: Sequence[str]) -> str:
    for subject in subjects:
        if len(subject) >= LONG and subject in text:
            text = re.sub(rf"(?<![\w-]){re.escape(subject)}(?![\w-])", "***", text)
    return text
