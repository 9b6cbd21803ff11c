"""Split by time: what comes before a day is learned from, what comes after is foretold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

DAYS = 7
# Fewer shoppers than this tell a good model from a bad one by luck only.
LEAST_SHOPPERS = 100
MOST_SHOPPERS = 5_000


@dataclass(frozen=True, slots=True)
class Split:
    """A split of the mall's days: the past is days before `cut`, what is foretold are `cut` … `until` (local days)."""

    cut: int
    until: int

    @property
    def days(self) -> int:
        """The number of days that are foretold."""
        return max(0, self.until - self.cut + 1)


def last_days(newest: int, days: int = DAYS) -> Split:
    """Return the split that holds out the last days up to the newest one."""
    return Split(newest - days + 1, newest)


def chosen(persons: Iterable[str], most: int = MOST_SHOPPERS) -> list[str]:
    """Return at most so many persons, the same ones each time and none preferred: by a hash of their ids."""
    return sorted(persons, key=lambda person: blake2b(person.encode(), digest_size=8).digest())[:most]


def new_to(truths: Mapping[str, Sequence[str]], history: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return of each person's truths those goods that they had nothing to do with before; without any, no person."""
    left = {person: [sku for sku in skus if sku not in set(history.get(person, ()))]
            for person, skus in truths.items()}
    return {person: skus for person, skus in left.items() if skus}
