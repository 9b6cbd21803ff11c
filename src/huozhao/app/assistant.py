"""Wire the assistant: talks and knowledge, tools over orders, goods and coupons, and a model where one is set."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from huozhao.app.near import near_of
from huozhao.app.storage import Backends
from huozhao.flows.assistant.acts import Acts
from huozhao.flows.assistant.assistant import Assistant, Policy
from huozhao.flows.assistant.closing import Closing
from huozhao.flows.assistant.coupon_cards import CouponCards
from huozhao.flows.assistant.desk import ServiceDesk
from huozhao.flows.assistant.finding_goods import FindingGoods
from huozhao.flows.assistant.goods_tools import GoodsTools
from huozhao.flows.assistant.knowledge_book import KnowledgeBook
from huozhao.flows.assistant.mine import Mine
from huozhao.flows.assistant.model_desk import ModelDesk
from huozhao.flows.assistant.order_tools import OrderTools
from huozhao.flows.assistant.own_desk import OwnDesk
from huozhao.flows.assistant.proposals import Proposals
from huozhao.flows.assistant.return_book import ReturnBook
from huozhao.flows.assistant.size_tool import SizeTool
from huozhao.flows.assistant.talk_book import TalkBook
from huozhao.flows.assistant.toolbox import toolbox
from huozhao.flows.assistant.word_book import AssistantWords
from huozhao.flows.collect import Collect
from huozhao.flows.coupons.wallet import Wallets
from huozhao.flows.goods import Goods
from huozhao.flows.orders.order import Orders
from huozhao.flows.orders.steps import Steps
from huozhao.flows.people.people import People
from huozhao.flows.search.search import Search
from huozhao.flows.size.desk import SizeDesk
from huozhao.matching.words import words
from huozhao.operations.assistant.asking import MODES
from huozhao.operations.assistant.orders import Terms
from huozhao.operations.assistant.talk import Caps
from huozhao.settings import Assistant as Given
from huozhao.settings import Settings
from huozhao.terms.errors import BadInput

MINUTE_MS = 60_000


@dataclass(frozen=True)
class Service:
    """The assistant with the shopper's and the merchant's side of it."""

    assistant: Assistant
    own: OwnDesk
    desk: ServiceDesk
    returns: ReturnBook
    terms: Terms


def wire_assistant(
    settings: Settings, opened: Backends, goods: Goods, collect: Collect, people: People, search: Search,
    orders: Orders, wallets: Wallets, sizes: SizeDesk,
) -> Service:  # fmt: skip
    """Return the assistant of a mall."""
    given, documents, clock, keys = settings.assistant, opened.documents, opened.clock, opened.keys
    book = TalkBook(documents, keys, clock, secrets.token_bytes, given.idle_minutes * MINUTE_MS)
    mine, steps = Mine(documents, opened.state, goods), Steps(orders)
    returns = ReturnBook(documents, steps, clock)
    terms = Terms(given.return_days, tuple(name.strip() for name in given.not_returned.split(",") if name.strip()))
    acts = Acts(mine, returns, steps, terms, collect.record)
    proposals = Proposals(documents, keys, clock, secrets.token_bytes, acts.all())
    closing = Closing(book, collect.record, clock)
    tools = toolbox(
        OrderTools(mine, returns, proposals.propose, terms, settings.mall.timezone),
        GoodsTools(FindingGoods(search, goods, words), near_of(settings, opened, goods), opened.ledger,
                   lambda shop: found.name if (found := goods.shop(shop)) else shop,
                   CouponCards(wallets, goods.sku).of, SizeTool(sizes)))  # fmt: skip
    caps = Caps(given.most_calls, given.most_tokens, given.most_refund_yuan * 100)
    assistant = Assistant(
        book, KnowledgeBook(documents, words, clock), AssistantWords(documents, clock), proposals, tools, closing,
        people.members, _models(given, opened, goods), Policy(settings.mall.name, given.threshold, caps))  # fmt: skip
    desk = ServiceDesk(book, closing, proposals, clock, given.keep_days)
    return Service(assistant, OwnDesk(assistant), desk, returns, terms)


def _models(given: Given, opened: Backends, goods: Goods) -> ModelDesk | None:
    """Return what asks the model that the settings name, None without one."""
    if not given.url:
        return None
    if given.mode not in MODES:
        raise BadInput("unknown_mode", f"assistant.mode = {given.mode!r}", field="assistant.mode",
                       hint=f"one of {', '.join(MODES)}")
    from huozhao.backends.chat import HttpChat

    def names() -> Iterator[str]:
        yield from (sku.title for sku in goods.skus())
        yield from (shop.name for shop in goods.shops())

    model = HttpChat(given.url, given.model, given.key, given.timeout_s)
    return ModelDesk(model, given.mode, given.rewrite, opened.clock, names)
