"""A need: somebody, or a region, is about to want goods of a theme; with evidence, confidence and an end."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

from huozhao.terms.text import Text, text_from

Kind = Literal["views", "search", "region", "cycle"]
NO_TEXT = Text("", "")
KINDS: tuple[Kind, ...] = ("views", "search", "region", "cycle")


@dataclass(frozen=True, slots=True)
class Wish:
    """An attribute that the goods looked at share more often than their category: a preference, as far as it shows.

    `share` is among what was looked at (weighted by how often), `usual` among the listed goods of the category.
    """

    attribute: str
    value: str
    share: float
    usual: float


@dataclass(frozen=True, slots=True)
class Need:
    """One need. `shopper` is empty for a region's, `region` (city:武汉) for a shopper's.

    `confidence` is the probability, 0 to 1, of an order in the theme within the horizon (of a region: that the next
    occasion is above the usual again); instants in ms. `goods` are (SKU, score), best first; `seen` the SKUs that were
    looked at. `leaves` are the category names that an order must be in to end the need.
    """

    id: str
    kind: Kind
    shopper: str
    region: str
    theme: str
    leaves: tuple[str, ...]
    evidence: tuple[Text, ...]
    confidence: float
    detected_at: int
    expires_at: int
    goods: tuple[tuple[str, float], ...]
    seen: tuple[str, ...] = ()
    wish: Wish | None = None
    title: Text = NO_TEXT
    slot: str = ""
    crowd: int = 1


def mark(*parts: str) -> str:
    """Return 16 hex digits that stand for some words: short, stable, and no name can be read from them."""
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def need_id(kind: Kind, whose: str, theme: str) -> str:
    """Return the id of a need: all needs of one shopper or region begin alike."""
    return f"{mark('whose', whose)}-{mark(kind, theme)}"


def to_body(need: Need) -> dict[str, Any]:
    """Return a need as plain data for a document."""
    wish = need.wish
    return {
        "need": need.id, "kind": need.kind, "shopper": need.shopper, "region": need.region, "theme": need.theme,
        "leaves": list(need.leaves), "evidence": [text.as_dict() for text in need.evidence],
        "confidence": round(need.confidence, 4), "detected_at": need.detected_at, "expires_at": need.expires_at,
        "goods": [[sku, round(score, 4)] for sku, score in need.goods], "seen": list(need.seen),
        "wish": {"attribute": wish.attribute, "value": wish.value, "share": round(wish.share, 4),
                 "usual": round(wish.usual, 4)} if wish else None,
        "title": need.title.as_dict(), "slot": need.slot, "crowd": need.crowd,
    }  # fmt: skip


def from_body(body: dict[str, Any]) -> Need:
    """Return the need that `to_body` wrote."""
    wish = body["wish"]
    return Need(
        body["need"], body["kind"], body["shopper"], body["region"], body["theme"], tuple(body["leaves"]),
        tuple(text_from(text, "") for text in body["evidence"]), body["confidence"], body["detected_at"],
        body["expires_at"], tuple((sku, float(score)) for sku, score in body["goods"]), tuple(body["seen"]),
        Wish(**wish) if wish else None, text_from(body["title"], body["theme"]), body["slot"], body["crowd"],
    )  # fmt: skip
