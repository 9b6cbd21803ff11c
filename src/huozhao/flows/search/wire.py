"""Put the parts of search together."""

from collections.abc import Callable

from huozhao.events.documents import Documents
from huozhao.events.log import EventLog
from huozhao.events.state import StateStore
from huozhao.flows.goods import Goods
from huozhao.flows.learning.learned import Learned
from huozhao.flows.near import Near
from huozhao.flows.people.shopper import Shoppers
from huozhao.flows.people.standing import Known
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.search.completing import Completing
from huozhao.flows.search.live import LiveIndex
from huozhao.flows.search.query_log import QueryLog
from huozhao.flows.search.search import Search
from huozhao.flows.search.synonym_book import SynonymBook
from huozhao.matching.search.index import SearchIndex


def wire(
    make: Callable[[], SearchIndex], goods: Goods, state: StateStore, documents: Documents, log: EventLog,
    learned: Learned, shoppers: Shoppers, consents: Consents, known: Known, near: Near, clock: Callable[[], int],
    zone: str, appended: Callable[[], None],
) -> Search:  # fmt: skip
    """Return the search of a mall; `make` makes an empty index."""
    live, queries = LiveIndex(goods, make), QueryLog(state, known, clock, zone)
    return Search(live, SynonymBook(documents), queries, Completing(live, queries), learned, shoppers, consents, near,
                  log, clock, appended)
