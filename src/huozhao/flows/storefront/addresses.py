"""The address book of a shopper: sealed in the vault; its default is their contact data."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huozhao.events.catalogue import ShopperContactGiven
from huozhao.events.event import Event, event
from huozhao.flows.privacy.vault import Vault
from huozhao.privacy.addresses import ADDRESSES, Address, default_of, known, read, with_one, without, written
from huozhao.privacy.contact import FIELDS
from huozhao.terms.errors import BadInput, Conflict, NotFound

# A list is read, changed and sealed again as a whole.
ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class AddressBook:
    """Keeps one list a person. `members` gives all ids of a person, `goes_to` which addresses orders under way go to.

    The contact data are the default address, whoever changed them; who gave nothing else has a list of one.
    """

    vault: Vault
    members: Callable[[str], Sequence[str]]
    goes_to: Callable[[str], frozenset[str]]
    record: Callable[[Sequence[Event]], object]
    clock: Callable[[], int]
    chance: Callable[[int], bytes]

    def of(self, shopper: str) -> list[Address]:
        """Return the addresses of a person, the default first."""
        return sorted(self._of(shopper), key=lambda each: not each.is_default)

    def get(self, shopper: str, id: str) -> Address:
        """Return one address; NotFound for one that is not this person's."""
        found = next((each for each in self._of(shopper) if each.id == id), None)
        if found is None:
            raise NotFound("unknown_address", f"you have no address {id!r} / 没有这个地址", field="address",
                           hint="see GET /v1/me/addresses")
        return found

    def put(self, shopper: str, given: Address) -> Address:
        """Keep an address, new or changed; sent again it is the same one."""
        missing = next((name for name in FIELDS if not getattr(given, name).strip()), "")
        if missing:
            raise BadInput("address_incomplete", f"the {missing} is missing / 请填写收货人、手机号和地址",
                           field=missing, hint="an address has a name, a phone and an address")
        with ONE_AT_A_TIME:
            self._keep(shopper, with_one(self._of(shopper), given))
        return self.get(shopper, given.id)

    def remove(self, shopper: str, id: str) -> None:
        """Take an address away; nothing happens where there is none. Conflict while an order is on its way there."""
        if id in self.goes_to(shopper):
            raise Conflict("address_in_use", "an order is on its way there / 有订单正送往这个地址", field="id",
                           hint="take it away when the order is there")
        with ONE_AT_A_TIME:
            self._keep(shopper, without(self._of(shopper), id))

    def _of(self, shopper: str) -> list[Address]:
        members = self.members(shopper)
        held = [each for member in members for each in read(self.vault.all(member).get(ADDRESSES, ""))]
        return known(held, self.vault.contact(members))

    def _keep(self, shopper: str, addresses: list[Address]) -> None:
        """Seal the list under one id of the person, and let the contact data follow the default."""
        now, members = self.clock(), self.members(shopper)
        others = [member for member in members if member != shopper and ADDRESSES in self.vault.all(member)]
        self.vault.put_many([(shopper, ADDRESSES, written(addresses)), *((each, ADDRESSES, "[]") for each in others)],
                            now)
        first, contact = default_of(addresses), self.vault.contact(members)
        if first is None:
            self.vault.drop(members, FIELDS)
        elif any(contact.get(name) != getattr(first, name) for name in FIELDS):
            self._tell(shopper, {name: getattr(first, name) for name in FIELDS})

    def _tell(self, shopper: str, given: dict[str, str]) -> None:
        # The gate of events seals what is told here.
        what = ShopperContactGiven(**given)
        self.record([event(f"contact:{self.chance(12).hex()}", self.clock(), shopper, what, "storefront")])
