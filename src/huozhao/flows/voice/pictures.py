"""What people look at: the heat map of all goods, one product, one ticket with quotes; always from what is kept now."""

from collections.abc import Sequence
from dataclasses import dataclass

from huozhao.events.documents import Document
from huozhao.flows.voice.listening import Listening
from huozhao.flows.voice.series import Series, series_of
from huozhao.flows.voice.votes import Vote
from huozhao.operations.voice.quotes import Quote, cut, representative
from huozhao.operations.voice.tickets import Issue
from huozhao.operations.voice.words import Words
from huozhao.terms.errors import NotFound

MOST_QUOTES = 12


@dataclass(frozen=True, slots=True)
class Picture:
    """One product: its weeks, the words it is read by, and quotes by aspect, complaints first."""

    spu: str
    series: Series
    words: Words
    votes: Sequence[Vote]

    def issue(self, aspect: str, buyers: int) -> Issue:
        """Return one aspect in numbers of shoppers."""
        found = self.series.aspects.get(aspect)
        if found is None:
            return Issue(0, 0, len(self.series.people), 0, buyers)
        return Issue(len(found.people), len(found.content), len(self.series.people), len(found.returned), buyers)

    def orders(self, aspect: str) -> set[str]:
        """Return the orders that are named by those who complained of an aspect."""
        return {vote.order for vote in self.votes if vote.order and vote.reading.verdicts.get(aspect) == -1}

    def quotes(self, aspect: str, sign: int, most: int = MOST_QUOTES) -> list[Quote]:
        """Return representative quotes of one sign about an aspect, newest first; they name nobody."""
        found = []
        for vote in self.votes:
            for each in vote.reading.opinions:
                if (each.aspect, each.sign) == (aspect, sign) and each.end > each.start:
                    found.append(cut(vote.text, Quote(vote.text, vote.at, each.start, each.end, each.aspect_start,
                                                      each.aspect_end, vote.stars)))  # fmt: skip
                    break
        return representative(found, most)


@dataclass(frozen=True, slots=True)
class Pictures:
    """Makes pictures of goods from what was said."""

    listening: Listening

    def of(self, spu: str) -> Picture:
        """Return the picture of one product; NotFound when there is no such product."""
        goods = self.listening.goods_of(spu)
        if goods is None:
            raise NotFound("unknown_spu", f"there is no product {spu!r}", field="spu", hint="see GET /v1/goods")
        votes = self.listening.votes(spu)
        series = series_of(votes, self.listening.today(), self.listening.zone)
        return Picture(spu, series, self.listening.voices.book.words(goods), votes)

    def all(self, category: str = "") -> list[Document]:
        """Return the sums of all goods, most spoken of first, as the last reading left them."""
        found = [each for each in self.listening.every() if category in ("", *each.body["category"])]
        return sorted(found, key=lambda each: (-each.body["people"], each.id))
