"""The App: everything that a face needs, wired."""

from collections.abc import Callable
from dataclasses import dataclass

from huozhao.app.assistant import Service
from huozhao.app.backtesting import Tiers
from huozhao.app.campaigns import Campaigning
from huozhao.app.care import Care
from huozhao.app.connecting import ShimTokens
from huozhao.app.evaluation import Judging
from huozhao.app.operating import Operating
from huozhao.app.storefront import Storefront
from huozhao.app.wechat import Wechat
from huozhao.events.documents import Documents
from huozhao.events.log import EventLog
from huozhao.events.state import StateStore
from huozhao.flows.access.door import Access
from huozhao.flows.access.looks import Looks
from huozhao.flows.alerting.desk import AlertDesk
from huozhao.flows.board.boards import Boards
from huozhao.flows.collect import Collect
from huozhao.flows.connectors.desk import Connectors
from huozhao.flows.connectors.heard import Heard
from huozhao.flows.connectors.shims import Shims
from huozhao.flows.connectors.signed import HookKeys
from huozhao.flows.coupons.desk import Coupons
from huozhao.flows.experiments.desk import ExperimentDesk
from huozhao.flows.folds import Folds
from huozhao.flows.forecasts.desk import ForecastDesk
from huozhao.flows.goods import Goods
from huozhao.flows.imports.door import Imports
from huozhao.flows.jobs import Jobs, Work
from huozhao.flows.learning.learn import Learn
from huozhao.flows.learning.learned import Learned
from huozhao.flows.merch_rules import RuleBook
from huozhao.flows.messages.desk import Messages
from huozhao.flows.needs.desk import Needs
from huozhao.flows.orders.order import Orders
from huozhao.flows.page import Pages
from huozhao.flows.page.effect import Effects
from huozhao.flows.people import portrait
from huozhao.flows.people.people import People
from huozhao.flows.people.shopper import Shoppers
from huozhao.flows.planning.decide import Decisions
from huozhao.flows.planning.planner import Planner
from huozhao.flows.planning.plans import Plans
from huozhao.flows.planning.transfers import Transfers
from huozhao.flows.predict.predictions import Predictions
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.privacy.notices import Notices
from huozhao.flows.privacy.office import PrivacyOffice
from huozhao.flows.privacy.vault import Vault
from huozhao.flows.purchasing.desk import PurchaseDesk
from huozhao.flows.ranges import Ranges
from huozhao.flows.sales.desk import Sales
from huozhao.flows.scenes.desk import SceneDesk
from huozhao.flows.schedule import Schedule
from huozhao.flows.search.search import Search
from huozhao.flows.size.desk import SizeDesk
from huozhao.flows.slow.desk import SlowGoods
from huozhao.flows.stock.stock import Stock
from huozhao.flows.stock.totals import StockTotals
from huozhao.flows.strategies import targeting
from huozhao.flows.tags.desk import TagDesk
from huozhao.flows.tags.tags import Tags
from huozhao.flows.top_up.desk import TopUps
from huozhao.flows.trials import Trials
from huozhao.flows.voice.desk import VoiceDesk
from huozhao.flows.webhooks.desk import Webhooks
from huozhao.settings import Settings
from huozhao.supply.ledger import Ledger


@dataclass(frozen=True)
class App:
    """Everything that a face needs, wired."""

    settings: Settings
    clock: Callable[[], int]
    log: EventLog
    state: StateStore
    documents: Documents
    ledger: Ledger
    folds: Folds
    goods: Goods
    collect: Collect
    imports: Imports
    connectors: Connectors
    hooks: HookKeys
    heard: Heard
    webhooks: Webhooks
    shims: Shims
    shim_tokens: ShimTokens
    boards: Boards
    operating: Operating
    stock: Stock
    stock_totals: StockTotals
    orders: Orders
    service: Service
    storefront: Storefront
    coupons: Coupons
    sales: Sales
    planner: Planner
    plans: Plans
    transfers: Transfers
    forecasts: ForecastDesk
    decisions: Decisions
    purchasing: PurchaseDesk
    alerts: AlertDesk
    learned: Learned
    learn: Learn
    shoppers: Shoppers
    pages: Pages
    merch_rules: RuleBook
    experiments: ExperimentDesk
    effects: Effects
    search: Search
    jobs: Jobs
    run: Work
    access: Access
    looks: Looks
    targeting: targeting.Targeting
    people: People
    consents: Consents
    notices: Notices
    vault: Vault
    privacy: PrivacyOffice
    schedule: Schedule
    portraits: portrait.Portraits
    predict: Predictions
    tags: Tags
    tag_desk: TagDesk
    scenes: SceneDesk
    needs: Needs
    judging: Judging
    tiers: Tiers
    slow_goods: SlowGoods
    ranges: Ranges
    trials: Trials
    sizes: SizeDesk
    voice: VoiceDesk
    top_ups: TopUps
    care: Care
    messages: Messages
    wechat: Wechat
    campaigning: Campaigning
