"""Wire the rooms over open back ends."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.app.alerting import wire_alerts
from huozhao.app.assistant import wire_assistant
from huozhao.app.backtesting import wire_tiers
from huozhao.app.campaigns import Campaigning, wire_campaigns
from huozhao.app.care import care_desk, cycles_of, wire_care
from huozhao.app.clock import real_clock
from huozhao.app.connecting import wire_connectors, wire_hooks, wire_shim_tokens
from huozhao.app.coupons import Selling, offered, wire_selling
from huozhao.app.evaluation import blend_stage, wire_judging, wire_publishing, wire_ranking
from huozhao.app.experiments import experiment_stage, wire_experiments
from huozhao.app.forecasting import wire_plans
from huozhao.app.mall import App
from huozhao.app.messages import lay_on_pages, wire_messages
from huozhao.app.needs import wire_needs
from huozhao.app.operating import Operating, operating_stages, trends_stage, wire_operating
from huozhao.app.pages import finding, tag_words, wire_pages
from huozhao.app.planning import Deciding, wire_deciding
from huozhao.app.purchasing import wire_purchasing
from huozhao.app.scenes import wire_scenes
from huozhao.app.searching import wire_search
from huozhao.app.size import size_stage, wire_sizes
from huozhao.app.slow import range_stages, wire_slow
from huozhao.app.storage import Backends
from huozhao.app.storefront import favourites_of, shelf_of, wire_storefront
from huozhao.app.top_up import wire_top_ups
from huozhao.app.voice import post_tickets, voice_stage, wire_voice
from huozhao.app.webhooks import plan_told, tell_campaigns, wire_webhooks
from huozhao.app.wechat import Connection, wire_wechat
from huozhao.flows.access.door import Access
from huozhao.flows.alerting.desk import AlertDesk
from huozhao.flows.care.desk import CareDesk
from huozhao.flows.collect import Collect
from huozhao.flows.connectors.heard import Heard
from huozhao.flows.connectors.shims import Shims
from huozhao.flows.crowds.book import CrowdBook
from huozhao.flows.crowds.segments import LABEL as SEGMENTING
from huozhao.flows.crowds.segments import Segments
from huozhao.flows.evaluation.publishing import Publishing
from huozhao.flows.experiments.desk import ExperimentDesk
from huozhao.flows.folds import Folds
from huozhao.flows.forecasts.desk import ForecastDesk
from huozhao.flows.forecasts.learning import LABEL as FORECASTING
from huozhao.flows.goods import Goods
from huozhao.flows.imports.door import Imports
from huozhao.flows.jobs import Jobs
from huozhao.flows.learning.learn import Learn
from huozhao.flows.learning.learn_recalls import LABEL as RECALLING
from huozhao.flows.learning.learn_recalls import LearnRecalls
from huozhao.flows.learning.learned import Learned
from huozhao.flows.merch_rules import RuleBook
from huozhao.flows.messages.desk import Messages
from huozhao.flows.needs.desk import Needs
from huozhao.flows.needs.watching import LABEL as WATCHING
from huozhao.flows.orders.holding import Holding
from huozhao.flows.orders.order import Orders
from huozhao.flows.page import Pages
from huozhao.flows.page.effect import Effects
from huozhao.flows.people import portrait
from huozhao.flows.people.contests import Contests
from huozhao.flows.people.facts import fresh_facts
from huozhao.flows.people.people import People
from huozhao.flows.people.profile import Sources
from huozhao.flows.people.shopper import Shoppers
from huozhao.flows.people.standing import Known
from huozhao.flows.planning.planner import Planner
from huozhao.flows.planning.standing import PlannedRows
from huozhao.flows.predict.predictions import LABEL as PREDICTING
from huozhao.flows.predict.predictions import Predictions, Wiring
from huozhao.flows.privacy import office
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.privacy.gate import ConsentGate
from huozhao.flows.privacy.notices import Notices
from huozhao.flows.privacy.office import PrivacyOffice
from huozhao.flows.privacy.stores import Data, Holders
from huozhao.flows.privacy.vault import Vault
from huozhao.flows.ranges import Ranges
from huozhao.flows.ranking.stage import LABEL as RANKING
from huozhao.flows.ranking.stage import LearnRanking
from huozhao.flows.run import Stage, Step, run
from huozhao.flows.scenes.desk import SceneDesk
from huozhao.flows.schedule import Schedule
from huozhao.flows.search.search import Search
from huozhao.flows.size.desk import SizeDesk
from huozhao.flows.slow.desk import SlowGoods
from huozhao.flows.stock.lots import expiry_stage
from huozhao.flows.stock.stock import Stock
from huozhao.flows.stock.totals import StockTotals
from huozhao.flows.storefront.favourites import Favourites
from huozhao.flows.strategies import targeting
from huozhao.flows.strategies.decision import Offering
from huozhao.flows.subscriptions import subscriptions
from huozhao.flows.tags import wire as live_tags
from huozhao.flows.tags.desk import TagDesk
from huozhao.flows.tags.tags import Tags
from huozhao.flows.trials import Trials
from huozhao.flows.voice.desk import VoiceDesk
from huozhao.flows.webhooks.desk import Webhooks
from huozhao.flows.wechat.openids import Openids
from huozhao.insight.portrait_source import PortraitSource
from huozhao.settings import Portrait, Settings
from huozhao.terms.text import Text


@dataclass(frozen=True)
class _Ground:
    """What everything else stands on: goods, persons, what they allow, the live tags, the door of the log."""

    goods: Goods
    people: People
    consents: Consents
    notices: Notices
    vault: Vault
    tags: Tags
    collect: Collect
    jobs: Jobs
    known: Known
    wechat: Connection


@dataclass(frozen=True)
class _Insight:
    """What is known of shoppers."""

    learned: Learned
    learn: Learn
    learn_recalls: LearnRecalls
    segments: Segments
    predict: Predictions
    contests: Contests
    shoppers: Shoppers
    publishing: Publishing
    ranking: LearnRanking
    blending: Stage
    sizes: SizeDesk


@dataclass(frozen=True)
class _Matching:
    """What finds goods."""

    search: Search
    needs: Needs
    care: CareDesk
    scenes: SceneDesk
    pages: Pages
    merch_rules: RuleBook
    experiments: ExperimentDesk
    voice: VoiceDesk
    messages: Messages


@dataclass(frozen=True)
class _Trade:
    """What is planned, sold and steered."""

    planner: Planner
    forecasts: ForecastDesk
    deciding: Deciding
    webhooks: Webhooks
    alerts: AlertDesk
    selling: Selling
    aim: targeting.Targeting
    slow: SlowGoods
    campaigning: Campaigning
    operating: Operating
    ranges: Ranges
    stages: list[Stage]


def wire(settings: Settings, opened: Backends, folds: Folds, access: Access) -> App:
    """Return the App over open back ends."""
    zone, clock = settings.mall.timezone, opened.clock
    ground = _ground(settings, opened, folds)
    known = _insight(settings, ground, opened)
    goods, people = ground.goods, ground.people
    stock = Stock(opened.ledger, goods, PlannedRows(opened.documents, opened.parts), zone)
    match = _matching(settings, opened, folds, ground, known, stock)
    trade = _trade(settings, opened, folds, ground, known, match, stock)
    deciding, selling = trade.deciding, trade.selling
    judging = wire_judging(known.publishing, opened, ground.jobs, trade.stages, known.ranking)
    orders = Orders(opened.ledger, opened.documents, ground.collect.record, goods, settings.supply, zone,
                    stock.policies, Holding(opened.ledger, opened.keys).mark, till=selling.till)
    shelf = shelf_of(settings, opened, goods, people, stock, ground.wechat.reviews)
    favourites = favourites_of(settings, opened, shelf, ground.collect, people)
    service = wire_assistant(settings, opened, goods, ground.collect, people, match.search, orders,
                             selling.coupons.wallets, known.sizes)
    imports = Imports(zone, clock, ground.collect, goods, folds.catch_up, stock, ground.consents)
    return App(
        settings=settings, clock=clock, log=opened.log, state=opened.state, documents=opened.documents,
        ledger=opened.ledger, folds=folds, goods=goods, collect=ground.collect,
        imports=imports, connectors=wire_connectors(settings, opened, folds, imports, ground.jobs),
        hooks=wire_hooks(opened), heard=Heard(opened.documents, real_clock), webhooks=trade.webhooks,
        shims=Shims(match.pages, goods, ground.collect.record, clock), shim_tokens=wire_shim_tokens(settings),
        boards=trade.operating.board.boards, operating=trade.operating,
        stock=stock, stock_totals=StockTotals(stock, lambda: trade.alerts.low(clock())), orders=orders,
        service=service, storefront=wire_storefront(
            settings, opened, shelf, favourites, orders, service.returns, service.terms, people.members, access.tokens,
            match.messages, ground.vault),
        coupons=selling.coupons, sales=selling.sales, planner=trade.planner, forecasts=trade.forecasts,
        plans=deciding.plans, transfers=deciding.transfers, decisions=deciding.decisions,
        purchasing=deciding.purchasing, alerts=trade.alerts,
        learned=known.learned, learn=known.learn, shoppers=known.shoppers,
        pages=match.pages, merch_rules=match.merch_rules, experiments=match.experiments,
        effects=Effects(opened.state, zone), search=match.search, jobs=ground.jobs,
        run=lambda progress: run(trade.stages, progress), access=access, looks=access.looks, targeting=trade.aim,
        people=people, consents=ground.consents, notices=ground.notices, vault=ground.vault,
        privacy=_office(settings, opened, folds, ground, known, trade, access, match.messages, favourites),
        schedule=Schedule(ground.jobs, opened.documents, clock, zone),
        portraits=portrait.Portraits(
            opened.documents, known.learned, ground.known, clock, zone, fresh_facts(opened.state, ground.known),
            _portrait_source(settings.portrait, ground.wechat)),
        predict=known.predict, tags=ground.tags, tag_desk=TagDesk(ground.tags, trade.aim.names_using),
        scenes=match.scenes, needs=match.needs, voice=match.voice, messages=match.messages,
        wechat=wire_wechat(ground.wechat, access.tokens, match.messages, ground.collect.record, orders, goods, folds,
                           opened, settings.mall),
        campaigning=trade.campaigning, judging=judging, tiers=wire_tiers(opened, trade.planner, ground.jobs),
        care=wire_care(match.care, opened, folds, match.messages, ground.collect),
        top_ups=wire_top_ups(settings, opened, folds, goods, ground.known, known.learned, match.pages, match.needs,
                             selling.coupons),
        slow_goods=trade.slow, ranges=trade.ranges, trials=Trials(opened.documents), sizes=known.sizes,
    )  # fmt: skip


def _trade(
    settings: Settings, opened: Backends, folds: Folds, ground: _Ground, known: _Insight, match: _Matching, stock: Stock
) -> _Trade:
    """Wire what orders goods and what steers; the plan asks for signals of what is wired after it."""
    zone, clock, goods, needs = settings.mall.timezone, opened.clock, ground.goods, match.needs
    planner, forecasts = wire_plans(settings, opened, goods, lambda at: [
        *needs.signals(at), *match.voice.signals(at), *campaigning.desk.signals(at), *operating.trends.signals(at)])
    deciding = wire_deciding(opened, goods, wire_purchasing(settings, opened, goods))
    post_tickets(match.voice, deciding.purchasing)
    webhooks = wire_webhooks(settings, opened, folds, ground.consents, deciding.purchasing.outbox)
    alerts = wire_alerts(settings, opened, goods, stock, deciding, webhooks)
    selling = wire_selling(opened, goods, ground.collect, ground.known, match.messages, settings.delivery)
    aim = _targeting(ground, known, opened, zone, offered(selling, match.messages))
    slow = wire_slow(opened, goods, ground.known, known.learned, match.merch_rules, aim, zone)
    campaigning = wire_campaigns(opened, goods, aim, match.messages, selling.coupons, needs, slow, match.voice)
    tell_campaigns(webhooks, campaigning.desk)
    people, segments = ground.people, known.segments
    operating = wire_operating(settings, opened, goods, match.merch_rules, ground.collect.record, match.search,
                               people.person, lambda shopper: segments.kept(people.person(shopper)), match.experiments,
                               forecasts)
    ranges = Ranges(opened.state, opened.log, opened.documents, goods, clock, zone)
    expiring = expiry_stage(opened.ledger, zone, clock)
    stages = [*_stages(folds, known, match, [expiring, trends_stage(operating)], forecasts,
                       plan_told(webhooks, planner, clock), clock),
              *range_stages(slow, ranges), *operating_stages(operating)]
    return _Trade(planner, forecasts, deciding, webhooks, alerts, selling, aim, slow, campaigning, operating, ranges,
                  stages)


def _matching(
    settings: Settings, opened: Backends, folds: Folds, ground: _Ground, known: _Insight, stock: Stock
) -> _Matching:
    goods, consents, tags, learned = ground.goods, ground.consents, ground.tags, known.learned
    search = wire_search(settings, opened, folds.wake, goods, consents, ground.known, learned, known.shoppers)
    care = care_desk(settings, opened, goods, ground.known)
    needs = wire_needs(settings, opened, folds, goods, consents, ground.known, learned, tags, known.contests, search,
                       cycles_of(care, opened, learned))  # fmt: skip
    scenes = wire_scenes(settings, opened, folds, goods, ground.people, consents, tags, known.contests, learned)
    voice = wire_voice(settings, opened, folds, goods, ground.known, tags)
    messages = wire_messages(settings, opened, folds, ground.known, consents, ground.collect.record, ground.wechat)
    makers = (("voice", voice.upgrades.offered), ("scenes", scenes.offered), ("needs", needs.offered))
    pages, merch_rules = wire_pages(
        settings, opened, folds, goods, consents, learned, known.shoppers, stock, scenes.contexts.make, makers,
        finding(search), tag_words(tags), search.record,
    )  # fmt: skip
    lay_on_pages(messages, pages, opened, folds)
    experiments, pages = wire_experiments(settings, opened, folds, goods, ground.known, pages, merch_rules)
    return _Matching(search, needs, care, scenes, pages, merch_rules, experiments, voice, messages)


def _ground(settings: Settings, opened: Backends, folds: Folds) -> _Ground:
    goods, people = Goods(opened.state), People(opened.state)
    folds.listen(goods.applied)
    folds.listen(people.applied)
    consents, notices = Consents(opened.consents, people), Notices(opened.documents)
    vault = Vault(opened.keys, opened.fields, secrets.token_bytes)
    tags = _tags(settings, opened, goods, people, consents)
    folds.listen(live_tags.listener(tags))
    gate = ConsentGate(consents, vault, opened.clock, lambda purpose: notices.newest(purpose).version)
    collect = Collect(
        opened.log, opened.documents, goods, opened.clock, gate, appended=lambda: _appended(folds, tags),
        max_future_s=settings.collect.max_future_s, max_age_days=settings.collect.max_age_days,
    )  # fmt: skip
    known = Known(people.person, people.members, consents.allows, lambda: (people.version, consents.version))
    jobs = Jobs(opened.documents, opened.clock)
    wechat = Connection(settings.wechat, Openids(vault, people), opened)
    return _Ground(goods, people, consents, notices, vault, tags, collect, jobs, known, wechat)


def _insight(settings: Settings, ground: _Ground, opened: Backends) -> _Insight:
    state, documents, clock, known = opened.state, opened.documents, opened.clock, ground.known
    zone = settings.mall.timezone
    learned = Learned(state, documents, opened.artifacts, ground.goods, clock, zone, known)
    publishing = wire_publishing(settings, opened, ground.goods, known, learned.recalls.content)
    ground.consents.listen(learned.recalls.decided)
    predict = Predictions(Wiring(
        state, documents, opened.artifacts, ground.goods, ground.people, ground.consents, ground.tags, clock, zone))
    ground.tags.evidences["predicted"] = predict.evidence
    contests = Contests(documents, ground.people.members)
    sources = Sources(
        known, contests.left(ground.tags.held), predict.value_of, ground.consents.of, ground.vault.masked)
    return _Insight(
        learned, Learn(state, documents, learned, ground.goods, clock, ground.tags.sizes, known, publishing.matching),
        LearnRecalls(state, opened.log, opened.artifacts, ground.goods, learned.today, clock, known),
        Segments(learned, documents, ground.tags.publish), predict, contests,
        Shoppers(state, opened.log, learned, zone, sources), publishing,
        wire_ranking(publishing, opened), blend_stage(publishing, opened),
        wire_sizes(opened, ground.goods, known, zone),
    )  # fmt: skip


def _stages(
    folds: Folds, known: _Insight, match: _Matching, before: Sequence[Stage], forecasts: ForecastDesk,
    plan: Callable[[Step], dict[str, Any]], clock: Callable[[], int],
) -> list[Stage]:
    return [
        Stage("fold", Text("整理事件", "Reading events"), lambda step: _fold(folds, step)),
        Stage("shoppers", Text("认识顾客", "Knowing the shoppers"), known.learn.shoppers),
        Stage("segments", SEGMENTING, lambda _: known.segments.publish(clock())),
        Stage("predict", PREDICTING, known.predict.stage),
        Stage("matching", Text("匹配商品", "Matching goods"), known.learn.matching),
        Stage("recalls", RECALLING, known.learn_recalls.stage),
        known.blending,
        Stage("ranker", RANKING, known.ranking.stage),
        size_stage(known.sizes),
        Stage("needs", WATCHING, match.needs.watch.stage),
        voice_stage(match.voice),
        experiment_stage(match.experiments),
        *before,
        Stage("forecast", FORECASTING, forecasts.learn.stage),
        Stage("plan", Text("计算补货", "Planning stock"), plan),
    ]


def _office(
    settings: Settings, opened: Backends, folds: Folds, ground: _Ground, known: _Insight, trade: _Trade,
    access: Access, messages: Messages, favourites: Favourites,
) -> PrivacyOffice:
    return office.office(
        Data(opened.log, opened.state, opened.documents, opened.artifacts, folds), Holders(
            ground.people, ground.consents, ground.notices, ground.vault, known.contests, ground.tags, known.predict,
            trade.aim, access.looks, Holding(opened.ledger, opened.keys), known.learned.reload, messages,
            favourites, trade.webhooks.news),
        opened.rotating, ground.collect.record, settings.privacy, opened.clock, secrets.token_bytes,
        subscriptions(settings.mall.timezone),
    )  # fmt: skip


def _tags(settings: Settings, opened: Backends, goods: Goods, people: People, consents: Consents) -> Tags:
    return live_tags.wire(
        opened.log, opened.documents, opened.artifacts, opened.memberships, goods, people, consents, opened.clock,
        settings.mall.timezone, settings.clock.speed, CrowdBook(opened.documents).expression,
    )  # fmt: skip


def _appended(folds: Folds, live: Tags) -> None:
    folds.wake()
    live.live.wake()


def _targeting(
    ground: _Ground, known: _Insight, opened: Backends, zone: str, offering: Offering
) -> targeting.Targeting:
    return targeting.wire(
        opened.state, opened.log, opened.documents, ground.collect.record, ground.goods, ground.tags, known.segments,
        ground.people, ground.consents, ground.jobs, lambda: opened.keys.secret("crowd_export"), opened.clock, zone,
        ground.tags.live.wake, offering,
    )  # fmt: skip


def _portrait_source(wanted: Portrait, wechat: Connection) -> PortraitSource | None:
    """Return the source that is set for portraits, else the mini program that shoppers come through."""
    from huozhao.backends.portraits import portrait_source

    found = portrait_source(wanted.url, wanted.appid, wanted.secret, wanted.access_token, wanted.folder)
    return wechat.figures if found is None and wechat.is_set else found


def _fold(folds: Folds, step: Step) -> dict[str, Any]:
    return {"events": folds.catch_up(step)}
