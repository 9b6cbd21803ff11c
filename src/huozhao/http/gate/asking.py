"""Who asks: the principal that the guard recognised."""

from collections.abc import Mapping
from typing import Any, cast

from litestar import Request

from huozhao.flows.access.sessions import Session
from huozhao.http.gate.addresses import Caller
from huozhao.http.gate.limits import Limits
from huozhao.privacy.principal import LOCAL, Principal
from huozhao.terms.errors import BadInput


def principal_of(request: Request[Any, Any, Any]) -> Principal:
    """Return who asks; this machine itself where no guard stands before the routes."""
    found = request.scope.get("principal")
    return found if isinstance(found, Principal) else LOCAL


def caller_of(request: Request[Any, Any, Any]) -> Caller:
    """Return from where the guard saw the request come."""
    found: Caller = _scope(request)["caller"]
    return found


def limits_of(request: Request[Any, Any, Any]) -> Limits:
    """Return the limits that the guard holds callers to."""
    found: Limits = _scope(request)["limits"]
    return found


def session_of(request: Request[Any, Any, Any]) -> Session | None:
    """Return the session by which a user asks, None for keys, tokens and nobody."""
    found: Session | None = _scope(request).get("session")
    return found


def who(request: Request[Any, Any, Any]) -> str:
    """Return the name under which a change goes on record."""
    return principal_of(request).name or "operator"


def subject_of(request: Request[Any, Any, Any]) -> str:
    """Return whose token this is; BadInput without a shopper's token."""
    subject = principal_of(request).shopper
    if not subject:
        raise BadInput("shopper_token_needed", "only the shopper may ask for this / 只有顾客本人可以访问",
                       field="Authorization",
                       hint="use a shopper's token: POST /v1/shopper-tokens; operators use /v1/shoppers/{shopper}")
    return subject


def _scope(request: Request[Any, Any, Any]) -> Mapping[str, Any]:
    # The framework types its own entries only; the guard adds some.
    return cast("Mapping[str, Any]", request.scope)
