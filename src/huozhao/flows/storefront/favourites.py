"""Favourites: goods that a shopper marked, and what became of their price and stock since."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.catalogue import ProductFavourited, ProductUnfavourited, Properties
from huozhao.events.documents import Document, Documents
from huozhao.events.event import Event, event
from huozhao.flows.goods import Goods
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.goods import Sku
from huozhao.terms.time import DAY_MS

KIND = "favourite"
MOST, MOST_TRIES = 200, 8


@dataclass(frozen=True, slots=True)
class Favourite:
    """Goods that a shopper marked at an instant (ms), their price (fen) then, and whether they were out of stock since.

    `back_at` is when they were last found back in stock, 0 while nobody looked.
    """

    goods: Sku
    at: int
    then_fen: int
    was_out: bool
    back_at: int = 0


@dataclass(frozen=True, slots=True)
class Favourites:
    """Keeps one list a subject id; it is there because they asked for it, so it needs no other consent. A person sees
    what is marked under any of their ids (`members`), also as the guest they were before.

    Each mark is also told as an event, which is kept with its shopper only with their consent. `in_stock` says of SKUs
    whose stock is on record whether any shop has them; `keep_days` bounds how long a mark is kept.
    """

    documents: Documents
    goods: Goods
    in_stock: Callable[[Sequence[str]], Mapping[str, bool]]
    record: Callable[[Sequence[Event]], object]
    clock: Callable[[], int]
    chance: Callable[[int], bytes]
    keep_days: int
    members: Callable[[str], Sequence[str]]

    def of(self, shopper: str) -> list[Favourite]:
        """Return a person's favourites that are still on sale, the newest first."""
        return self._seen(self.members(shopper))

    def _seen(self, subjects: Sequence[str]) -> list[Favourite]:
        lists = [found.body["skus"] for each in subjects if (found := self.documents.get(KIND, each))]
        # Goods marked under two ids keep their first price.
        marks = dict(sorted((mark for skus in lists for mark in skus.items()), key=lambda each: -each[1]["at"]))
        known = ((self.goods.sku(sku), mark) for sku, mark in marks.items())
        return [Favourite(goods, mark["at"], mark["price_fen"], mark["was_out"], mark.get("back_at", 0))
                for goods, mark in known if goods is not None and goods.listed]  # fmt: skip

    def mark(self, shopper: str, sku: str) -> None:
        """Mark goods; marked again they keep their first price. BadInput beyond 200 marks."""
        goods = self.goods.sku(sku)
        if goods is None:
            raise NotFound("unknown_sku", f"there are no goods {sku!r} / 没有这个商品", field="sku",
                           hint="see GET /v1/storefront/goods")
        now, is_out = self.clock(), not self.in_stock([sku]).get(sku, True)
        entry = {"at": now, "price_fen": goods.price_fen, "was_out": is_out, "is_out": is_out}
        is_marked = any(each.goods.sku == sku for each in self.of(shopper))
        if self._change(shopper, lambda skus: skus if is_marked or sku in skus else {**skus, sku: entry}):
            self._tell(shopper, sku, ProductFavourited(sku=sku), now)

    def unmark(self, shopper: str, sku: str) -> None:
        """Take a mark away; nothing happens where there is none."""
        now = self.clock()
        lists = [self._change(member, lambda skus: {name: each for name, each in skus.items() if name != sku})
                 for member in self.members(shopper)]
        if any(lists):
            self._tell(shopper, sku, ProductUnfavourited(sku=sku), now)

    def each(self) -> Iterator[tuple[str, list[Favourite]]]:
        """Yield each shopper with their favourites; what is out of stock, or back, is noted each time."""
        after = ""
        while batch := self.documents.list(KIND, after=after, limit=500):
            after = batch[-1].id
            for found in batch:
                self._note_stock(found)
                yield found.id, self._seen([found.id])

    def forget(self, subjects: Sequence[str]) -> int:
        """Forget the lists of subjects; return how many there were."""
        return self.documents.delete(KIND, list(subjects))

    def expire(self) -> int:
        """Let go of marks older than the retention; return how many went."""
        before, gone, after = self.clock() - self.keep_days * DAY_MS, 0, ""
        while batch := self.documents.list(KIND, after=after, limit=500):
            after = batch[-1].id
            gone += sum(self._aged(found, before) for found in batch)
        return gone

    def _note_stock(self, found: Document) -> None:
        now, stock = self.clock(), self.in_stock(list(found.body["skus"]))
        gone, back = {"was_out": True, "is_out": True}, {"is_out": False, "back_at": now}
        moved = {sku: back if stock.get(sku, True) else gone for sku, mark in found.body["skus"].items()
                 if mark.get("is_out", False) == stock.get(sku, True)}  # fmt: skip
        if moved:
            self._change(found.id, lambda skus: {sku: {**mark, **moved.get(sku, {})} for sku, mark in skus.items()})

    def _aged(self, found: Document, before: int) -> int:
        old = [sku for sku, mark in found.body["skus"].items() if mark["at"] < before]
        if len(old) == len(found.body["skus"]):
            self.documents.delete(KIND, [found.id])
        elif old:
            self._change(found.id, lambda skus: {sku: mark for sku, mark in skus.items() if sku not in old})
        return len(old)

    def _change(self, shopper: str, change: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> bool:
        """Put a changed list in place of the one read; tell whether it is another."""
        for _ in range(MOST_TRIES):
            found = self.documents.get(KIND, shopper)
            before: dict[str, Any] = found.body["skus"] if found else {}
            skus = dict(change(before))
            if skus == before:
                return False
            if len(skus) > MOST:
                raise BadInput("favourites_full", f"there are {MOST} favourites already / 收藏已满", field="sku",
                               hint="take some away first")
            try:
                self.documents.put(KIND, shopper, {"shopper": shopper, "skus": skus}, found.version if found else 0)
                return True
            except Conflict:
                continue
        raise Conflict("favourites_changed", "the favourites are being changed elsewhere / 收藏正在别处修改",
                       field="sku", hint="try again")

    def _tell(self, shopper: str, sku: str, what: Properties, now: int) -> None:
        # An id by chance: without consent the event is kept without its shopper, so its id must not say who it was.
        self.record([event(f"favourite:{self.chance(12).hex()}", now, shopper, what, "storefront")])
