"""What other systems send, proven: Standard Webhooks 1.0 signatures, tokens for those that cannot sign, a window."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huozhao.events.documents import Documents
from huozhao.flows.webhooks.message import Secrets
from huozhao.terms.errors import BadInput, HuozhaoError
from huozhao.terms.time import stamp_s

# A message may be this old, or this far ahead, by its own stamp; Standard Webhooks leaves the window open.
WINDOW_S = 300
TOKEN_S = 2 * 3600
KIND = "hook_secret"
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


class Unproven(HuozhaoError):
    """Who sent this could not be told, or not that it is meant for now."""

    status = 401


@dataclass(frozen=True, slots=True)
class HookKeys:
    """The secret of each hook, by name; `renew` makes a new one, and the old one is worthless from then on."""

    secrets: Secrets
    documents: Documents
    clock: Callable[[], int]

    def shown(self, hook: str) -> str:
        """Return the secret as the sending system writes it down."""
        return self.secrets.shown(f"hook:{hook}", self._number(hook))

    def renew(self, hook: str) -> str:
        """Make a new secret and return it."""
        found = self.documents.get(KIND, hook)
        self.documents.put(KIND, hook, {"number": self._number(hook) + 1}, found.version if found else 0)
        return self.shown(hook)

    def require_signed(self, hook: str, headers: Mapping[str, str], body: bytes) -> None:
        """Raise Unproven unless the headers sign this very body, now; a message sent again is proven again."""
        id, stamp, given = (headers.get(name, "") for name in HEADERS)
        if not (id and stamp and given):
            raise _unproven("signature_missing", "headers are missing / 缺少签名头",
                            f"send {', '.join(HEADERS)} as Standard Webhooks 1.0 has them")
        self._require_now(stamp)
        mark = hmac.new(self._of(hook), f"{id}.{stamp}.".encode() + body, hashlib.sha256).digest()
        wanted = b"v1," + base64.b64encode(mark)
        if not any(hmac.compare_digest(each.encode(), wanted) for each in given.split()):
            raise _unproven("signature_wrong", "the signature does not hold / 签名不对",
                            "sign id.timestamp.body, the raw bytes, with the base64 secret behind whsec_")

    def token(self, hook: str, password: str) -> tuple[str, int]:
        """Return a token and its life in seconds for a system that knows the secret and cannot sign."""
        if not hmac.compare_digest(password.encode(), self.shown(hook).encode()):
            raise _unproven("password_wrong", "the password does not hold / 密码不对", f"use the secret of hook {hook}")
        ends = self.clock() // 1000 + TOKEN_S
        return f"{ends}.{self._mark(hook, ends)}", TOKEN_S

    def require_token(self, hook: str, token: str) -> None:
        """Raise Unproven for a token that was not given out here, or has ended."""
        ends, _, mark = token.partition(".")
        until = stamp_s(ends)
        is_ours = hmac.compare_digest(mark.encode(), self._mark(hook, until).encode())
        if not is_ours or until < self.clock() // 1000:
            raise _unproven("token_wrong", "the token does not hold, or has ended / 令牌无效或已过期",
                            "ask for a new token")

    def _of(self, hook: str) -> bytes:
        return self.secrets.of(f"hook:{hook}", self._number(hook))

    def _mark(self, hook: str, ends: int) -> str:
        return hmac.new(self._of(hook), f"token.{ends}".encode(), hashlib.sha256).hexdigest()

    def _number(self, hook: str) -> int:
        found = self.documents.get(KIND, hook)
        return int(found.body["number"]) if found else 1

    def _require_now(self, stamp: str) -> None:
        if abs(self.clock() // 1000 - stamp_s(stamp)) > WINDOW_S:
            raise _unproven("timestamp_old", f"the message is over {WINDOW_S} s old, or of the future / 时间戳超出范围",
                            "set the sender's clock by NTP; sign each try anew with its own time")


def _unproven(code: str, message: str, hint: str) -> Unproven:
    return Unproven(code, message, hint=hint)


def require_hook(hook: str, known: tuple[str, ...]) -> None:
    """Raise BadInput for a hook that there is not."""
    if hook not in known:
        raise BadInput("unknown_hook", f"there is no hook {hook!r} / 没有这种接收地址", field="hook",
                       hint=f"use one of {', '.join(known)}")
