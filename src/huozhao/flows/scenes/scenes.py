"""Scenes for pages: which hold now, with their goods, in order, held out for a part of the shoppers."""

from collections.abc import Sequence
from dataclasses import dataclass

from huozhao.flows.scenes.book import SceneBook
from huozhao.flows.scenes.contexts import Contexts
from huozhao.flows.scenes.meetings import Meetings
from huozhao.flows.scenes.shelves import SceneGoods
from huozhao.matching.candidates import Candidate
from huozhao.matching.context import Context
from huozhao.matching.scenes.folds import HELD_OUT
from huozhao.matching.scenes.scene import Scene, offer, standing
from huozhao.matching.zones import Offered


@dataclass(frozen=True, slots=True)
class Stands:
    """A scene that holds: its goods, the arm of the shopper, and whether there was room for it."""

    scene: Scene
    candidates: Sequence[Candidate]
    arm: str
    has_room: bool

    @property
    def is_shown(self) -> bool:
        """Whether its zone stands on the page."""
        return self.has_room and bool(self.candidates) and self.arm != HELD_OUT


@dataclass(frozen=True, slots=True)
class Scenes:
    """Offers zones; `most_zones` bounds them on one page. A scene without goods takes no room."""

    book: SceneBook
    contexts: Contexts
    goods: SceneGoods
    meetings: Meetings
    most_zones: int

    def offered(self, shopper: str, context: Context, placement: str) -> list[Offered]:
        """Return the zones of the scenes that hold now, in order; see matching.zones.

        `shopper` is empty without consent. Whoever is held out counts as having met the scene, for the comparison.
        """
        found = []
        for stands in self.standing(shopper, context, placement):
            if stands.has_room and stands.candidates:
                self.meetings.note(stands.scene, shopper, stands.arm, context.at, context.day)
            if stands.is_shown:
                found.append(offer(stands.scene, stands.candidates, context))
        return found

    def standing(
        self, shopper: str, context: Context, placement: str, scenes: Sequence[Scene] | None = None
    ) -> list[Stands]:
        """Return the scenes that hold with what becomes of each; nothing is noted. `scenes` stand in for the live."""
        found: list[Stands] = []
        room = self.most_zones
        for scene in standing(self.book.live() if scenes is None else scenes, context, placement):
            goods = self.goods.of(scene, context.city) if scene.version else self.goods.find(scene.goods, context.city)
            found.append(Stands(scene, goods, self.meetings.arm(scene, shopper), room > 0))
            room -= bool(goods)
        return found
