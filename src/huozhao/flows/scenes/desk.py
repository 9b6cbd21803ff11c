"""The operator's desk of scenes: check, write, preview, measure."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from huozhao.flows.goods import Goods
from huozhao.flows.scenes.book import Kept, SceneBook
from huozhao.flows.scenes.contexts import Contexts
from huozhao.flows.scenes.effect import Effect, Effects
from huozhao.flows.scenes.scenes import Scenes, Stands
from huozhao.flows.scenes.spots import Found
from huozhao.flows.scenes.weathers import Weathers
from huozhao.matching.context import Context, Weather
from huozhao.matching.scenes.conditions import Check, Node, asked_tags, check, clauses
from huozhao.matching.scenes.read import Problem, SceneError, read_scene, require_scene
from huozhao.matching.scenes.scene import Scene, in_order
from huozhao.matching.scenes.yaml_file import read
from huozhao.matching.zones import Offered
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.calendar import calendar_day
from huozhao.terms.errors import BadInput
from huozhao.terms.goods import Sku
from huozhao.terms.place import Coordinates
from huozhao.terms.text import Text
from huozhao.terms.time import local_day


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that might be asked for: as whom, where, when (ms, None = now), in what weather, on what kind of page."""

    shopper: str = ""
    place: Coordinates | None = None
    city: str = ""
    at: int | None = None
    weather: Weather | None = None
    placement: str = "home"


@dataclass(frozen=True, slots=True)
class Judged:
    """A scene in a preview: why its condition holds or not, whether its zone would stand and why not, its goods."""

    scene: Scene
    check: Check
    is_shown: bool
    why_not: Text | None
    goods: tuple[Sku, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a page would be given by scenes."""

    context: Context
    found: Found
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class SceneDesk:
    """What operators do with scenes. `is_tag` tells whether a tag exists."""

    book: SceneBook
    scenes: Scenes
    effects: Effects
    weathers: Weathers
    goods: Goods
    is_tag: Callable[[str], bool]
    clock: Callable[[], int]
    zone: str

    @property
    def contexts(self) -> Contexts:
        """What makes the context of a request."""
        return self.scenes.contexts

    def offered(self, shopper: str, context: Context, placement: str) -> list[Offered]:
        """Return the zones of scenes for a page."""
        return self.scenes.offered(shopper, context, placement)

    def read(self, source: Any) -> tuple[Sequence[tuple[Scene, dict[str, Any]]], Sequence[Problem]]:
        """Return the scenes of a YAML text, or the one of plain data, and everything that is wrong with them."""
        if isinstance(source, str):
            return read(source)
        scene, problems = read_scene(source)
        return ([(scene, source)] if scene else []), problems

    def warnings(self, scene: Scene) -> list[Text]:
        """Return what is not wrong but will surprise: cities and tags that nobody knows, goods that nobody finds."""
        found = []
        for city in _cities(scene.when):
            if not self.contexts.spots.is_known(city):
                found.append(Text(f"不认识城市“{city}”：除非商城自己说出这个城市名，条件不会成立",
                                  f"the city {city!r} is not known: it only holds when the mall itself names it"))
        for tag in sorted(asked_tags(scene.when)):
            if not tag.startswith(("fact:", "rfm:")) and not self.is_tag(tag):
                found.append(Text(f"还没有标签“{tag}”", f"there is no tag {tag!r} yet"))
        if not self.scenes.goods.find(scene.goods, ""):
            found.append(Text("现在没有一件商品符合：页面上不会出现这个场景",
                              "no product fits now: the scene will not stand on any page"))
        return found

    def apply(self, source: str, who: str) -> list[Kept]:
        """Publish the scenes of a YAML text; SceneError with all mistakes, and then nothing is changed."""
        found, problems = self.read(source)
        if problems:
            raise SceneError(problems)
        return [self.book.publish(body, who, self.clock()) for _, body in found]

    def preview(self, wanted: Wanted, body: dict[str, Any] | None = None) -> Preview:
        """Return what scenes would do on a page; `body` is a scene being written, which stands in for its own."""
        at = self.clock() if wanted.at is None else wanted.at
        context, found = self.contexts.told(wanted.place, wanted.city, at, wanted.shopper, wanted.weather)
        allowed = bool(wanted.shopper) and self.contexts.allows(wanted.shopper, PERSONALISATION)
        scenes = self._with(body)
        stands = {s.scene.scene: s for s in self.scenes.standing(
            wanted.shopper if allowed else "", context, wanted.placement, scenes)}
        judged = tuple(self._judge(scene, context, stands.get(scene.scene), wanted.placement)
                       for scene in in_order(scenes))
        return Preview(context, found, judged)

    def effect(self) -> dict[str, Effect]:
        """Return what each published scene achieves."""
        shares = {kept.scene: self.scenes.meetings.share_of(require_scene(kept.now))
                  for kept in self.book.all() if kept.now}
        return self.effects.measure(shares)

    def today(self) -> int:
        """Return the local day of now."""
        return local_day(self.clock(), self.zone)

    def warm(self) -> None:
        """Load the tables of the calendar in the background, so that the first page need not wait for them."""
        threading.Thread(target=lambda: calendar_day(self.today() + 1), name="calendar", daemon=True).start()

    def _with(self, body: dict[str, Any] | None) -> list[Scene]:
        scenes = [replace(require_scene(kept.now), version=kept.version) for kept in self.book.all() if kept.now]
        if body is None:
            return scenes
        own = require_scene(body)
        return [scene for scene in scenes if scene.scene != own.scene] + [own]

    def _judge(self, scene: Scene, context: Context, stands: Stands | None, placement: str) -> Judged:
        told = check(scene.when, context)
        goods = tuple(sku for c in (stands.candidates if stands else self.scenes.goods.find(scene.goods, context.city))
                      if (sku := self.goods.sku(c.sku)))
        shown = stands is not None and stands.is_shown
        return Judged(scene, told, shown, None if shown else _why_not(scene, told, stands, placement), goods)


def _why_not(scene: Scene, told: Check, stands: Stands | None, placement: str) -> Text:
    if not scene.enabled:
        return Text("场景未启用", "the scene is turned off")
    if placement not in scene.placements:
        return Text("这种页面不展示这个场景", "it is not for this kind of page")
    if not told.holds or stands is None:
        return Text("条件不成立", "its condition does not hold")
    if not stands.candidates:
        return Text("没有符合的商品", "no product fits")
    if not stands.has_room:
        return Text("更靠前的场景已占满页面", "scenes above it have taken the room")
    return Text("这位顾客在对照留出组", "it is held out for this shopper")


def _cities(node: Node) -> list[str]:
    return [city for clause in clauses(node) if (clause.kind, clause.name) == ("place", "cities")
            for city in clause.value]


def require_placement(placement: str, known: Sequence[str]) -> str:
    """Return a placement; BadInput for one that there is not."""
    if placement not in known:
        raise BadInput("unknown_placement", f"there is no placement {placement!r}", field="placement",
                       hint=f"one of {', '.join(known)}")
    return placement
