"""What comes in and goes out: events, imports, malls that exist, webhooks, WeChat."""

from huozhao.http.feed import (
    connectors,
    events,
    failed_events,
    goods,
    hooks,
    imports,
    shims,
    webhooks,
    wechat,
    wechat_deliveries,
    wechat_payments,
    wechat_refunds,
    wechat_reviews,
)

ROUTERS = tuple(each.ROUTER for each in (
    connectors, events, failed_events, goods, hooks, imports, shims, webhooks, wechat, wechat_deliveries,
    wechat_payments, wechat_refunds, wechat_reviews,
))  # fmt: skip
