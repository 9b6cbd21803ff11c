"""What follows a trend on pages: one merchant rule a trend, a bounded boost that ends by itself."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from huozhao.flows.merch_rules import PAUSED, REMOVED, RuleBook
from huozhao.terms.errors import Conflict, NotFound

LEAST_FACTOR = 1.01


@dataclass(frozen=True, slots=True)
class Following:
    """Writes and removes the rules of trends."""

    rules: RuleBook

    def follow(self, body: Mapping[str, Any], who: str, ends_at: int, now: int, *, by_hand: bool = False) -> None:
        """Lift the goods of a trend until an instant (ms); what an operator paused or removed stays so."""
        if body["factor"] < LEAST_FACTOR or not body["goods"]:
            return
        with suppress(NotFound):
            kept = self.rules.get(body["rule"])
            if not by_hand and (kept.state == PAUSED or (kept.state == REMOVED and kept.audit[-1]["who"] != who)):
                return
        goods = ({"category": body["theme"].split("/")} if body["kind"] == "category"
                 else {"skus": [row["sku"] for row in body["goods"]]})  # fmt: skip
        self.rules.write(body["rule"], {
            "kind": "boost", "label": {"zh": f"趋势：{body['name']}", "en": f"trend: {body['name']}"}, "goods": goods,
            "factor": body["factor"], "ends_at": ends_at,
        }, who, now)  # fmt: skip

    def stop(self, body: Mapping[str, Any], who: str, now: int) -> None:
        """Lift them no more."""
        with suppress(NotFound, Conflict):
            self.rules.remove(body["rule"], who, now)
