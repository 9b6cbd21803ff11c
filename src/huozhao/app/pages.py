"""Wire the page service: recalls, context, rules, what lies near, the ranker, the record of what was shown."""

from collections.abc import Callable, Mapping, Sequence

from huozhao.app.near import near_of
from huozhao.app.storage import Backends
from huozhao.flows.folds import Folds
from huozhao.flows.fresh import Fresh, Itself
from huozhao.flows.goods import Goods
from huozhao.flows.learning.learned import Learned
from huozhao.flows.merch_rules import RuleBook
from huozhao.flows.page import Maker, Options, Pages
from huozhao.flows.page.faults import Faults
from huozhao.flows.page.looking import Looking
from huozhao.flows.page.make import Making
from huozhao.flows.page.pages import Searched
from huozhao.flows.page.recalls import Find, Sources
from huozhao.flows.page.record import Record
from huozhao.flows.page.sight import ContextOf
from huozhao.flows.page.spare import Spare
from huozhao.flows.people.shopper import Shoppers
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.search.search import Query, Search
from huozhao.flows.stock.stock import Stock
from huozhao.flows.tags.tags import Tags
from huozhao.matching.goods_table import goods_table, heated
from huozhao.matching.ranker import Ranker, ranker
from huozhao.settings import Settings
from huozhao.supply.availability import days_of_cover

LEAST_WORD, MOST_WORDS = 2, 40


def wire_pages(
    settings: Settings, opened: Backends, folds: Folds, goods: Goods, consents: Consents, learned: Learned,
    shoppers: Shoppers, stock: Stock, context: ContextOf, makers: Sequence[tuple[str, Maker]], find: Find | None,
    words: Callable[[Mapping[str, str]], Sequence[str]], searched: Searched = lambda *_: None,
) -> tuple[Pages, RuleBook]:  # fmt: skip
    """Return the page service and the book of merchant rules that it lays pages out under."""
    options, book, faults = _options(settings), RuleBook(opened.documents), Faults(opened.clock)
    plain = Fresh(lambda: goods_table(goods.skus()), lambda: goods.version)
    table = Fresh(
        lambda: heated(plain.get(), learned.shelf().heat), lambda: (Itself(plain.get()), Itself(learned.shelf()))
    )
    learned_ranker = Fresh(lambda: _ranker(learned), lambda: learned.artifacts.version("ranker"))
    one_shelf = settings.matching.best_sellers
    looking = Looking(
        opened.state, shoppers, learned, table, book.holding, context, options, settings.mall.timezone, words
    )
    making = Making(
        looking, Sources(shoppers.person, learned.recalls, find, one_shelf), near_of(settings, opened, goods), options,
        _nothing if one_shelf else learned_ranker.get, () if one_shelf else makers, lambda skus: cover(stock, skus),
        learned.recalls.blend,
    )  # fmt: skip
    record = Record(opened.log, folds.wake, options.log_features)
    spare = Spare(options.sensitive, learned.shelf)
    return Pages(making, consents, record, spare, faults, opened.clock, searched), book


def tag_words(tags: Tags) -> Callable[[Mapping[str, str]], list[str]]:
    """Return the reading of a shopper's tags as words that goods may name: their labels, and values that are words."""
    book = tags.engine.book

    def read() -> dict[str, str]:
        told = {tag: str(about["label"]["zh"]) for tag, about in book.outside.all().items() if about.get("label")}
        return told | {definition.tag: definition.label.zh for definition in book.published()}

    labels = Fresh(read, book.mark)

    def words(carried: Mapping[str, str]) -> list[str]:
        known = labels.get() if carried else {}
        told = (word for tag, value in carried.items() for word in (known.get(tag, ""), value))
        return [word for word in dict.fromkeys(told) if len(word) >= LEAST_WORD and not word.isdigit()][:MOST_WORDS]

    return words


def cover(stock: Stock, skus: Sequence[str]) -> dict[str, float]:
    """Return the days of cover over all shops that the newest plan foresees demand for, by SKU."""
    policies = stock.policies()
    found: dict[str, float] = {}
    for level in stock.ledger.levels(skus) if policies else ():
        days = days_of_cover(level, policies.get((level.sku, level.shop)))
        if days is not None:
            found[level.sku] = max(found.get(level.sku, 0.0), days)
    return found


def _options(settings: Settings) -> Options:
    matching = settings.matching
    sensitive = tuple(name.strip() for name in matching.sensitive_categories.split(",") if name.strip())
    # One shelf for all is a page that is personal for nobody.
    held_out = 1.0 if matching.best_sellers else matching.hold_out
    return Options(
        matching.page_items, matching.record_impressions, matching.explore, matching.diversity, matching.page_budget_ms,
        matching.fatigue_times, matching.fatigue_days, matching.log_features, held_out, sensitive,
    )  # fmt: skip


def _nothing() -> None:
    return None


def _ranker(learned: Learned) -> Ranker | None:
    found = learned.artifacts.load("ranker")
    return ranker(found.version, found.arrays, found.about) if found else None


def finding(search: Search) -> Find:
    """Return the search for words as pages ask it: in the order of the words, nothing of a shopper in it."""

    def find(query: str, limit: int) -> list[tuple[str, float]]:
        return [(hit.sku, hit.score) for hit in search.find(Query(query, limit=limit, personal=False)).hits]

    return find
