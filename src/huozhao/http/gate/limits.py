"""How often each principal and each address may ask."""

from collections.abc import Callable

from huozhao.flows.access.rates import Buckets, Rate
from huozhao.http.gate.addresses import Caller
from huozhao.http.gate.permissions import ANYONE
from huozhao.http.gate.route_rule import Rule
from huozhao.privacy.principal import Principal
from huozhao.settings import Access
from huozhao.terms.errors import Busy

BURST_S = 4.0


class Limits:
    """Token buckets by principal, or by address where nothing was shown; `local` is not held back."""

    def __init__(self, settings: Access, clock: Callable[[], int]) -> None:
        self._buckets, self._clock = Buckets(), clock
        self._by_kind = {
            "user": _rate(settings.user_rate_per_s),
            "key": _rate(settings.key_rate_per_s),
            "shopper": _rate(settings.shopper_rate_per_s),
            "nobody": _rate(settings.address_rate_per_s),
        }
        self._log_in = _per_minute(settings.log_in_rate_per_minute)
        self._sensitive = _per_minute(settings.sensitive_rate_per_minute)

    def require(self, principal: Principal, rule: Rule, caller: Caller) -> None:
        """Raise Busy when this request is one too many; log-in has a rate of its own, so that it stays in reach."""
        if principal.kind == "local" or (principal.kind == "nobody" and rule.permission == ANYONE):
            return
        who = f"{principal.kind} {principal.name or principal.shopper or caller.counted}"
        own = _rate(principal.rate_per_s) if principal.rate_per_s else self._by_kind[principal.kind]
        self._take(who, own)
        if rule.is_sensitive:
            self._take(f"sensitive {who}", self._sensitive)

    def require_address(self, caller: Caller) -> None:
        """Raise Busy when an address has shown too many keys that do not hold."""
        self._take(f"nobody {caller.counted}", self._by_kind["nobody"])

    def require_log_in(self, caller: Caller) -> None:
        """Raise Busy when an address has tried to log in too often."""
        self._take(f"log-in {caller.counted}", self._log_in)

    def require_entry(self, caller: Caller) -> None:
        """Raise Busy when an address has brought too many guests; they leave the rate of log-ins alone."""
        self._take(f"guest {caller.counted}", self._log_in)

    def _take(self, name: str, rate: Rate) -> None:
        wait_s = self._buckets.take(name, rate, self._clock())
        if wait_s:
            seconds = int(wait_s) + 1
            raise Busy("too_many_requests", f"too many requests; wait {seconds} s / 请求太频繁，请稍候",
                       retry_after_s=seconds, hint="wait as long as Retry-After says; send events in batches")


def _rate(per_s: float) -> Rate:
    return Rate(max(per_s, 0.001), max(1.0, per_s * BURST_S))


def _per_minute(times: float) -> Rate:
    return Rate(max(times, 0.01) / 60, max(1.0, times))
