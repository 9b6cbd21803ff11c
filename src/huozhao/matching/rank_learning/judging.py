"""Which order of the shown items is better: IPS-weighted NDCG, clicks a page off policy, AUC and calibration."""

from dataclasses import dataclass

import numpy as np

from huozhao.matching.evaluate.metrics import Difference, difference
from huozhao.matching.evaluate.off_policy import Estimate, Logged, dr, ips
from huozhao.matching.rank_learning.learners import ranks_within
from huozhao.matching.rank_learning.lists import GAIN, Doubles, Ints, Lists

CUT, CLIP = 10, 20.0


def ndcg(lists: Lists, looked: Doubles, scores: Doubles) -> Doubles:
    """Return the IPS-weighted NDCG@10 of each list of which anything came, in the order of the lists.

    A gain counts gain / examination (Joachims, Swaminathan & Schnabel 2017), so that what came of low places is not
    taken for little.
    """
    worth = GAIN[lists.label] / np.maximum(looked, 1 / CLIP)
    dcg = _dcg(lists.group, worth, ranks_within(lists.group, scores))
    best = _dcg(lists.group, worth, ranks_within(lists.group, worth))
    return dcg[best > 0] / best[best > 0]


def _dcg(group: Ints, worth: Doubles, place: Ints) -> Doubles:
    _, number = np.unique(group, return_inverse=True)
    return np.bincount(number, weights=np.where(place < CUT, worth / np.log2(place + 2), 0.0)).astype(np.float64)


def ahead(lists: Lists, looked: Doubles, one: Doubles, other: Doubles) -> Difference:
    """Return how far one order is ahead of another in IPS-weighted NDCG@10, list by list."""
    return difference(ndcg(lists, looked, one), ndcg(lists, looked, other))


def clicks_a_page(lists: Lists, share: Doubles, scores: Doubles, chance: Doubles) -> tuple[Estimate, ...]:
    """Return the clicks a page that an order of the shown items would earn: IPS and DR.

    The items of a list change places among themselves, so an act's weight is the examination of its new place by that
    of its old one; `chance` (n,) is the probability of a click of who looks, by which DR foretells. Such weights do
    not have the mean 1 on which SNIPS rests: normalised by what is looked at, it is IPS again.
    """
    old = share[lists.depth]
    places = _places(lists)
    new = share[np.minimum(_taken(lists, places, scores), len(share) - 1)]
    logged = Logged(lists.group, lists.clicked, new / np.maximum(old, 1e-9), old * chance, new * chance)
    return ips(logged, CLIP), dr(logged, CLIP)


def _places(lists: Lists) -> Ints:
    """Return the positions of each list in rising order, laid out like its rows."""
    return lists.position[np.lexsort((lists.position, lists.group))]


def _taken(lists: Lists, places: Ints, scores: Doubles) -> Ints:
    """Return the position that each row takes when its list is ordered by score."""
    first = np.searchsorted(lists.group, lists.group, side="left")
    taken: Ints = places[first + ranks_within(lists.group, scores)]
    return taken


@dataclass(frozen=True, slots=True)
class Fit:
    """How good probabilities of a click are, examination taken in: AUC, and the expected calibration error."""

    auc: float
    ece: float
    said: float
    happened: float


def fit_of(clicked: Doubles, said: Doubles, bins: int = 10) -> Fit:
    """Return the fit of said probabilities (n,) to what happened."""
    order = np.argsort(said, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [len(part) * abs(float(said[part].mean() - clicked[part].mean())) for part in parts]
    return Fit(auc(clicked, said), sum(gaps) / max(1, len(said)), float(said.mean()), float(clicked.mean()))


def auc(clicked: Doubles, scores: Doubles) -> float:
    """Return the area under the ROC curve, ties one half; 0.5 where one class is missing."""
    from scipy.stats import rankdata

    positive = clicked > 0
    m, n = int(positive.sum()), int((~positive).sum())
    if not m or not n:
        return 0.5
    return float((rankdata(scores)[positive].sum() - m * (m + 1) / 2) / (m * n))
