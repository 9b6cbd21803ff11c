"""WeChat's data-analysis API: the portrait of a mini program's visitors, aggregate only."""

import time
from collections.abc import Mapping
from typing import Any

import httpx

from huozhao.insight.portrait_source import NotReady
from huozhao.terms.errors import BadInput, Busy

TIMEOUT_S = 10.0
PORTRAIT = "/datacube/getweanalysisappiduserportrait"
TOKEN = "/cgi-bin/stable_token"
# A token is renewed this long (s) before it ends.
EARLY_S = 300
STALE_TOKEN = frozenset({40001, 40014, 42001})
NOT_COUNTED = 61503
BUSY = frozenset({-1, 45009, 45011})
WRONG = {
    40013: "the appid is not valid", 40125: "the secret is not valid", 40164: "this server's address is not on the "
    "mini program's list of allowed addresses", 48001: "the mini program may not use this interface",
    61500: "the date is not yyyymmdd", 61501: "the days are not 1, 7 or 30 that end yesterday or before",
    61502: "this kind of mini program has no such data",
}  # fmt: skip


class WechatPortrait:
    """A PortraitSource. Uses the stable token, which leaves the tokens of an existing mall as they are."""

    def __init__(self, url: str, appid: str, secret: str, access_token: str = "") -> None:
        self._appid, self._secret, self._given = appid, secret, access_token
        self._token, self._until = access_token, float("inf") if access_token else 0.0
        self._client = httpx.Client(base_url=url.rstrip("/"), timeout=TIMEOUT_S)

    def fetch(self, first: str, last: str) -> Mapping[str, Any]:
        """Return the portrait of the days first to last (YYYY-MM-DD); see the port."""
        body = {"begin_date": first.replace("-", ""), "end_date": last.replace("-", "")}
        answer = self._send(PORTRAIT, body, {"access_token": self._current()})
        if answer.get("errcode") in STALE_TOKEN and not self._given:
            self._until = 0.0
            answer = self._send(PORTRAIT, body, {"access_token": self._current()})
        _require_good(answer, f"{first}/{last}")
        return answer

    def close(self) -> None:
        """Release the connections."""
        self._client.close()

    def _current(self) -> str:
        if time.monotonic() >= self._until - EARLY_S:
            answer = self._send(TOKEN, {"grant_type": "client_credential", "appid": self._appid,
                                        "secret": self._secret, "force_refresh": False}, {})
            _require_good(answer, "token")
            self._token = str(answer["access_token"])
            self._until = time.monotonic() + int(answer.get("expires_in", 7200))
        return self._token

    def _send(self, path: str, body: Mapping[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
        """Send one request; neither the token nor the secret ends up in a message."""
        try:
            answer = self._client.post(path, params=dict(query), json=dict(body))
            found = answer.json()
        except httpx.TransportError as error:
            raise Busy("wechat_unreachable", f"WeChat does not answer: {type(error).__name__}", retry_after_s=60,
                       hint="check portrait.url and the network") from None
        except ValueError:
            raise Busy("wechat_unreadable", f"WeChat answered {answer.status_code} and no JSON", retry_after_s=60,
                       hint="check portrait.url") from None
        return dict(found) if isinstance(found, dict) else {}


def _require_good(answer: Mapping[str, Any], what: str) -> None:
    code = answer.get("errcode", 0)
    if not code:
        return
    if code == NOT_COUNTED:
        raise NotReady("portrait_not_ready", f"WeChat has not counted {what} yet", retry_after_s=3600,
                       hint="it does so by mid-morning; asked again the next time")
    if code in BUSY:
        raise Busy("wechat_busy", f"WeChat asks to come back later ({code})", retry_after_s=600, hint="try again later")
    raise BadInput("wechat_refused", f"WeChat answered {code}: {WRONG.get(code, str(answer.get('errmsg', ''))[:120])}",
                   field="portrait", hint="check the settings [portrait]: appid, secret, the allowed addresses")
