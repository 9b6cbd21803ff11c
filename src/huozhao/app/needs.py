"""Wire the needs: what listens to folds and consents, what the page, the plan and the nightly run take from them."""

from collections.abc import Sequence

from huozhao.app.storage import Backends
from huozhao.flows.folds import Folds
from huozhao.flows.goods import Goods
from huozhao.flows.learning.learned import Learned
from huozhao.flows.needs.desk import Needs
from huozhao.flows.needs.finding import NO_SUPPLIES, Supplies
from huozhao.flows.needs.wire import Wiring, wire
from huozhao.flows.people.contests import Contests
from huozhao.flows.people.standing import Known
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.search.search import Query, Search
from huozhao.flows.tags.tags import Tags
from huozhao.settings import Settings

# Ways in which a search found what its words mean, not something in its place.
MEANT = ("exact", "pinyin", "corrected")


def wire_needs(
    settings: Settings, opened: Backends, folds: Folds, goods: Goods, consents: Consents, known: Known,
    learned: Learned, tags: Tags, contests: Contests, search: Search,
    supplies: Supplies = NO_SUPPLIES,
) -> Needs:  # fmt: skip
    """Return the needs of a mall, following what shoppers do and what they allow."""
    held = contests.left(tags.held)

    def find(query: str, limit: int) -> Sequence[tuple[str, float]]:
        found = search.find(Query(query, limit=limit, personal=False))
        return [(hit.sku, hit.score) for hit in found.hits] if found.how in MEANT else []

    def labels(shopper: str) -> Sequence[str]:
        return [tag.label.zh.rpartition(":")[2].rpartition("：")[2].strip() for tag in held(shopper)]

    needs = wire(Wiring(
        opened.state, opened.log, opened.documents, opened.artifacts, goods, known, learned.shelf, labels,
        settings.needs, opened.clock, settings.mall.timezone, find, supplies))
    folds.listen(needs.watch.applied)
    consents.listen(needs.withdrawn)
    return needs
