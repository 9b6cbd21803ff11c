"""Erase a shopper: every store forgets, the key is destroyed last, and a signed receipt says what was removed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Documents
from huozhao.flows.privacy.consents import People
from huozhao.privacy.receipt import is_genuine, sign
from huozhao.privacy.sealing import Chance, Keys, blind
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text
from huozhao.terms.time import iso

RECEIPT, ERASURE = "erasure_receipt", "erasure"
POLICY = Text(
    "行为、标签、预测、联系方式、同意记录、模型输入、缓存与导出均已删除，密钥已销毁，旧备份中的内容不可再读；"
    "订单作为商城账目以匿名方式保留（商品、数量、金额），不再与任何人关联。",
    "Behaviour, tags, predictions, contact data, consents, model inputs, caches and exports are deleted, the key is "
    "destroyed, and what old backups hold can no longer be read. Orders stay as the mall's books without anybody: "
    "goods, units, money.",
)


@dataclass(frozen=True, slots=True)
class Store:
    """One place where something of a shopper may lie, and how it forgets."""

    name: str
    label: Text
    forget: Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True)
class Erase:
    """Erases persons. `stores` are asked in order; `keys` come last, as stores find their rows with them."""

    people: People
    stores: Sequence[Store]
    keys: Keys
    documents: Documents
    clock: Callable[[], int]
    chance: Chance

    def erase(self, subject: str, channel: str, *, only: bool = False) -> dict[str, Any]:
        """Erase the person that a subject id belongs to and return the receipt.

        Erasing again what was erased and has not come back gives the first receipt. `only` leaves the other subject
        ids of the person, for a restored copy of the data.
        """
        if not subject:
            raise BadInput("shopper_missing", "whom to erase is missing", field="shopper", hint="send the shopper's id")
        subjects = (subject,) if only else self.people.members(subject)
        earlier = self._earlier(subjects)
        if earlier is not None:
            return earlier
        asked = self.clock()
        removed = {store.name: store.forget(subjects) for store in self.stores}
        done = self.clock()
        receipt = self._receipt(subjects, channel, removed, asked, done)
        self.keys.forget(subjects, done)
        return receipt

    def again(self, subjects: Iterable[str]) -> int:
        """Erase once more who was erased and came back with a restored copy of the data; return how many.

        `subjects` are all that are known; they are looked at only where anybody was ever erased.
        """
        returned = list(dict.fromkeys(self.keys.erased(subjects)))
        if returned:
            for store in self.stores:
                store.forget(returned)
            self.keys.forget(returned, self.clock())
        return len(returned)

    def receipt(self, id: str) -> dict[str, Any] | None:
        """Return a receipt by its id."""
        found = self.documents.get(RECEIPT, id)
        return dict(found.body) if found else None

    def is_genuine(self, receipt: dict[str, Any]) -> bool:
        """Tell whether this mall signed exactly this receipt."""
        return is_genuine(receipt, self.keys.secret("receipts"))

    def mark(self, subject: str) -> str:
        """Return the keyed mark of a subject, by which a receipt is found without naming anybody."""
        return blind(self.keys.secret("blind:erased"), "erased", subject)

    def _earlier(self, subjects: Sequence[str]) -> dict[str, Any] | None:
        if len(self.keys.erased(subjects)) < len(subjects):
            return None
        found = self.documents.get(ERASURE, self.mark(subjects[0]))
        return self.receipt(found.body["receipt"]) if found else None

    def _receipt(
        self, subjects: Sequence[str], channel: str, removed: dict[str, int], asked: int, done: int
    ) -> dict[str, Any]:
        id = self.chance(12).hex()
        labels = {store.name: store.label.as_dict() for store in self.stores}
        body = {
            "receipt": id, "person": self.mark(subjects[0]), "ids": len(subjects), "channel": channel,
            "asked_at": iso(asked), "done_at": iso(done), "removed": removed, "stores": labels,
            "keys_destroyed": True, "policy": POLICY.as_dict(),
        }  # fmt: skip
        receipt = sign(body, self.keys.secret("receipts"))
        self.documents.put(RECEIPT, id, receipt)
        for subject in subjects:
            self.documents.put(ERASURE, self.mark(subject), {"receipt": id, "at": done})
        return receipt
