"""What was said of a product: each saying read, copies dropped, one vote a person."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.events.state import Row, StateStore
from huozhao.flows.fresh import Fresh
from huozhao.flows.goods import Goods
from huozhao.flows.people.standing import Known
from huozhao.flows.voice.reader import Read, Reader
from huozhao.flows.voice.word_book import WordBook
from huozhao.operations.voice.folds import SPOKEN, VOICES
from huozhao.operations.voice.quotes import fingerprint
from huozhao.operations.voice.reading import Reading
from huozhao.operations.voice.satisfied import Said
from huozhao.terms.goods import Sku

# The newest sayings of a SKU that are read; more say nothing new.
MOST_READ = 20_000


@dataclass(frozen=True, slots=True)
class Vote:
    """One saying of a person about a product, read; `felt` are its stars, or those that its tone seems to give."""

    person: str
    sku: str
    at: int
    kind: str
    stars: int | None
    text: str
    order: str
    reading: Reading
    felt: int | None

    @property
    def said(self) -> Said:
        """The saying as rules see it."""
        return Said(self.at, self.kind, self.felt, self.reading.verdicts)


@dataclass(frozen=True, slots=True)
class Voices:
    """Reads the table of voices. `felt(text, reading, kind)` says what stars a text without any seems to give."""

    state: StateStore
    goods: Goods
    reader: Reader
    known: Known
    felt: Callable[[str, Reading, str], int | None] = lambda text, reading, kind: None
    skus: Fresh[Mapping[str, Sequence[Sku]]] = field(init=False)

    def __post_init__(self) -> None:
        """Keep the SKUs of each product at hand."""
        object.__setattr__(self, "skus", Fresh(self._by_spu, lambda: self.goods.version))

    @property
    def book(self) -> WordBook:
        """The words of the mall."""
        return self.reader.book

    def of(self, spu: str) -> list[Vote]:
        """Return all votes about a product, oldest first; of texts that were copied only the first."""
        found: list[Vote] = []
        for goods in self.skus.get().get(spu, ()):
            said = self.reader.of(goods)
            rows = self.state.scan(VOICES.name, (goods.sku,), limit=MOST_READ)
            found += [self._vote(row, goods, said) for row in rows]
        return _without_copies(sorted(found, key=lambda vote: vote.at))

    def of_person(self, person: str, spu: str) -> list[Vote]:
        """Return what one person said about a product, oldest first."""
        found = []
        for goods in self.skus.get().get(spu, ()):
            for member in self.known.members(person):
                rows, said = self.state.scan(VOICES.name, (goods.sku, member)), self.reader.of(goods)
                found += [self._vote(row, goods, said) for row in rows]
        return sorted(found, key=lambda vote: vote.at)

    def spoken(self, person: str) -> set[str]:
        """Return the products that a person has spoken of."""
        rows = (row for member in self.known.members(person) for row in self.state.scan(SPOKEN.name, (member,)))
        return {item.spu for row in rows if (item := self.goods.sku(str(row["sku"])))}

    def products(self) -> list[str]:
        """Return the products that anything was said of."""
        skus = dict.fromkeys(str(sku) for sku in self.state.columns(VOICES.name, ("sku",))["sku"])
        return list(dict.fromkeys(item.spu for sku in skus if (item := self.goods.sku(sku))))

    def _vote(self, row: Row, goods: Sku, said: Read) -> Vote:
        stars = None if row["stars"] is None else int(row["stars"])
        text = str(row["text"] or "")
        reading = said(text, stars)
        return Vote(self.known.person(str(row["shopper"])), str(row["sku"]), int(row["at"] or 0), str(row["kind"]),
                    stars, text, str(row["order_id"] or ""), reading,
                    self.felt(text, reading, kind_of(goods)) if stars is None else stars)  # fmt: skip

    def _by_spu(self) -> Mapping[str, Sequence[Sku]]:
        found: dict[str, list[Sku]] = {}
        for item in self.goods.skus():
            found.setdefault(item.spu, []).append(item)
        return found


def kind_of(goods: Sku | None) -> str:
    """Return what goods are in one word, the last of their categories; empty for what is in none."""
    return goods.category[-1] if goods and goods.category else ""


def bought_at(
    state: StateStore, members: Iterable[str], skus: Iterable[str], day_start: Callable[[int], int]
) -> list[int]:
    """Return when (ms, start of the day) members of a person bought one of some SKUs and kept it."""
    wanted = frozenset(skus)
    return [day_start(int(row["day"] or 0)) for member in members for row in state.scan("purchases", (member,))
            if row["sku"] in wanted and int(row["quantity"] or 0) > 0]


def _without_copies(votes: Sequence[Vote]) -> list[Vote]:
    """Drop texts that another person had sent word for word; a person may say the same again."""
    first: dict[str, str] = {}
    return [vote for vote in votes if not (mark := fingerprint(vote.text))
            or first.setdefault(mark, vote.person) == vote.person]
