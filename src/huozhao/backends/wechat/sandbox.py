"""The phone of a user of a fake WeChat on this machine: in a demo it stands in for the WeChat that a browser lacks."""

from urllib.parse import urlsplit

import httpx

from huozhao.backends.wechat.refusals import unreachable
from huozhao.terms.errors import BadInput

HERE = frozenset({"127.0.0.1", "localhost", "::1"})
TIMEOUT_S = 5.0


class SandboxPhone:
    """Gives log-in codes as wx.login does. BadInput for an address that is not on this machine."""

    def __init__(self, url: str) -> None:
        if urlsplit(url).hostname not in HERE:
            raise BadInput("sandbox_elsewhere", f"wechat.sandbox is on, but {url} is not on this machine / "
                           "微信沙箱必须在本机", field="wechat.sandbox", hint="leave wechat.sandbox off in a real mall")
        self._url = url.rstrip("/")

    def code(self, user: str) -> str:
        """Return a one-time code of a user; Busy when the sandbox does not answer."""
        try:
            answer = httpx.post(f"{self._url}/sandbox/log-in", json={"user": user}, timeout=TIMEOUT_S, trust_env=False)
            return str(answer.raise_for_status().json()["code"])
        except httpx.HTTPError as error:
            raise unreachable(error) from None
