"""The HTTP application: every resource, the console, one error shape."""

from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Router, get, route
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from huozhao import __version__
from huozhao.app import App
from huozhao.http import (
    access_log,
    alerts,
    api_keys,
    assistant,
    backtests,
    board,
    board_cuts,
    built,
    campaigns,
    care,
    connectors,
    consents,
    context,
    corrections,
    coupons,
    crowd_exports,
    crowds,
    decisions,
    declines,
    errors,
    evaluations,
    events,
    experiments,
    failed_events,
    forecasts,
    goods,
    hooks,
    identities,
    imports,
    jobs,
    knowledge,
    lots,
    me,
    merch_rules,
    messages,
    models,
    my_addresses,
    my_messages,
    my_orders,
    my_things,
    needs,
    orders,
    page,
    page_effect,
    page_explained,
    plans,
    portrait,
    predictions,
    privacy,
    promises,
    purchase_files,
    purchases,
    pushes,
    quotes,
    ranges,
    reports,
    rfm,
    sales,
    scenes,
    search,
    search_desk,
    session,
    shims,
    shopper_tokens,
    shoppers,
    size,
    slow_goods,
    status,
    stock,
    storefront,
    strategies,
    suppliers,
    tag_reasons,
    tags,
    talks,
    tickets,
    tiers,
    top_up,
    transfers,
    trends,
    trials,
    users,
    voice,
    webhooks,
    wechat,
    wechat_deliveries,
    wechat_payments,
    wechat_refunds,
    wechat_reviews,
)
from huozhao.http.guard import Guard
from huozhao.http.headers import careful
from huozhao.http.idempotency import Answers, Idempotency
from huozhao.http.limits import Limits
from huozhao.http.request_lines import RequestLines
from huozhao.terms.errors import NotFound

RESOURCES = (
    access_log, alerts, api_keys, assistant, backtests, board, board_cuts, campaigns, care, consents, context,
    corrections, coupons, crowd_exports, crowds, decisions, declines, evaluations, events, experiments, failed_events,
    forecasts, goods, identities, imports, jobs, knowledge, lots, me, merch_rules, messages, models, my_addresses,
    my_messages, my_orders, my_things, needs, orders, page, page_effect, page_explained, plans, portrait,
    predictions, privacy, promises, purchase_files, purchases, pushes, quotes, ranges, reports, rfm, sales, scenes,
    search, search_desk, session, shopper_tokens, shoppers, size, slow_goods, status, stock, storefront, strategies,
    suppliers, tag_reasons, tags, talks, tickets, tiers, top_up, transfers, trends, trials, users, voice, wechat,
    wechat_deliveries, wechat_payments, wechat_refunds, wechat_reviews, connectors, hooks, shims, webhooks,
)  # fmt: skip


def create(mall: App) -> Litestar:
    """Return the application for an open App."""
    api = Router("/v1", route_handlers=[*(resource.ROUTER for resource in RESOURCES), openapi, nowhere])
    return Litestar(
        route_handlers=[api, *status.ROOT, *built.pages()],
        dependencies={"mall": Provide(lambda: mall, sync_to_thread=False)},
        exception_handlers=errors.HANDLERS,
        middleware=_middleware(mall),
        request_max_body_size=mall.settings.collect.body_limit_bytes,
        openapi_config=_openapi(),
        logging_config=None,
        before_send=[careful(mall.settings.server, mall.clock)],
        on_startup=[lambda: mall.folds.start(), lambda: mall.tags.live.start(), lambda: mall.schedule.start(),
                    mall.scenes.warm, mall.search.live.warm, mall.pages.warm, lambda: mall.judging.training.resume(),
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
