"""Backtests for the faces: made as jobs, kept as documents, the newest first; what they chose can be put to use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from huozhao.events.documents import Document, Documents
from huozhao.flows.backtests.reading import SEED, Read, Sources, read
from huozhao.flows.backtests.report import days_on_record, told, too_few
from huozhao.flows.backtests.tier_book import TierBook
from huozhao.flows.jobs import Jobs, Progress
from huozhao.supply.backtest.compare import compare
from huozhao.supply.backtest.replay import PAST_DAYS, split
from huozhao.supply.policies import rule_from
from huozhao.supply.tiers import TIERS, Limits, classify, hot_rate, signs
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.text import Text

KIND, LABEL = "backtest", Text("回放历史", "Replaying history")
DAYS, LEAST_DAYS, MOST_DAYS = 84, 42, 365
WARM_UP_DAYS, SEEN_DAYS = 14, 56


@dataclass(frozen=True, slots=True)
class Backtests:
    """Starts backtests, keeps their reports, and hands the rules that they chose to the book of tiers."""

    sources: Sources
    documents: Documents
    book: TierBook
    jobs: Jobs
    clock: Callable[[], int]

    def start(self, days: int = DAYS, order_fen: int | None = None) -> Document:
        """Replay in the background; Conflict while a backtest is under way."""
        require(days, order_fen)
        return self.jobs.start(KIND, lambda progress: self.work(progress, days, order_fen))

    def run(self, days: int, order_fen: int | None, watch: Progress) -> Document:
        """Replay here and now, on record like any other job, and return the report."""
        require(days, order_fen)
        job = self.jobs.run(KIND, lambda progress: self.work(progress, days, order_fen), watch)
        return self.get(job.body["summary"]["backtest"])

    def work(self, progress: Progress, days: int = DAYS, order_fen: int | None = None) -> dict[str, Any]:
        """Replay as a job, keep the report and return what is in the job's summary."""
        now, fen = self.clock(), self.sources.policy.order_line_fen if order_fen is None else order_fen
        progress(KIND, LABEL, 0, 0)
        found = read(self.sources, now, days + PAST_DAYS, float(fen))
        body = self._replayed(found, days, progress)
        id = f"{now:015d}"
        self.documents.put(KIND, id, {**body, "at": now, "order_fen": fen})
        return {"backtest": id, "state": body["state"], "rows": body["rows"], "saves_fen": body["saves_fen"]}

    def _replayed(self, found: Read, days: int, progress: Progress) -> dict[str, Any]:
        has = days_on_record(found)
        days = min(days, has - SEEN_DAYS)
        if days < LEAST_DAYS:
            return too_few(has, SEEN_DAYS + LEAST_DAYS)
        length = found.sold.shape[1]
        at = split(length, days, self.sources.policy.review_days, WARM_UP_DAYS)
        tier = self._tiers(found, at.report)
        made = compare(found.past, tier, found.skus / max(found.drawn, 1), self.book.rules(), at,
                       np.random.default_rng(SEED), lambda done, whole: progress(KIND, LABEL, done, whole))  # fmt: skip
        return told(made, found, at)

    def _tiers(self, found: Read, end: int) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return the tier of each row (n,) as it was known before the days that report; what was set by hand counts."""
        seen = signs(found.past.demand[:, :end], found.on_hand)
        tier = classify(seen, Limits(hot_rate=hot_rate(seen.rate)))
        by_hand = self.book.overrides()
        for row, (sku, shop) in enumerate(found.keys):
            name = by_hand.get((sku, shop)) or by_hand.get((sku, ""))
            if name:
                tier[row] = TIERS.index(name)
        return tier

    def list(self, limit: int = 50) -> list[Document]:
        """Return the reports, newest first."""
        return self.documents.list(KIND, limit=limit, newest=True)

    def get(self, id: str) -> Document:
        """Return one report, `latest` the newest; NotFound when there is none."""
        found = next(iter(self.list(1)), None) if id == "latest" else self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_backtest", f"there is no backtest {id!r}", field="backtest",
                           hint="start one with POST /v1/backtests")  # fmt: skip
        return found

    def use(self, id: str, who: str) -> Document:
        """Let every tier go by the rule that a backtest chose; Conflict where it changes none."""
        found = self.get(id)
        rules = {each["tier"]: rule_from(each["chosen"]["rule"]) for each in found.body["tiers"] if each["changes"]}
        if not rules:
            raise Conflict("nothing_to_use", "this backtest keeps the rules that are in use", field="backtest")
        self.book.set_rules(rules, who, found.id)
        return found

    def undo(self, id: str, who: str) -> Document:
        """Take back what `use` did; Conflict when other rules were set since."""
        found = self.get(id)
        if not self.can_undo(found.id):
            raise Conflict("not_in_use", "putting this backtest to use is not the last change of the rules",
                           field="backtest", hint="see GET /v1/tiers")  # fmt: skip
        self.book.undo_rules(who)
        return found

    def is_used(self, id: str) -> bool:
        """Tell whether a tier goes by a rule of this backtest."""
        return any(each["backtest"] == id for each in self.book.chosen().values())

    def can_undo(self, id: str) -> bool:
        """Tell whether putting this backtest to use is the last change of the rules."""
        last = self.book.last_change()
        return last is not None and last["what"] == "backtest" and self.is_used(id)


def require(days: int, order_fen: int | None) -> None:
    """Raise BadInput unless so many days can be replayed at such a cost of an order."""
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise BadInput("days_not_possible", f"{days} days cannot be replayed", field="days",
                       hint=f"{LEAST_DAYS} to {MOST_DAYS}, for example {DAYS}")  # fmt: skip
    if order_fen is not None and not 0 <= order_fen <= 1_000_000:
        raise BadInput("order_fen_not_possible", f"an order cannot cost {order_fen} fen", field="order_fen",
                       hint="0 to 1000000, in fen, for example 100")  # fmt: skip
