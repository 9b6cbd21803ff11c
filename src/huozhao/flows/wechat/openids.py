"""Openids: sealed in the vault under the shopper they stand for, whose id is a keyed mark that gives nothing away."""

from dataclasses import dataclass

from huozhao.flows.access.guests import PREFIX as GUEST
from huozhao.flows.people.people import People
from huozhao.flows.privacy.vault import Vault
from huozhao.privacy.addresses import ADDRESSES, Address, read
from huozhao.privacy.addresses import known as list_of
from huozhao.privacy.contact import FIELDS, OPENID
from huozhao.terms.errors import BadInput

PREFIX = "wx-"


@dataclass(frozen=True, slots=True)
class Openids:
    """From openids to shoppers and back. A mall's own links of kind openid, whose value is the openid, count too."""

    vault: Vault
    people: People

    def shopper(self, openid: str) -> str:
        """Return the shopper's id of an openid, always the same; the openid cannot be told from it."""
        return PREFIX + self.vault.blind(OPENID, openid)

    def keep(self, shopper: str, openid: str, at: int) -> bool:
        """Seal an openid under its shopper; return whether it is new."""
        if self._sealed(shopper) == openid:
            return False
        self.vault.put(shopper, OPENID, openid, at)
        return True

    def of(self, shopper: str) -> str:
        """Return a person's openid, the own one of this id first; "" when they never came through WeChat."""
        members = self.people.members(shopper)
        for member in (shopper, *members):
            if member.startswith(PREFIX) and (openid := self._sealed(member)):
                return openid
        if len(members) == 1:  # most are: nothing else says who they are
            return ""
        joins = self.people.explain(shopper).joins
        return next((link.value for link in joins if link.kind == OPENID and not link.value.startswith(PREFIX)), "")

    def require(self, shopper: str) -> str:
        """Return a person's openid; BadInput when they never came through WeChat."""
        openid = self.of(shopper)
        if not openid:
            raise BadInput("not_through_wechat", "this shopper never came through WeChat / 该顾客未用微信登录",
                           field="Authorization", hint="log in with POST /v1/wechat/session first")
        return openid

    def address(self, shopper: str, id: str) -> Address | None:
        """Return one of a person's addresses in the clear, as they have it now; None for one that is not theirs."""
        members = self.people.members(shopper)
        held = [each for member in members for each in read(self.vault.all(member).get(ADDRESSES, ""))]
        return next((each for each in list_of(held, self.vault.contact(members)) if each.id == id), None)

    def contact(self, shopper: str, address: str = "") -> dict[str, str]:
        """Return a person's phone, name and address in the clear, or those of one of their addresses by its id."""
        chosen = self.address(shopper, address) if address else None
        if chosen is not None:
            return {name: getattr(chosen, name) for name in FIELDS}
        return self.vault.contact(self.people.members(shopper))

    def known(self, openid: str) -> str:
        """Return under which id the mall knows an openid, "" when it does not."""
        shopper = self.shopper(openid)
        if self._sealed(shopper):
            return shopper
        return openid if openid and len(self.people.members(openid)) > 1 else ""

    def took(self, shopper: str) -> bool:
        """Tell whether a guest logged in through WeChat since, so that they are a person who has more to lose."""
        is_guest = shopper.startswith(GUEST)
        return is_guest and any(member.startswith(PREFIX) for member in self.people.members(shopper))

    def _sealed(self, shopper: str) -> str:
        return self.vault.all(shopper).get(OPENID, "")
