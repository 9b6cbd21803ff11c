"""Campaigns on the desk: written, previewed, run through the arbiter, stopped in time, told to the plan, measured."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from huozhao.flows.campaigns.book import CampaignBook, KeptCampaign
from huozhao.flows.campaigns.reaching import Reaching
from huozhao.flows.messages.desk import Messages
from huozhao.flows.strategies.lift import Lifts, Measured
from huozhao.flows.strategies.spending import Spending
from huozhao.flows.strategies.targeting import Use
from huozhao.insight.tags.language.parser import parse
from huozhao.insight.tags.language.tree import needs
from huozhao.operations.campaigns.campaign import (
    DRAFT,
    ENDED,
    RUNNING,
    Campaign,
    as_strategy,
    campaign_from_dict,
    filled,
)
from huozhao.operations.campaigns.preview import preview_to_body
from huozhao.operations.messages.wish import Wish
from huozhao.operations.strategies import Spent, is_spent
from huozhao.supply.signals import Signal
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, HOUR_MS, day_name, local_day

BATCH = 500
# The crowd of a running campaign is read again so often, for those who have joined it.
AGAIN_MS = HOUR_MS // 6
# The plan hears of a campaign so long before it begins.
AHEAD_DAYS = 28


@dataclass(frozen=True, slots=True)
class Campaigns:
    """The one door to campaigns. `price` and `label_of` put goods and coupons in words."""

    book: CampaignBook
    reaching: Reaching
    messages: Messages
    spending: Spending
    lifts: Lifts
    clock: Callable[[], int]
    zone: str
    coupon_label: Callable[[str], Text]
    told: list[Callable[[KeptCampaign], object]] = field(default_factory=list)
    _looked: dict[tuple[str, int], int] = field(default_factory=dict)

    def write(self, id: str, body: dict[str, Any], who: str) -> KeptCampaign:
        """Write a draft, or change a campaign that does not run."""
        return self.book.write(id, body, who, self.clock())

    def try_out(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the preview of a campaign that is being written; nothing is kept."""
        campaign = campaign_from_dict("being_written", body)
        self.book.check(campaign.expression)
        return self._previewed(campaign)

    def step(self, id: str, what: str, who: str) -> KeptCampaign:
        """Preview, start, pause, end a campaign or undo the last change; what waits of one that does not run goes."""
        now, more = self.clock(), None
        if what == "preview":
            more = {"preview": self._previewed(self.book.get(id).campaign)}
        with self.messages.round.lock:
            kept = self.book.undo(id, who, now) if what == "undo" else self.book.step(id, what, who, now, more)
            self._follow(kept)
        return kept

    def advance(self) -> int:
        """Hand in the wishes of what runs, and stop what is over, spent or out of stock; return how many were new."""
        new = 0
        for kept in self.book.all(RUNNING):
            now, campaign = self.clock(), kept.campaign
            if campaign.starts_at is not None and now < campaign.starts_at:
                continue
            why = self._over(kept, now)
            if why:
                self._stop(kept, why, now)
            elif now - self._looked.get((campaign.campaign, kept.version), 0) >= AGAIN_MS:
                new += self._hand(kept, now)
                self._looked[campaign.campaign, kept.version] = now
        return new

    def spent(self, campaign: Campaign) -> Spent:
        """Return what a campaign has used of its budget."""
        return self.spending.spent(campaign.source)

    def lift(self, id: str) -> Measured:
        """Return what a campaign has changed, by arm."""
        return self.lifts.measure(self.book.get(id).campaign.source)

    def signals(self, now: int) -> list[Signal]:
        """Return what running campaigns, also those that begin later, tell the plan."""
        found: list[Signal] = []
        for kept in self.book.all(RUNNING):
            begins = kept.campaign.starts_at or now
            if kept.preview and begins <= now + AHEAD_DAYS * DAY_MS and kept.campaign.ends_at > now:
                in_days = max(0, begins - now) // DAY_MS
                found += self.reaching.signals(kept.campaign, dict(kept.preview["cities"]), in_days)
        return found

    def uses(self, tag: str, crowd: str) -> list[Use]:
        """Return the campaigns that have not ended and name a tag or a crowd."""
        found = []
        for kept in self.book.all():
            named = needs(parse(kept.campaign.expression))
            if kept.state != ENDED and (tag in named.tags or crowd in named.crowds):
                label = kept.campaign.label.as_dict()
                found.append(Use("campaign", kept.campaign.campaign, label, kept.state))
        return found

    def _previewed(self, campaign: Campaign) -> dict[str, Any]:
        """Return the preview as it is kept, with the words as a shopper would read them."""
        title, body = self._words(campaign)
        found = preview_to_body(self.reaching.preview(campaign), self.clock())
        return {**found, "title": title.as_dict(), "body": body.as_dict()}

    def _follow(self, kept: KeptCampaign) -> None:
        """Take back what waits of a campaign that does not run; look at once at one that does; tell who listens."""
        if kept.state == RUNNING:
            self.messages.pulse.wake()
        elif kept.state != DRAFT or kept.started_at:
            self.messages.take_back("", lambda wish: wish.source == kept.campaign.source)
        if kept.state == RUNNING or kept.started_at:
            for listener in self.told:
                listener(kept)

    def _over(self, kept: KeptCampaign, now: int) -> str:
        campaign = kept.campaign
        if now >= campaign.ends_at:
            return "over"
        if is_spent(as_strategy(campaign), self.spent(campaign)):
            return "budget_spent"
        levels = self.reaching.ledger.levels(list(campaign.skus)) if campaign.skus else ()
        return "no_stock" if campaign.skus and not any(level.available > 0 for level in levels) else ""

    def _stop(self, kept: KeptCampaign, why: str, now: int) -> None:
        id = kept.campaign.campaign
        with self.messages.round.lock:
            if why == "over":
                self.book.step(id, "end", "", now, {"stopped": why})
            else:
                self.book.stop(id, why, now)
            self._follow(self.book.get(id))

    def _hand(self, kept: KeptCampaign, now: int) -> int:
        campaign, new, wishes = kept.campaign, 0, list[Wish]()
        title, body = self._words(campaign)
        begins = campaign.starts_at or kept.started_at or now
        for person in self.reaching.persons(campaign):
            wish = Wish(
                f"{campaign.source}:{person}", person, campaign.topic, "marketing", title, body, campaign.ends_at,
                campaign.source, campaign.channels, campaign.value_fen, begins, campaign.template, campaign.hold_out,
                skus=campaign.skus, coupon=campaign.coupon, link=campaign.link)  # fmt: skip
            if not self.messages.round.store.is_known(self.messages.round.store.id(wish)):
                wishes.append(wish)
            if len(wishes) >= BATCH:
                new += self.messages.hand(wishes)
                wishes = []
        return new + (self.messages.hand(wishes) if wishes else 0)

    def _words(self, campaign: Campaign) -> tuple[Text, Text]:
        """Return title and body with what is known filled in."""
        items = [item for sku in campaign.skus if (item := self.reaching.goods.sku(sku))]
        day = day_name(local_day(campaign.ends_at - 1, self.zone))
        facts = {"until": Text(day, day), "coupon": self.coupon_label(campaign.coupon)}
        if items:
            price = f"{items[0].price_fen / 100:.2f}"
            facts |= {"goods": Text(items[0].title, items[0].title), "price": Text(price, price)}
        return filled(campaign.title, facts), filled(campaign.body, facts)
