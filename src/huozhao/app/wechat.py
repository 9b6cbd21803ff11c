"""Wire WeChat: one connection for everything that calls it, and the desks that take in what comes from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huozhao.app.clock import real_clock
from huozhao.app.storage import Backends
from huozhao.events.event import Event
from huozhao.flows.access.shopper_tokens import ShopperTokens
from huozhao.flows.folds import Folds
from huozhao.flows.goods import Goods
from huozhao.flows.messages.desk import Messages
from huozhao.flows.messages.rules import Rules
from huozhao.flows.messages.sender import Sender
from huozhao.flows.orders.order import Orders
from huozhao.flows.wechat.cards import Cards
from huozhao.flows.wechat.deliveries import Deliveries
from huozhao.flows.wechat.following import Follower
from huozhao.flows.wechat.log_in import WechatDoor
from huozhao.flows.wechat.openids import Openids
from huozhao.flows.wechat.payments import Payments
from huozhao.flows.wechat.pushes import PushDesk
from huozhao.flows.wechat.refunds import Refunds
from huozhao.flows.wechat.reviews import ReviewDesk
from huozhao.flows.wechat.shipping import Shipments
from huozhao.flows.wechat.texts import TextDesk
from huozhao.flows.wechat.trades import Trades
from huozhao.flows.wechat.visits import VisitBook
from huozhao.flows.wechat.wishes import Wishes
from huozhao.settings import Mall
from huozhao.settings import Wechat as WechatSettings
from huozhao.terms.errors import BadInput, NotFound

if TYPE_CHECKING:
    from huozhao.backends.wechat.client import Client
    from huozhao.backends.wechat.figures import WechatFigures
    from huozhao.backends.wechat.sandbox import SandboxPhone
    from huozhao.backends.wechat.seal import Seal


@dataclass(frozen=True)
class Connection:
    """The mini program that the settings name: what calls WeChat for it, and who is who there."""

    settings: WechatSettings
    openids: Openids
    opened: Backends

    @property
    def is_set(self) -> bool:
        """Whether there is a mini program."""
        return bool(self.settings.appid and self.settings.secret)

    @cached_property
    def client(self) -> "Client":
        """What calls WeChat; all share its token."""
        from huozhao.backends.wechat.client import Client

        return Client(self.settings.url, self.settings.appid, self.settings.secret, seal=self._seal)

    @cached_property
    def sandbox(self) -> "SandboxPhone | None":
        """The phone of a demo's users; None in a real mall. BadInput for a sandbox that is not on this machine."""
        if not (self.settings.sandbox and self.is_set):
            return None
        from huozhao.backends.wechat.sandbox import SandboxPhone

        return SandboxPhone(self.settings.url)

    def require_sandbox(self) -> "SandboxPhone":
        """Return the phone of a demo's users; NotFound in a real mall."""
        if self.sandbox is None:
            raise NotFound("no_sandbox", "this mall is no demo: log in with wx.login / 非演示商城，请用 wx.login 登录",
                           field="wechat.sandbox", hint="huozhao demo runs against a sandbox")
        return self.sandbox

    @property
    def _seal(self) -> "Seal | None":
        from huozhao.backends.wechat.seal import ApiKeys, Seal

        settings = self.settings
        if not settings.api_key:
            return None
        keys = ApiKeys(settings.api_key_number, settings.api_key, Path(settings.api_key_file),
                       settings.api_certificate_number, Path(settings.api_certificate_file))
        return Seal(settings.appid, keys, _seconds)

    def close(self) -> None:
        """Release the connections."""
        if "client" in self.__dict__:
            self.client.close()

    @cached_property
    def reviews(self) -> ReviewDesk | None:
        """What lets reviews be judged before others read them; None where there is no mini program."""
        if not self.is_set:
            return None
        from huozhao.backends.wechat.people import WechatPeople

        return ReviewDesk(lambda: WechatPeople(self.client), self.openids, self.opened.documents, self.opened.state,
                          self.opened.clock)

    @cached_property
    def figures(self) -> "WechatFigures":
        """What asks for WeChat's own counts."""
        from huozhao.backends.wechat.figures import WechatFigures

        return WechatFigures(self.client)

    def sender(self, rules: Rules) -> Sender:
        """Return what sends subscription messages."""
        from huozhao.backends.wechat.sender import WechatSender

        return WechatSender(self.client, self.openids.of, rules.fields, self.settings.state)


@dataclass(frozen=True)
class Wechat:
    """What the mall does with WeChat; None where the settings do not name what it takes."""

    connection: Connection
    door: WechatDoor | None = None
    pushes: PushDesk | None = None
    payments: Payments | None = None
    visits: VisitBook | None = None
    texts: TextDesk | None = None
    cards: Cards | None = None
    deliveries: Deliveries | None = None
    reviews: ReviewDesk | None = None
    follower: Follower | None = None

    def require_door(self) -> WechatDoor:
        """Return the door for shoppers; NotFound names the settings that are missing."""
        if self.door is None:
            raise _missing("wechat.appid", "appid and secret")
        return self.door

    def counts_taps(self, shopper: str) -> bool:
        """Tell whether WeChat itself tells of a shopper's taps."""
        return self.pushes is not None and self.pushes.counts_taps(shopper)

    def require_pushes(self) -> PushDesk:
        """Return the desk for pushes; NotFound names the settings that are missing."""
        if self.pushes is None:
            raise _missing("wechat.push_token", "push_token and push_key")
        return self.pushes

    def require_payments(self) -> Payments:
        """Return the desk for payments; NotFound names the settings that are missing."""
        if self.payments is None:
            raise _missing("wechat.mchid", "mchid and what belongs to it")
        return self.payments

    def require_visits(self) -> VisitBook:
        """Return the book of visits; NotFound names the settings that are missing."""
        if self.visits is None:
            raise _missing("wechat.appid", "appid and secret")
        return self.visits

    def require_texts(self) -> TextDesk:
        """Return the desk that lets texts be judged; NotFound names the settings that are missing."""
        if self.texts is None:
            raise _missing("wechat.appid", "appid and secret")
        return self.texts

    def require_reviews(self) -> ReviewDesk:
        """Return the desk for reviews; NotFound names the settings that are missing."""
        if self.reviews is None:
            raise _missing("wechat.appid", "appid and secret")
        return self.reviews

    def require_deliveries(self) -> Deliveries:
        """Return the desk for same-city deliveries; NotFound names the settings that are missing."""
        if self.deliveries is None:
            raise _missing("wechat.api_key", "api_key and what belongs to it, delivery_url and order_page")
        return self.deliveries

    def start(self) -> None:
        """Upload shipping, let money go and move cards on in the background from now on."""
        if self.payments is not None:
            self.payments.shipments.start()
        if self.cards is not None:
            self.cards.start()
        if self.follower is not None:
            self.follower.start()

    def stop(self) -> None:
        """End the background and release the connections."""
        if self.follower is not None:
            self.follower.stop()
        if self.cards is not None:
            self.cards.stop()
        if self.payments is not None:
            self.payments.shipments.stop()
            self.payments.till.close()
        self.connection.close()


def wire_wechat(
    connection: Connection, tokens: ShopperTokens, messages: Messages, record: Callable[[Sequence[Event]], Any],
    orders: Orders, goods: Goods, folds: Folds, opened: Backends, mall: Mall,
) -> Wechat:  # fmt: skip
    """Return what the mall does with WeChat."""
    settings, clock = connection.settings, opened.clock
    if not connection.is_set:
        return Wechat(connection)
    if settings.sandbox:
        connection.require_sandbox()  # one that is elsewhere is refused before anybody comes
    from huozhao.backends.wechat.people import WechatPeople

    people = WechatPeople(connection.client)
    door = WechatDoor(people, connection.openids, tokens, record, clock)
    payments = _payments(connection, orders, goods, clock, mall.name) if settings.mchid else None
    cards = _cards(payments, connection) if payments and settings.order_page else None
    if payments is not None:
        folds.listen(payments.shipments.applied)
    visits = VisitBook(connection.figures, opened.documents, opened.state, connection.openids.people.person, clock,
                       mall.timezone)
    texts = TextDesk(people, connection.openids)
    deliveries = _deliveries(connection, orders, goods, clock) if settings.api_key else None
    reviews = connection.reviews
    parts = [each for each in (payments.refunds if payments else None, deliveries, reviews) if each is not None]
    ears = [each.hear for each in (*parts, cards) if each is not None]
    follower = Follower(opened.log, opened.documents, reviews.begin if reviews else opened.log.head, ears,
                        [each.work for each in parts])
    return Wechat(connection, door, _pushes(connection, messages, payments), payments, visits, texts, cards, deliveries,
                  reviews, follower)


def _pushes(connection: Connection, messages: Messages, payments: Payments | None) -> PushDesk | None:
    settings = connection.settings
    if not settings.push_token:
        return None
    from huozhao.backends.wechat.pushes import WechatPushes

    pushes = WechatPushes(settings.appid, settings.push_token, settings.push_key, _seconds)
    return PushDesk(pushes, connection.openids, messages, payments.shipments if payments else None)


def _payments(
    connection: Connection, orders: Orders, goods: Goods, clock: Callable[[], int], mall: str
) -> Payments:
    from huozhao.backends.wechat.merchant import Account, Merchant
    from huozhao.backends.wechat.pay import WechatPay
    from huozhao.backends.wechat.trade import WechatTrade

    settings, openids = connection.settings, connection.openids
    account = Account(settings.appid, settings.mchid, settings.merchant_serial, Path(settings.merchant_key_file),
                      settings.api_v3_key, settings.platform_key_id, Path(settings.platform_key_file))
    till = WechatPay(Merchant(settings.pay_url, account, _seconds), settings.notify_url)
    trades = Trades(orders.documents)
    shipments = Shipments(trades, orders, goods, openids, WechatTrade(connection.client), settings.logistics, clock)
    return Payments(till, trades, orders, goods, openids, shipments, Refunds(till, trades, clock), mall)


def _cards(payments: Payments, connection: Connection) -> Cards:
    shipments, settings = payments.shipments, connection.settings
    return Cards(payments.trades, payments.orders, payments.goods, payments.openids, shipments.trade,
                 settings.logistics, settings.order_page, settings.goods_page, shipments.clock)


def _deliveries(connection: Connection, orders: Orders, goods: Goods, clock: Callable[[], int]) -> Deliveries:
    from huozhao.backends.wechat.riders import WechatRiders

    settings = connection.settings
    for name in ("push_token", "delivery_url", "order_page"):
        if not getattr(settings, name):
            raise BadInput("setting_missing", f"same-city delivery needs wechat.{name}", field=f"wechat.{name}",
                           hint="see docs/how-to/wechat.md, or leave wechat.api_key empty")
    riders = WechatRiders(connection.client, settings.delivery_url, settings.push_token, settings.delivery_trial)
    wishes = Wishes(goods, connection.openids, orders.till.require, settings.order_page)
    return Deliveries(riders, orders.documents, orders, wishes, clock)


def _seconds() -> float:
    """Return the real time: WeChat's times are real ones, also in a mall whose clock is simulated."""
    return real_clock() / 1000


def _missing(field: str, what: str) -> NotFound:
    return NotFound("wechat_not_set", "this mall is not connected to WeChat / 未接入微信", field=field,
                    hint=f"set {what} in [wechat]; see docs/how-to/wechat.md")
