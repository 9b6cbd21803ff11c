"""Price a basket: which coupons and promotions apply, in which order, and what comes off each line.

The order: the price of each line after what is off single goods (flash sale, group-buy) → one promotion of the shop →
one coupon for some goods → one for the whole mall → one as good as money → one for the delivery fee. Each layer sees
what the layers before it left, so a threshold counts goods after earlier discounts. What is `alone` goes with nothing
else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from huozhao.operations.coupons.benefit import GIFT, Benefit, Distance, delivery_off_fen, distance, gives_gift, off_fen
from huozhao.operations.coupons.scope import Scope, covers
from huozhao.operations.coupons.split import split
from huozhao.terms.text import Text

DELIVERY = "delivery"
LAYERS: dict[str, Text] = {
    "promotion": Text("店铺促销（自动）", "promotion of the shop (by itself)"),
    "goods": Text("商品券", "coupon for some goods"),
    "mall": Text("全场券", "coupon for the whole mall"),
    "cash": Text("现金券", "coupon as good as money"),
    DELIVERY: Text("配送券", "coupon for the delivery fee"),
}
ORDER = tuple(LAYERS)


@dataclass(frozen=True, slots=True)
class BasketLine:
    """Units of one SKU at a unit price (fen), after what is off single goods.

    With `no_coupons` nothing more comes off.
    """

    sku: str
    quantity: int
    price_fen: int
    category: tuple[str, ...] = ()
    no_coupons: bool = False

    @property
    def amount_fen(self) -> int:
        """What the line costs before any coupon."""
        return self.quantity * self.price_fen


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may apply to a basket: a promotion, or a voucher in the shopper's hands.

    `most_fen` bounds what comes off with this one (None = no bound). `worth_fen` is what a gift sells at; it counts
    when the best is chosen. `ends_at` (ms) breaks ties: what ends first is used first.
    """

    id: str
    coupon: str
    layer: str
    benefit: Benefit
    scope: Scope
    alone: bool = False
    most_fen: int | None = None
    worth_fen: int = 0
    ends_at: int | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """A candidate that applied: what came off in all and of each line (fen)."""

    candidate: Candidate
    off_fen: int
    by_line: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Priced:
    """A basket with its price. `discounts` are fen off each line; `gifts` are (SKU, units).

    `delivery_fen` is the fee before, `delivery_off_fen` what comes off it.
    """

    lines: tuple[BasketLine, ...]
    applied: tuple[Applied, ...]
    discounts: tuple[int, ...]
    gifts: tuple[tuple[str, int], ...]
    delivery_fen: int = 0
    delivery_off_fen: int = 0

    @property
    def before_fen(self) -> int:
        """What the basket costs before promotions and coupons."""
        return sum(line.amount_fen for line in self.lines)

    @property
    def discount_fen(self) -> int:
        """What promotions and coupons take off."""
        return sum(self.discounts)

    @property
    def total_fen(self) -> int:
        """What is to be paid, delivery included."""
        return self.before_fen - self.discount_fen + self.delivery_fen - self.delivery_off_fen

    @property
    def worth_fen(self) -> int:
        """What the shopper gains: money off and the gifts' worth."""
        return self.discount_fen + self.delivery_off_fen + sum(each.candidate.worth_fen for each in self.applied)


def eligible(lines: Sequence[BasketLine], left: Sequence[int], scope: Scope) -> tuple[int, ...]:
    """Return the fen of each line that count for a scope, given what earlier layers left of it."""
    return tuple(
        amount if not line.no_coupons and covers(scope, line.sku, line.category) else 0
        for line, amount in zip(lines, left, strict=True)
    )


def price(lines: Sequence[BasketLine], chosen: Iterable[Candidate], delivery_fen: int = 0) -> Priced:
    """Price a basket, whose delivery costs `delivery_fen`, with these candidates, at most one a layer.

    One that does not reach its threshold gives nothing. Neither the order of lines nor that of candidates changes a
    price: layers give the order, and fen that do not divide go by SKU.
    """
    order = sorted(range(len(lines)), key=lambda n: (lines[n].sku, -lines[n].amount_fen, n))
    left = [line.amount_fen for line in lines]
    applied, fee_off = [], 0
    for candidate in sorted(chosen, key=lambda each: (ORDER.index(each.layer), each.id)):
        weights = eligible(lines, left, candidate.scope)
        found = _apply(candidate, weights, order, delivery_fen - fee_off)
        if found is not None:
            applied.append(found)
            fee_off += found.off_fen if candidate.layer == DELIVERY else 0
            left = [amount - off for amount, off in zip(left, found.by_line, strict=True)]
    discounts = tuple(line.amount_fen - amount for line, amount in zip(lines, left, strict=True))
    gifts = tuple((each.candidate.benefit.gift_sku, each.candidate.benefit.gift_units) for each in applied
                  if each.candidate.benefit.kind == GIFT)  # fmt: skip
    return Priced(tuple(lines), tuple(applied), discounts, gifts, delivery_fen, fee_off)


def best(lines: Sequence[BasketLine], candidates: Iterable[Candidate], delivery_fen: int = 0) -> Priced:
    """Return the combination by which the shopper gains most: branch and bound over one candidate a layer, exact.

    The bound: what a candidate takes off the untouched basket, for more eligible goods never give less. Of equal
    combinations the one with fewer coupons wins, then the one that ends first, then the smaller ids.
    """
    return _Search(lines, candidates, delivery_fen).best()


def standing(lines: Sequence[BasketLine], candidate: Candidate, before: Sequence[Candidate] = ()) -> Distance:
    """Return how far a basket is from what a candidate gives next, after the candidates `before` have applied."""
    earlier = [each for each in before if ORDER.index(each.layer) < ORDER.index(candidate.layer)]
    priced = price(lines, earlier)
    left = [line.amount_fen - off for line, off in zip(lines, priced.discounts, strict=True)]
    return distance(candidate.benefit, sum(eligible(lines, left, candidate.scope)))


def _apply(
    candidate: Candidate, weights: Sequence[int], order: Sequence[int], delivery_fen: int
) -> Applied | None:
    amount = sum(weights)
    if candidate.layer == DELIVERY:
        fee_off = delivery_off_fen(candidate.benefit, amount, delivery_fen)
        return Applied(candidate, fee_off, (0,) * len(weights)) if fee_off else None
    off = off_fen(candidate.benefit, amount)
    if candidate.most_fen is not None:
        off = min(off, candidate.most_fen)
    if off == 0 and not gives_gift(candidate.benefit, amount):
        return None
    parts = split(off, [weights[n] for n in order])
    by_line = [0] * len(weights)
    for place, part in zip(order, parts, strict=True):
        by_line[place] = part
    return Applied(candidate, off, tuple(by_line))


class _Search:
    """The search for the best combination."""

    def __init__(self, lines: Sequence[BasketLine], candidates: Iterable[Candidate], delivery_fen: int) -> None:
        self._lines, self._delivery_fen = tuple(lines), delivery_fen
        alone: list[tuple[int, Candidate]] = []
        layers: dict[str, list[tuple[int, Candidate]]] = {layer: [] for layer in ORDER}
        for each in _distinct(candidates):
            gain = self._price((each,)).worth_fen
            if gain > 0:
                (alone if each.alone else layers[each.layer]).append((gain, each))
        self._alone = [each for _, each in alone]
        self._layers = [sorted(layers[layer], key=lambda pair: (-pair[0], *_rank(pair[1]))) for layer in ORDER]
        self._bounds = [sum(found[0][0] for found in self._layers[n:] if found) for n in range(len(ORDER) + 1)]
        self._found = self._price(())

    def _price(self, chosen: Iterable[Candidate]) -> Priced:
        return price(self._lines, chosen, self._delivery_fen)

    def best(self) -> Priced:
        self._walk(0, ())
        for each in self._alone:
            self._weigh(self._price((each,)))
        return self._found

    def _walk(self, depth: int, chosen: tuple[Candidate, ...]) -> None:
        so_far = self._price(chosen)
        if so_far.worth_fen + self._bounds[depth] < self._found.worth_fen:
            return
        if depth == len(ORDER):
            self._weigh(so_far)
            return
        for gain, each in self._layers[depth]:
            if so_far.worth_fen + gain + self._bounds[depth + 1] < self._found.worth_fen:
                break
            self._walk(depth + 1, (*chosen, each))
        self._walk(depth + 1, chosen)

    def _weigh(self, priced: Priced) -> None:
        if _preference(priced) < _preference(self._found):
            self._found = priced


def _distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Of candidates that give the same, keep the one that ends first."""
    found: dict[object, Candidate] = {}
    for each in sorted(candidates, key=_rank):
        found.setdefault((each.layer, each.benefit, each.scope, each.alone, each.most_fen, each.worth_fen), each)
    return list(found.values())


def _rank(candidate: Candidate) -> tuple[float, str]:
    return candidate.ends_at if candidate.ends_at is not None else float("inf"), candidate.id


def _preference(priced: Priced) -> tuple[int, int, list[tuple[float, str]]]:
    return -priced.worth_fen, len(priced.applied), sorted(_rank(each.candidate) for each in priced.applied)


def by_coupon(priced: Priced) -> Mapping[str, int]:
    """Return what came off (fen) by the id of what applied."""
    return {each.candidate.id: each.off_fen for each in priced.applied}
