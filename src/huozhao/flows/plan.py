"""The plan: demand, intent, stock and goods on their way, netted into proposals that show their arithmetic."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from huozhao.events.documents import Document, Documents
from huozhao.events.log import EventLog
from huozhao.events.state import StateStore
from huozhao.flows import plan_inputs as inputs
from huozhao.flows import plan_signals
from huozhao.flows.forecasts.knowing import Knowing
from huozhao.flows.forecasts.notes import notes_of, with_notes
from huozhao.flows.goods import Goods
from huozhao.supply.forecast import Forecast
from huozhao.supply.forecast.informed import informed
from huozhao.supply.intent import Intent
from huozhao.supply.ledger import Ledger
from huozhao.supply.policy import Policy
from huozhao.supply.replenishment import Netting, net, steps, why
from huozhao.supply.safety_stock import Targets, targets
from huozhao.supply.signals import Shared, Signal, because
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text
from huozhao.terms.time import local_day

Progress = Callable[[str, int, int], None]
HISTORY_DAYS = 112
HISTORY_SHOWN = 28
HORIZON_DAYS = 14
# So far ahead planned promotions are looked at: longer than most lead times.
KNOWN_AHEAD_DAYS = 90
CHUNK = 5_000
ROWS_IN_DOCUMENT = 2_000


@dataclass(frozen=True)
class Planner:
    """Builds plans from what is on record."""

    state: StateStore
    log: EventLog
    documents: Documents
    ledger: Ledger
    goods: Goods
    policy: Policy
    zone: str
    knowing: Knowing
    needs: Callable[[int], Sequence[Signal]] = lambda now: ()
    needs_cap: float = 0.5

    def build(self, now: int, progress: Progress = lambda *_: None) -> dict[str, Any]:
        """Compute a plan, save it with its proposals, and return its summary. Open proposals of older plans end."""
        plan = f"{now:015d}"
        supply = self.policy
        today = local_day(now, self.zone)
        demand = inputs.read_demand(self.state, self.goods, today, HISTORY_DAYS)
        intent = inputs.read_intent(self.log, now) if supply.intent else Intent({}, {})
        coming = inputs.open_purchases(self.documents)
        levels = {(level.sku, level.shop): level for level in self.ledger.levels()}
        signals = self.needs(now)
        known = set(demand.rows) | set(levels)
        home = inputs.home_shop(self.goods)
        known |= self.knowing.new_keys(known, home, demand.last_day)
        keys = sorted(known | plan_signals.more_keys(signals, known, self.goods, home))
        facts = self.knowing.facts(list(demand.rows), demand.history, demand.last_day, now, [sku for sku, _ in keys])
        known_of = partial(self.knowing.known, facts=facts, horizon=KNOWN_AHEAD_DAYS)
        shared = plan_signals.share(signals, keys, inputs.sold(demand), self.goods)
        totals = {"rows": len(keys), "proposals": 0, "quantity": 0, "value_fen": 0, "needs_units": 0}
        for start in range(0, len(keys), CHUNK):
            progress("plan", start, len(keys))
            part = keys[start : start + CHUNK]
            chunk = inputs.gather(part, demand, levels, coming, intent, self.goods, supply, shared, known_of)
            self._save(plan, start, chunk, totals)
        progress("plan", len(keys), len(keys))
        needed = {"signals": len(signals), "rows": len(shared.by_key), "units": totals.pop("needs_units")}
        body = {
            "plan": plan,
            "computed_at": now,
            **totals,
            "service_level": supply.service_level,
            "horizon_days": HORIZON_DAYS,
            "history_until_day": demand.last_day,
            "promotions": {one.id: round(lift, 3) for one, lift in facts.promotions.each},
            "intent": {"rates": intent.rates, "units": round(sum(intent.extra.values()), 1)},
            "needs": needed,
        }
        self.documents.put("plan", plan, body)
        self._retire(plan)
        return body

    def _save(self, plan: str, start: int, chunk: inputs.Rows, totals: dict[str, int]) -> None:
        policies: list[list[Any]] = [[]] * len(chunk.keys)
        proposals: list[tuple[str, dict[str, Any]]] = []
        for days in np.unique(chunk.days):
            rows = np.flatnonzero(chunk.days == days)
            part = chunk.take(rows)
            outcome = _decide(part, int(days), self.policy.service_level, self.needs_cap)
            totals["needs_units"] += int(outcome.want.needs.sum())
            for row, policy in zip(rows, _policies(part, outcome), strict=True):
                policies[row] = policy
            proposals += [
                (f"{plan}-{start + int(rows[row]):08d}", self._proposal(plan, part, outcome, int(row)))
                for row in np.flatnonzero(outcome.result.quantity)
            ]
        for first in range(0, len(policies), ROWS_IN_DOCUMENT):
            body = {"rows": policies[first : first + ROWS_IN_DOCUMENT]}
            self.documents.put_many("stock_policy", [(f"{plan}/{start + first:08d}", body)])
        self.documents.put_many("proposal", proposals)
        totals["proposals"] += len(proposals)
        totals["quantity"] += sum(body["quantity"] for _, body in proposals)
        totals["value_fen"] += sum(body["value_fen"] for _, body in proposals)

    def _proposal(self, plan: str, part: inputs.Rows, outcome: "Outcome", row: int) -> dict[str, Any]:
        sku, shop = part.keys[row]
        goods, quantity = part.goods[row], int(outcome.result.quantity[row])
        arithmetic = steps(outcome.want, part.stock, outcome.result, row, outcome.days, int(part.pack[row]))
        reason = why(outcome.want, part.stock, outcome.result, row, outcome.days, self.policy.service_level)
        notes = notes_of(part.known, row, outcome.days)
        arithmetic = (replace(arithmetic[0], label=with_notes(arithmetic[0].label, notes)), *arithmetic[1:])
        needs = int(outcome.want.needs[row])
        if needs:
            told = because(part.signals[row], needs)
            reason = Text(f"{reason.zh}；{told.zh}", f"{reason.en}; {told.en}")
        return {
            "plan": plan,
            "sku": sku,
            "shop": shop,
            "title": goods.title if goods else sku,
            "supplier": (goods.supplier if goods else None) or "",
            "lead_time_days": int(part.lead[row]),
            "pack_size": int(part.pack[row]),
            "unit_fen": unit_fen(goods),
            "quantity": quantity,
            "proposed": quantity,
            "value_fen": quantity * unit_fen(goods),
            "state": "open",
            "why": reason.as_dict(),
            "arithmetic": [{"label": s.label.as_dict(), "value": s.value, "sign": s.sign} for s in arithmetic],
            "forecast": _shown(outcome.forecast, part, row),
            "signals": _told(part.signals[row]) if needs else [],
            "audit": [],
        }

    def _retire(self, plan: str) -> None:
        """Forget open proposals and policies of older plans; what somebody decided stays on record."""
        for batch in _batches(self.documents, "proposal", f"{plan}-"):
            self.documents.delete("proposal", [found.id for found in batch if found.body["state"] == "open"])
        for batch in _batches(self.documents, "stock_policy", f"{plan}/"):
            self.documents.delete("stock_policy", [found.id for found in batch])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided for rows of one protection interval."""

    days: int
    forecast: Forecast
    want: Targets
    result: Netting


def _decide(part: inputs.Rows, days: int, service_level: float, needs_cap: float) -> Outcome:
    found = informed(part.history, days, part.known, (0.5, 0.8, 0.9, service_level), HORIZON_DAYS)
    needs = plan_signals.add(part.signals, days, found.mean, found.is_flat, part.intent, needs_cap)
    want = targets(found.mean, found.quantiles[:, -1], part.lead / days, part.intent, needs)
    return Outcome(days, found, want, net(want, part.stock, part.pack))


def _policies(part: inputs.Rows, outcome: Outcome) -> Iterator[list[Any]]:
    want = outcome.want
    columns = (
        want.safety_stock,
        want.reorder_point,
        want.order_up_to,
        np.round(outcome.forecast.mean / outcome.days, 4),
        part.pack,
    )
    for key, values in zip(part.keys, zip(*(column.tolist() for column in columns), strict=True), strict=True):
        yield [*key, *values]


def _told(shared: Shared) -> list[dict[str, Any]]:
    return [
        {"theme": signal.theme.as_dict(), "people": signal.people, "city": signal.city,
         "units": round(part * signal.units, 2), "is_rhythm": bool(signal.rises)}
        for signal, part in shared
    ]  # fmt: skip


def _shown(found: Forecast, part: inputs.Rows, row: int) -> dict[str, Any]:
    names = ("p50", "p80", "p90", "service_level")
    return {
        "days": found.days,
        "mean_per_day": round(float(found.mean[row]) / found.days, 3),
        "model": inputs.model_label(found, row),
        "quantiles": {name: round(float(q), 2) for name, q in zip(names, found.quantiles[row], strict=True)},
        "history": part.history[row, -HISTORY_SHOWN:].tolist(),
        "horizon": [round(value, 2) for value in found.path[row].tolist()],
        "lost": np.round(part.known.lost[row, -HISTORY_SHOWN:], 2).tolist(),
        "notes": [note.as_dict() for note in notes_of(part.known, row, found.days)],
    }


def unit_fen(goods: Sku | None) -> int:
    """Return the price at which goods are bought: cost where known, otherwise the selling price."""
    if goods is None:
        return 0
    return goods.cost_fen if goods.cost_fen is not None else goods.price_fen


def latest(documents: Documents) -> Document | None:
    """Return the newest plan."""
    found = documents.list("plan", limit=1, newest=True)
    return found[0] if found else None


def proposals(documents: Documents, plan: str, after: str = "") -> Iterator[Document]:
    """Yield the proposals of one plan in order, after an id."""
    after = max(after, f"{plan}-")
    while batch := documents.list("proposal", after=after, limit=500):
        for found in batch:
            if not found.id.startswith(f"{plan}-"):
                return
            yield found
        after = batch[-1].id


def _batches(documents: Documents, kind: str, before: str) -> Iterator[Sequence[Document]]:
    after = ""
    while batch := [found for found in documents.list(kind, after=after, limit=500) if found.id < before]:
        after = batch[-1].id
        yield batch
