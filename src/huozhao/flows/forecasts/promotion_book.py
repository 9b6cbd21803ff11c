"""Planned promotions as the merchant keeps them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed
from huozhao.supply.forecast.promotions import Promotion
from huozhao.terms.errors import BadInput, Conflict, NotFound

KIND = "planned_promotion"
MOST, MOST_DAYS = 2_000, 370
_ID = re.compile(r"^[A-Za-z0-9_-]{1,64}$")
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class PromotionBook:
    """Keeps promotions as documents, each change with who made it.

    `also` returns, for an instant (ms), what else is sold at a lower price for a while: sales with their quantity.
    """

    documents: Documents
    also: Callable[[int], Sequence[Promotion]] = lambda now: ()

    def all(self) -> list[Document]:
        """Return every promotion by id."""
        return list(self.documents.list(KIND, limit=MOST))

    def promotions(self, now: int) -> list[Promotion]:
        """Return every promotion, and what else is one, as the forecast sees it at an instant (ms)."""
        return [*(read(found.id, found.body) for found in self.all()), *self.also(now)]

    def get(self, id: str) -> Document:
        """Return one promotion; NotFound when there is none."""
        found = self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_promotion", f"there is no promotion {id!r}", field="promotion",
                           hint="see GET /v1/promotions")  # fmt: skip
        return found

    def write(self, id: str, body: Mapping[str, Any], who: str, now: int) -> Document:
        """Write a promotion, new or changed. BadInput names the field that is wrong."""
        if not _ID.match(id):
            raise BadInput("promotion_id", f"{id!r} is no id", field="promotion",
                           hint="1 to 64 letters, digits, - and _")  # fmt: skip
        read(id, body)
        found = self.documents.get(KIND, id)
        if found is None and self.documents.count(KIND) >= MOST:
            raise Conflict("too_many_promotions", f"there are {MOST} promotions already", field="promotion",
                           hint="delete those that are long over")  # fmt: skip
        what = "write" if found is None else "edit"
        new = changed(found.body if found else {}, body, who, what, now)
        return self.documents.put(KIND, id, new, expected_version=found.version if found else 0)

    def remove(self, id: str) -> None:
        """Delete a promotion; writing it again under its id brings it back."""
        self.get(id)
        self.documents.delete(KIND, [id])


def read(id: str, body: Mapping[str, Any]) -> Promotion:
    """Return the promotion that a body describes; BadInput when its dates, discount or goods make no sense."""
    first, last = _day(body["starts_on"], "starts_on"), _day(body["ends_on"], "ends_on")
    if not first <= last <= first + MOST_DAYS:
        raise BadInput("promotion_dates", "a promotion ends on the day it starts or up to a year later",
                       field="ends_on", hint="send the last day as YYYY-MM-DD")  # fmt: skip
    discount, lift = float(body["discount"]), body.get("lift")
    if not 0 <= discount <= 0.95:
        raise BadInput("promotion_discount", "a discount is 0 to 0.95 of the price", field="discount",
                       hint="20 % off is 0.2")  # fmt: skip
    if lift is not None and not 0 < lift <= 100:
        raise BadInput("promotion_lift", "an lift is a factor over 0 and up to 100", field="lift",
                       hint="2 = twice the usual; leave it out to have it learned")  # fmt: skip
    skus, category = _names(body.get("skus")), str(body.get("category") or "")
    if not skus and not category:
        raise BadInput("promotion_goods", "name the goods of the promotion", field="skus",
                       hint="send skus or a category")  # fmt: skip
    return Promotion(id, first, last, discount, skus, category, _names(body.get("shops")), lift)


def _names(given: Sequence[str] | None) -> frozenset[str]:
    return frozenset(given or ())


def _day(value: str, field: str) -> int:
    try:
        return date.fromisoformat(value).toordinal() - _EPOCH
    except ValueError as error:
        raise BadInput("promotion_date", f"{value!r} is no date", field=field, hint="send YYYY-MM-DD") from error
