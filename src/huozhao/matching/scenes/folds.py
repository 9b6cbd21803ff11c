"""What became of scenes, folded from events: who met which scene in which arm, what was shown and clicked."""

from collections.abc import Iterable

from huozhao.events.catalogue import RecommendationClicked, RecommendationShown, SceneMet
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Scalar, Table, Write
from huozhao.matching.scenes.scene import PREFIX
from huozhao.terms.time import local_day

# One row a shopper, scene and day, the last meeting of the day standing; one row a scene and day with its sums.
MEETINGS = Table("scene_meetings", key=("scene", "shopper", "day"), put=("arm", "at"))
REACH = Table("scene_reach", key=("scene", "day"), add=("shows", "items", "clicks"))
SHOWN, HELD_OUT = "shown", "held_out"


def scene_fold(zone: str) -> Fold:
    """Return the fold for a mall whose days are counted in the IANA time zone `zone`."""

    def fold(recorded: Recorded) -> Iterable[Write]:
        event, what = recorded.event, recorded.event.properties
        day = local_day(event.at, zone)
        if isinstance(what, SceneMet) and event.shopper:
            put: dict[str, Scalar] = {"arm": what.arm, "at": event.at}
            yield Write(MEETINGS.name, (what.scene, event.shopper, day), put=put, at=event.at)
        elif isinstance(what, RecommendationShown):
            yield from _shown(what, day)
        elif isinstance(what, RecommendationClicked) and _scene(what.zone):
            yield Write(REACH.name, (_scene(what.zone), day), {"clicks": 1})

    names = frozenset({"Scene Met", "Recommendation Shown", "Recommendation Clicked"})
    return Fold("scenes", (MEETINGS, REACH), names, fold)


def _shown(what: RecommendationShown, day: int) -> Iterable[Write]:
    counts: dict[str, int] = {}
    for item in what.items:
        scene = _scene(item.zone)
        if scene:
            counts[scene] = counts.get(scene, 0) + 1
    for scene, count in counts.items():
        yield Write(REACH.name, (scene, day), {"shows": 1, "items": count})


def _scene(zone: str) -> str:
    """Return the scene of a zone's id, empty when the zone is none of a scene."""
    return zone[len(PREFIX) :] if zone.startswith(PREFIX) else ""
