"""Which goods do some words mean? A small look-up by title, category and attributes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from huozhao.matching.needs.queries import cut
from huozhao.matching.words import words
from huozhao.terms.goods import Sku

# A good that has less than this share of what the words say does not mean them.
LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Lookup:
    """Listed goods by the words of their texts, and how much each word says (inverse frequency)."""

    goods: Mapping[str, frozenset[str]] = field(default_factory=dict)
    weight: Mapping[str, float] = field(default_factory=dict)

    def find(self, query: str, limit: int) -> list[tuple[str, float]]:
        """Return the SKUs whose texts have at least half of the query's words, best first.

        The score, 0 to 1, is the weight of the words they have over that of all.
        """
        wanted = cut(query)
        share: dict[str, float] = {}
        says: dict[str, float] = {}
        for word in wanted:
            for sku, part in self._with(word).items():
                share[sku] = share.get(sku, 0.0) + part / len(wanted)
                says[sku] = says.get(sku, 0.0) + part * self.weight.get(word, 1.0)
        total = sum(self.weight.get(word, 1.0) for word in wanted)
        best = [(sku, min(1.0, says[sku] / total)) for sku, part in share.items() if part >= LEAST_SHARE]
        return sorted(best, key=lambda item: (-item[1], item[0]))[:limit]

    def _with(self, word: str) -> dict[str, float]:
        """Return the SKUs whose texts have a word or one near it, and how much of it."""
        found: dict[str, float] = {}
        for known, part in self._near(word):
            for sku in self.goods.get(known, ()):
                found[sku] = max(found.get(sku, 0.0), part)
        return found

    def _near(self, word: str) -> list[tuple[str, float]]:
        """Return a word itself, or else the words that share a character with it (冬季 for 冬天), which say half."""
        if word in self.goods or word.isascii() or len(word) < 2:
            return [(word, 1.0)]
        return [(known, 0.5) for known in self.goods if len(known) > 1 and set(known) & set(word)]


def lookup(goods: Sequence[Sku]) -> Lookup:
    """Return the look-up of the listed goods."""
    texts = {sku.sku: set(words(" ".join((sku.title, *sku.category, *sku.attributes.values())))) for sku in goods
             if sku.listed}
    found: dict[str, set[str]] = {}
    for sku, said in texts.items():
        for word in said:
            found.setdefault(word, set()).add(sku)
    weight = {word: log(1 + len(texts) / len(skus)) for word, skus in found.items()}
    return Lookup({word: frozenset(skus) for word, skus in found.items()}, weight)
