"""The door of the API: recognise who asks, hold them to their rate and their permissions, record looks."""

import asyncio
import hmac
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from litestar import Request

from huozhao.app import App
from huozhao.flows.access.door import from_address
from huozhao.flows.access.sessions import Session
from huozhao.flows.access.shopper_tokens import Unrecognised
from huozhao.http.errors import answer
from huozhao.http.gate.addresses import LOOPBACK, Caller, Callers
from huozhao.http.gate.limits import Limits
from huozhao.http.gate.permissions import ANYONE, NOT_LISTED, rule_of
from huozhao.http.gate.route_rule import Rule
from huozhao.privacy.principal import LOCAL, NOBODY, Principal
from huozhao.privacy.roles import PERMISSIONS
from huozhao.terms.errors import BadInput, HuozhaoError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What answers with nothing of a person; pages, search and quotes show what they like, bought and hold.
OF_NOBODY = ("/v1/events", "/v1/storefront", "/v1/wechat/session")
ROLE_HINT = "ask an owner for another role, or for a key with this scope"
# The permission that no role and no key ever gives.
MINE = "me:use"
SHOPPER_HINT = "use a shopper's own token: POST /v1/shopper-tokens makes one"
COOKIES = ("__Host-huozhao_session", "huozhao_session")


class NotAllowed(HuozhaoError):
    """Who asks is known, and may not do this."""

    status = 403


class Guard:
    """ASGI middleware: everything under /v1, and /metrics, passes here; `scope["principal"]` says who asks."""

    def __init__(self, app: Any, mall: App, limits: Limits) -> None:
        self._app, self._mall, self._access, self._limits = app, mall, mall.access, limits
        self._callers = Callers(mall.settings.server.trusted_proxies)
        self._is_loopback = mall.settings.server.host in LOOPBACK

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass what may pass, answer the rest with the reason."""
        # The template, not the path: //v1/… and /%761/… are the same route.
        if scope["type"] != "http" or not scope["path_template"].startswith(("/v1", "/metrics")):
            await self._app(scope, receive, send)
            return
        rule = rule_of(scope["method"], scope["path_template"])
        caller = scope["caller"] = self._callers.of(scope)
        scope["limits"] = self._limits
        try:
            principal = self._recognise(scope, caller, rule)
            scope["principal"], scope["rule"] = principal, rule
            self._limits.require(principal, rule, caller)
            _permit(principal, rule, self._access.has_users())
            self._require_own(principal, scope["path_template"])
            if rule.look:
                await asyncio.to_thread(self._record, scope, principal, rule)
        except HuozhaoError as error:
            await answer(error).to_asgi_response(app=None, request=Request(scope))(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _recognise(self, scope: Any, caller: Caller, rule: Rule) -> Principal:
        headers = dict(scope["headers"])
        bearer = headers.get(b"authorization", b"").decode("latin-1")
        if bearer:
            return from_address(self._by_bearer(bearer, caller), caller.truncated)
        cookies = b"" if rule.is_bare else headers.get(b"cookie", b"")
        secret = _cookie(cookies.decode("latin-1"), caller.is_secure)
        found = self._access.by_session(secret) if secret else None
        is_safe = scope["method"] in SAFE
        if not is_safe:
            _require_same_origin(headers, caller)
        if found is not None:
            scope["session"] = found[1]
            if not is_safe:
                _require_csrf(headers, found[1])
            return from_address(found[0], caller.truncated)
        return from_address(self._without_proof(caller), caller.truncated)

    def _by_bearer(self, shown: str, caller: Caller) -> Principal:
        kind, _, token = shown.partition(" ")
        try:
            return self._access.by_bearer(token.strip() if kind.lower() == "bearer" else "")
        except Unrecognised:
            self._limits.require_address(caller)
            raise

    def _without_proof(self, caller: Caller) -> Principal:
        if self._access.is_configured() or not self._is_loopback:
            return NOBODY
        if not caller.is_of_this_machine:
            raise NotAllowed(
                "host_refused",
                "without users and keys this mall answers to this machine only / 未设置用户和密钥，只应答本机",
                field="Host", hint="make a user (huozhao users add) or a key (huozhao keys add), then log in",
            )
        return LOCAL

    def _require_own(self, principal: Principal, template: str) -> None:
        """Keep a guest's token, which outlives the log-in, away from what speaks of the person who logged in."""
        if not template.startswith(OF_NOBODY) and self._mall.wechat.connection.openids.took(principal.shopper):
            raise Unrecognised("guest_logged_in", "this guest has logged in since / 访客已登录，请用登录后的令牌",
                               field="Authorization", hint="log in again: POST /v1/wechat/session")

    def _record(self, scope: Any, principal: Principal, rule: Rule) -> None:
        reason = unquote(dict(scope["headers"]).get(b"x-reason", b"").decode("latin-1"))
        if rule.needs_reason and not reason.strip():
            raise BadInput("reason_missing", "say why you look at this / 请说明查看理由", field="X-Reason",
                           hint="send a header X-Reason, percent-encoded UTF-8")
        self._mall.looks.looked(principal, _subject(scope, rule), rule.look, reason)


def require(principal: Principal, permission: str) -> None:
    """Raise NotAllowed where a principal lacks a permission that only a part of a request needs."""
    _permit(principal, Rule(permission), has_users=True)


def own(principal: Principal | None, shopper: str) -> None:
    """Raise NotAllowed when a shopper's token asks about another shopper."""
    if principal is not None and principal.shopper and shopper and not principal.is_self(shopper):
        raise NotAllowed("not_yours", "this token speaks for another shopper / 令牌不属于该顾客", field="shopper",
                         hint="leave shopper out, or use that shopper's own token")


def _subject(scope: Any, rule: Rule) -> str:
    if rule.subject in scope["path_params"]:
        return str(scope["path_params"][rule.subject])
    asked = parse_qs(str(scope["query_string"], "latin-1"))
    return asked.get(rule.subject, [""])[0]


def _permit(principal: Principal, rule: Rule, has_users: bool) -> None:
    if rule.permission == ANYONE or principal.may(rule.permission):
        return
    if principal.kind == "nobody":
        raise _unrecognised(has_users)
    if rule.permission == NOT_LISTED and principal.role == "owner":
        return
    what = PERMISSIONS.get(rule.permission)
    meaning = f"{what.en} / {what.zh}" if what else "owners only / 仅限所有者"
    raise NotAllowed("not_allowed", f"you may not do this: {meaning}", field=rule.permission,
                     hint=SHOPPER_HINT if rule.permission == MINE else ROLE_HINT)


def _unrecognised(has_users: bool) -> Unrecognised:
    if has_users:
        return Unrecognised("login_needed", "log in first / 请先登录",
                            hint="POST /v1/session, or send Authorization: Bearer <API key>")
    return Unrecognised("unauthorised", "the API key is missing or wrong / 缺少密钥或密钥不对", field="Authorization",
                        hint="send Authorization: Bearer <API key>")


def _cookie(header: str, is_secure: bool) -> str:
    wanted = COOKIES[0] if is_secure else COOKIES[1]
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == wanted:
            return value
    return ""


def _require_same_origin(headers: dict[bytes, bytes], caller: Caller) -> None:
    origin = headers.get(b"origin", b"").decode("latin-1")
    if origin and urlsplit(origin).netloc.lower() != caller.host.lower():
        raise NotAllowed("origin_refused", "this request comes from a page of another site / 请求来自其他网站",
                         field="Origin",
                         hint="use the console of this mall, or an API key; a proxy in front must pass Host on / "
                         "请用本商城的控制台或接口密钥；前面有代理时，让它传递 Host")


def _require_csrf(headers: dict[bytes, bytes], session: Session) -> None:
    given = headers.get(b"x-csrf-token", b"")
    if not hmac.compare_digest(given, session.csrf.encode()):
        raise NotAllowed("csrf_token_missing", "this request lacks the session's token / 缺少防伪令牌",
                         field="X-CSRF-Token", hint="send the `csrf` of GET /v1/session in X-CSRF-Token")
