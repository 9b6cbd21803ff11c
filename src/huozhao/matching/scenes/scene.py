"""A scene: where, when, in what weather and for whom it is, what goods it puts forward and how."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from huozhao.matching.candidates import Candidate
from huozhao.matching.context import Context
from huozhao.matching.scenes.conditions import Node, holds, narrowness, reason_of
from huozhao.matching.scenes.goods import Query
from huozhao.matching.zones import Offered, Popup
from huozhao.terms.text import Text

PLACEMENTS = ("home", "category", "product", "cart", "order_done", "search")
PREFIX = "scene:"


@dataclass(frozen=True, slots=True)
class Notice:
    """A popup of a scene: words, and a coupon where there is one."""

    title: Text
    body: Text
    coupon: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene as declared. `priority` from 1 to 100, higher stands above; `hold_out` None = the mall's own share.

    `guide` is a notice beside the goods (an event, a tip); `placements` are the pages that may show the zone.
    """

    scene: str
    title: Text
    when: Node
    goods: Query
    enabled: bool = True
    priority: int = 10
    owner: str = ""
    guide: Text | None = None
    popup: Notice | None = None
    placements: tuple[str, ...] = ("home",)
    hold_out: float | None = None
    version: int = field(default=0, compare=False)

    @property
    def zone(self) -> str:
        """The id of the scene's zone on a page."""
        return PREFIX + self.scene


def in_order(scenes: Iterable[Scene]) -> list[Scene]:
    """Return scenes as they stand on a page: by priority, then the narrower first, then by id."""
    return sorted(scenes, key=lambda s: (-s.priority, -narrowness(s.when), s.scene))


def standing(scenes: Iterable[Scene], context: Context, placement: str) -> list[Scene]:
    """Return the scenes that hold now on a kind of page, in order."""
    return in_order(s for s in scenes if s.enabled and placement in s.placements and holds(s.when, context))


def offer(scene: Scene, candidates: Iterable[Candidate], context: Context) -> Offered:
    """Return the zone of a scene that holds, with the conditions that it holds for as the reason."""
    why = reason_of(scene.when, context)
    notice = scene.popup
    popup = Popup(scene.zone, notice.title, notice.body, notice.coupon) if notice else None
    return Offered(scene.zone, scene.title, tuple(candidates), Text(f"因为：{why.zh}", f"because: {why.en}"),
                   scene.priority, scene.guide, popup)  # fmt: skip
