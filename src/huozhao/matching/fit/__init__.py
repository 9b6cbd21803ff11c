"""Learn from what shoppers did: neighbours, transitions, a spectral filter, their blend, and a re-ranker."""

from huozhao.matching.fit.kernel import Exponents, neighbours
from huozhao.matching.fit.tables import capped, decayed, norms, sparse, top_lists, transposed

__all__ = ["Exponents", "capped", "decayed", "neighbours", "norms", "sparse", "top_lists", "transposed"]
