"""Wire the storefront: goods as shoppers see them, favourites, the own orders, guests."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huozhao.app.near import near_of
from huozhao.app.storage import Backends
from huozhao.flows.access.guests import Guests
from huozhao.flows.access.shopper_tokens import ShopperTokens
from huozhao.flows.assistant.mine import Mine
from huozhao.flows.assistant.return_book import ReturnBook
from huozhao.flows.collect import Collect
from huozhao.flows.goods import Goods
from huozhao.flows.messages.desk import Messages
from huozhao.flows.orders.order import Orders
from huozhao.flows.people.people import People
from huozhao.flows.privacy.vault import Vault
from huozhao.flows.stock.stock import Stock
from huozhao.flows.storefront.addresses import AddressBook
from huozhao.flows.storefront.favourites import Favourites
from huozhao.flows.storefront.own_orders import OwnOrders, Payment
from huozhao.flows.storefront.reminders import PART, Reminders
from huozhao.flows.storefront.shelf import Shelf, everybodys
from huozhao.flows.wechat.reviews import ReviewDesk
from huozhao.operations.assistant.orders import Terms
from huozhao.settings import Settings


@dataclass(frozen=True)
class Storefront:
    """What a shopper's own client reads and does."""

    shelf: Shelf
    favourites: Favourites
    addresses: AddressBook
    orders: OwnOrders
    guests: Guests
    reminders: Reminders


def shelf_of(
    settings: Settings, opened: Backends, goods: Goods, people: People, stock: Stock, reviews: ReviewDesk | None
) -> Shelf:
    """Return the reading of goods for shoppers; `reviews` says which of them others may read."""
    near, is_shown = near_of(settings, opened, goods), reviews.is_shown if reviews else everybodys
    return Shelf(opened.state, goods, near, stock, people.person, is_shown)


def favourites_of(
    settings: Settings, opened: Backends, shelf: Shelf, collect: Collect, people: People
) -> Favourites:
    """Return the favourites of shoppers."""
    return Favourites(opened.documents, shelf.goods, shelf.in_stock, collect.record, opened.clock, secrets.token_bytes,
                      settings.privacy.service_days, people.members)  # fmt: skip


def wire_storefront(
    settings: Settings, opened: Backends, shelf: Shelf, favourites: Favourites, orders: Orders, returns: ReturnBook,
    terms: Terms, members: Callable[[str], Sequence[str]], tokens: ShopperTokens, messages: Messages, vault: Vault,
) -> Storefront:  # fmt: skip
    """Return the storefront of a mall."""
    # Where the mall's clock is simulated, people who shop still need their own time to pay.
    hold = round(settings.supply.hold_minutes * max(1.0, settings.clock.speed))
    payment = Payment(settings.storefront.trial_payment, hold)
    mine = Mine(opened.documents, opened.state, shelf.goods)
    own = OwnOrders(mine, orders, returns, members, terms, payment, opened.clock)
    addresses = AddressBook(vault, members, lambda shopper: mine.bound_for(members(shopper)), favourites.record,
                            opened.clock, secrets.token_bytes)  # fmt: skip
    guests = Guests(tokens, secrets.token_bytes, lambda shopper: bool(opened.keys.erased([shopper])))
    reminders = Reminders(favourites, messages.hand)
    messages.part(PART, reminders)
    return Storefront(shelf, favourites, addresses, own, guests, reminders)
