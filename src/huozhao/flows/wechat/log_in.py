"""Log-in through WeChat: a code becomes a shopper, whose links and phone go on record, and a token for their client."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huozhao.events.catalogue import IdentityLinked, Properties, ShopperContactGiven, ShopperLoggedIn
from huozhao.events.event import Event, event
from huozhao.flows.access.guests import PREFIX as GUEST
from huozhao.flows.access.shopper_tokens import ShopperToken, ShopperTokens
from huozhao.flows.wechat.openids import Openids
from huozhao.operations.wechat.platform import LogIn, People
from huozhao.privacy.contact import OPENID, masked, normal

SOURCE, APP = "wechat", "wechat"
TOKEN_S = 3_600


@dataclass(frozen=True, slots=True)
class Entered:
    """Who came in: the token speaks for the shopper; `is_new` when they never came through WeChat before."""

    shopper: str
    token: ShopperToken
    is_new: bool


@dataclass(frozen=True, slots=True)
class WechatDoor:
    """Lets shoppers in. The openid is sealed, the unionid is kept as a keyed token, the session key nowhere."""

    people: People
    openids: Openids
    tokens: ShopperTokens
    record: Callable[[Sequence[Event]], object]
    clock: Callable[[], int]

    def enter(self, code: str, guest: str = "", scene: int | None = None) -> Entered:
        """Return who stands behind a code; a guest who logs in takes along what they did before.

        BadInput for a code that is used, unknown or too old.
        """
        found = self.people.log_in(code)
        shopper, now = self.openids.shopper(found.openid), self.clock()
        is_new = self.openids.keep(shopper, found.openid, now)
        what: list[Properties] = [ShopperLoggedIn(app=APP, unionid_given=bool(found.unionid), scene=scene)]
        what += self._links(shopper, found, guest)
        self.record(self._events(shopper, code, now, what))
        return Entered(shopper, self.tokens.issue(shopper, TOKEN_S), is_new)

    def give_phone(self, shopper: str, code: str) -> str:
        """Keep the number behind a code of the phone button in the vault and return it masked.

        BadInput when the code is not this shopper's, or the shopper never came through WeChat.
        """
        openid = self.openids.require(shopper)
        number, now = normal("phone", self.people.phone(code, openid)), self.clock()
        what = [ShopperContactGiven(phone=number), IdentityLinked(kind="phone", value=number)]
        self.record(self._events(shopper, code, now, what))
        return masked("phone", number)

    def _links(self, shopper: str, found: LogIn, guest: str) -> list[Properties]:
        """Return the links that are not on record: the own kind, the unionid, the guest of before."""
        wanted = {OPENID: shopper, "unionid": found.unionid, "device": guest if guest.startswith(GUEST) else ""}
        explained = self.openids.people.explain(shopper)
        links = (*explained.joins, *(refused.link for refused in explained.refused))
        on_record = {link.kind for link in links if link.subject == shopper and link.kind != "device"}
        on_record |= {link.value for link in links if link.subject == shopper}
        return [IdentityLinked(kind=kind, value=value) for kind, value in wanted.items()
                if value and kind not in on_record and value not in on_record]

    def _events(self, shopper: str, code: str, at: int, what: Sequence[Properties]) -> list[Event]:
        mark = self.openids.vault.blind("wechat_code", code)
        return [event(f"wechat-{mark}-{n}", at, shopper, each, SOURCE) for n, each in enumerate(what)]
