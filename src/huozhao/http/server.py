"""The HTTP application: every resource, the console, one error shape."""

from pathlib import Path
from typing import Any

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.static_files import create_static_files_router

from huozhao import __version__
from huozhao.app import App
from huozhao.http import errors, events, goods, jobs, status
from huozhao.http.guard import Guard
from huozhao.http.idempotency import Idempotency

CONSOLE = Path(__file__).parent / "console"
RESOURCES = (events, goods, jobs, status)


def create(mall: App) -> Litestar:
    """Return the application for an open App."""
    api = Router("/v1", route_handlers=[resource.ROUTER for resource in RESOURCES])
    return Litestar(
        route_handlers=[api, *status.ROOT, *_console()],
        dependencies={"mall": Provide(lambda: mall, sync_to_thread=False)},
        exception_handlers=errors.HANDLERS,
        middleware=_middleware(mall),
        request_max_body_size=mall.settings.collect.body_limit_bytes,
        openapi_config=_openapi(),
        on_startup=[lambda: mall.folds.start()],
        on_shutdown=[lambda: mall.folds.stop()],
    )


def _middleware(mall: App) -> list[Any]:
    chain: list[Any] = [lambda app: Idempotency(app, mall.documents)]
    if mall.settings.server.api_key:
        chain.insert(0, lambda app: Guard(app, mall.settings.server.api_key))
    return chain


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Huozhao 货找",
        version=__version__,
        path="/v1",
        description="Goods find people: events in, recommendations, stock and plans out.",
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
    )


def _console() -> list[Any]:
    if not (CONSOLE / "index.html").exists():
        return []
    return [create_static_files_router("/", directories=[CONSOLE], html_mode=True, include_in_schema=False)]
