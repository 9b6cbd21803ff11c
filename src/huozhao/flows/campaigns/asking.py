"""What the arbiter asks of a campaign before one of its messages is sent: does it still make sense, can it be paid."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from huozhao.flows.campaigns.book import CampaignBook
from huozhao.flows.campaigns.reaching import Reaching
from huozhao.flows.strategies.spending import Spending
from huozhao.flows.voice.votes import bought_at
from huozhao.operations.campaigns.campaign import RUNNING, Campaign, as_strategy
from huozhao.operations.messages.wish import Wish
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.errors import HuozhaoError
from huozhao.terms.regions import plain_name
from huozhao.terms.time import day_start


class Gives(Protocol):
    """What hands out coupons."""

    def is_open(self, coupon: str, shopper: str) -> bool:
        """Tell whether a coupon can still be given, and the shopper has not used it already."""
        ...

    def give(self, coupon: str, shopper: str, key: str, source: str) -> object:
        """Give a coupon once a key; an error when it cannot be given."""
        ...


@dataclass(frozen=True, slots=True)
class CampaignPart:
    """Checks again at the moment of sending: what was true when the crowd was read may be so no more."""

    book: CampaignBook
    reaching: Reaching
    spending: Spending
    coupons: Gives
    zone: str

    def unfit(self, wish: Wish) -> str:
        """Return why a message makes no sense any more, empty when it does."""
        campaign = self._running(wish)
        if campaign is None:
            return "withdrawn"
        person = self.reaching.known.person(wish.shopper)
        checks: tuple[tuple[str, Callable[[], bool]], ...] = (
            ("not_in_crowd", lambda: not self._holds(campaign, person)),
            ("bought", lambda: self._has_bought(campaign, person, wish.valid_from)),
            ("no_stock", lambda: bool(campaign.skus) and not self._is_near(campaign, person)),
            ("coupon_used", lambda: bool(campaign.coupon) and not self.coupons.is_open(campaign.coupon, person)),
        )
        return next((code for code, holds in checks if holds()), "")

    def take(self, wish: Wish) -> bool:
        """Count one use, and give the coupon; False where the budget or the coupon cannot bear one more."""
        campaign = self._running(wish)
        if campaign is None or not self.spending.claim(as_strategy(campaign)):
            return False
        try:
            if campaign.coupon:
                self.coupons.give(campaign.coupon, wish.shopper, wish.key, wish.source)
        except HuozhaoError:
            self.spending.release(as_strategy(campaign))
            return False
        return True

    def release(self, wish: Wish) -> None:
        """Take a use back; a coupon that was given stays, and the same wish gives it no second time."""
        self.spending.release(as_strategy(self.book.get(wish.source.partition(":")[2]).campaign))

    def _running(self, wish: Wish) -> Campaign | None:
        try:
            kept = self.book.get(wish.source.partition(":")[2])
        except HuozhaoError:
            return None
        return kept.campaign if kept.state == RUNNING else None

    def _holds(self, campaign: Campaign, person: str) -> bool:
        targeting = self.reaching.targeting
        try:
            return self.reaching.known.allows(person, PERSONALISATION) and targeting.crowds.holds(
                campaign.expression, person, targeting.segments.of(person))
        except HuozhaoError:
            return False

    def _has_bought(self, campaign: Campaign, person: str, since: int) -> bool:
        members = self.reaching.known.members(person)
        bought = bought_at(self.reaching.state, members, campaign.skus, lambda day: day_start(day + 1, self.zone))
        return any(at > since for at in bought)

    def _is_near(self, campaign: Campaign, person: str) -> bool:
        """Tell whether any of the goods lies in a shop of the person's city; anywhere where the city has no shop."""
        held = {level.shop for level in self.reaching.ledger.levels(list(campaign.skus)) if level.available > 0}
        city = self.reaching.city_of(person)
        there = {shop.shop for shop in self.reaching.goods.shops() if city and plain_name(shop.city) == city}
        return bool(held & there if there else held)
