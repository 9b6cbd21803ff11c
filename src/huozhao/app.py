"""The composition root: settings to back ends to App. The only module that knows everything."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Documents
from huozhao.events.log import EventLog
from huozhao.events.state import StateStore
from huozhao.flows.collect import Collect
from huozhao.flows.folds import Folds
from huozhao.flows.goods import Goods
from huozhao.flows.imports.door import Imports
from huozhao.flows.jobs import Jobs, Work
from huozhao.flows.run import Stage, Step, run
from huozhao.flows.subscriptions import FOLDS
from huozhao.settings import Settings
from huozhao.terms.text import Text


@dataclass(frozen=True)
class App:
    """Everything that a face needs, wired."""

    settings: Settings
    clock: Callable[[], int]
    log: EventLog
    state: StateStore
    documents: Documents
    folds: Folds
    goods: Goods
    collect: Collect
    imports: Imports
    jobs: Jobs
    run: Work


def simulated_clock(speed: float, start: int) -> Callable[[], int]:
    """Return a clock that begins at `start` (ms) or now, whichever is later, and runs `speed` times as fast."""
    if speed == 1.0:
        return lambda: time.time_ns() // 1_000_000
    real = time.time_ns() // 1_000_000
    origin = max(start, real)
    return lambda: origin + int((time.time_ns() // 1_000_000 - real) * speed)


@dataclass(frozen=True)
class Backends:
    """The open back ends."""

    log: EventLog
    state: StateStore
    documents: Documents
    clock: Callable[[], int]


@contextmanager
def open_app(settings: Settings) -> Iterator[App]:
    """Open the back ends, yield the App, and close everything in order."""
    with ExitStack() as stack:
        opened = (_memory if settings.storage.backend == "memory" else _sqlite)(settings, stack)
        folds = Folds(opened.log, opened.state, FOLDS)
        stack.callback(folds.stop)
        folds.catch_up()
        app = _wire(settings, opened, folds)
        app.jobs.recover()
        stack.callback(app.jobs.stop)
        yield app


def _wire(settings: Settings, opened: Backends, folds: Folds) -> App:
    goods = Goods(opened.state)
    folds.listen(goods.applied)
    collect = Collect(
        opened.log,
        opened.documents,
        goods,
        opened.clock,
        appended=folds.wake,
        max_future_s=settings.collect.max_future_s,
        max_age_days=settings.collect.max_age_days,
    )
    stages = [Stage("fold", Text("整理事件", "Reading events"), lambda step: _fold(folds, step))]
    return App(
        settings=settings,
        clock=opened.clock,
        log=opened.log,
        state=opened.state,
        documents=opened.documents,
        folds=folds,
        goods=goods,
        collect=collect,
        imports=Imports(settings.mall.timezone, opened.clock, collect, goods, folds.catch_up),
        jobs=Jobs(opened.documents, opened.clock),
        run=lambda progress: run(stages, progress),
    )


def _fold(folds: Folds, step: Step) -> dict[str, Any]:
    return {"events": folds.catch_up(step)}


def _sqlite(settings: Settings, stack: ExitStack) -> Backends:
    from huozhao.backends.sqlite.documents import SqliteDocuments
    from huozhao.backends.sqlite.log import SqliteLog
    from huozhao.backends.sqlite.state import SqliteState

    folder, storage = settings.storage.data, settings.storage
    log = SqliteLog(folder / "log.db", max_bytes=storage.log_max_bytes, least_free_bytes=storage.least_free_bytes)
    stack.callback(log.close)
    clock = simulated_clock(settings.clock.speed, _newest(log))
    state = SqliteState(folder / "state.db", FOLDS)
    stack.callback(state.close)
    documents = SqliteDocuments(folder / "mall.db", clock)
    stack.callback(documents.close)
    return Backends(log, state, documents, clock)


def _memory(settings: Settings, stack: ExitStack) -> Backends:
    from huozhao.backends.memory.documents import MemoryDocuments
    from huozhao.backends.memory.log import MemoryLog
    from huozhao.backends.memory.state import MemoryState

    clock = simulated_clock(settings.clock.speed, 0)
    return Backends(MemoryLog(), MemoryState(FOLDS), MemoryDocuments(clock), clock)


def _newest(log: EventLog) -> int:
    last = log.read(log.head() - 1, 1)
    return last[0].event.at if last else 0
