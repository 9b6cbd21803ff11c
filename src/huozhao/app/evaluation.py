"""Wire evaluation: the guard of what is learned, the kept versions, the nightly training."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huozhao.app.storage import Backends
from huozhao.flows.evaluation import blending, evaluations
from huozhao.flows.evaluation.blending import LearnBlend
from huozhao.flows.evaluation.evaluations import Evaluations
from huozhao.flows.evaluation.ground import Ground
from huozhao.flows.evaluation.models import Models
from huozhao.flows.evaluation.publishing import Publishing
from huozhao.flows.evaluation.training import Training
from huozhao.flows.goods import Goods
from huozhao.flows.jobs import Jobs
from huozhao.flows.learning.recalls import BLEND
from huozhao.flows.people.standing import Known
from huozhao.flows.ranking.reading import Reader
from huozhao.flows.ranking.stage import LearnRanking
from huozhao.flows.run import Stage
from huozhao.matching.contents import Content
from huozhao.settings import Settings

# What the nightly training learns anew; the main job does the same among much else.
LEARNING = ("fold", "shoppers", "matching", "recalls", BLEND, "ranker")


@dataclass(frozen=True, slots=True)
class Judging:
    """Everything that judges what is learned."""

    publishing: Publishing
    models: Models
    evaluations: Evaluations
    training: Training


def wire_publishing(
    settings: Settings, opened: Backends, goods: Goods, known: Known, content: Callable[[], Content]
) -> Publishing:
    """Return what puts new versions in use or keeps them aside."""
    on = Ground(opened.state, opened.documents, goods, known, settings.mall.timezone, content)
    return Publishing(on, opened.artifacts, opened.documents, opened.clock, settings.matching.guard)


def blend_stage(publishing: Publishing, opened: Backends) -> Stage:
    """Return the stage that learns how pages blend their recalls."""
    learn = LearnBlend(publishing.on, opened.artifacts, opened.clock)
    return Stage(BLEND, blending.LABEL, learn.stage)


def wire_ranking(publishing: Publishing, opened: Backends) -> LearnRanking:
    """Return the stage that learns the ranker."""
    on = publishing.on
    return LearnRanking(Reader(opened.log, on.state, on.known, on.zone), publishing, opened.documents, opened.clock)


def wire_judging(
    publishing: Publishing, opened: Backends, jobs: Jobs, stages: Sequence[Stage], ranking: LearnRanking
) -> Judging:
    """Return the faces' view of evaluation; `stages` are those of the main job."""
    made = Evaluations(publishing.on, jobs, opened.clock, ranking.logged)
    learning = [stage for stage in stages if stage.name in LEARNING]
    nightly = [*learning, Stage(evaluations.KIND, evaluations.LABEL, made.stage)]
    return Judging(publishing, Models(opened.artifacts, opened.documents, publishing), made,
                   Training(nightly, jobs, opened.documents, opened.clock))  # fmt: skip
