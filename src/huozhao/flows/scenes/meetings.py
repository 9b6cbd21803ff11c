"""Who meets which scene in which arm: decided by a hash of the person, on record once a day."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from huozhao.events.catalogue import SceneMet
from huozhao.events.event import event
from huozhao.events.log import EventLog
from huozhao.matching.scenes.folds import HELD_OUT, SHOWN
from huozhao.matching.scenes.scene import Scene
from huozhao.operations.assignment import is_held_out
from huozhao.terms.errors import HuozhaoError

MOST = 200_000


@dataclass(slots=True)
class Meetings:
    """Puts persons into arms and notes their meetings in the background; a busy log costs the note, never the page.

    `share` is the part that is held out where a scene names none. `new_id` gives ids of events.
    """

    log: EventLog
    person: Callable[[str], str]
    appended: Callable[[], None]
    new_id: Callable[[], str]
    share: float
    # What was noted today, as numbers that tell nothing of the shopper.
    _noted: OrderedDict[int, None] = field(default_factory=OrderedDict)

    def share_of(self, scene: Scene) -> float:
        """Return the part of shoppers for whom a scene is held out."""
        return self.share if scene.hold_out is None else scene.hold_out

    def arm(self, scene: Scene, shopper: str) -> str:
        """Return the arm of a shopper; nobody in particular always sees the scene and is not measured."""
        share = self.share_of(scene)
        held = bool(shopper) and share > 0 and is_held_out(f"scene:{scene.scene}", self.person(shopper), share)
        return HELD_OUT if held else SHOWN

    def note(self, scene: Scene, shopper: str, arm: str, at: int, day: int) -> None:
        """Note that a shopper met a scene, once a day."""
        mark = hash((scene.scene, shopper, day))
        if not shopper or mark in self._noted or not self.share_of(scene) > 0:
            return
        self._noted[mark] = None
        if len(self._noted) > MOST:
            self._noted.popitem(last=False)
        met = SceneMet(scene.scene, scene.version, arm)
        try:
            future = self.log.submit([event(f"met-{self.new_id()}", at, shopper, met, "page")])
        except HuozhaoError:
            return
        future.add_done_callback(lambda _: self.appended())
