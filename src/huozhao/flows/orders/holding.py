"""Who holds goods unpaid: the ledger knows shoppers by a keyed mark, and only while they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from huozhao.privacy.sealing import Keys, blind
from huozhao.supply.ledger import Ledger

FIELD = "holder"


@dataclass(frozen=True)
class Holding:
    """Marks shoppers for the cap on unpaid orders, and forgets them."""

    ledger: Ledger
    keys: Keys

    @cached_property
    def _secret(self) -> bytes:
        return self.keys.secret(f"blind:{FIELD}")

    def mark(self, shopper: str) -> str:
        """Return what stands for a shopper in the ledger; nobody without the key can tell who it is.

        64 bits are enough: two shoppers under one mark would share a cap, and an index of short marks is small.
        """
        return blind(self._secret, FIELD, shopper)[:16]

    def forget(self, subjects: Sequence[str]) -> int:
        """Take shoppers off what they hold; return how many reservations that were."""
        return self.ledger.checking.forget([self.mark(subject) for subject in subjects])
