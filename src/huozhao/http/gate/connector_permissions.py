"""What the routes for other systems need: a part of the one table in http/gate/permissions.py."""

from huozhao.http.gate.route_rule import Rule

CONNECTORS: dict[str, Rule] = {
    "GET /v1/connectors": Rule("imports:write"),
    "POST /v1/connectors/pull": Rule("imports:write"),
    # Who names a database lets the mall's machine connect there, with a password: owners, or a key made for it.
    "POST /v1/connectors/try": Rule("malls:connect", is_sensitive=True, is_secret=True),
    "POST /v1/connectors/read": Rule("malls:connect", is_sensitive=True, is_secret=True),
    # Hooks prove their sender themselves: by signature, or by a token that only the secret gives.
    "POST /v1/hooks/events": Rule("anyone"),
    "POST /v1/hooks/crmeb/token": Rule("anyone", is_secret=True),
    "POST /v1/hooks/crmeb/{what}": Rule("anyone"),
    "GET /v1/hooks": Rule("imports:write"),
    "GET /v1/hook-secrets/{hook}": Rule("keys:manage", is_secret=True),
    "POST /v1/hook-secrets/{hook}": Rule("keys:manage", is_secret=True),
    # A subscription lets data leave for good, as a key does; what its topics tell is asked for by the route.
    "GET /v1/webhooks/topics": Rule("webhooks:read"),
    "GET /v1/webhooks": Rule("webhooks:read"),
    "GET /v1/webhooks/{webhook}": Rule("webhooks:read"),
    "PUT /v1/webhooks/{webhook}": Rule("webhooks:manage", is_secret=True),
    "DELETE /v1/webhooks/{webhook}": Rule("webhooks:manage"),
    "POST /v1/webhooks/{webhook}/secret": Rule("webhooks:manage", is_secret=True),
    "POST /v1/webhooks/{webhook}/test": Rule("webhooks:manage"),
    "POST /v1/webhooks/{webhook}/pause": Rule("webhooks:manage"),
    "POST /v1/webhooks/{webhook}/resume": Rule("webhooks:manage"),
    "POST /v1/webhooks/{webhook}/retry": Rule("webhooks:manage"),
    "GET /v1/deliveries/{id}": Rule("webhooks:read"),
    "DELETE /v1/deliveries/{id}": Rule("webhooks:manage"),
    "GET /v1/shims/litemall/wx/goods/related": Rule("page:read"),
    "GET /v1/shims/mall/home/recommendProductList": Rule("page:read"),
}
