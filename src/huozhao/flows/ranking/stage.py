"""The stage that learns the ranker: read, learn, judge, publish only what is better than the blend."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Documents
from huozhao.flows.evaluation.guard import Verdict
from huozhao.flows.evaluation.publishing import RANKER, Publishing
from huozhao.flows.ranking.reading import Reader
from huozhao.matching.features import FEATURES
from huozhao.matching.rank_learning.learning import LearnedRanker, can_learn, learn
from huozhao.matching.rank_learning.lists import LEAST_LISTS, Lists
from huozhao.terms.text import Text

LABEL = Text("学习排序", "Learning to rank")
REPORT, CURRENT = "ranker_report", "current"
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LearnRanking:
    """Learns the ranker from the mall's own pages, and reports what the logged pages say of it beside the blend."""

    reader: Reader
    publishing: Publishing
    documents: Documents
    clock: Callable[[], int]

    def stage(self, step: Step) -> dict[str, Any]:
        """Learn and publish a ranker if enough came of enough pages; return what became of it."""
        now = self.clock()
        lists = self.reader.read(now)
        if not can_learn(lists):
            self._report(too_few(lists))
            return {"state": "too_few", "lists": lists.labelled, "needs": LEAST_LISTS}
        found = learn(lists, step)
        about = {"features": list(FEATURES), "card": found.card, "at": now}
        became = self.publishing.store(RANKER, str(now), found.to_arrays(), about, verdict_of(found))
        self._report({**found.logged, "version": became["version"]})
        return {"model": became["version"], "state": became["state"], "lists": found.card["labelled"],
                "learner": found.card["learner"], "ndcg_10": found.card["ndcg_10"],
                "blend_ndcg_10": found.card["blend_ndcg_10"]}  # fmt: skip

    def logged(self) -> dict[str, Any]:
        """Return, for a report, what the logged pages said when the ranker was last learned."""
        found = self.documents.get(REPORT, CURRENT)
        return {"logged": found.body if found else {"state": "too_few", "lists": 0, "least": LEAST_LISTS}}

    def _report(self, body: dict[str, Any]) -> None:
        self.documents.put(REPORT, CURRENT, body)


def too_few(lists: Lists) -> dict[str, Any]:
    """Return the report on too few lists."""
    return {"state": "too_few", "lists": lists.labelled, "least": LEAST_LISTS}


def verdict_of(found: LearnedRanker) -> Verdict:
    """Return whether a ranker goes into use: only when it is ahead of the blend by more than chance explains."""
    gap, card = found.better, found.card
    figures = {"ranker": card["ndcg_10"], "blend": card["blend_ndcg_10"], "figure": "ips ndcg@10",
               "difference": {"mean": gap.mean, "low": gap.low, "high": gap.high, "lists": gap.n}}
    zh = (f"最近{card['test_lists']}个页面上按位置校正的 NDCG@10：学习排序{card['ndcg_10']:.4f}，"
          f"固定混合{card['blend_ndcg_10']:.4f}，差{gap.mean:+.4f}（{gap.low:+.4f}~{gap.high:+.4f}）")
    en = (f"IPS-weighted NDCG@10 on the latest {card['test_lists']} pages: ranker {card['ndcg_10']:.4f}, blend "
          f"{card['blend_ndcg_10']:.4f}, difference {gap.mean:+.4f} ({gap.low:+.4f} to {gap.high:+.4f})")
    if gap.is_better:
        return Verdict("published", "better", Text(f"更好，上线。{zh}", f"better, put in use. {en}"), figures)
    why = Text(f"没有明显更好，未上线。{zh}", f"no better, not put in use. {en}")
    return Verdict("refused", "no_better", why, figures)
