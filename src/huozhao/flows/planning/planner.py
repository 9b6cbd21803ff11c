"""The planner: builds the one plan of a mall, chunk by chunk, and goes on where a killed run stopped."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.events.log import EventLog
from huozhao.flows.planning.coming import Coming
from huozhao.flows.planning.decision import decided
from huozhao.flows.planning.earlier import forget_earlier
from huozhao.flows.planning.ground import Ground, Learned, Tiering, usual_tiering
from huozhao.flows.planning.intents import read_intent
from huozhao.flows.planning.latest import latest
from huozhao.flows.planning.part import FORMAT, is_readable, stored
from huozhao.flows.planning.parts import Writer
from huozhao.flows.planning.places import places
from huozhao.flows.planning.ranking import Listed, left_out_fen, listed, proposals
from huozhao.flows.planning.rows import Sources, gather
from huozhao.flows.planning.sales import home_shop, in_chunks, last_day, read_demand, sold_skus
from huozhao.flows.planning.survey import Survey, read_parts, survey_of_plan, survey_of_sales
from huozhao.supply.forecast.promotions import Promotion
from huozhao.supply.intent import Intent
from huozhao.supply.plan_book import PlanParts, Proposals
from huozhao.supply.policy import Policy
from huozhao.supply.purchasing import learn
from huozhao.supply.signals import Signal
from huozhao.supply.tiers import TIERS, Limits
from huozhao.terms.time import HOUR_MS, local_day

Progress = Callable[[str, int, int], None]
# Rows that are computed at once: enough to be fast, few enough for a small machine.
CHUNK_ROWS = 20_000
RUN = "plan_run"
# A run that was cut short so long ago is begun anew: the night is over.
RESUME_HOURS = 20
# Promotions are learned from so many SKUs at most.
MOST_TAUGHT = 300
USUAL_DAYS = Policy().lead_time_days


@dataclass(frozen=True)
class Wiring:
    """What a planner asks of others: signals of needs, goods on their way, suppliers, tiers."""

    needs: Callable[[int], Sequence[Signal]] = lambda now: ()
    needs_cap: float = 0.5
    coming: Callable[[], Coming] = Coming
    lead_time: Learned = lambda supplier, promised: learn((), USUAL_DAYS if promised is None else promised, 0)
    minimum_fen: Callable[[], Mapping[str, int]] = dict
    tiering: Callable[[], Tiering] | None = None


@dataclass(frozen=True)
class Planner:
    """Builds plans from what is on record."""

    sources: Sources
    log: EventLog
    documents: Documents
    parts: PlanParts
    proposals: Proposals
    policy: Policy
    zone: str
    wiring: Wiring = Wiring()
    chunk_rows: int = CHUNK_ROWS

    def build(self, now: int, progress: Progress = lambda *_: None) -> dict[str, Any]:
        """Compute a plan, publish its proposals and return its summary; a run that was cut short is taken up again.

        Every finished chunk is durable. What lies elsewhere since it was computed is computed again at the end.
        """
        skus = self._skus()
        run = self._run(now, skus)
        ground = self._ground(run.body, skus)
        done = self.parts.skus(run.id)
        left = [sku for sku in skus if sku not in done]
        size = max(1, self.chunk_rows // max(1, len(ground.places.shops) - 1))
        for chunk in in_chunks(left, size, lambda n, _: progress("plan", len(done) + n, len(skus))):
            self._keep(run.id, chunk, ground)
        self._changed(run, ground, size)
        made = listed(read_parts(self.parts, run.id), self.sources.goods, ground.places, self.policy,
                      self.wiring.minimum_fen())  # fmt: skip
        return self._publish(run, ground, made)

    def _skus(self) -> list[str]:
        listed_ = (item.sku for item in self.sources.goods.skus() if item.listed)
        return sorted({*listed_, *sold_skus(self.sources.state)})

    def _run(self, now: int, skus: Sequence[str]) -> Document:
        """Return the run that was cut short, or begin one; its document holds what may not change on the way."""
        found = self.documents.list(RUN, limit=1, newest=True)
        if found and found[0].body["now"] > now - RESUME_HOURS * HOUR_MS and is_readable(found[0].body):
            return found[0]
        last = last_day(self.sources.state, local_day(now, self.zone))
        seen = self._survey(skus, last)
        body = {"now": now, "last_day": last, "head": self.sources.ledger.head(), "hot_rate": seen.hot_rate,
                "early": seen.early, "format": FORMAT}  # fmt: skip
        self.documents.delete(RUN)
        return self.documents.put(RUN, f"{now:015d}", body)

    def _survey(self, skus: Sequence[str], last: int) -> Survey:
        newest = latest(self.documents)
        if newest:
            return survey_of_plan(self.parts, newest)
        return survey_of_sales(self.sources.state, self.sources.goods, skus, last)

    def _ground(self, run: Mapping[str, Any], skus: Sequence[str]) -> Ground:
        now, last, wiring, goods = int(run["now"]), int(run["last_day"]), self.wiring, self.sources.goods
        seen = wiring.needs(now)
        by_sku: dict[str, list[Signal]] = {}
        for signal in seen:
            by_sku.setdefault(signal.sku, []).append(signal)
        home = home_shop(goods)
        knowing = self.sources.knowing
        planned = knowing.book.promotions(now)
        taught = read_demand(self.sources.state, goods, last, self._taught(skus, planned))
        facts = knowing.facts(list(taught.rows), taught.history, last, now, skus)
        return Ground(
            now=now, last_day=last, home=home, policy=self.policy, places=places(goods.shops()),
            coming=wiring.coming(),
            intent=read_intent(self.log, now) if self.policy.intent and knowing.uses_intent() else Intent({}, {}),
            signals=by_sku, needs_cap=wiring.needs_cap, facts=replace(facts, early=run["early"]),
            tiering=wiring.tiering() if wiring.tiering else usual_tiering(self.policy),
            limits=Limits(hot_rate=float(run["hot_rate"])), lead_time=wiring.lead_time,
            added=self._added(home, last, {
                *(signal.sku for signal in seen if signal.units > 0),
                *(sku for one in planned if one.units and one.last > last for sku in one.skus)}),
        )  # fmt: skip

    def _taught(self, skus: Sequence[str], planned: Sequence[Promotion]) -> list[str]:
        """Return SKUs of planned promotions, of many every so manieth, from whose sales their lift is learned."""
        named = {sku for one in planned for sku in one.skus}
        leaves = {one.category for one in planned if one.category}
        found = [sku for sku in skus if sku in named or (
            leaves and (item := self.sources.goods.sku(sku)) is not None and leaves & set(item.category))]  # fmt: skip
        return found[:: -(-len(found) // MOST_TAUGHT) or 1]

    def _added(self, home: str, last: int, asked: Set[str]) -> dict[str, frozenset[str]]:
        """Return goods just launched or asked for that no shop sold or holds yet: planned at the home shop."""
        goods, state = self.sources.goods, self.sources.state
        fresh = {sku for sku, _ in self.sources.knowing.new_keys((), home, last)}
        named = fresh | asked if home else fresh
        wanted = sorted(sku for sku in named if (item := goods.sku(sku)) is not None and item.listed)
        held = {level.sku for level in self.sources.ledger.levels(wanted)} if wanted else set()
        idle = (sku for sku in wanted if sku not in held and not state.scan("demand", (sku,), limit=1))
        return {sku: frozenset((home,)) for sku in idle}

    def _keep(self, plan: str, skus: Sequence[str], ground: Ground) -> None:
        found = gather(skus, ground, self.sources)
        if found is not None:
            written = Writer(found, decided(found, ground), ground).parts()
            self.parts.keep(plan, [(sku, stored(part)) for sku, part in written])

    def _changed(self, run: Document, ground: Ground, size: int) -> None:
        """Compute again what was put on its way since the run began, so that nothing is ordered twice."""
        after, changed = int(run.body["head"]), set[str]()
        while moves := self.sources.ledger.moves(None, None, after, 10_000):
            changed |= {each.move.sku for each in moves if "in_transit" in (each.move.source, each.move.target)}
            after = moves[-1].position
        fresh = replace(ground, coming=self.wiring.coming())
        for chunk in in_chunks(sorted(changed), size, lambda *_: None):
            self._keep(run.id, chunk, fresh)

    def _publish(self, run: Document, ground: Ground, made: Listed) -> dict[str, Any]:
        """Publish the proposals once and write the plan; then what older plans left behind may go."""
        self.proposals.publish(run.id, proposals(run.id, made, self.sources.goods, self.policy))
        body = self._summary(run, ground, made)
        self.documents.put("plan", run.id, body)
        self.parts.drop([run.id])
        self.documents.delete(RUN)
        forget_earlier(self.documents)
        return body

    def _summary(self, run: Document, ground: Ground, made: Listed) -> dict[str, Any]:
        tally = self.proposals.tally(run.id)
        kept = [each for each in tally if each.state != "cut"]
        bought = [each for each in kept if each.kind == "purchase"]
        found = made.collected
        return {
            "plan": run.id, "format": FORMAT, "computed_at": ground.now, "rows": found.rows,
            "proposals": sum(each.proposals for each in kept), "quantity": sum(each.quantity for each in kept),
            "value_fen": sum(each.value_fen for each in bought),
            "service_level": self.policy.service_level, "horizon_days": 14, "history_until_day": ground.last_day,
            "promotions": {one.id: round(lift, 3) for one, lift in ground.facts.promotions.each},
            "intent": {"rates": ground.intent.rates, "units": round(sum(ground.intent.extra.values()), 1)},
            "needs": {"signals": sum(map(len, ground.signals.values())), "rows": len(ground.signals),
                      "units": found.needs},
            "tiers": dict(zip(TIERS, found.tiers.tolist(), strict=True)),
            "rules": [rule.as_dict() for rule in ground.tiering.by_number],
            "hot_rate": found.hot_rate, "hot_rate_used": ground.limits.hot_rate,
            "budget_fen": self.policy.budget_fen,
            "cut_fen": left_out_fen(made, self.sources.goods),
        }  # fmt: skip
