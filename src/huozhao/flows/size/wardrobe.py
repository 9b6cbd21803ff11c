"""What shoppers took in which size and how it fitted: purchases, returns, exchanges and words read together."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from huozhao.events.state import Row, StateStore
from huozhao.flows.columns import rows
from huozhao.flows.people.standing import Known
from huozhao.flows.size.sized import Sized, SizedGoods
from huozhao.matching.purchases import PURCHASES, Purchase, kept
from huozhao.operations.size.folds import EXCHANGES
from huozhao.operations.size.shopper import Taken
from huozhao.operations.size.words import fit_of
from huozhao.operations.voice.folds import RETURN, VOICES
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.time import DAY_MS, day_start

# Goods that stayed so long without a word fitted, more likely than not.
STAYED_DAYS, STAYED_WEIGHT = 14, 0.5


@dataclass(frozen=True, slots=True)
class Word:
    """What a shopper said of one SKU's fit: when, whether it went back with it, −1, 0, 1 or None for no word."""

    at: int
    is_return: bool
    fit: int | None


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is on record of one person's sized goods, SKU by SKU."""

    bought: list[Purchase]
    words: dict[str, list[Word]]
    exchanged: list[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """Reads pieces from state; of who did not consent to personalisation, none."""

    state: StateStore
    goods: SizedGoods
    known: Known
    clock: Callable[[], int]
    zone: str

    def of(self, shopper: str) -> list[Taken]:
        """Return all sized pieces that a person took, oldest first."""
        person = self.known.person(shopper)
        if not self.known.allows(person, PERSONALISATION):
            return []
        facts = _Facts([], {}, [])
        for member in self.known.members(person):
            for row in self.state.scan(PURCHASES.name, (member,)):
                if self.goods.of(str(row["sku"])):
                    facts.bought.append(_purchase(row))
            for row in self.state.scan(EXCHANGES.name, (member,)):
                facts.exchanged.append(_exchange(row))
            for sku in {each.sku for each in facts.bought}:
                for row in self.state.scan(VOICES.name, (sku, member)):
                    facts.words.setdefault(sku, []).append(_word(row))
        return self._pieces(facts, self.goods.of)

    def everybody(self) -> Iterator[list[Taken]]:
        """Yield the pieces of each person who may be looked at, person by person."""
        sized = self.goods.all.get()
        found: dict[str, _Facts] = {}
        for row in rows(self.state, PURCHASES):
            if str(row["sku"]) in sized and (person := self._person(str(row["shopper"]))):
                found.setdefault(person, _Facts([], {}, [])).bought.append(_purchase(row))
        for row in rows(self.state, EXCHANGES):
            if (person := self._person(str(row["shopper"]))) in found:
                found[person].exchanged.append(_exchange(row))
        for row in rows(self.state, VOICES):
            if str(row["sku"]) in sized and (person := self._person(str(row["shopper"]))) in found:
                found[person].words.setdefault(str(row["sku"]), []).append(_word(row))
        for facts in found.values():
            yield self._pieces(facts, sized.get)

    def _person(self, subject: str) -> str:
        person = self.known.person(subject)
        return person if self.known.allows(person, PERSONALISATION) else ""

    def _pieces(self, facts: _Facts, sized: Callable[[str], Sized | None]) -> list[Taken]:
        """Return the pieces of one person, oldest first, exchanged ones with what came for them."""
        swapped = {back: (out, at) for back, out, at in facts.exchanged}
        stayed = _units(kept(facts.bought))
        pieces = []
        for each in _pieces_bought(facts.bought):
            found = sized(each.sku)
            if found is None:
                continue
            at, stays = day_start(each.day, self.zone), stayed.get(each.sku, 0) > 0
            stayed[each.sku] = stayed.get(each.sku, 0) - 1
            other = sized(swapped[each.sku][0]) if each.sku in swapped else None
            pieces.append(self._piece(found, at, stays, facts.words.get(each.sku, ()), other))
            if other is not None:
                pieces.append(self._piece(other, swapped.pop(each.sku)[1], True,
                                          facts.words.get(other.goods.sku, ()), None))  # fmt: skip
        return sorted(pieces, key=lambda piece: (piece.at, piece.sku))

    def _piece(self, found: Sized, at: int, stays: bool, words: Sequence[Word], other: Sized | None) -> Taken:
        fit, weight = self._fit(found, at, stays, [word for word in words if word.at >= at], other)
        size, item = found.size, found.goods
        return Taken(item.sku, size.label, item.title, size.wear, size.step, found.keys, at, fit, weight,
                     not stays or other is not None)  # fmt: skip

    def _fit(
        self, found: Sized, at: int, stays: bool, words: Sequence[Word], other: Sized | None
    ) -> tuple[int, float]:
        """Return how a piece fitted and how surely: an exchange says most, then words, then that it stayed."""
        if other is not None and other.goods.spu == found.goods.spu and other.size.step != found.size.step:
            return (-1 if other.size.step > found.size.step else 1), 1.0
        said = [word.fit for word in sorted(words, key=lambda word: (word.is_return, word.at)) if word.fit is not None]
        if said:
            return said[-1], 1.0
        has_stayed = stays and other is None and self.clock() - at >= STAYED_DAYS * DAY_MS
        return 0, STAYED_WEIGHT if has_stayed else 0.0


def _purchase(row: Row) -> Purchase:
    return Purchase(str(row["sku"]), int(row["day"] or 0), int(row["quantity"] or 0))


def _exchange(row: Row) -> tuple[str, str, int]:
    return str(row["sku"]), str(row["replaced_by"]), int(row["at"] or 0)


def _word(row: Row) -> Word:
    return Word(int(row["at"] or 0), row["kind"] == RETURN, fit_of(str(row["text"] or "")))


def _units(bought: Iterable[Purchase]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in bought:
        found[each.sku] = found.get(each.sku, 0) + 1
    return found


def _pieces_bought(bought: Iterable[Purchase]) -> list[Purchase]:
    """Return what went out, oldest first; a day's several units of one SKU are one piece."""
    return sorted((each for each in bought if each.quantity > 0), key=lambda each: (each.day, each.sku))
