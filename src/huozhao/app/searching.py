"""Wire search over open back ends."""

from collections.abc import Callable

from huozhao.app.near import near_of
from huozhao.app.storage import Backends
from huozhao.flows.goods import Goods
from huozhao.flows.learning.learned import Learned
from huozhao.flows.people.shopper import Shoppers
from huozhao.flows.people.standing import Known
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.search import wire
from huozhao.flows.search.search import Search
from huozhao.matching.search.index import SearchIndex
from huozhao.settings import Settings


def wire_search(
    settings: Settings, opened: Backends, appended: Callable[[], None], goods: Goods, consents: Consents, known: Known,
    learned: Learned, shoppers: Shoppers,
) -> Search:  # fmt: skip
    """Return the search of a mall; its index is made at the first search."""
    return wire.wire(
        _index, goods, opened.state, opened.documents, opened.log, learned, shoppers, consents, known,
        near_of(settings, opened, goods), opened.clock, settings.mall.timezone, appended,
    )  # fmt: skip


def _index() -> SearchIndex:
    from huozhao.backends.tantivy_index import TantivyIndex

    return TantivyIndex()
