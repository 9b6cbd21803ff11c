"""Messages on pages: cards on the home page, a popup where pages have one and it is not quiet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from huozhao.events.documents import Document
from huozhao.flows.messages.inbox import Inbox
from huozhao.flows.messages.moments import Moments
from huozhao.flows.page.values import Page
from huozhao.matching.zones import HomeCard, Popup
from huozhao.operations.messages.policy import is_quiet
from huozhao.terms.text import Text, text_from

CARD_PLACEMENTS = frozenset({"home"})
POPUP_PLACEMENTS = frozenset({"home", "popup"})


@dataclass(frozen=True, slots=True)
class OnPages:
    """Lays what stands for a shopper over a page that was made."""

    inbox: Inbox
    moments: Moments

    def lay(self, page: Page, shopper: str) -> Page:
        """Return a page with the shopper's cards and one popup: its own where the arbiter allows that, or a message."""
        if not shopper or page.placement not in CARD_PLACEMENTS | POPUP_PLACEMENTS:
            return page
        cards = self.inbox.open(shopper, "card") if page.placement in CARD_PLACEMENTS else []
        own = page.popup if page.popup and self.moments.may(page.popup, shopper) else None
        return replace(page, cards=tuple(_card(each) for each in cards), popup=own or self._popup(shopper))

    def _popup(self, shopper: str) -> Popup | None:
        arbiter = self.inbox.round
        if is_quiet(arbiter.rules.policy(), arbiter.clock(), arbiter.zone):
            return None
        found = next(iter(self.inbox.open(shopper, "popup")), None)
        return Popup(found.id, *_words(found.body), found.body["coupon"]) if found else None


def _card(found: Document) -> HomeCard:
    body = found.body
    return HomeCard(found.id, *_words(body), body["link"], body["coupon"], tuple(body["skus"]))


def _words(body: Mapping[str, Any]) -> tuple[Text, Text]:
    return text_from(body["title"], ""), text_from(body["body"], "")
