"""Wire needs: the readers, the book, what is learned, what listens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from huozhao.events.artifacts import Artifacts
from huozhao.events.documents import Documents
from huozhao.events.log import EventLog
from huozhao.events.state import StateStore
from huozhao.flows.fresh import Fresh
from huozhao.flows.goods import Goods
from huozhao.flows.needs.book import NeedBook
from huozhao.flows.needs.demand import Levels
from huozhao.flows.needs.desk import Needs
from huozhao.flows.needs.finding import Finder, NoSupplies, Supplies
from huozhao.flows.needs.learning import Learning
from huozhao.flows.needs.popups import Popups
from huozhao.flows.needs.pushes import Pushes
from huozhao.flows.needs.reading import Reader
from huozhao.flows.needs.regional import Regional
from huozhao.flows.needs.regions_now import RegionsNow
from huozhao.flows.needs.watching import Watch
from huozhao.flows.people.standing import Known
from huozhao.matching.needs.lookup import lookup
from huozhao.matching.needs.policy import Policy
from huozhao.matching.needs.searches import Find
from huozhao.matching.needs.themes import themes
from huozhao.matching.shelf import Shelf
from huozhao.terms.regions import plain_name
from huozhao.terms.time import DAY_MS


@dataclass(frozen=True, slots=True)
class Wiring:
    """What needs are made from. `find` is the mall's search, beside a look-up of needs' own."""

    state: StateStore
    log: EventLog
    documents: Documents
    artifacts: Artifacts
    goods: Goods
    known: Known
    shelf: Callable[[], Shelf]
    labels: Callable[[str], Sequence[str]]
    policy: Policy
    clock: Callable[[], int]
    zone: str
    find: Find | None = None
    supplies: Supplies = field(default_factory=NoSupplies)


def wire(given: Wiring) -> Needs:
    """Return the needs of a mall."""
    reader = Reader(given.state, given.log, given.known)
    by_theme = Fresh(lambda: themes(given.goods.skus(), given.shelf().heat),
                     lambda: (given.goods.version, given.clock() // DAY_MS))
    words = Fresh(lambda: lookup(given.goods.skus()), lambda: given.goods.version)
    learning = Learning(given.state, given.artifacts, reader, by_theme.get, given.policy)
    odds = Fresh(learning.odds, learning.version)

    def find(query: str, limit: int) -> Sequence[tuple[str, float]]:
        return both(given.find(query, limit) if given.find else (), words.get().find(query, limit), limit)

    finder = Finder(reader, by_theme.get, find, odds.get, given.policy, given.clock, given.zone,
                    lambda: (given.goods.version, learning.version()), given.supplies)
    book = NeedBook(given.documents)
    regions = RegionsNow(given.documents, book, given.clock)
    popups = Popups(given.documents, given.policy, given.clock, finder.of)
    pushes = Pushes(given.documents, given.goods, given.policy, given.clock, given.zone)
    levels = Levels(given.documents)
    regional = Regional(given.state, given.goods, given.known, given.policy, by_theme.get)
    watch = Watch(given.state, book, finder, regional, regions, learning, pushes, popups, levels)
    return Needs(finder, book, watch, popups, pushes, levels, regions, given.labels, _city_of(given), given.policy,
                 given.clock, given.zone)  # fmt: skip


def both(
    searched: Sequence[tuple[str, float]], looked_up: Sequence[tuple[str, float]], limit: int
) -> list[tuple[str, float]]:
    """Return what the mall's search found (any scale, brought to 0 to 1) together with the look-up, best first."""
    top = max((score for _, score in searched), default=0.0)
    found = dict(looked_up)
    for sku, score in searched if top > 0 else ():
        found[sku] = max(found.get(sku, 0.0), score / top)
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit]


def _city_of(given: Wiring) -> Callable[[str], str]:
    def city(person: str) -> str:
        rows = (given.state.get("facts", (member, "city")) for member in given.known.members(person))
        return next((plain_name(str(row["value"])) for row in rows if row and row["value"]), "")

    return city
