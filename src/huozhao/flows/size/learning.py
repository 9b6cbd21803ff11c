"""Learn every night how goods run, and put it in use unless it foresees less than the rates alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from huozhao.events.artifacts import Arrays, Artifacts
from huozhao.flows.fresh import Fresh
from huozhao.flows.size.wardrobe import Wardrobe
from huozhao.operations.size.filter import Beliefs, Measure
from huozhao.operations.size.learned import Learned, nothing
from huozhao.operations.size.learning import FEW, Lesson, Told, learn
from huozhao.operations.size.shopper import Taken
from huozhao.terms.ids import Ids
from huozhao.terms.text import Text

KIND = "size"
LABEL = Text("学习尺码", "Learning sizes")
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LearnSizes:
    """Keeps what is known of how goods run; there is nothing of any shopper in it."""

    wardrobe: Wardrobe
    artifacts: Artifacts
    clock: Callable[[], int]
    current: Fresh[Learned] = field(init=False)

    def __post_init__(self) -> None:
        """Read the newest version when it is asked for."""
        object.__setattr__(self, "current", Fresh(self._load, lambda: self.artifacts.version(KIND)))

    def stage(self, step: Step) -> dict[str, Any]:
        """Learn from everybody; return in numbers what was learned and whether it is in use."""
        told, shoppers = self._told()
        step(1, 2)
        if not len(told):
            return {"pieces": 0, "fits": 0, "published": False}
        lesson = learn(told, shoppers)
        # Where there is too little to judge by, the priors carry the advice.
        is_published = lesson.fits < FEW or lesson.is_better
        if is_published:
            self.artifacts.save(KIND, str(self.clock()), _arrays(lesson.learned), _about(lesson))
        step(2, 2)
        return {"pieces": len(told), "fits": lesson.fits, "published": is_published,
                "loss": round(lesson.loss, 4), "loss_of_rates": round(lesson.loss_of_rates, 4)}  # fmt: skip

    def _told(self) -> tuple[Told, int]:
        """Return all pieces, oldest first; a person is another one in each wear."""
        numbers: dict[tuple[int, str], int] = {}
        pieces: list[tuple[int, int, Taken]] = []
        for person, taken in enumerate(self.wardrobe.everybody()):
            for each in taken:
                pieces.append((each.at, numbers.setdefault((person, each.wear), len(numbers)), each))
        pieces.sort(key=lambda piece: (piece[0], piece[2].sku))
        only = [each for _, _, each in pieces]
        return Told(
            np.array([who for _, who, _ in pieces], np.int64), [each.keys for each in only],
            [each.wear for each in only], np.array([each.step for each in only], np.float64),
            np.array([each.fit for each in only], np.int64), np.array([each.weight for each in only], np.float64),
        ), len(numbers)  # fmt: skip

    def _load(self) -> Learned:
        found = self.artifacts.load(KIND)
        if found is None:
            return nothing()
        arrays, about = found.arrays, found.about
        beliefs = Beliefs(*(np.asarray(arrays[name]) for name in Beliefs.__slots__))
        measure = Measure(**{**about["measure"], "spreads": tuple(about["measure"]["spreads"])})
        usual = {wear: (float(mean), float(spread)) for wear, (mean, spread) in about["usual"].items()}
        return Learned(measure, Ids(arrays["names"]), beliefs, np.asarray(arrays["counts"]), usual)


def _arrays(learned: Learned) -> Arrays:
    beliefs = {name: getattr(learned.beliefs, name) for name in Beliefs.__slots__}
    return {"names": learned.names.encoded, "counts": learned.counts, **beliefs}


def _about(lesson: Lesson) -> dict[str, Any]:
    measure = {name: getattr(lesson.learned.measure, name) for name in Measure.__slots__}
    return {"measure": measure, "usual": dict(lesson.learned.usual), "fits": lesson.fits,
            "loss": lesson.loss, "loss_of_rates": lesson.loss_of_rates}  # fmt: skip
