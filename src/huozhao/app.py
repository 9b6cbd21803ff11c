"""The composition root: settings to back ends to App. The only module that knows everything."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huozhao.events.artifacts import ForgettingArtifacts
from huozhao.events.documents import Documents, SearchedDocuments
from huozhao.events.log import EventLog
from huozhao.events.state import ForgettingState, StateStore
from huozhao.flows import portrait, privacy_office, targeting
from huozhao.flows.access.door import Access, terms
from huozhao.flows.access.looks import Looks
from huozhao.flows.board import Boards, units_on_hand
from huozhao.flows.collect import Collect
from huozhao.flows.consents import Consents
from huozhao.flows.contests import Contests
from huozhao.flows.crowd_book import CrowdBook
from huozhao.flows.decide import Decisions
from huozhao.flows.folds import Folds
from huozhao.flows.gate import ConsentGate
from huozhao.flows.goods import Goods
from huozhao.flows.imports.door import Imports
from huozhao.flows.jobs import Jobs, Work
from huozhao.flows.learn import Learn
from huozhao.flows.learned import Learned
from huozhao.flows.near import Near, Reach
from huozhao.flows.notices import Notices
from huozhao.flows.order import Orders
from huozhao.flows.page import Pages
from huozhao.flows.people import People
from huozhao.flows.person_facts import fresh_facts
from huozhao.flows.plan import Planner
from huozhao.flows.predict.predictions import LABEL as PREDICTING
from huozhao.flows.predict.predictions import Predictions, Wiring
from huozhao.flows.privacy_office import PrivacyOffice
from huozhao.flows.profile import Sources
from huozhao.flows.retention import KIND as RETENTION
from huozhao.flows.retention import LABEL as RETAINING
from huozhao.flows.run import Stage, Step, run
from huozhao.flows.schedule import Schedule
from huozhao.flows.segments import LABEL as SEGMENTING
from huozhao.flows.segments import Segments
from huozhao.flows.shopper import Shoppers
from huozhao.flows.standing import Known
from huozhao.flows.stock import Stock
from huozhao.flows.stores import Data, Holders
from huozhao.flows.subscriptions import subscriptions
from huozhao.flows.tags import wire as live_tags
from huozhao.flows.tags.desk import TagDesk
from huozhao.flows.tags.tags import Tags
from huozhao.flows.vault import Vault
from huozhao.insight.portrait_source import PortraitSource
from huozhao.insight.tags.journal import Memberships
from huozhao.privacy.consent import ConsentLedger
from huozhao.privacy.fields import SealedFields
from huozhao.privacy.sealing import Keys, Rotating
from huozhao.settings import Portrait, Settings
from huozhao.supply.ledger import Ledger
from huozhao.terms.text import Text


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
    boards: Boards
    stock: Stock
    orders: Orders
    planner: Planner
    decisions: Decisions
    learned: Learned
    learn: Learn
    shoppers: Shoppers
    pages: Pages
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


def real_clock() -> int:
    """Return the time of day in UTC ms."""
    return time.time_ns() // 1_000_000


def simulated_clock(speed: float, start: int) -> Callable[[], int]:
    """Return a clock that begins at `start` (ms) or now, whichever is later, and runs `speed` times as fast."""
    if speed == 1.0:
        return real_clock
    real = time.time_ns() // 1_000_000
    origin = max(start, real)
    return lambda: origin + int((time.time_ns() // 1_000_000 - real) * speed)


@dataclass(frozen=True)
class Backends:
    """The open back ends."""

    log: EventLog
    state: ForgettingState
    documents: SearchedDocuments
    ledger: Ledger
    artifacts: ForgettingArtifacts
    consents: ConsentLedger
    keys: Keys
    rotating: Rotating
    fields: SealedFields
    memberships: Memberships
    clock: Callable[[], int]


@contextmanager
def open_app(settings: Settings, watch: Step | None = None) -> Iterator[App]:
    """Open the back ends, bring the folds up to the log, yield the App, and close everything in order.

    `watch(done, total)` follows the folds in events, which after a large import takes a while.
    """
    with ExitStack() as stack:
        opened = (_memory if settings.storage.backend == "memory" else _sqlite)(settings, stack)
        folds = Folds(opened.log, opened.state, subscriptions(settings.mall.timezone))
        stack.callback(folds.stop)
        folds.catch_up(watch)
        app = _wire(settings, opened, folds, _access(settings, opened.documents, stack))
        app.jobs.recover()
        app.privacy.reapply(opened.state)
        stack.callback(app.jobs.stop)
        stack.callback(app.schedule.stop)
        stack.callback(app.predict.stop)
        stack.callback(app.tags.snapshots.save)
        stack.callback(app.tags.live.stop)
        app.schedule.daily(RETENTION, RETAINING, app.privacy.retention.work)
        app.schedule.daily("predict", PREDICTING, app.predict.train)
        app.schedule.daily("targeting", targeting.LABEL, app.targeting.work)
        if app.portraits.source is not None:
            app.schedule.daily(portrait.KIND, portrait.LABEL, app.portraits.fetch, settings.portrait.hour)
        yield app


@contextmanager
def open_access(settings: Settings) -> Iterator[Access]:
    """Open users, keys and the access log only, beside a server that may be running on the same folder."""
    from huozhao.backends.sqlite.documents import SqliteDocuments

    with ExitStack() as stack:
        documents = SqliteDocuments(settings.storage.data / "mall.db", real_clock)
        stack.callback(documents.close)
        yield _access(settings, documents, stack)


def _access(settings: Settings, documents: Documents, stack: ExitStack) -> Access:
    from huozhao.backends.files.signing import FileSigningKeys
    from huozhao.backends.memory.looks import MemoryAccessLog
    from huozhao.backends.memory.signing import MemorySigningKeys
    from huozhao.backends.sqlite.looks import SqliteAccessLog

    durable, folder = settings.storage.backend != "memory", settings.storage.data
    log = SqliteAccessLog(folder / "access.db") if durable else MemoryAccessLog()
    stack.callback(log.close)
    keys = FileSigningKeys(keys_folder(settings) / "tokens.json") if durable else MemorySigningKeys()
    wanted = terms(settings.access, settings.server.api_key)
    # Log-ins, keys and tokens end by real time, also in a mall whose clock is simulated.
    return Access(documents, log, keys, wanted, real_clock, secrets.token_bytes)


def _wire(settings: Settings, opened: Backends, folds: Folds, access: Access) -> App:
    goods = Goods(opened.state)
    folds.listen(goods.applied)
    people = People(opened.state)
    folds.listen(people.applied)
    consents, notices = Consents(opened.consents, people), Notices(opened.documents)
    vault = Vault(opened.keys, opened.fields, secrets.token_bytes)
    live = _tags(settings, opened, goods, people, consents)
    folds.listen(live_tags.listener(live))
    gate = ConsentGate(consents, vault, opened.clock, lambda purpose: notices.newest(purpose).version)
    collect = Collect(
        opened.log,
        opened.documents,
        goods,
        opened.clock,
        gate,
        appended=lambda: _appended(folds, live),
        max_future_s=settings.collect.max_future_s,
        max_age_days=settings.collect.max_age_days,
    )
    zone = settings.mall.timezone
    jobs = Jobs(opened.documents, opened.clock)
    known = Known(people.person, people.members, consents.allows, lambda: (people.version, consents.version))
    learned = Learned(opened.state, opened.documents, opened.artifacts, goods, opened.clock, zone, known)
    segments = Segments(learned, opened.documents, live.publish)
    learn = Learn(opened.state, opened.documents, learned, goods, opened.clock, live.sizes, known)
    planner = Planner(opened.state, opened.log, opened.documents, opened.ledger, goods, settings.supply, zone)
    stock = Stock(opened.ledger, opened.documents, goods)
    predict = Predictions(Wiring(
        opened.state, opened.documents, opened.artifacts, goods, people, consents, live, opened.clock, zone))
    live.evidences["predicted"] = predict.evidence
    contests = Contests(opened.documents, people.members)
    sources = Sources(known, contests.left(live.held), predict.value_of, consents.of, vault.masked)
    shoppers = Shoppers(opened.state, opened.log, learned, zone, sources)
    aim = _targeting(opened, collect, goods, live, segments, people, consents, jobs, zone)
    stages = [
        Stage("fold", Text("整理事件", "Reading events"), lambda step: _fold(folds, step)),
        Stage("shoppers", Text("认识顾客", "Knowing the shoppers"), learn.shoppers),
        Stage("segments", SEGMENTING, lambda _: segments.publish(opened.clock())),
        Stage("predict", PREDICTING, predict.stage),
        Stage("matching", Text("匹配商品", "Matching goods"), learn.matching),
        Stage("plan", Text("计算补货", "Planning stock"), lambda step: _plan(planner, opened.clock(), step)),
    ]
    offers = _targeting(opened, collect, goods, live, segments, people, consents, jobs, zone)
    office = privacy_office.office(
        Data(opened.log, opened.state, opened.documents, opened.artifacts, folds), Holders(
            people, consents, notices, vault, contests, live, predict, offers, access.looks, learned.reload),
        opened.rotating, collect.record, settings.privacy, opened.clock, secrets.token_bytes,
        subscriptions(settings.mall.timezone),
    )  # fmt: skip
    return App(
        settings=settings,
        clock=opened.clock,
        log=opened.log,
        state=opened.state,
        documents=opened.documents,
        ledger=opened.ledger,
        folds=folds,
        goods=goods,
        collect=collect,
        imports=Imports(settings.mall.timezone, opened.clock, collect, goods, folds.catch_up, stock, consents),
        boards=Boards(opened.state, opened.log, goods, units_on_hand(opened.ledger), settings.mall.timezone),
        stock=stock,
        orders=Orders(opened.ledger, opened.documents, collect.record, goods, settings.supply, zone),
        planner=planner,
        decisions=Decisions(opened.documents, opened.ledger),
        learned=learned,
        learn=learn,
        shoppers=shoppers,
        pages=_pages(settings, opened, folds, shoppers, learned, consents, goods),
        jobs=jobs,
        run=lambda progress: run(stages, progress),
        access=access,
        looks=access.looks,
        targeting=aim,
        people=people,
        consents=consents,
        notices=notices,
        vault=vault,
        privacy=office,
        schedule=Schedule(jobs, opened.documents, opened.clock, zone),
        portraits=portrait.Portraits(
            opened.documents, learned, known, opened.clock, zone, fresh_facts(opened.state, known),
            _portrait_source(settings.portrait)),
        predict=predict,
        tags=live,
        tag_desk=TagDesk(live, aim.names_using),
    )


def _tags(settings: Settings, opened: Backends, goods: Goods, people: People, consents: Consents) -> Tags:
    return live_tags.wire(
        opened.log, opened.documents, opened.artifacts, opened.memberships, goods, people, consents, opened.clock,
        settings.mall.timezone, settings.clock.speed, CrowdBook(opened.documents).expression,
    )  # fmt: skip


def _appended(folds: Folds, live: Tags) -> None:
    folds.wake()
    live.live.wake()


def _pages(
    settings: Settings, opened: Backends, folds: Folds, shoppers: Shoppers, learned: Learned,
    consents: Consents, goods: Goods,
) -> Pages:
    supply, matching = settings.supply, settings.matching
    reach = Reach(matching.near_shops, supply.radius_km, supply.picking_minutes, supply.courier_kmh, matching.stock)
    return Pages(
        shoppers, learned, consents, Near(goods, opened.ledger, reach), opened.log, opened.clock, matching.page_items,
        matching.record_impressions, folds.wake,
    )  # fmt: skip


def _targeting(
    opened: Backends, collect: Collect, goods: Goods, live: Tags, segments: Segments, people: People,
    consents: Consents, jobs: Jobs, zone: str,
) -> targeting.Targeting:
    return targeting.wire(
        opened.state, opened.log, opened.documents, collect.record, goods, live, segments, people, consents, jobs,
        lambda: opened.keys.secret("crowd_export"), opened.clock, zone,
    )  # fmt: skip


def _portrait_source(wanted: Portrait) -> PortraitSource | None:
    from huozhao.backends.portraits import portrait_source

    return portrait_source(wanted.url, wanted.appid, wanted.secret, wanted.access_token, wanted.folder)


def _fold(folds: Folds, step: Step) -> dict[str, Any]:
    return {"events": folds.catch_up(step)}


def _plan(planner: Planner, now: int, step: Step) -> dict[str, Any]:
    made = planner.build(now, lambda _, done, total: step(done, total))
    return {name: made[name] for name in ("rows", "proposals", "quantity", "value_fen")}


def _sqlite(settings: Settings, stack: ExitStack) -> Backends:
    from huozhao.backends.files.master import open_master
    from huozhao.backends.files.models import FileArtifacts
    from huozhao.backends.sqlite.consents import SqliteConsents
    from huozhao.backends.sqlite.documents import SqliteDocuments
    from huozhao.backends.sqlite.fields import SqliteFields
    from huozhao.backends.sqlite.keys import SqliteKeys
    from huozhao.backends.sqlite.ledger import SqliteLedger
    from huozhao.backends.sqlite.log import SqliteLog
    from huozhao.backends.sqlite.memberships import SqliteMemberships
    from huozhao.backends.sqlite.state import SqliteState

    folder, storage = settings.storage.data, settings.storage
    keys = SqliteKeys(keys_folder(settings) / "keys.db", open_master(keys_folder(settings), settings.privacy))
    stack.callback(keys.close)
    fields = SqliteFields(folder / "vault.db")
    stack.callback(fields.close)
    log = SqliteLog(
        folder / "log.db", keys=keys, max_bytes=storage.log_max_bytes, least_free_bytes=storage.least_free_bytes
    )
    stack.callback(log.close)
    clock = simulated_clock(settings.clock.speed, _newest(log))
    state = SqliteState(folder / "state.db", subscriptions(settings.mall.timezone))
    stack.callback(state.close)
    documents = SqliteDocuments(folder / "mall.db", clock)
    stack.callback(documents.close)
    ledger = SqliteLedger(folder / "ledger.db")
    stack.callback(ledger.close)
    consents = SqliteConsents(folder / "consents.db")
    stack.callback(consents.close)
    memberships = SqliteMemberships(folder / "tags.db")
    stack.callback(memberships.close)
    return Backends(
        log, state, documents, ledger, FileArtifacts(folder / "models"), consents, keys, keys.wrapping, fields,
        memberships, clock,
    )


def keys_folder(settings: Settings) -> Path:
    """Return the folder of the keys, which is backed up apart from the data."""
    return Path(settings.privacy.keys) if settings.privacy.keys else settings.storage.data / "keys"


def _memory(settings: Settings, stack: ExitStack) -> Backends:
    from huozhao.backends.memory.consents import MemoryConsents
    from huozhao.backends.memory.documents import MemoryDocuments
    from huozhao.backends.memory.fields import MemoryFields
    from huozhao.backends.memory.keys import MemoryKeys
    from huozhao.backends.memory.ledger import MemoryLedger
    from huozhao.backends.memory.log import MemoryLog
    from huozhao.backends.memory.memberships import MemoryMemberships
    from huozhao.backends.memory.models import MemoryArtifacts
    from huozhao.backends.memory.state import MemoryState

    clock, keys = simulated_clock(settings.clock.speed, 0), MemoryKeys()
    return Backends(
        MemoryLog(),
        MemoryState(subscriptions(settings.mall.timezone)),
        MemoryDocuments(clock),
        MemoryLedger(),
        MemoryArtifacts(),
        MemoryConsents(),
        keys,
        keys.wrapping,
        MemoryFields(),
        MemoryMemberships(),
        clock,
    )


def _newest(log: EventLog, tail: int = 1000) -> int:
    """Return the latest time (ms) among the last events, which may have come out of order; 0 when there are none."""
    return max((recorded.event.at for recorded in log.read(log.head() - tail, tail)), default=0)
