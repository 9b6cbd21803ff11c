"""Who asks: the principal that the guard recognised."""

from typing import Any

from litestar import Request

from huozhao.privacy.principal import LOCAL, Principal


def principal_of(request: Request[Any, Any, Any]) -> Principal:
    """Return who asks; this machine itself where no guard stands before the routes."""
    found = request.scope.get("principal")
    return found if isinstance(found, Principal) else LOCAL


def who(request: Request[Any, Any, Any]) -> str:
    """Return the name under which a change goes on record."""
    return principal_of(request).name or "operator"
