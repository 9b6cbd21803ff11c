"""Listen to all goods: sums of each product, the usual rates of its kind, and which complaints rise."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from huozhao.events.documents import Document, Documents
from huozhao.flows.voice.series import WEEKS, Series, kept, series_of
from huozhao.flows.voice.votes import Voices, Vote, kind_of
from huozhao.operations.lift import wilson
from huozhao.operations.voice.complaints import APART, Watched, measured_bar_of, watch
from huozhao.operations.voice.words import OVERALL
from huozhao.terms.goods import Sku
from huozhao.terms.time import local_day

KIND, RATES, ONE = "voice_goods", "voice_rates", "current"
# A complaint that does not rise but stands: at least so many of those who spoke, surely.
STANDING_SHARE = 0.10
NO_RATE = 0.03


@dataclass(frozen=True, slots=True)
class Policy:
    """When an issue is one: distinct shoppers, false alarms allowed a week over the whole mall."""

    least_shoppers: int = 5
    false_alarms_a_week: float = 0.05


@dataclass(frozen=True, slots=True)
class Heard:
    """One aspect of one product that calls for a ticket, with its evidence."""

    spu: str
    aspect: str
    usual: float
    evidence: float
    bar: float
    since: int
    is_rising: bool


@dataclass(frozen=True, slots=True)
class Listening:
    """Keeps the sums of goods and finds what calls for a ticket."""

    documents: Documents
    voices: Voices
    policy: Policy
    clock: Callable[[], int]
    zone: str

    def all(self, step: Callable[[int, int], None]) -> list[Heard]:
        """Read everything that was said of all goods; return what calls for a ticket."""
        products = self.voices.products()
        found: dict[str, Series] = {}
        for place, spu in enumerate(products):
            found[spu] = self._series(spu)
            if place % 50 == 0:
                step(place, len(products))
        rates = self._rates(found)
        self.documents.put(RATES, ONE, rates)
        self.documents.delete(KIND, sorted({each.id for each in self.every()} - set(found)))
        return [heard for spu, series in found.items() for heard in self._judge(spu, series, rates)]

    def some(self, products: Sequence[str]) -> list[Heard]:
        """Read some products again by the rates of the last night; return what calls for a ticket."""
        kept_rates = self.documents.get(RATES, ONE)
        rates = kept_rates.body if kept_rates else {"streams": 0, "kinds": {}}
        return [heard for spu in products for heard in self._judge(spu, self._series(spu), rates)]

    def every(self) -> Iterator[Document]:
        """Yield the sums of each product, by id."""
        after = ""
        while batch := self.documents.list(KIND, after=after, limit=500):
            yield from batch
            after = batch[-1].id

    def goods_of(self, spu: str) -> Sku | None:
        """Return a SKU of a product that stands for it: a listed one where there is any."""
        skus = self.voices.skus.get().get(spu, ())
        return next((item for item in skus if item.listed), skus[0] if skus else None)

    def votes(self, spu: str) -> list[Vote]:
        """Return all votes about a product."""
        return self.voices.of(spu)

    def today(self) -> int:
        """Return the local day."""
        return local_day(self.clock(), self.zone)

    def _series(self, spu: str) -> Series:
        return series_of(self.voices.of(spu), self.today(), self.zone)

    def _rates(self, found: Mapping[str, Series]) -> dict[str, Any]:
        """Return by kind and aspect [complaints, voices] of the weeks before the last four, and all streams."""
        kinds: dict[str, dict[str, list[int]]] = {}
        streams = 0
        for spu, series in found.items():
            goods = self.goods_of(spu)
            words = self.voices.book.words(goods)
            streams += len(words.aspects)
            kind = kinds.setdefault(kind_of(goods), {})
            voices = sum(series.voices[:-APART])
            for aspect in words.aspects:
                complaints = series.aspects[aspect].complaints[:-APART] if aspect in series.aspects else [0]
                sums = kind.setdefault(aspect, [0, 0])
                sums[0], sums[1] = sums[0] + sum(complaints), sums[1] + voices
        return {"streams": streams, "kinds": kinds}

    def _judge(self, spu: str, series: Series, rates: Mapping[str, Any]) -> Iterator[Heard]:
        """Keep the sums of a product and yield its aspects that call for a ticket."""
        goods = self.goods_of(spu)
        if goods is None:
            return
        names = [aspect for aspect, each in series.aspects.items() if each.people]
        kind = rates["kinds"].get(kind_of(goods), {})
        bar = measured_bar_of(max(int(rates["streams"]), len(self.voices.book.words(goods).aspects)),
                     self.policy.false_alarms_a_week)  # fmt: skip
        watched = _watched(series, names, [_rate_of(kind, aspect, series) for aspect in names])
        body = {**kept(series), "spu": spu, "title": goods.title, "category": list(goods.category),
                "supplier": goods.supplier or "", "at": self.clock()}  # fmt: skip
        for place, aspect in enumerate(names):
            heard = self._heard(spu, aspect, series, watched, place, bar)
            body["aspects"][aspect] |= {"usual": round(heard.usual, 4), "is_rising": heard.is_rising}
            if aspect != OVERALL and (heard.is_rising or self._stands(series, aspect)):
                yield heard
        self.documents.put(KIND, spu, body)

    def _heard(self, spu: str, aspect: str, series: Series, watched: Watched, place: int, bar: float) -> Heard:
        evidence, since = float(watched.evidence[place]), int(watched.since[place])
        recent = sum(series.aspects[aspect].complaints[since:])
        rising = evidence >= bar and recent >= self.policy.least_shoppers
        return Heard(spu, aspect, float(watched.usual[place]), evidence, bar, series.first + since, rising)

    def _stands(self, series: Series, aspect: str) -> bool:
        """Tell whether many complain and have for long: Wilson's lower bound of their share is at least a tenth."""
        people, voices = len(series.aspects[aspect].people), len(series.people)
        return people >= 2 * self.policy.least_shoppers and wilson(people, voices)[0] >= STANDING_SHARE


def _watched(series: Series, names: Sequence[str], rates: Sequence[float]) -> Watched:
    shape, weeks = (len(names), WEEKS), [series.aspects[aspect].complaints for aspect in names]
    voices = np.tile(np.array(series.voices, np.float64), (len(names), 1)).reshape(shape)
    complaints = np.array(weeks, np.float64).reshape(shape)
    return watch(voices, np.minimum(complaints, voices), np.array(rates, np.float64))


def _rate_of(kind: Mapping[str, Sequence[int]], aspect: str, series: Series) -> float:
    """Return the rate of an aspect among other goods of the kind: the kind's sums less those of the product itself."""
    complaints, voices = kind.get(aspect, (0, 0))
    complaints -= sum(series.aspects[aspect].complaints[:-APART])
    voices -= sum(series.voices[:-APART])
    return complaints / voices if voices > 0 and complaints >= 0 else NO_RATE
