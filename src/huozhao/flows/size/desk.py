"""The size desk: advice for a shopper and a product, a product's curve, and what is thought of a shopper's sizes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from huozhao.flows.size.learning import LearnSizes
from huozhao.flows.size.sized import Sized, SizedGoods, offers_of
from huozhao.flows.size.wardrobe import Wardrobe
from huozhao.operations.size.advice import RUNS, Advice, Runs, advise, fit_chances, runs_of
from huozhao.operations.size.body import Measures
from huozhao.operations.size.body import usual_of as usual_by_body
from huozhao.operations.size.learned import Learned
from huozhao.operations.size.shopper import Taken, Usual, persons_of, usual_of
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

NO_SIZES = Text("这款不分尺码。", "This one has no sizes.")
FOR_WHOM = Text("你买过差别较大的尺码，这次是给谁买？", "You have bought sizes far apart: who is this one for?")


@dataclass(frozen=True, slots=True)
class Person:
    """One of the persons that somebody seems to buy for: the label they take most, how many pieces, the newest."""

    label: str
    pieces: int
    newest: str


@dataclass(frozen=True, slots=True)
class Advised:
    """Advice about a product, with the persons to choose among where it asks for whom."""

    spu: str
    title: str
    advice: Advice
    persons: tuple[Person, ...] = ()
    is_personal: bool = False
    past: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One size of a product: how often it was told small, fitting, large, and the chances for whom it is usual."""

    label: str
    told: tuple[int, int, int]
    small: float
    fits: float
    large: float


@dataclass(frozen=True, slots=True)
class Curve:
    """How a product runs, size by size; `told` sums all of them."""

    spu: str
    title: str
    runs: Runs
    words: Text
    told: tuple[int, int, int]
    points: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class Wear:
    """What a shopper usually takes of one kind of wear; `variance` in size steps²."""

    wear: str
    persons: tuple[Person, ...]
    variance: float
    small: int
    fits: int
    large: int


@dataclass(frozen=True, slots=True)
class SizeDesk:
    """Answers questions about sizes."""

    goods: SizedGoods
    wardrobe: Wardrobe
    learn: LearnSizes

    def advise(self, shopper: str, spu: str, measures: Measures | None = None, like: str = "") -> Advised:
        """Return advice for a shopper by what they took; `like` says for which person, by a label that one takes.

        `measures` are used for this answer and kept nowhere. NotFound for a product nobody listed, BadInput for a
        label that nobody in this household takes.
        """
        title, product = self.goods.product(spu)
        if not product:
            return Advised(spu, title, Advice("no_sizes", NO_SIZES))
        learned, wear = self.learn.current.get(), product[0].size.wear
        taken = [each for each in self.wardrobe.of(shopper) if each.wear == wear] if shopper else []
        modes = persons_of(taken) if taken else []
        persons = tuple(_person(mode) for mode in modes)
        may = bool(shopper) and self.wardrobe.known.allows(self.wardrobe.known.person(shopper), PERSONALISATION)
        if len(modes) > 1 and not like and measures is None:
            runs = runs_of(product[0].keys, learned)
            return Advised(spu, title, Advice("who", FOR_WHOM, runs), persons, may, tuple(taken))
        chosen = _chosen(modes, persons, like)
        before, by_body = _before(measures, wear, learned)
        if by_body and len(modes) > 1 and not like:
            chosen = []
        advice = advise(offers_of(product), usual_of(chosen, learned, before), chosen, learned, by_body)
        return Advised(spu, title, advice, persons, may, tuple(chosen))

    def curve(self, spu: str) -> Curve:
        """Return how a product runs; NotFound for a product nobody listed."""
        title, product = self.goods.product(spu)
        learned = self.learn.current.get()
        runs = runs_of(product[0].keys, learned) if product else "unknown"
        told = learned.told(product[0].keys[1]) if product else (0, 0, 0)
        return Curve(spu, title, runs, RUNS[runs] if product else NO_SIZES, told, _points(product, learned))

    def wears(self, shopper: str) -> list[Wear]:
        """Return what a shopper usually takes, kind by kind of wear; nothing without consent to personalisation."""
        learned, by_wear = self.learn.current.get(), dict[str, list[Taken]]()
        for each in self.wardrobe.of(shopper):
            by_wear.setdefault(each.wear, []).append(each)
        found = []
        for wear, taken in by_wear.items():
            modes = persons_of(taken)
            told = Counter(each.fit for each in taken if each.weight > 0)
            usual = usual_of(modes[0], learned, Usual(*learned.usual_in(wear)))
            found.append(Wear(wear, tuple(_person(mode) for mode in modes), usual.variance,
                              told[-1], told[0], told[1]))  # fmt: skip
        return found


def _person(mode: Sequence[Taken]) -> Person:
    stayed = [each for each in mode if not each.is_returned] or list(mode)
    label = Counter(each.label for each in stayed).most_common(1)[0][0]
    return Person(label, len(mode), stayed[-1].title)


def _chosen(modes: Sequence[list[Taken]], persons: Sequence[Person], like: str) -> list[Taken]:
    if not like:
        return modes[0] if modes else []
    for mode, person in zip(modes, persons, strict=True):
        if person.label == like:
            return mode
    raise BadInput("unknown_person", f"没有人穿 {like!r} / nobody here takes {like!r}", field="like",
                   hint="one of " + ", ".join(person.label for person in persons) if persons else "leave it out")


def _before(measures: Measures | None, wear: str, learned: Learned) -> tuple[Usual, bool]:
    """Return what is thought of a size before the pieces, and whether measures say it."""
    by_body = usual_by_body(measures, wear) if measures else None
    return (Usual(*by_body), True) if by_body else (Usual(*learned.usual_in(wear)), False)


def _points(product: Sequence[Sized], learned: Learned) -> tuple[CurvePoint, ...]:
    labels: dict[str, list[Sized]] = {}
    for each in product:
        labels.setdefault(each.size.label, []).append(each)
    found = []
    for label, skus in labels.items():
        told = [learned.told(each.keys[3]) for each in skus]
        small, fits, large = fit_chances(0.0, learned.part(skus[0].keys), Usual(0.0, 0.0), learned)
        found.append(CurvePoint(label, (sum(t[0] for t in told), sum(t[1] for t in told), sum(t[2] for t in told)),
                                small, fits, large))  # fmt: skip
    return tuple(found)
