"""Whom a campaign reaches and what they are expected to take from which shop."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from huozhao.events.state import StateStore
from huozhao.flows.goods import Goods
from huozhao.flows.messages.round import Round
from huozhao.flows.people.standing import Known
from huozhao.flows.planning.sales import home_shop, last_day, sold
from huozhao.flows.planning.signals import share
from huozhao.flows.strategies.targeting import Targeting
from huozhao.operations.assignment import is_held_out
from huozhao.operations.campaigns.campaign import Campaign
from huozhao.operations.campaigns.preview import Needed, Preview, Reach, preview, units_by_city
from huozhao.operations.messages.wish import MARKETING
from huozhao.supply.ledger import Ledger
from huozhao.supply.signals import Signal
from huozhao.terms.text import Text
from huozhao.terms.time import local_day

Key = tuple[str, str]
BATCH = 500


@dataclass(frozen=True, slots=True)
class Reaching:
    """Counts crowds and shares expected demand among shops. `city_of` gives the city on record of a person, or ""."""

    targeting: Targeting
    round: Round
    known: Known
    goods: Goods
    ledger: Ledger
    state: StateStore
    city_of: Callable[[str], str]

    def persons(self, campaign: Campaign) -> Iterator[str]:
        """Yield everybody in the crowd who agreed to marketing."""
        for person in self.crowd(campaign):
            if self.known.allows(person, MARKETING):
                yield person

    def crowd(self, campaign: Campaign) -> Iterator[str]:
        """Yield everybody in the crowd."""
        self.targeting.segments.sync(self.round.clock())
        for names, _ in self.targeting.crowds.batches(campaign.expression, BATCH):
            yield from names

    def preview(self, campaign: Campaign) -> Preview:
        """Return what a campaign would do if it started now."""
        reach = self._reach(campaign)
        return preview(campaign, reach, self._needed(campaign, self.signals(campaign, reach.cities)))

    def signals(self, campaign: Campaign, cities: Mapping[str, int], in_days: int = 0) -> list[Signal]:
        """Return what a campaign tells the plan: units of each SKU by city, within the days that it is measured."""
        theme = Text(f"活动：{campaign.label.zh}", f"campaign “{campaign.label.en}”")
        return [Signal(sku, theme, cities[city], round(units, 4), city, campaign.window_days,
                       needs=(campaign.source,), in_days=in_days, will_hear=True)
                for (sku, city), units in units_by_city(campaign, cities).items() if units > 0]

    def _reach(self, campaign: Campaign) -> Reach:
        crowd = agreed = held = 0
        channels, cities = Counter[str](), Counter[str]()
        for person in self.crowd(campaign):
            crowd += 1
            if not self.known.allows(person, MARKETING):
                continue
            agreed += 1
            if is_held_out(campaign.source, person, campaign.hold_out):
                held += 1
            else:
                channels[self._channel(campaign, person)] += 1
                cities[self.city_of(person)] += 1
        return Reach(crowd, agreed, held, dict(channels), dict(cities))

    def _channel(self, campaign: Campaign, person: str) -> str:
        """Return the first wanted channel that is open to a person as far as can be told beforehand."""
        return next((each for each in campaign.channels if each != "subscription" or self._allowed(campaign, person)),
                    "none")

    def _allowed(self, campaign: Campaign, person: str) -> bool:
        granted = self.round.granted(person, campaign.template) if campaign.template else 0
        if not granted or not self.round.sender.is_connected():
            return False
        whole, _, _ = self.round.store.book(person)
        return whole.balance(campaign.template, granted) > int(self.round.rules.is_for_service(campaign.template))

    def _needed(self, campaign: Campaign, signals: Sequence[Signal]) -> list[Needed]:
        home = home_shop(self.goods)
        levels = {(level.sku, level.shop): level.available for level in self.ledger.levels(list(campaign.skus))}
        past = self._sold(campaign, home)
        keys = {*levels, *past} or {(sku, home) for sku in campaign.skus if home}
        shared = share(signals, keys, past, self.goods)
        found = []
        for key in sorted(keys):
            expected = sum(signal.units * part for signal, part in shared.of(key))
            if expected > 0:
                found.append(Needed(*key, expected, levels.get(key, 0)))
        return found

    def _sold(self, campaign: Campaign, home: str) -> dict[Key, float]:
        last = last_day(self.state, local_day(self.round.clock(), self.round.zone))
        found = Counter[Key]()
        for sku in campaign.skus:
            one = sold(self.state, sku, last, home)
            for shop, units in zip(one.shops, one.units.tolist(), strict=True):
                found[sku, shop] += units
        return {key: float(units) for key, units in found.items() if units > 0 and key[1]}
