"""What goes with one product: complements (bought together) told from substitutes (looked at instead)."""

from huozhao.matching.candidates import Candidate, Source
from huozhao.matching.model import Model, Sparse
from huozhao.matching.pairs import Pairs


def recall(
    model: Model, sku: str, limit: int = 100, pairs: Pairs | None = None
) -> tuple[list[Candidate], list[Candidate]]:
    """Return (complements, substitutes) of a product, best first.

    With `pairs` they are what was learned from baskets, days after, sessions and exchanges (matching/pairs_fit.py).
    Where those know nothing of the product, a pair is a complement when it stands higher among what is bought in one
    basket than among what the same shoppers are drawn to: together(i, j) / max together(i) ≥ related(i, j) /
    max related(i); the rest of the related goods are substitutes. Without baskets nothing is a complement.
    """
    learned = _learned(pairs, sku, limit) if pairs is not None else ([], [])
    if all(learned):
        return learned
    told = _told(model, sku, limit)
    taken = {c.sku for found in learned for c in found}
    complements = learned[0] or [c for c in told[0] if c.sku not in taken]
    substitutes = learned[1] or [c for c in told[1] if c.sku not in taken]
    return complements, substitutes


def _learned(pairs: Pairs, sku: str, limit: int) -> tuple[list[Candidate], list[Candidate]]:
    place = pairs.skus.place(sku)
    if place < 0:
        return [], []

    def best(table: Sparse, source: Source) -> list[Candidate]:
        items, values = table.row(place)
        found = zip(items[:limit].tolist(), values[:limit].tolist(), strict=True)
        return [Candidate(pairs.skus.name(j), source, float(v), (sku,)) for j, v in found]

    return best(pairs.complements, "complement"), best(pairs.substitutes, "substitute")


def _told(model: Model, sku: str, limit: int) -> tuple[list[Candidate], list[Candidate]]:
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
