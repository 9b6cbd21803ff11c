"""What an evaluation is made of: who did something after the cut, what they chose, and what they had done before."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.columns import rows
from huozhao.flows.evaluation.past import OF_ACT, Past, everybody
from huozhao.flows.people.standing import Known
from huozhao.insight.folds import ACTIVITY, BOUGHT
from huozhao.matching.candidates import Taste
from huozhao.matching.evaluate.split import LEAST_SHOPPERS, MOST_SHOPPERS, Split, chosen
from huozhao.matching.purchases import PURCHASES, Purchase
from huozhao.matching.tastes import TASTES
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.ids import Ids

HALF_LIFE_DAYS = 30.0


@dataclass(slots=True)
class Counted:
    """One pass over the acts: what was chosen after the cut by person, what was done before it by good."""

    bought: dict[str, set[str]] = field(default_factory=dict)
    acted: dict[str, set[str]] = field(default_factory=dict)
    weight: dict[str, float] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    shoppers: int = 0


@dataclass(frozen=True, slots=True)
class Material:
    """`truths` are the goods that each chosen person chose after the cut, by `target` (bought or acted).

    `weight` and `known_share` (items,) are the decayed weight before the cut, and the share of shoppers who had to do
    with each good. `active` is how many persons chose something at all, of whom `truths` holds at most so many.
    """

    split: Split
    target: str
    skus: Ids
    truths: Mapping[str, Sequence[str]]
    active: int
    weight: NDArray[np.float32]
    known_share: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class History:
    """What one person had done before the cut."""

    tastes: Sequence[Taste]
    purchases: Sequence[Purchase]

    @property
    def is_known(self) -> bool:
        """Whether there is anything at all."""
        return bool(self.tastes)


def gather(state: StateStore, split: Split, known: Known, catalogue: Iterable[str]) -> Material:
    """Return the material of a split; truths are purchases where enough persons bought, any interest otherwise."""
    counted = count(state, split, known)
    target = "bought" if len(counted.bought) >= LEAST_SHOPPERS else "acted"
    truths = counted.bought if target == "bought" else counted.acted
    skus = Ids.of([*catalogue, *counted.weight, *(sku for found in truths.values() for sku in found)])
    weight, owners = np.zeros(len(skus), np.float32), np.zeros(len(skus))
    for sku, held in counted.weight.items():
        weight[skus.place(sku)] = held
    for sku, n in counted.owners.items():
        owners[skus.place(sku)] = n
    kept = {person: sorted(truths[person]) for person in chosen(truths, MOST_SHOPPERS)}
    return Material(split, target, skus, kept, len(truths), weight, owners / max(1, counted.shoppers))


def count(state: StateStore, split: Split, known: Known) -> Counted:
    """Return what one pass over all acts tells; acts of who did not consent to personalisation are not looked at."""
    found, last = Counted(), ""
    allowed, person, seen = False, "", set[str]()
    for row in rows(state, ACTIVITY):
        shopper, name, sku = str(row["shopper"]), str(row["name"]), str(row["subject"])
        if shopper != last:
            last, seen = shopper, set()
            allowed, person = known.allows(shopper, PERSONALISATION), known.person(shopper)
            found.shoppers += allowed
        if not (allowed and sku and OF_ACT.get(name, 0) > 0):
            continue
        day = int(row["day"] or 0)
        if day < split.cut:
            _before(found, sku, OF_ACT[name] * int(row["n"] or 0) * 0.5 ** ((split.cut - day) / HALF_LIFE_DAYS), seen)
        elif day <= split.until:
            found.acted.setdefault(person, set()).add(sku)
            if name == BOUGHT:
                found.bought.setdefault(person, set()).add(sku)
    return found


def _before(found: Counted, sku: str, weight: float, seen: set[str]) -> None:
    found.weight[sku] = found.weight.get(sku, 0.0) + weight
    if sku not in seen:
        seen.add(sku)
        found.owners[sku] = found.owners.get(sku, 0) + 1


@dataclass(frozen=True, slots=True)
class Histories:
    """Reads what persons had done before the cut."""

    past: Past
    known: Known

    @classmethod
    def of(cls, state: StateStore, split: Split, zone: str, known: Known) -> "Histories":
        """Return the reader of a split."""
        return cls(Past(state, split.cut, zone, everybody), known)

    def read(self, person: str) -> History:
        """Return one person's history over all their subject ids."""
        tastes: dict[str, Taste] = {}
        purchases: list[Purchase] = []
        for member in self.known.members(person):
            for row in self.past.scan(TASTES.name, (member,)):
                taste = Taste(str(row["sku"]), int(row["weight"] or 0), int(row["bought"] or 0),
                              int(row["last_at"] or 0), str(row["last_name"] or ""))
                tastes[taste.sku] = _sum(tastes.get(taste.sku), taste)
            purchases += [Purchase(str(row["sku"]), int(row["day"] or 0), int(row["quantity"] or 0))
                          for row in self.past.scan(PURCHASES.name, (member,))]
        return History(list(tastes.values()), purchases)


def _sum(one: Taste | None, other: Taste) -> Taste:
    if one is None:
        return other
    newest = max(one, other, key=lambda taste: taste.at)
    return Taste(one.sku, one.weight + other.weight, one.bought + other.bought, newest.at, newest.last_name)


ReadHistory = Callable[[str], History]
