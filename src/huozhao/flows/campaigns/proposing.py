"""Which campaigns the mall suggests now: from what was approved elsewhere, and not made into a campaign yet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from huozhao.flows.campaigns.book import KeptCampaign
from huozhao.flows.campaigns.desk import Campaigns
from huozhao.flows.needs.pushes import Pushes
from huozhao.flows.slow.desk import SlowGoods
from huozhao.flows.slow.handing import crowd_of as slow_crowd
from huozhao.flows.voice.telling import crowd_of as upgrade_crowd
from huozhao.flows.voice.upgrades import Upgrades
from huozhao.operations.campaigns.campaign import ENDED
from huozhao.operations.campaigns.ready import CampaignProposal, for_dormant, for_region, for_slow_goods, for_upgrade
from huozhao.terms.errors import NotFound
from huozhao.terms.text import text_from

CITY = "city:"


@dataclass(frozen=True, slots=True)
class Proposing:
    """Reads slow goods, improved goods and approved pushes."""

    campaigns: Campaigns
    slow: SlowGoods
    upgrades: Upgrades
    pushes: Pushes
    clock: Callable[[], int]

    def all(self) -> list[CampaignProposal]:
        """Return what nobody has taken up yet."""
        taken = {kept.campaign.origin for kept in self.campaigns.book.all() if kept.state != ENDED}
        hold_out = self.campaigns.messages.rules.policy().hold_out
        return [replace(each, draft={**each.draft, "hold_out": max(0.01, hold_out)}) for each in self._every()
                if each.origin not in taken]

    def take_up(self, origin: str, id: str, who: str) -> KeptCampaign:
        """Make a proposal into a draft under an id; NotFound when it is no more suggested."""
        found = next((each for each in self.all() if each.origin == origin), None)
        if found is None:
            raise NotFound("unknown_campaign_proposal", f"there is no campaign proposal {origin!r}", field="origin",
                           hint="see GET /v1/campaigns/proposals")
        return self.campaigns.write(id, {**found.draft, "origin": origin}, who)

    def _every(self) -> Iterator[CampaignProposal]:
        now = self.clock()
        for found in self.slow.all("approved"):
            body = found.body
            yield for_slow_goods(found.id, slow_crowd(found.id), body["sku"], body["title"], body["discount"],
                                 body["new_price_fen"], now)  # fmt: skip
        for upgrade in self.upgrades.live.get():
            yield for_upgrade(upgrade.ticket, upgrade_crowd(upgrade.ticket), upgrade.sku, upgrade.label, now)
        for push in self.pushes.approved():
            if str(push["region"]).startswith(CITY):
                yield for_region(push["push"], push["region"].removeprefix(CITY), push["goods"],
                                 text_from(push["title"], ""), text_from(push["body"], ""), push["at"])
        yield for_dormant(now)
