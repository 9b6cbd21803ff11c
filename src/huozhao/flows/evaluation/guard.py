"""The guard of publishing: a newly learned model that does worse on held-out days than the one in use is held back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.artifacts import Artifact
from huozhao.flows.evaluation.ground import Ground, newest_day
from huozhao.flows.evaluation.material import Histories, History, Material, gather
from huozhao.flows.evaluation.past import Past
from huozhao.flows.evaluation.report import told
from huozhao.flows.evaluation.scoring import Ranking, ranking
from huozhao.flows.learning.learn import fit
from huozhao.matching.baskets import no_baskets
from huozhao.matching.evaluate.metrics import Difference, Tally, compared
from huozhao.matching.evaluate.split import Split, chosen
from huozhao.matching.model import Model, from_arrays
from huozhao.terms.text import Text
from huozhao.terms.time import day_name

LEAST_HELD, MOST_HELD = 50, 2_000
FIGURE = "ndcg@20"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a version is put in use, why, and by which figures. `state`: published, refused or held."""

    state: str
    code: str
    reason: Text
    figures: dict[str, Any]

    @property
    def is_published(self) -> bool:
        """Whether the version goes into use."""
        return self.state == "published"

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as plain data."""
        return {"state": self.state, "code": self.code, "reason": self.reason.as_dict(), "figures": self.figures}


def published(code: str, zh: str, en: str, **figures: Any) -> Verdict:
    """Return a verdict that puts a version in use."""
    return Verdict("published", code, Text(zh, en), figures)


FIRST = published("first", "首个版本，没有可比较的对象", "the first version: there is nothing to compare it with")


def judge(on: Ground, serving: Artifact | None, today: int) -> Verdict:
    """Return whether what the mall learns now may take the place of the model in use.

    The judges are acts after the last day that the serving model has seen. Half of the shoppers with such acts (at most
    2,000) are held out: the new model is learned without their later days and must foretell them from their earlier
    ones, as the serving one must. It is refused when its mean NDCG@20 is lower and the 95 % interval of the paired
    difference lies below nought. The new model has seen the later days of the other shoppers, as in use it will.
    """
    through = None if serving is None else serving.about.get("through")
    if serving is None or through is None:
        return FIRST
    split = Split(int(through) + 1, newest_day(on.state, today))
    material = gather(on.state, split, on.known, (sku.sku for sku in on.goods.skus()))
    held = chosen(material.truths, min(MOST_HELD, len(material.truths) // 2))
    if len(held) < LEAST_HELD:
        return published(
            "too_few", f"在用版本之后只有{len(held)}位可比较的顾客，至少需要{LEAST_HELD}位，未作比较",
            f"{len(held)} shoppers to compare by since the version in use, at least {LEAST_HELD} are needed: "
            "not compared", shoppers=len(held))  # fmt: skip
    return _verdict(_compare(on, material, held, from_arrays(serving.version, serving.arrays)), split)


def _compare(on: Ground, material: Material, held: Sequence[str], serving: Model) -> tuple[Tally, Tally, Difference]:
    kept = frozenset(held)
    past = Past(on.state, material.split.cut, on.zone, lambda subject: on.known.person(subject) in kept)
    read = Histories.of(on.state, material.split, on.zone, on.known)
    histories = {person: read.read(person) for person in held}
    new, old = (_tally(on, material, histories, model) for model in (fit(past, "candidate", on.known), serving))
    return new, old, compared(new, old, FIGURE)


def _tally(on: Ground, material: Material, histories: dict[str, History], model: Model) -> Tally:
    import numpy as np

    made: Ranking = ranking(model, no_baskets(), on, material)
    tally = Tally(material.known_share)
    for person, history in histories.items():
        truths = np.array([material.skus.place(sku) for sku in material.truths[person]], np.int64)
        tally.add(person, made.scores(person, history), truths)
    return tally


def _verdict(found: tuple[Tally, Tally, Difference], split: Split) -> Verdict:
    new, old, gap = found
    ours, others = new.figures(), old.figures()
    figures = {
        "new": ours, "serving": others, "difference": told(gap), "figure": FIGURE,
        "first_day": day_name(split.cut), "last_day": day_name(split.until),
    }  # fmt: skip
    mine, theirs = ours[FIGURE], others[FIGURE]
    zh = (f"留出的{gap.n}位顾客上 NDCG@20：新{mine:.4f}，在用{theirs:.4f}，差{gap.mean:+.4f}"
          f"（{gap.low:+.4f}~{gap.high:+.4f}）")
    en = (f"NDCG@20 on {gap.n} held-out shoppers: new {mine:.4f}, in use {theirs:.4f}, difference {gap.mean:+.4f} "
          f"({gap.low:+.4f} to {gap.high:+.4f})")
    if gap.is_worse:
        return Verdict("refused", "worse", Text(f"变差，未上线。{zh}", f"worse, not put in use. {en}"), figures)
    return Verdict("published", "not_worse", Text(f"没有变差。{zh}", f"not worse. {en}"), figures)
