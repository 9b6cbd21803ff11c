"""The ports to WeChat and the values that pass through them; what WeChat refuses is an error that says what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from huozhao.operations.wechat.refunds import RefundTold, RefundWish
from huozhao.terms.errors import BadInput, HuozhaoError

Verdict = Literal["pass", "review", "risky"]


class NothingLeft(BadInput):
    """The shopper allows no message of this template: refused, or all that were allowed are used (43101)."""


class AllGivenBack(BadInput):
    """Nothing of a payment is left to give back: all of it went back before, whoever asked for that."""


class Forged(HuozhaoError):
    """What came in was not signed by WeChat, is too old, or was changed on the way."""

    status = 401


@dataclass(frozen=True, slots=True)
class LogIn:
    """Who stands behind a log-in code. The session key is not in here: nobody needs it, so nobody can lose it."""

    openid: str
    unionid: str = ""


@dataclass(frozen=True, slots=True)
class Prepaid:
    """What the mini program hands to wx.requestPayment, and the number under which WeChat knows the order."""

    out_trade_no: str
    payment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that WeChat tells of; `notice` is the id of the notification, `total_fen` what the order costs.

    `at` is the instant (ms) of the payment by WeChat's clock.
    """

    notice: str
    out_trade_no: str
    transaction_id: str
    total_fen: int
    openid: str
    state: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Shipping:
    """What left, for which payment. `logistics`: express, city, virtual or pickup."""

    transaction_id: str
    openid: str
    said: str
    at: int
    logistics: str = "city"
    tracking_no: str = ""
    express_company: str = ""


@dataclass(frozen=True, slots=True)
class VisitDay:
    """What WeChat counted on a day (YYYY-MM-DD): visitors, new ones, page views, sessions."""

    day: str
    visitors: int
    new_visitors: int
    views: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Pushed:
    """One message that WeChat pushed: an event of a user, or of the program (then without openid). `at` is ms."""

    event: str
    openid: str
    at: int
    body: Mapping[str, Any] = field(default_factory=dict)

    def told(self, *names: str) -> Sequence[Mapping[str, Any]]:
        """Return the list that the message carries under one of these names, whether it holds one entry or more."""
        found: Any = self.body
        for name in names:
            found = found.get(name, found) if isinstance(found, Mapping) else found
        return [found] if isinstance(found, Mapping) else list(found)


class People(Protocol):
    """WeChat's knowledge of its users."""

    def log_in(self, code: str) -> LogIn:
        """Return who a log-in code stands for; BadInput for one that is used, unknown or too old."""
        ...

    def phone(self, code: str, openid: str) -> str:
        """Return the number behind a code of the phone button; BadInput when it is not this user's."""
        ...


class Till(Protocol):
    """WeChat Pay."""

    def prepay(self, out_trade_no: str, said: str, total_fen: int, openid: str) -> Prepaid:
        """Announce an order; the same order again gives the same."""
        ...

    def refund(self, wish: RefundWish) -> RefundTold:
        """Give money back; the same number again is the same refund. Busy or BadInput when WeChat did not take it.

        AllGivenBack where nothing of the payment is left.
        """
        ...

    def refunded(self, number: str) -> RefundTold:
        """Return how a refund stands; NotFound when WeChat knows none under the number."""
        ...

    def read(self, headers: Mapping[str, str], body: bytes) -> Paid | RefundTold:
        """Return what a notification tells; Forged when it is not WeChat's, too old, or was changed."""
        ...

    def close(self) -> None:
        """Release the connections."""
        ...


class Trade(Protocol):
    """What WeChat wants to know of orders that were paid through it."""

    def ship(self, shipping: Shipping) -> None:
        """Upload a shipping, which frees the funds; one that is known already counts as uploaded."""
        ...

    def card(self, openid: str, transaction_id: str, kind: int, content: Mapping[str, Any],
             check: Mapping[str, Any]) -> None:
        """Put up a service card of an order, or move it on."""
        ...


class Pushes(Protocol):
    """Messages that WeChat pushes."""

    def greet(self, query: Mapping[str, str]) -> str:
        """Return the echo that proves to WeChat whose server this is; Forged when it is not WeChat who asks."""
        ...

    def read(self, query: Mapping[str, str], body: bytes) -> Pushed:
        """Open a message; Forged when it is not WeChat's, too old, or was changed."""
        ...


class Visits(Protocol):
    """WeChat's own count of visits."""

    def visits(self, day: str) -> VisitDay:
        """Return the visits of a day (YYYY-MM-DD, before today); NotReady when it comes later."""
        ...


class TextCheck(Protocol):
    """WeChat's judgement of what people write."""

    def check(self, text: str, openid: str, scene: int) -> tuple[Verdict, int]:
        """Return the verdict on a text and WeChat's label of it."""
        ...
