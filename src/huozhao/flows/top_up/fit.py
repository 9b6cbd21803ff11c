"""How well each good fits a shopper: the recommender's own scores, what is due again, and needs that were seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.flows.page import Made
from huozhao.matching.candidates import Candidate, Ranked, Reason
from huozhao.matching.needs.need import Need
from huozhao.matching.rank import reason
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text

# What a need has to say of a good for the good to be needed: half of what it says of its best.
LEAST_OF_NEED = 0.5
NEEDED_SOURCES = frozenset({"repeat", "need"})


@dataclass(frozen=True, slots=True)
class Fit:
    """Scores of goods divided by the best, 0 to 1, those needed anyway, and where each comes from."""

    scores: Mapping[str, float]
    needed: frozenset[str]
    sources: Mapping[str, Candidate]
    needs: Mapping[str, Need] = field(default_factory=dict)

    def why(self, sku: str, goods: Mapping[str, Sku]) -> Reason:
        """Return why a good is offered, in the recommender's words."""
        need = self.needs.get(sku)
        if need is not None:
            return Reason("need", Text(f"你最近在找“{need.theme}”", f"You have been looking for {need.theme}"), ())
        found = self.sources.get(sku)
        if found is None:
            return reason(Ranked(sku, 0.0, "popular"), goods, {})
        return reason(Ranked(sku, found.score, found.source, found.evidence), goods, {})


def fit_of(made: Made, needs: Sequence[Need]) -> Fit:
    """Return how goods fit, from a page that was made for the basket and from the shopper's needs."""
    best = max(made.trace.base.values(), default=0.0) or 1.0
    sources: dict[str, Candidate] = {}
    for each in made.trace.candidates:
        held = sources.get(each.sku)
        if held is None or _rank(each) > _rank(held):
            sources[each.sku] = each
    by_need = {sku: need for need in reversed(needs) for sku, score in need.goods if score >= LEAST_OF_NEED}
    needed = {sku for sku, each in sources.items() if _is_due(each)} | set(by_need)
    scores = {sku: max(0.0, score) / best for sku, score in made.trace.base.items()}
    return Fit(scores, frozenset(needed), sources, by_need)


def _is_due(each: Candidate) -> bool:
    """Tell whether a candidate is needed anyway; what repeats names itself as evidence only when it is due."""
    return each.source in NEEDED_SOURCES and (each.source == "need" or each.sku in each.evidence)


def _rank(each: Candidate) -> tuple[bool, bool]:
    """Order the reasons for one good: needed first, then any with evidence."""
    return _is_due(each), bool(each.evidence)
