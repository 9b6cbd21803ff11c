"""Log-in, phone numbers, and WeChat's judgement of texts."""

from typing import cast

from huozhao.backends.wechat.client import Client
from huozhao.operations.wechat.platform import LogIn, Verdict

SESSION, PHONE, TEXT = "/sns/jscode2session", "/wxa/business/getuserphonenumber", "/wxa/msg_sec_check"
VERDICTS = ("pass", "review", "risky")
LONGEST_TEXT = 2_500


class WechatPeople:
    """People and TextCheck over WeChat's interfaces. A code works once, so nothing here is tried again."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def log_in(self, code: str) -> LogIn:
        """Return who a code stands for; see the port. The session key is dropped at once."""
        found = self._client.get(SESSION, {"js_code": code, "grant_type": "authorization_code"})
        return LogIn(str(found["openid"]), str(found.get("unionid") or ""))

    def phone(self, code: str, openid: str) -> str:
        """Return the number behind a code, checked to be this user's; see the port."""
        found = self._client.post(PHONE, {"code": code, "openid": openid}, again=False)["phone_info"]
        country = str(found.get("countryCode") or "86")
        number = str(found["purePhoneNumber"])
        return number if country == "86" else f"+{country}{number}"

    def check(self, text: str, openid: str, scene: int) -> tuple[Verdict, int]:
        """Return the verdict on a text; see the port. A longer one is judged by its first 2,500 characters."""
        body = {"version": 2, "openid": openid, "scene": scene, "content": text[:LONGEST_TEXT]}
        result = self._client.post(TEXT, body)["result"]
        suggest = str(result.get("suggest"))
        return cast(Verdict, suggest if suggest in VERDICTS else "review"), int(result.get("label") or 0)
