"""Wire the scenes: geography, weather, the calendar's context, the book, the zones for pages."""

import secrets
from collections.abc import Callable

from huozhao.app.storage import Backends
from huozhao.flows.folds import Folds
from huozhao.flows.goods import Goods
from huozhao.flows.learning.learned import Learned
from huozhao.flows.people.contests import Contests
from huozhao.flows.people.people import People
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.scenes.book import SceneBook
from huozhao.flows.scenes.carried import Carried
from huozhao.flows.scenes.contexts import Contexts
from huozhao.flows.scenes.desk import SceneDesk
from huozhao.flows.scenes.effect import Effects
from huozhao.flows.scenes.meetings import Meetings
from huozhao.flows.scenes.scenes import Scenes
from huozhao.flows.scenes.shelves import SceneGoods, Sources
from huozhao.flows.scenes.spots import Spots
from huozhao.flows.scenes.weathers import Weathers
from huozhao.flows.tags.tags import Tags
from huozhao.settings import Settings
from huozhao.settings import Weather as Wanted
from huozhao.terms.time import local_day


def wire_scenes(
    settings: Settings, opened: Backends, folds: Folds, goods: Goods, people: People, consents: Consents, tags: Tags,
    contests: Contests, learned: Learned,
) -> SceneDesk:  # fmt: skip
    """Return the desk of scenes."""
    from huozhao.backends.geo.offline import OfflineGeocoder

    zone, clock = settings.mall.timezone, opened.clock

    def today() -> int:
        return local_day(clock(), zone)

    weathers = _weathers(settings.weather, opened, clock)
    spots = Spots(OfflineGeocoder(), goods.shops)
    contexts = Contexts(spots, weathers, Carried(tags, contests.of).of, consents.allows, zone)
    book = SceneBook(opened.documents)
    shelves = SceneGoods(Sources(opened.state, goods, lambda: learned.shelf().heat, today))
    meetings = Meetings(opened.log, people.person, folds.wake, lambda: secrets.token_hex(16), settings.scenes.hold_out)
    scenes = Scenes(book, contexts, shelves, meetings, settings.scenes.most_zones)
    effects = Effects(opened.state, people.person, consents.allows, clock, today)
    return SceneDesk(book, scenes, effects, weathers, goods, lambda tag: _is_tag(tags, tag), clock, zone)


def _weathers(wanted: Wanted, opened: Backends, clock: Callable[[], int]) -> Weathers:
    from huozhao.backends.weather.climatology import Climatology
    from huozhao.backends.weather.provider import weather_service

    service = weather_service(wanted.provider, wanted.url, wanted.key, wanted.project, wanted.credential,
                              wanted.key_file, wanted.timeout_s, wanted.ttl_minutes)  # fmt: skip
    weathers = Weathers(opened.documents, Climatology(), service, clock)
    if service is not None:
        service.listener = weathers.note
    return weathers


def _is_tag(tags: Tags, tag: str) -> bool:
    book = tags.engine.book
    return tag in book.outside.all() or any(found.tag == tag for found in book.published())
