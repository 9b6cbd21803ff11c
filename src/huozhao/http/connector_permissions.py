"""What the routes for other systems need: a part of the one table in http/permissions.py."""

from huozhao.http.route_rule import Rule

CONNECTORS: dict[str, Rule] = {
    "GET /v1/connectors": Rule("imports:write"),
    "POST /v1/connectors/pull": Rule("imports:write"),
    # Hooks prove their sender themselves: by signature, or by a token that only the secret gives.
    "POST /v1/hooks/events": Rule("anyone"),
    "POST /v1/hooks/crmeb/token": Rule("anyone", is_secret=True),
    "POST /v1/hooks/crmeb/{what}": Rule("anyone"),
    "GET /v1/hooks": Rule("imports:write"),
    "GET /v1/hook-secrets/{hook}": Rule("keys:manage", is_secret=True),
    "POST /v1/hook-secrets/{hook}": Rule("keys:manage", is_secret=True),
    "GET /v1/shims/litemall/wx/goods/related": Rule("page:read"),
    "GET /v1/shims/mall/home/recommendProductList": Rule("page:read"),
}
