"""Payments: by what means each order was paid, so that a preference can be told with its share."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from huozhao.events.catalogue import OrderPaid, PaymentReceived
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Row, Table, Write
from huozhao.terms.text import Text

# An order that is told twice (as paid, and as money that came in) is one row.
PAYMENTS = Table("payments", ("shopper", "order", "method"), put=("amount_fen", "instalments", "paid_at"))
METHODS: Mapping[str, Text] = {
    "wechat": Text("微信支付", "WeChat Pay"), "alipay": Text("支付宝", "Alipay"), "card": Text("银行卡", "bank card"),
    "balance": Text("余额", "balance"), "instalments": Text("分期", "instalments"), "cash": Text("现金", "cash"),
    "cod": Text("货到付款", "cash on delivery"),
}
_MEANT = {
    "wechat": ("wechatpay", "wechat pay", "wxpay", "weixin", "微信", "微信支付"), "alipay": ("支付宝", "zhifubao"),
    "card": ("bank card", "unionpay", "银行卡", "信用卡", "银联", "云闪付"), "balance": ("余额", "储值", "钱包"),
    "instalments": ("花呗", "白条", "分期", "huabei", "baitiao"), "cash": ("现金",), "cod": ("货到付款",),
}
_METHOD_OF = {word: method for method, words in _MEANT.items() for word in (method, *words)}


@dataclass(frozen=True, slots=True)
class Preference:
    """The means of payment used most: how many of `orders` were paid by it, and how many of them in instalments."""

    method: str
    label: Text
    paid: int
    orders: int
    instalments: int

    @property
    def share(self) -> float:
        """The part of the orders that was paid by it, 0 to 1."""
        return self.paid / self.orders


def method_of(word: str) -> str:
    """Return the code of a means of payment; a word that is not known stands for itself."""
    plain = word.strip().lower()
    return _METHOD_OF.get(plain, plain)


def fold_payments(recorded: Recorded) -> Iterable[Write]:
    """Keep what each order was paid by."""
    event, what = recorded.event, recorded.event.properties
    if not event.shopper:
        return
    if isinstance(what, OrderPaid) and what.payment_method:
        method, amount, parts = what.payment_method, what.total_fen, what.instalments or 1
    elif isinstance(what, PaymentReceived):
        method, amount, parts = what.method, what.amount_fen, what.instalments
    else:
        return
    put = {"amount_fen": amount, "instalments": parts, "paid_at": event.at}
    yield Write("payments", (event.shopper, what.order, method_of(method)), put=put, at=event.at)


FOLD = Fold("payments", (PAYMENTS,), frozenset({"Order Paid", "Payment Received"}), fold_payments)


def preference(rows: Sequence[Row]) -> Preference | None:
    """Return the means by which most orders were paid; ties go to the larger amount, then to the code."""
    if not rows:
        return None
    count, amount = Counter(str(r["method"]) for r in rows), Counter[str]()
    for row in rows:
        amount[str(row["method"])] += int(row["amount_fen"] or 0)
    best = min(count, key=lambda method: (-count[method], -amount[method], method))
    parts = sum(r["method"] == best and int(r["instalments"] or 1) > 1 for r in rows)
    orders = len({str(r["order"]) for r in rows})
    return Preference(best, METHODS.get(best, Text(best, best)), count[best], orders, parts)
