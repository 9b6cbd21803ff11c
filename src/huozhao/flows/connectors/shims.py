"""What a mall's own client asks the mall for, answered by our pages: goods beside a product, goods on the home page."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from huozhao.events.catalogue import RecommendationShown
from huozhao.events.event import Event, event
from huozhao.events.recommended import ShownItem
from huozhao.flows.goods import Goods
from huozhao.flows.page import Ask, Item, Pages
from huozhao.terms.goods import Sku
from huozhao.terms.time import HOUR_MS

Kept = Callable[[Sequence[Event]], object]


class Whose(Protocol):
    """Tells whose token a mall's client shows."""

    def shopper(self, token: str) -> str:
        """Return the shopper's id; empty when the token does not hold or nothing is known."""
        ...


@dataclass(frozen=True, slots=True)
class LitemallTokens:
    """Reads litemall's tokens: JWT (RFC 7519) signed with HS256 by a secret that the mall and this one share."""

    secret: str
    clock: Callable[[], int]

    def shopper(self, token: str) -> str:
        """Return the `userId` of a token that holds and has not ended; see the port."""
        try:
            head, claims, mark = token.split(".")
            wanted = hmac.new(self.secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
            if not self.secret or not hmac.compare_digest(_bytes(mark), wanted):
                return ""
            told = msgspec.json.decode(_bytes(claims), type=_Claims)
        except (ValueError, msgspec.DecodeError):
            return ""
        return str(told.userId) if told.iss == "LITEMALL" and told.exp * 1000 > self.clock() and told.userId else ""


class _Claims(msgspec.Struct):
    userId: int = 0  # noqa: N815 - litemall's own name
    iss: str = ""
    exp: float = 0


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True, slots=True)
class Shims:
    """Makes pages and puts on record what of them a mall's client shows; products, not SKUs, are what malls show."""

    pages: Pages
    goods: Goods
    keep: Kept
    clock: Callable[[], int]

    def beside(self, spu: str, shopper: str, most: int) -> list[Sku] | None:
        """Return goods to look at beside a product; None when it is not known."""
        here = next((each for each in self.goods.skus() if each.spu == spu), None)
        if here is None:
            return None
        return self._shown(Ask("product", shopper, sku=here.sku), 0, most, {spu})

    def home(self, shopper: str, first: int, most: int) -> list[Sku]:
        """Return the goods of the home page from one place on; the same for an hour, but for what happens meanwhile."""
        ask = Ask("home", shopper, seed=f"{shopper}:{self.clock() // HOUR_MS}")
        return self._shown(ask, first, most, set())

    def _shown(self, ask: Ask, first: int, most: int, seen: set[str]) -> list[Sku]:
        made, now = self.pages.made(ask), self.clock()
        placed: list[tuple[str, Item]] = []
        for zone in made.page.zones:
            for item in zone.items:
                if item.sku.spu not in seen:
                    seen.add(item.sku.spu)
                    placed.append((zone.zone, item))
        placed = placed[first : first + most]
        self.pages.arms.exposed(made.trace.met, ask, now)
        if placed and ask.shopper and self.pages.making.options.record:
            page = made.page
            items = [ShownItem(item.sku.sku, zone, item.position, item.reason.code, item.score, item.propensity)
                     for zone, item in placed]  # fmt: skip
            what = RecommendationShown(page.request_id, page.placement, [item.sku for item in items], items, page.arm,
                                       page.policy)  # fmt: skip
            self.keep([event(f"shown-{page.request_id}", now, ask.shopper, what, "page")])
        return [item.sku for _, item in placed]
