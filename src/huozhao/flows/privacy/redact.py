"""Take shoppers out of documents: what was about them goes, what is about the mall stays without them."""

import re
from collections.abc import Sequence
from typing import Any

from huozhao.events.documents import Document, SearchedDocuments
from huozhao.terms.errors import Conflict

# Copies and leftovers: they go whole when they mention a shopper.
COPIES = ("failed_event", "idempotency:")
# What is about one shopper and nothing without them.
OF_ONE = frozenset({
    "need", "need_popup", "voucher", "sale_buyer", "message", "message_wish", "message_book", "talk", "talk_of",
    "talk_proposal", "wechat_review",
})  # fmt: skip
# Ids under these names are of goods, places and rules; an id of a shopper that is spelled the same is not meant.
OTHERS = frozenset({
    "sku", "skus", "spu", "shop", "shops", "order", "tag", "tags", "segment", "supplier", "category", "kind", "name",
    "state", "status", "zone", "strategy", "crowd", "offer", "channel", "arm", "purpose", "label", "zh", "en",
})  # fmt: skip
# What of an order is its shopper's alone.
THEIRS = frozenset({"contact", "note", "address"})
# An id shorter than this is only replaced where it stands alone, not inside of longer texts.
LONG = 6


def redact(documents: SearchedDocuments, subjects: Sequence[str]) -> int:
    """Take subjects out of all documents; return how many documents changed or went."""
    return sum(_redacted(documents, found, subjects) for found in documents.mentions(subjects))


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


def _redacted(documents: SearchedDocuments, found: Document, subjects: Sequence[str]) -> int:
    if found.kind in OF_ONE:
        return documents.delete(found.kind, [found.id]) if found.body.get("shopper") in subjects else 0
    if found.kind.startswith(COPIES) or (_names(found.id, subjects) and found.kind not in ("job", "order")):
        return documents.delete(found.kind, [found.id])
    body = _order(found.body, subjects) if found.kind == "order" else without(found.body, subjects)
    if body == found.body:
        return 0
    try:
        documents.put(found.kind, found.id, body, found.version)
    except Conflict:  # a step was taken meanwhile, such as a payment: it stands, without the shopper
        fresh = documents.get(found.kind, found.id)
        return _redacted(documents, fresh, subjects) if fresh else 0
    return 1


def _order(body: dict[str, Any], subjects: Sequence[str]) -> dict[str, Any]:
    """Keep an order for the books, without its shopper and the place it went to."""
    if body.get("shopper") not in subjects:
        return body
    request = ["", body["request"][1], None] if isinstance(body.get("request"), list) else []
    kept = {key: without(each, subjects, key) for key, each in body.items() if key not in THEIRS}
    if "benefits" in kept:
        # A voucher's id begins with what stands for its shopper.
        kept["benefits"] = [{**each, "id": ""} for each in kept["benefits"]]
    return {**kept, "shopper": "", "place": None, "request": request}


def _is(value: Any, subjects: Sequence[str]) -> bool:
    return isinstance(value, str) and value in subjects


def _names(id: str, subjects: Sequence[str]) -> bool:
    return id in subjects or _inside(id, subjects) != id or any(id.split(":")[-1] == each for each in subjects)


def _inside(text: str, subjects: Sequence[str]) -> str:
    for subject in subjects:
        if len(subject) >= LONG and subject in text:
            text = re.sub(rf"(?<![\w-]){re.escape(subject)}(?![\w-])", "***", text)
    return text
