"""The HTTP application: every resource, the console, one error shape."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from litestar import Litestar, Request, Router, get, route
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.routes import HTTPRoute

from huozhao import __version__
from huozhao.app import App
from huozhao.http import built, errors, feed, gate, jobs, operation, status, supply, what, who
from huozhao.http import mall as shop
from huozhao.http.gate.guard import Guard
from huozhao.http.gate.headers import careful
from huozhao.http.gate.limits import Limits
from huozhao.http.idempotency import Answers, Idempotency
from huozhao.http.request_lines import RequestLines
from huozhao.terms.errors import NotFound

ROUTERS = [router for room in (gate, who, what, supply, operation, shop, feed) for router in room.ROUTERS]


class Api(Router):
    """The routes of one application, which takes them as they are.

    The framework would copy every router that it is given, and each router within, as several applications could share
    one: with hundreds of routes that was a quarter of the time that making the application took.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return this router: nobody else has it."""
        return self


def create(mall: App) -> Litestar:
    """Return the application for an open App."""
    api = Api("/v1", route_handlers=[*_handlers([*ROUTERS, status.ROUTER, jobs.ROUTER]), openapi, nowhere])
    return Litestar(
        route_handlers=[api, *status.ROOT, *built.pages()],
        dependencies={"mall": Provide(lambda: mall, sync_to_thread=False)},
        exception_handlers=errors.HANDLERS,
        middleware=_middleware(mall),
        request_max_body_size=mall.settings.collect.body_limit_bytes,
        openapi_config=_openapi(),
        logging_config=None,
        before_send=[careful(mall.settings.server, mall.clock)],
        on_startup=[mall.jobs.recover, lambda: mall.folds.start(), lambda: mall.tags.live.start(),
                    lambda: mall.schedule.start(), mall.scenes.warm, mall.search.live.warm, mall.pages.warm,
                    lambda: mall.judging.training.resume(),
                    mall.purchasing.outbox.start, mall.webhooks.stream.start, mall.alerts.watch.start,
                    mall.messages.pulse.start, mall.connectors.start, mall.wechat.start],
        on_shutdown=[mall.connectors.pulse.stop, mall.messages.pulse.stop, mall.alerts.watch.stop,
                     mall.webhooks.stream.stop, mall.purchasing.outbox.stop,
                     lambda: mall.schedule.stop(), lambda: mall.tags.live.stop(), lambda: mall.folds.stop()],
    )


@get("/openapi.json", include_in_schema=False, sync_to_thread=False)
def openapi(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Answer with the description of this API."""
    return request.app.openapi_schema.to_schema()


@route("/{path:path}", http_method=["GET", "POST", "PUT", "DELETE"], include_in_schema=False, sync_to_thread=False)
def nowhere(path: Path) -> None:
    """Answer an unknown route of the API in the API's own shape, not with the console."""
    raise NotFound("not_found", f"there is no route /v1{path}", hint="see /v1/openapi.json for the routes")


def _handlers(routers: Iterable[Router]) -> list[HTTPRouteHandler]:
    """Return what the rooms answer with, out of their routers; each route's answer to OPTIONS is made again."""
    routes = [route for router in routers for route in router.routes if isinstance(route, HTTPRoute)]
    found = [each for route in routes for each in route.route_handlers if each.http_methods != {"OPTIONS"}]
    return list({id(each): each for each in found}.values())


def _middleware(mall: App) -> list[Any]:
    answers, limits = Answers(mall.documents, mall.clock), Limits(mall.settings.access, mall.access.clock)
    # The framework makes a chain for each route; what counts or remembers is made here, once for all.
    chain: list[Any] = [lambda app: Guard(app, mall, limits),
                        lambda app: Idempotency(app, answers, mall.settings.collect.body_limit_bytes)]
    return [RequestLines, *chain] if mall.settings.server.request_lines else chain


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Huozhao 货找",
        version=__version__,
        path="/schema",
        description="Goods find people: events in, recommendations, stock and plans out.",
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
    )
