"""What goes with one product: complements (bought together) told from substitutes (looked at instead)."""

from huozhao.matching.candidates import Candidate
from huozhao.matching.model import Model


def recall(model: Model, sku: str, limit: int = 100) -> tuple[list[Candidate], list[Candidate]]:
    """Return (complements, substitutes) of a product, best first.

    A pair is a complement when it stands higher among what is bought in one basket than among what the same
    shoppers are drawn to: together(i, j) / max together(i) ≥ related(i, j) / max related(i). The rest of the related
    goods are substitutes. Without baskets nothing is a complement.
    """
    place = model.skus.place(sku)
    if place < 0:
        return [], []
    together, related = _shares(model, place, "together"), _shares(model, place, "related")
    complements = {j: v for j, v in together.items() if v >= related.get(j, 0.0)}
    substitutes = {j: v for j, v in related.items() if j not in complements}
    name = model.skus.name
    return (
        [Candidate(name(j), "complement", v, (sku,)) for j, v in _best(complements, limit)],
        [Candidate(name(j), "substitute", v, (sku,)) for j, v in _best(substitutes, limit)],
    )


def _shares(model: Model, place: int, table: str) -> dict[int, float]:
    items, values = getattr(model, table).row(place)
    peak = float(values.max(initial=0.0)) or 1.0
    return {int(j): float(v) / peak for j, v in zip(items, values, strict=True)}


def _best(found: dict[int, float], limit: int) -> list[tuple[int, float]]:
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
