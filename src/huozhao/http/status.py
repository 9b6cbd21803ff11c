"""How the mall's engine is: status, health, metrics."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from litestar import Response, Router, get

from huozhao import __version__
from huozhao.app import App
from huozhao.terms.time import iso


class FoldOut(msgspec.Struct, frozen=True):
    """Where one fold stands behind the log."""

    fold: str
    position: int
    lag: int
    error: str


class FaultOut(msgspec.Struct, frozen=True):
    """One step of a page that failed."""

    step: str
    at: str
    why: str


class PagesOut(msgspec.Struct, frozen=True):
    """Pages since the start: all, those short of something, those for which popular goods stood in; newest faults."""

    pages: int
    short: int
    degraded: int
    faults: list[FaultOut]


class StatusOut(msgspec.Struct, frozen=True):
    """The engine at a glance."""

    version: str
    mall: str
    timezone: str
    currency: str
    now: str
    clock_speed: float
    events: int
    shoppers: int
    goods: int
    shops: int
    stock_rows: int
    failed_events: int
    folds: list[FoldOut]
    model: str | None
    first_run: bool
    data_bytes: int
    free_bytes: int
    pages: PagesOut


@get("/status", summary="Read the engine's status", tags=["status"], sync_to_thread=True)
def get_status(mall: App) -> StatusOut:
    """Return counts, folds and disk; `first_run` is true while nothing has come in."""
    settings, events = mall.settings, mall.log.head()
    folder = settings.storage.data
    return StatusOut(
        version=__version__,
        mall=settings.mall.name,
        timezone=settings.mall.timezone,
        currency=settings.mall.currency,
        now=iso(mall.clock()),
        clock_speed=settings.clock.speed,
        events=events,
        shoppers=mall.state.count("shoppers"),
        goods=len(mall.goods.skus()),
        shops=len(mall.goods.shops()),
        stock_rows=mall.ledger.totals.count(),
        failed_events=mall.documents.count("failed_event"),
        folds=_folds(mall),
        model=mall.learned.model().version or None,
        first_run=events == 0,
        data_bytes=bytes_in(folder),
        free_bytes=shutil.disk_usage(folder if folder.exists() else ".").free,
        pages=_pages(mall),
    )


def bytes_in(folder: Path) -> int:
    """Return the bytes of the files in a folder; what vanishes while it is read counts 0."""
    used = 0
    for here, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                used += os.lstat(Path(here, name)).st_size
    return used


def _folds(mall: App) -> list[FoldOut]:
    return [FoldOut(each.fold, each.position, each.lag, each.error) for each in mall.folds.status()]


def _pages(mall: App) -> PagesOut:
    faults = mall.pages.faults
    newest = [FaultOut(fault.step, iso(fault.at), fault.why) for fault in faults.newest()[:10]]
    return PagesOut(faults.pages, faults.short, faults.degraded, newest)


@get("/health/live", summary="Is the process alive", tags=["status"], sync_to_thread=False)
def live() -> dict[str, str]:
    """Answer while the process runs."""
    return {"status": "live"}


@get("/health/ready", summary="Can requests be served", tags=["status"], sync_to_thread=True)
def ready(mall: App) -> Response[dict[str, Any]]:
    """Answer 200 when the storage can be read and no fold has stopped, otherwise 503 with the reason."""
    stopped = {each.fold: each.error for each in mall.folds.status() if each.error}
    body = {"status": "stopped" if stopped else "ready", "stopped": stopped}
    return Response(body, status_code=503 if stopped else 200)


@get(
    "/metrics",
    summary="Metrics for Prometheus",
    tags=["status"],
    media_type="text/plain",
    sync_to_thread=True,
)
def metrics(mall: App) -> str:
    """Return the engine's counters in Prometheus' text format."""
    lines = [
        "# TYPE huozhao_events_total counter",
        f"huozhao_events_total {mall.log.head()}",
        "# TYPE huozhao_failed_events gauge",
        f"huozhao_failed_events {mall.documents.count('failed_event')}",
        "# TYPE huozhao_fold_lag gauge",
    ]
    lines += [f'huozhao_fold_lag{{fold="{each.fold}"}} {each.lag}' for each in mall.folds.status()]
    for name, count in (("", mall.pages.faults.pages), ("_short", mall.pages.faults.short),
                        ("_degraded", mall.pages.faults.degraded)):
        lines += [f"# TYPE huozhao_pages{name}_total counter", f"huozhao_pages{name}_total {count}"]
    arrived, missing = mall.collect.gaps.counts()
    lines += ["# TYPE huozhao_client_events_total counter", f"huozhao_client_events_total {arrived}",
              "# TYPE huozhao_client_events_missing gauge", f"huozhao_client_events_missing {missing}"]
    lines.append("# TYPE huozhao_fold_stopped gauge")
    lines += [f'huozhao_fold_stopped{{fold="{each.fold}"}} {int(bool(each.error))}' for each in mall.folds.status()]
    return "\n".join(lines) + "\n"


ROUTER = Router("/", route_handlers=[get_status])
ROOT = [live, ready, metrics]
