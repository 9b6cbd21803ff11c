"""The one entry: from a history (and content, where there is any) to everything that foretells what is met next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from huozhao.matching.fit.history import History, Split, split
from huozhao.matching.fit.parts import Grounds, Setting, grounds
from huozhao.matching.fit.ranking import joined, places_in_lists, recall_ndcg
from huozhao.matching.fit.reranker import blocks, learn, lessons, lists, reordered
from huozhao.matching.fit.rows import rows
from huozhao.matching.fit.tune import FEW, Figures, Tuned, sample, tune, untuned
from huozhao.matching.model import Floats, Ints, Sparse
from huozhao.matching.trees import Trees

Step = Callable[[int, int], None]
# The re-ranker is kept when it is so much better on the validation split.
MARGIN = 1.01


def _silent(done: int, of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: grounds of the whole history, what tuning chose, and the re-ranker where it helps.

    `figures` are (Recall@20, NDCG@20) on the validation split: of each part, the blend, and the re-ranker.
    """

    ground: Grounds
    tuned: Tuned
    trees: Trees | None = None
    figures: dict[str, Figures] = field(default_factory=dict)

    @property
    def setting(self) -> Setting:
        """What tuning chose."""
        return self.tuned.setting

    def best(self, who: Any, blocked: Any = None) -> tuple[Ints, Floats]:
        """Return the best goods of some shoppers with scores, −1 where none is left; exact over all goods."""
        return lists(self.ground, self.setting, self.trees, who, blocked)

    def about(self) -> dict[str, Any]:
        """Return what was chosen and how it did, as plain values."""
        kin = self.setting.kin
        names = ("shopper", "source", "target", "locality", "fading")
        return {
            "exponents": {name: getattr(kin, name) for name in names},
            "table_exponents": {name: getattr(self.tuned.plain, name) for name in names[:3]},
            "table_directed": round(self.tuned.directed, 6),
            "fading": {"following": self.setting.following_fading, "alike": self.setting.alike_fading},
            "weights": {part: round(weight, 6) for part, weight in self.setting.weights},
            "validation": {name: {"recall_20": round(r, 5), "ndcg_20": round(n, 5)}
                           for name, (r, n) in self.figures.items()},
            "trials": self.tuned.trials, "validation_shoppers": self.tuned.asked,
            "reranked": self.trees is not None, "order": self.ground.known.order,
        }  # fmt: skip


def learn_history(
    whole: History, alike: Sparse | None = None, seed: int = 0, rerank: bool = True, step: Step = _silent
) -> Learned:
    """Tune on the end of the history, decide there whether re-ranking helps, and learn from the whole.

    `alike` (goods × goods) are neighbours by content; `step(done, of)` is told of progress. Deterministic by seed.
    With fewer than FEW interactions the stated defaults hold.
    """
    if len(whole.items) < FEW:
        return Learned(grounds(whole, alike, spectral=False, seed=seed), untuned())
    later = split(whole, seed)
    ground = grounds(later.known, alike, seed=seed)
    step(1, 4)
    tuned = tune(later, ground, seed)
    step(2, 4)
    spectral = tuned.setting.weight("spectral") > 0
    wanted = rerank and tuned.trials > 0 and whole.order != "unordered"
    helped = _reranking(later, ground, tuned, spectral, seed) if wanted else None
    step(3, 4)
    figures = dict(tuned.figures) | ({"reranked": helped[1], "blend": helped[0]} if helped else {})
    trees = None
    if helped and sum(helped[1]) > MARGIN * sum(helped[0]):
        trees = learn(lessons(later, ground, tuned.setting, seed), seed)
    step(4, 4)
    return Learned(grounds(whole, alike, spectral, seed), tuned, trees, figures)


def _reranking(
    later: Split, ground: Grounds, tuned: Tuned, spectral: bool, seed: int
) -> tuple[Figures, Figures] | None:
    """Return how the blend and a re-ranker learned on what is known before the split do on the split."""
    earlier = split(later.known, seed)
    before = grounds(earlier.known, ground.alike, spectral, seed)
    trees = learn(lessons(earlier, before, tuned.setting, seed), seed)
    if trees is None:
        return None
    blended, reranked = [], []
    for block in blocks(sample(later, ground, seed), later.known.size):
        found = rows(ground, tuned.setting, block)
        blended.append(places_in_lists(later, block, found.goods))
        reranked.append(places_in_lists(later, block, reordered(found, trees)[0]))
    return recall_ndcg(joined(blended)), recall_ndcg(joined(reranked))
