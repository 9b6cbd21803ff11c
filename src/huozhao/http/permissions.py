"""The one table that says what each route needs; a test holds it to the API, so no route can be forgotten."""

from dataclasses import dataclass
from functools import cache

ANYONE = "anyone"  # a route that must answer before anybody is recognised
NOT_LISTED = "not_listed"  # a route without a line below: owners only, until it gets one


@dataclass(frozen=True, slots=True)
class Rule:
    """What a route needs and what it shows.

    `look` names the personal data it shows, which goes on record with the subject id in the path or query parameter
    `subject`.
    `needs_reason` asks for X-Reason. `is_sensitive` has the stricter rate. `is_secret` answers are never kept for
    Idempotency-Key, because they hold secrets or personal data in the clear.
    """

    permission: str
    look: str = ""
    subject: str = "shopper"
    needs_reason: bool = False
    is_sensitive: bool = False
    is_secret: bool = False


TABLE: dict[str, Rule] = {
    "POST /v1/session": Rule(ANYONE, is_secret=True),
    "GET /v1/session": Rule(ANYONE),
    "DELETE /v1/session": Rule(ANYONE),
    "PUT /v1/session/password": Rule(ANYONE, is_secret=True),
    "GET /v1/users": Rule("users:manage"),
    "POST /v1/users": Rule("users:manage", is_secret=True),
    "PUT /v1/users/{name}": Rule("users:manage", is_secret=True),
    "GET /v1/keys": Rule("keys:manage"),
    "POST /v1/keys": Rule("keys:manage", is_secret=True),
    "DELETE /v1/keys/{name}": Rule("keys:manage"),
    "POST /v1/shopper-tokens": Rule("tokens:issue", is_secret=True),
    "POST /v1/shopper-tokens/rotate": Rule("privacy:rotate"),
    "DELETE /v1/shopper-tokens/{shopper}": Rule("tokens:issue"),
    "GET /v1/access-log": Rule("access_log:read"),
    "GET /v1/board": Rule("board:read"),
    "POST /v1/events": Rule("events:write"),
    "GET /v1/purposes": Rule("privacy:read"),
    "GET /v1/notices/{purpose}": Rule("privacy:read"),
    "POST /v1/notices/{purpose}": Rule("privacy:write"),
    "POST /v1/consents": Rule("shoppers:write"),
    "GET /v1/consents/proof": Rule("privacy:read"),
    "POST /v1/shoppers/lookup": Rule("shoppers:lookup", look="lookup", is_sensitive=True, is_secret=True),
    "POST /v1/shoppers/{shopper}/reveal": Rule(
        "shoppers:reveal", look="contact", needs_reason=True, is_sensitive=True, is_secret=True),
    "GET /v1/shoppers/{shopper}/privacy": Rule("privacy:write", look="privacy"),
    "POST /v1/shoppers/{shopper}/erase": Rule("privacy:write", is_sensitive=True, is_secret=True),
    "POST /v1/privacy/receipts/verify": Rule("privacy:read"),
    "GET /v1/privacy/receipts/{receipt}": Rule("privacy:read"),
    "GET /v1/privacy/requests": Rule("privacy:read"),
    "GET /v1/privacy/keys": Rule("privacy:read"),
    "POST /v1/privacy/rotate": Rule("privacy:rotate"),
    "GET /v1/privacy/retention": Rule("privacy:read"),
    "POST /v1/privacy/retention": Rule("privacy:rotate"),
    "GET /v1/privacy/minimisation": Rule("privacy:read"),
    "GET /v1/privacy/record": Rule("privacy:read"),
    "GET /v1/me": Rule("me:use"),
    "PUT /v1/me/consents": Rule("me:use"),
    "POST /v1/me/corrections": Rule("me:use"),
    "POST /v1/me/contests": Rule("me:use"),
    "GET /v1/me/copy": Rule("me:use", is_sensitive=True, is_secret=True),
    "GET /v1/me/copy.html": Rule("me:use", is_sensitive=True, is_secret=True),
    "POST /v1/me/erase": Rule("me:use", is_sensitive=True, is_secret=True),
    "GET /v1/failed-events": Rule("failed:read"),
    "GET /v1/failed-events.csv": Rule("failed:read", look="failed_events_export", is_sensitive=True),
    "POST /v1/failed-events/replay": Rule("failed:write"),
    "DELETE /v1/failed-events/{failed_event}": Rule("failed:write"),
    "GET /v1/goods": Rule("goods:read"),
    "PUT /v1/goods": Rule("goods:write"),
    "GET /v1/goods/{sku}": Rule("goods:read"),
    "DELETE /v1/goods/{sku}": Rule("goods:write"),
    "GET /v1/shops": Rule("goods:read"),
    "PUT /v1/shops": Rule("goods:write"),
    "POST /v1/imports": Rule("imports:write"),
    "GET /v1/imports/kinds": Rule("jobs:read"),
    "GET /v1/jobs": Rule("jobs:read"),
    "POST /v1/jobs": Rule("jobs:write"),
    "GET /v1/jobs/{job}": Rule("jobs:read"),
    "POST /v1/jobs/{job}/cancel": Rule("jobs:write"),
    "GET /v1/orders": Rule("orders:read", look="orders"),
    "POST /v1/orders": Rule("orders:write"),
    "GET /v1/orders/{order}": Rule("orders:read", look="orders"),
    "POST /v1/orders/{order}/pay": Rule("orders:write"),
    "POST /v1/orders/{order}/cancel": Rule("orders:write"),
    "POST /v1/orders/{order}/ship": Rule("orders:write"),
    "POST /v1/orders/{order}/deliver": Rule("orders:write"),
    "POST /v1/orders/{order}/return": Rule("orders:write"),
    "POST /v1/page": Rule("page:read"),
    # Who looks at a shopper's page is put on record by the route: whose page it is stands in the body.
    "POST /v1/page/explain": Rule("recommendations:explain"),
    "GET /v1/recommendations/effect": Rule("board:read"),
    "GET /v1/merch-rules": Rule("goods:read"),
    "GET /v1/merch-rules/kinds": Rule("goods:read"),
    "POST /v1/merch-rules/preview": Rule("recommendations:explain"),
    "GET /v1/merch-rules/{rule}": Rule("goods:read"),
    "PUT /v1/merch-rules/{rule}": Rule("merch_rules:write"),
    "DELETE /v1/merch-rules/{rule}": Rule("merch_rules:write"),
    "POST /v1/merch-rules/{rule}/undo": Rule("merch_rules:write"),
    "GET /v1/search": Rule("page:read"),
    "GET /v1/search/suggest": Rule("page:read"),
    "GET /v1/search/queries": Rule("board:read"),
    "GET /v1/synonyms": Rule("goods:read"),
    "PUT /v1/synonyms": Rule("goods:write"),
    "POST /v1/synonyms/undo": Rule("goods:write"),
    "GET /v1/plans/latest": Rule("plans:read"),
    "GET /v1/proposals": Rule("plans:read"),
    "POST /v1/proposals/approve": Rule("plans:write"),
    "POST /v1/proposals/{id}/approve": Rule("plans:write"),
    "POST /v1/proposals/{id}/edit": Rule("plans:write"),
    "POST /v1/proposals/{id}/reject": Rule("plans:write"),
    "POST /v1/proposals/{id}/undo": Rule("plans:write"),
    "GET /v1/slow-goods": Rule("plans:read"),
    "POST /v1/slow-goods": Rule("plans:write"),
    "GET /v1/slow-goods/{id}": Rule("plans:read"),
    "GET /v1/slow-goods/{id}/shoppers": Rule("shoppers:read"),
    "POST /v1/slow-goods/{id}/edit": Rule("plans:write"),
    "POST /v1/slow-goods/{id}/{step}": Rule("plans:write"),
    "GET /v1/purchase-orders": Rule("plans:read"),
    "POST /v1/purchase-orders/{id}/receive": Rule("plans:write"),
    "GET /v1/rfm": Rule("tags:read"),
    "POST /v1/crowds/{id}/export": Rule("crowds:export", is_sensitive=True),
    "GET /v1/crowd-exports": Rule("crowds:read"),
    "GET /v1/crowd-exports/{export}/csv": Rule("crowds:export", is_sensitive=True),
    "PUT /v1/rfm/thresholds": Rule("tags:write"),
    "GET /v1/shoppers": Rule("shoppers:read", look="shopper_list"),
    "PUT /v1/shoppers": Rule("shoppers:write"),
    "GET /v1/shoppers/{shopper}": Rule("shoppers:read", look="profile"),
    "GET /v1/shoppers/{shopper}/timeline": Rule("shoppers:read", look="timeline"),
    "GET /v1/shoppers/{shopper}/recommendations": Rule("shoppers:read", look="recommendations"),
    "GET /v1/needs": Rule("shoppers:read", look="needs"),
    "GET /v1/needs/demand": Rule("plans:read"),
    "GET /v1/needs/{id}": Rule("shoppers:read"),
    "POST /v1/needs/{id}/{step}": Rule("crowds:write"),
    "GET /v1/push-proposals": Rule("crowds:read"),
    "GET /v1/push-proposals/{id}": Rule("crowds:read"),
    "POST /v1/push-proposals/{id}/{step}": Rule("crowds:write"),
    "POST /v1/popups/{id}/{what}": Rule("page:read"),
    "GET /v1/portrait": Rule("board:read"),
    "POST /v1/portrait": Rule("imports:write"),
    "GET /v1/portrait/series": Rule("board:read"),
    "POST /v1/portrait/fetch": Rule("jobs:write"),
    "POST /v1/identities/link": Rule("shoppers:write"),
    "POST /v1/identities/unlink": Rule("shoppers:write"),
    "GET /v1/shoppers/{shopper}/identities": Rule("shoppers:read", look="identities"),
    "GET /v1/status": Rule("status:read"),
    "GET /v1/stock": Rule("stock:read"),
    "GET /v1/stock/summary": Rule("stock:read"),
    "POST /v1/stock/counts": Rule("stock:write"),
    "POST /v1/stock/moves": Rule("stock:write"),
    "GET /v1/stock/{sku}/{shop}/moves": Rule("stock:read"),
    "GET /v1/alerts": Rule("stock:read"),
    "GET /v1/tags": Rule("tags:read"),
    "GET /v1/tags/status": Rule("tags:read"),
    "GET /v1/tags/changes": Rule("shoppers:read", look="tag_changes"),
    "GET /v1/tags/{tag}": Rule("tags:read"),
    "GET /v1/tags/{tag}/sizes": Rule("tags:read"),
    "POST /v1/tags/validate": Rule("tags:read"),
    "POST /v1/tags/preview": Rule("tags:write"),
    "PUT /v1/tags/drafts": Rule("tags:write"),
    "POST /v1/tags/publish": Rule("tags:write"),
    "POST /v1/tags/{tag}/withdraw": Rule("tags:write"),
    "POST /v1/tags/{tag}/restore": Rule("tags:write"),
    "GET /v1/shoppers/{shopper}/tags/{tag}": Rule("shoppers:read", look="tag_reasons"),
    "GET /v1/predictions": Rule("tags:read"),
    "POST /v1/predictions/train": Rule("jobs:write"),
    "GET /v1/predictions/{tag}": Rule("tags:read"),
    "GET /v1/predictions/{tag}/runs": Rule("tags:read"),
    "PUT /v1/predictions/{tag}": Rule("tags:write"),
    "GET /v1/shoppers/{shopper}/predictions": Rule("shoppers:read", look="predictions"),
    "POST /v1/crowds/count": Rule("crowds:read"),
    "POST /v1/crowds/overlap": Rule("crowds:read"),
    "GET /v1/crowds": Rule("crowds:read"),
    "GET /v1/crowds/{id}": Rule("crowds:read"),
    "PUT /v1/crowds/{id}": Rule("crowds:write"),
    "DELETE /v1/crowds/{id}": Rule("crowds:write"),
    "POST /v1/crowds/{id}/undo": Rule("crowds:write"),
    "GET /v1/crowds/{id}/sizes": Rule("crowds:read"),
    "GET /v1/crowds/{id}/members": Rule("shoppers:read"),
    "GET /v1/crowds/{id}/uses": Rule("crowds:read"),
    "GET /v1/strategies/{id}/lift": Rule("crowds:read"),
    "GET /v1/decisions": Rule("shoppers:read", look="decisions"),
    "POST /v1/decisions": Rule("decisions:write"),
    "GET /v1/rfm/sizes": Rule("tags:read"),
    "GET /v1/offers": Rule("crowds:read"),
    "GET /v1/strategies": Rule("crowds:read"),
    "GET /v1/strategies/{id}": Rule("crowds:read"),
    "PUT /v1/strategies/{id}": Rule("crowds:write"),
    "POST /v1/strategies/{id}/{step}": Rule("crowds:write"),
    "GET /v1/evaluations": Rule("board:read"),
    "POST /v1/evaluations": Rule("jobs:write"),
    "GET /v1/evaluations/{evaluation}": Rule("board:read"),
    "GET /v1/models": Rule("board:read"),
    "POST /v1/models/train": Rule("jobs:write"),
    "POST /v1/models/{version}/activate": Rule("jobs:write"),
    "GET /v1/scenes": Rule("scenes:read"),
    "GET /v1/scenes/templates": Rule("scenes:read"),
    "GET /v1/scenes/{scene}": Rule("scenes:read"),
    "PUT /v1/scenes/{scene}": Rule("scenes:write"),
    "DELETE /v1/scenes/{scene}": Rule("scenes:write"),
    "POST /v1/scenes/{scene}/restore": Rule("scenes:write"),
    "POST /v1/scenes/{scene}/{step}": Rule("scenes:write"),
    "POST /v1/scenes/validate": Rule("scenes:read"),
    "POST /v1/scenes/preview": Rule("scenes:read"),
    "GET /v1/context": Rule("scenes:read"),
    "GET /v1/weather": Rule("scenes:read"),
    "PUT /v1/weather/{city}": Rule("scenes:write"),
    "DELETE /v1/weather/{city}": Rule("scenes:write"),
    "GET /v1/openapi.json": Rule("status:read"),
    "GET /metrics": Rule("status:read"),
}
OPEN = frozenset({"GET /health/live", "GET /health/ready"})  # never asked for anything


@cache
def rule_of(method: str, template: str) -> Rule:
    """Return the rule of a route, given the framework's path template."""
    if template.startswith("/v1/{path"):
        return Rule(ANYONE)  # an unknown route: told so, whoever asks
    return TABLE.get(f"{'GET' if method == 'HEAD' else method} {plain(template)}", Rule(NOT_LISTED))


def plain(template: str) -> str:
    """Return a path template without the types of its parameters."""
    return "/".join(part.partition(":")[0] + "}" if part.startswith("{") and ":" in part else part
                    for part in template.split("/"))
