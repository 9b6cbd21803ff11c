"""Put the live tags together."""

from collections.abc import Callable, Sequence

from huozhao.events.artifacts import Artifacts
from huozhao.events.catalogue import ProductListed
from huozhao.events.documents import Documents
from huozhao.events.event import Recorded
from huozhao.events.log import EventLog
from huozhao.flows.goods import FOLD, Goods
from huozhao.flows.tags.book import TagBook
from huozhao.flows.tags.crowd_terms import expanded
from huozhao.flows.tags.engine import Engine
from huozhao.flows.tags.ground import Ground
from huozhao.flows.tags.live import Live
from huozhao.flows.tags.ports import Permissions, Persons
from huozhao.flows.tags.roster import Roster
from huozhao.flows.tags.snapshot import Snapshots
from huozhao.flows.tags.tags import Tags
from huozhao.insight.tags.journal import Memberships
from huozhao.terms.time import local_day


def wire(
    log: EventLog, documents: Documents, artifacts: Artifacts, journal: Memberships, goods: Goods, persons: Persons,
    permissions: Permissions, clock: Callable[[], int], zone: str, speed: float = 1.0,
    crowd: Callable[[str], str | None] = lambda _: None,
) -> Tags:  # fmt: skip
    """Return the live tags, not yet running; `crowd` gives the expression of a saved crowd."""
    def path_of(word: str) -> tuple[str, ...]:
        found = goods.sku(word)
        return found.category if found else ()

    ground = Ground(persons, permissions, path_of, zone)
    roster = Roster(journal, ground.uids, lambda at: local_day(at, zone))
    book = TagBook(documents, crowd)
    engine = Engine(log, ground, roster, book, clock, lambda node: expanded(node, book.crowd))
    return Tags(engine, Live(engine, clock, speed), Snapshots(engine, artifacts))


def listener(tags: Tags) -> Callable[[str, Sequence[Recorded]], None]:
    """Return what hangs on the folds: goods described anew, and anything else that another process appended."""
    def applied(fold: str, batch: Sequence[Recorded]) -> None:
        if fold == FOLD.name:
            skus = [r.event.properties.sku for r in batch if isinstance(r.event.properties, ProductListed)]
            if skus:
                tags.engine.described(skus)
        tags.live.wake()

    return applied
