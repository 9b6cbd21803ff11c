"""Log in, see who is logged in, log out."""

import asyncio
from typing import Any

import msgspec
from litestar import Request, Response, Router, delete, get, post, put
from litestar.datastructures import Cookie

from huozhao.app import App
from huozhao.flows.access.sessions import Session
from huozhao.flows.access.shopper_tokens import Unrecognised
from huozhao.http.gate.addresses import Caller
from huozhao.http.gate.asking import caller_of, limits_of, principal_of, session_of
from huozhao.http.gate.guard import COOKIES, NotAllowed
from huozhao.privacy.principal import Principal
from huozhao.terms.errors import BadInput
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]


class LogIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A user's name and password."""

    name: str
    password: str


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password of now and the one wanted."""

    password: str
    wanted: str


class SessionOut(msgspec.Struct, frozen=True):
    """Who asks. `kind`: local (no users or keys yet), user, key or shopper.

    Send `csrf` in X-CSRF-Token with every POST, PUT and DELETE of a cookie session. `first_owner_wanted` is true while
    anybody on this machine may make the first owner with POST /v1/users.
    """

    kind: str
    name: str
    role: str
    permissions: list[str]
    csrf: str
    until: str | None
    first_owner_wanted: bool


@post("/session", status_code=200, summary="Log in", tags=["access"])
async def post_session(mall: App, request: Asked, data: LogIn) -> Response[SessionOut]:
    """Log in with name and password; the answer sets a cookie that scripts cannot read.

    After some wrong passwords the pause before the next try doubles each time (429 with Retry-After).
    """
    caller = caller_of(request)
    _require_https(caller)
    limits_of(request).require_log_in(caller)
    secret, principal, session = await asyncio.to_thread(mall.access.log_in, data.name, data.password, caller.counted)
    cookie = _cookie(caller, secret, (session.until - mall.access.clock()) // 1000)
    return Response(_session_out(mall, principal, session), cookies=[cookie])


@get("/session", summary="Read who is logged in", tags=["access"])
async def get_session(mall: App, request: Asked) -> SessionOut:
    """Return who asks and what they may do; 401 login_needed when nobody is logged in."""
    principal = principal_of(request)
    if principal.kind == "nobody":
        raise Unrecognised("login_needed", "log in first / 请先登录",
                           hint="POST /v1/session, or send Authorization: Bearer <API key>")
    return _session_out(mall, principal, session_of(request))


@delete("/session", status_code=204, summary="Log out", tags=["access"])
async def delete_session(mall: App, request: Asked) -> Response[None]:
    """End this session at once."""
    session = session_of(request)
    if session is not None:
        await asyncio.to_thread(mall.access.sessions.end, session.id)
    return Response(None, status_code=204, cookies=[_cookie(caller_of(request), "", 0)])


@put("/session/password", status_code=204, summary="Change the own password", tags=["access"])
async def put_password(mall: App, request: Asked, data: NewPassword) -> None:
    """Set another password for who is logged in; every session of the user ends."""
    principal = principal_of(request)
    if principal.kind != "user":
        raise BadInput("no_password", "only users have a password / 只有用户才有密码", hint="log in first")
    caller = caller_of(request)
    limits_of(request).require_log_in(caller)
    await asyncio.to_thread(mall.access.log_in, principal.name, data.password, caller.counted)
    await asyncio.to_thread(lambda: mall.access.users.change(principal.name, password=data.wanted))


def _require_https(caller: Caller) -> None:
    if caller.is_remote and not caller.is_secure:
        raise NotAllowed("https_needed", "passwords are taken over HTTPS only / 只在 HTTPS 下接受密码",
                         hint="set server.tls_certificate and server.tls_key, or a proxy in server.trusted_proxies")


def _cookie(caller: Caller, secret: str, seconds: int) -> Cookie:
    name = COOKIES[0] if caller.is_secure else COOKIES[1]
    return Cookie(key=name, value=secret, max_age=seconds, httponly=True, secure=caller.is_secure, samesite="strict")


def _session_out(mall: App, principal: Principal, session: Session | None) -> SessionOut:
    return SessionOut(
        principal.kind, principal.name, principal.role, sorted(principal.permissions), session.csrf if session else "",
        iso(session.until) if session else None, principal.kind == "local" and not mall.access.has_users(),
    )  # fmt: skip


ROUTER = Router("/", route_handlers=[post_session, get_session, delete_session, put_password])
