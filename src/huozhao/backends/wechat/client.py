"""Calls to the mini program's server side: a token goes along, a stale one is renewed, what may be is tried again.

The stable token leaves the tokens of an existing mall as they are. Neither token nor secret ends up in a message.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from huozhao.backends.wechat.refusals import STALE_TOKEN, SYSTEM_BUSY, require_good, unreachable, unreadable
from huozhao.backends.wechat.seal import Seal
from huozhao.backends.wechat.tokens import Tokens
from huozhao.terms.errors import Busy

TIMEOUT_S = 10.0
TOKEN = "/cgi-bin/stable_token"
# Waits (s) before a call is made again that may be made again.
WAITS_S = (0.2, 0.5)


class Client:
    """One mini program's connection to WeChat."""

    def __init__(
        self, url: str, appid: str, secret: str, access_token: str = "", rest: Callable[[float], None] = time.sleep,
        seal: Seal | None = None,
    ) -> None:
        self.appid, self._secret, self._rest, self._seal = appid, secret, rest, seal
        self._url = url.rstrip("/")
        self._http = httpx.Client(base_url=self._url, timeout=TIMEOUT_S)
        self.tokens = Tokens(self._ask, access_token)

    def post(self, path: str, body: Mapping[str, Any], what: str = "", again: bool = True) -> dict[str, Any]:
        """Return what WeChat answers to a call; typed errors for what it refuses.

        `again` says that the call may be made twice. One that may not is only repeated where WeChat surely did nothing:
        it could not be reached, or it refused the token.
        """
        answer = self._post(path, body, again)
        if answer.get("errcode") in STALE_TOKEN and not self.tokens.is_given:
            answer = self._post(path, body, again)
        require_good(answer, what)
        return answer

    def get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Return what WeChat answers to a call that goes by the secret in place of a token."""
        answer = self._tried("GET", path, {**query, "appid": self.appid, "secret": self._secret}, None, again=False)
        require_good(answer, path)
        return answer

    def close(self) -> None:
        """Release the connections."""
        self._http.close()

    def _post(self, path: str, body: Mapping[str, Any], again: bool) -> dict[str, Any]:
        token = self.tokens.current()
        answer = self._tried("POST", path, {"access_token": token}, body, again)
        if answer.get("errcode") in STALE_TOKEN:
            self.tokens.drop(token)
        return answer

    def _ask(self) -> tuple[str, int]:
        asked = {"grant_type": "client_credential", "appid": self.appid, "secret": self._secret, "force_refresh": False}
        answer = self._tried("POST", TOKEN, {}, asked, again=True)
        require_good(answer, "token")
        return str(answer["access_token"]), int(answer.get("expires_in", 7200))

    def _tried(
        self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None, again: bool
    ) -> dict[str, Any]:
        for wait in WAITS_S:
            try:
                answer = self._sent(method, path, query, body)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                pass
            except (httpx.TransportError, Busy) as error:
                if not again:
                    raise _plain(error) from None
            else:
                if not (again and answer.get("errcode") == SYSTEM_BUSY):
                    return answer
            self._rest(wait)
        try:
            return self._sent(method, path, query, body)
        except httpx.TransportError as error:
            raise unreachable(error) from None

    def _sent(
        self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        if self._seal is not None and self._seal.covers(path):
            headers, content = self._seal.closed(self._url + path, body or {})
            answer = self._http.request(method, path, params=dict(query), content=content, headers=headers)
            if answer.status_code != 200:
                raise unreadable(answer.status_code)
            return self._seal.opened(self._url + path, answer.headers, answer.content)
        answer = self._http.request(method, path, params=dict(query), json=dict(body) if body is not None else None)
        try:
            found = answer.json()
        except ValueError:
            raise unreadable(answer.status_code) from None
        if not isinstance(found, dict):
            raise unreadable(answer.status_code)
        return found


def _plain(error: Exception) -> Exception:
    return error if isinstance(error, Busy) else unreachable(error)
