"""Reminders: favourites that are cheaper than when they were marked, or back in stock, become wishes to the arbiter."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from huozhao.flows.jobs import Progress
from huozhao.flows.messages.round import Plain
from huozhao.flows.storefront.favourites import Favourite, Favourites
from huozhao.operations.messages.wish import Channel, Wish
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

LABEL = Text("提醒收藏的商品", "Telling of favourites")
PART, HOUR, VALID_DAYS = "favourites", 10, 3
CHEAPER, BACK = "cheaper", "back"
CHANNELS: tuple[Channel, ...] = ("subscription", "card", "inbox")


@dataclass(frozen=True, slots=True)
class Reminders(Plain):
    """Looks at all favourites once a day. `hand` takes wishes durably, each key once, so nothing is told twice.

    It is the arbiter that asks for consent or for the "allow" that a mark came with, holds the caps and chooses the
    channel; just before it sends, it asks here whether the news still holds.
    """

    favourites: Favourites
    hand: Callable[[Sequence[Wish]], int]

    def work(self, progress: Progress) -> dict[str, Any]:
        """Hand over what is news; return of how many shoppers there was any, and how many wishes were new."""
        progress(PART, LABEL, 0, 0)
        shoppers = new = 0
        for shopper, marked in self.favourites.each():
            if wishes := list(self._news(shopper, marked)):
                shoppers += 1
                new += self.hand(wishes)
        return {"shoppers": shoppers, "handed": new}

    def unfit(self, wish: Wish) -> str:
        """Return why a wish makes no sense any more: unmarked, dearer again, out of stock again; empty when it does."""
        for each in self.favourites.of(wish.shopper):
            if each.goods.sku in wish.skus:
                gone = not self._in_stock(each)
                dearer = wish.facts.get("news") == CHEAPER and each.goods.price_fen > int(wish.facts["price_fen"])
                return "withdrawn" if gone or dearer else ""
        return "withdrawn"

    def _news(self, shopper: str, marked: Sequence[Favourite]) -> Iterator[Wish]:
        """Yield one wish for what is cheaper, the greatest drop first, and one for what came back last, each time."""
        here = [each for each in marked if self._in_stock(each)]
        cheaper = sorted((each for each in here if each.goods.price_fen < each.then_fen),
                         key=lambda each: each.goods.price_fen - each.then_fen)
        if cheaper:
            yield self._wish(shopper, CHEAPER, cheaper)
        if back := [each for each in here if each.was_out and each not in cheaper]:
            last = max(each.back_at for each in back)
            yield self._wish(shopper, BACK, [each for each in back if each.back_at == last])

    def _wish(self, shopper: str, news: str, found: Sequence[Favourite]) -> Wish:
        first, more = found[0], len(found) - 1
        goods, off = first.goods, first.then_fen - first.goods.price_fen
        title, body = _cheaper(first, off) if news == CHEAPER else _back(first)
        if more:
            body = Text(f"{body.zh}另有 {more} 件收藏也降价或到货了。",
                        f"{body.en} {more} more of your favourites are cheaper or back.")
        # News is a price or a coming back: neither is told twice, and goods that come back are news again.
        price = "" if news == BACK and first.back_at else f" {goods.price_fen}"
        about = f"{price} {first.back_at}" if first.back_at else price
        mark = blake2b(f"{shopper} {goods.sku} {first.at}{about}".encode(), digest_size=12).hexdigest()
        now = self.favourites.clock()
        return Wish(
            key=f"{PART}:{news}:{mark}", shopper=shopper, topic=f"{PART}:{news}", kind="marketing", title=title,
            body=body, valid_until=now + VALID_DAYS * DAY_MS, source=f"{PART}:{news}", channels=CHANNELS,
            value_fen=max(0, off), skus=(goods.sku,), link="pages/favourites/favourites",
            facts={"news": news, "price_fen": str(goods.price_fen), "sku": goods.sku}, asked=True,
        )  # fmt: skip

    def _in_stock(self, each: Favourite) -> bool:
        return self.favourites.in_stock([each.goods.sku]).get(each.goods.sku, True)


def _cheaper(each: Favourite, off_fen: int) -> tuple[Text, Text]:
    name, now, off = each.goods.title[:40], _yuan(each.goods.price_fen), _yuan(off_fen)
    return (Text("你收藏的商品降价了", "A favourite of yours is cheaper"),
            Text(f"“{name}”现在 {now}，比收藏时便宜 {off}。",
                 f"“{name}” is {now} now, {off} less than when you saved it."))


def _back(each: Favourite) -> tuple[Text, Text]:
    name = each.goods.title[:40]
    return (Text("你收藏的商品到货了", "A favourite of yours is back"),
            Text(f"“{name}”又有货了。", f"“{name}” is in stock again."))


def _yuan(fen: int) -> str:
    return f"¥{fen / 100:.2f}".removesuffix(".00")
