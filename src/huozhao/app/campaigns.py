"""Wire campaigns: crowds, stock, coupons and messages in; wishes for the arbiter and signals for the plan out."""

from dataclasses import dataclass

from huozhao.app.storage import Backends
from huozhao.flows.campaigns.asking import CampaignPart
from huozhao.flows.campaigns.book import CampaignBook
from huozhao.flows.campaigns.desk import Campaigns
from huozhao.flows.campaigns.effect import Measurable
from huozhao.flows.campaigns.proposing import Proposing
from huozhao.flows.campaigns.reaching import Reaching
from huozhao.flows.coupons.desk import Coupons
from huozhao.flows.drafted import LIVE
from huozhao.flows.goods import Goods
from huozhao.flows.messages.desk import Messages
from huozhao.flows.needs.desk import Needs
from huozhao.flows.slow.desk import SlowGoods
from huozhao.flows.strategies.lift import Lifts
from huozhao.flows.strategies.spending import Spending
from huozhao.flows.strategies.targeting import Targeting
from huozhao.flows.voice.desk import VoiceDesk
from huozhao.operations.campaigns.campaign import SOURCE
from huozhao.operations.coupons.coupon import is_exhausted
from huozhao.operations.coupons.voucher import USED
from huozhao.terms.errors import NotFound
from huozhao.terms.text import Text


@dataclass(frozen=True)
class Campaigning:
    """Campaigns, and what the mall suggests to make into one."""

    desk: Campaigns
    proposing: Proposing


@dataclass(frozen=True, slots=True)
class _CouponsGiven:
    """Coupons as campaigns hand them out."""

    coupons: Coupons

    def is_open(self, coupon: str, shopper: str) -> bool:
        """Tell whether a coupon can still be given, and the shopper has not used it already."""
        try:
            kept = self.coupons.book.get(coupon)
        except NotFound:
            return False
        mine = [each for each in self.coupons.wallets.of(shopper, self.coupons.clock()) if each.coupon == coupon]
        gone = is_exhausted(kept.value, self.coupons.pricing.giving.given(coupon), 0)
        return kept.state == LIVE and not (gone and not mine) and all(each.state != USED for each in mine)

    def give(self, coupon: str, shopper: str, key: str, source: str) -> object:
        """Give a coupon once a key."""
        return self.coupons.give(coupon, shopper, key, source)

    def label(self, coupon: str) -> Text:
        """Return a coupon's name; empty without one."""
        try:
            return self.coupons.book.get(coupon).value.label if coupon else Text("", "")
        except NotFound:
            return Text(coupon, coupon)


def wire_campaigns(
    opened: Backends, goods: Goods, aim: Targeting, messages: Messages, coupons: Coupons, needs: Needs,
    slow: SlowGoods, voice: VoiceDesk,
) -> Campaigning:  # fmt: skip
    """Return the campaigns of a mall; the pulse of messages drives them."""
    known, zone, given = messages.round.known, messages.round.zone, _CouponsGiven(coupons)
    book, spending = CampaignBook(opened.documents, aim.crowds.check), Spending(opened.documents)
    reaching = Reaching(aim, messages.round, known, goods, opened.ledger, opened.state, needs.city_of)
    lifts = Lifts(opened.state, opened.documents, Measurable(book), aim.persons, aim.consents, opened.clock)
    desk = Campaigns(book, reaching, messages, spending, lifts, opened.clock, zone, given.label)
    messages.part(SOURCE, CampaignPart(book, reaching, spending, given, zone))
    messages.pulse.turns.append(desk.advance)
    aim.users.append(desk.uses)
    return Campaigning(desk, Proposing(desk, slow, voice.upgrades, needs.pushes, opened.clock))
