"""Slow goods on the desk: found nightly or on demand, decided with undo and audit, handed to pages and campaigns."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.events.state import StateStore
from huozhao.flows.audit import changed, standing
from huozhao.flows.goods import Goods
from huozhao.flows.slow.handing import Handing
from huozhao.flows.slow.hearers import Hearers
from huozhao.flows.slow.past import Past, leaf, moving, read_past
from huozhao.matching.likely import Likely
from huozhao.supply.elasticity import Elasticity
from huozhao.supply.ledger import Ledger, Level
from huozhao.supply.slow import Markdown, Moving, SlowRule, arithmetic, is_slow, markdown, propose, why
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, local_day

KIND = "slow_goods"
LABEL = Text("找出滞销商品", "Finding slow goods")
STATES = ("open", "approved", "rejected", "ended")
STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "approve": (("open",), "approved"), "reject": (("open", "approved"), "rejected")}
# What was rejected is not proposed again so soon; what is over stays on record so long.
QUIET_DAYS, KEPT_DAYS = 30, 365
# More than people decide in a day; most money tied up comes first.
MOST_PROPOSALS = 200


@dataclass(frozen=True, slots=True)
class SlowGoods:
    """Proposes markdowns and keeps what was decided about them."""

    state: StateStore
    documents: Documents
    ledger: Ledger
    goods: Goods
    hearers: Hearers
    handing: Handing
    clock: Callable[[], int]
    zone: str
    rule: SlowRule = field(default_factory=SlowRule)

    def build(self) -> dict[str, Any]:
        """Judge all stock and write a proposal for each slow SKU; open ones of before give way. Return the counts."""
        now = self.clock()
        busy = self._settle(now)
        past = read_past(self.state, self.goods, local_day(now, self.zone))
        found = sorted(self._slow(past, busy), key=lambda each: -each[1].available * each[1].price_fen)
        bodies = [self._body(goods, facts, there, past, now) for goods, facts, there in found[:MOST_PROPOSALS]]
        self.documents.put_many(KIND, [(f"{now:015d}-{n:05d}", body) for n, body in enumerate(bodies)])
        self.handing.tell(self._approved(), now)
        return {"proposals": len(bodies), "units": sum(body["available"] for body in bodies)}

    def all(self, state: str = "") -> list[Document]:
        """Return the proposals, most money tied up first; BadInput for an unknown state."""
        if state and state not in STATES:
            raise BadInput("unknown_state", f"there is no state {state!r}", field="state",
                           hint=f"one of {', '.join(STATES)}")
        found = [each for each in self._every() if state in ("", each.body["state"])]
        return sorted(found, key=lambda each: -each.body["available"] * each.body["price_fen"])

    def get(self, id: str) -> Document:
        """Return one proposal; NotFound when there is none."""
        found = self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_slow_goods", f"there is no proposal {id!r}", field="id",
                           hint="see GET /v1/slow-goods")
        return found

    def shoppers(self, id: str) -> list[Likely]:
        """Return who is likely to want the goods of a proposal and may be told, likeliest first."""
        goods = self.goods.sku(self.get(id).body["sku"])
        return self.hearers.of(goods) if goods else []

    def step(self, id: str, what: str, who: str) -> Document:
        """Approve or reject a proposal, or take the last decision back (`undo`); pages and campaigns follow."""
        found, now = self.get(id), self.clock()
        if what == "undo":
            changes = self._undone(found.body)
        else:
            before, after = STEPS[what]
            if found.body["state"] not in before:
                raise Conflict("slow_goods_state", f"the proposal is {found.body['state']}; it cannot {what} now",
                               field="id", hint="undo the last decision first")
            if after == "approved" and not found.body["discount"] > 0:
                raise Conflict("no_discount", "there is no discount to approve", field="discount",
                               hint="edit the discount first")
            changes = {"state": after}
        return self._put(found, changes, who, what, now)

    def edit(self, id: str, discount: float, below_cost: bool, who: str) -> Document:
        """Set another discount (0…0.95) of an open proposal; below cost only when that is said."""
        found = self.get(id)
        if found.body["state"] != "open":
            raise Conflict("slow_goods_state", f"the proposal is {found.body['state']}; only open ones are edited",
                           field="id", hint="undo the last decision first")
        facts, answer = _facts(found.body), Elasticity(**found.body["elasticity"])
        made = markdown(facts, discount, answer.value, found.body["days"])
        if made.below_cost and not below_cost:
            raise BadInput("below_cost", f"{made.price_fen} fen is below the cost of {facts.cost_fen} fen",
                           field="discount", hint="send below_cost = true if that is meant")
        return self._put(found, _told(facts, made, answer, found.body["days"]), who, "edit", self.clock())

    def _put(self, found: Document, changes: Mapping[str, Any], who: str, what: str, now: int) -> Document:
        body = changed(found.body, changes, who, what, now)
        was, goods = found.body["state"], self.goods.sku(body["sku"])
        if body["state"] == "approved" != was and goods:
            self.handing.hand(found.id, goods, who, now)
        elif was == "approved" != body["state"]:
            self.handing.take_back(found.id)
        put = self.documents.put(KIND, found.id, body, found.version)
        self.handing.tell(self._approved(), now)
        return put

    def _undone(self, body: Mapping[str, Any]) -> dict[str, Any]:
        stands = standing(body)
        if not stands:
            raise Conflict("nothing_to_undo", "no decision about this proposal stands", field="id")
        back = dict(stands[-1]["from"])
        busy = body["state"] == "rejected" and any(
            each.body["sku"] == body["sku"] and each.body["state"] in ("open", "approved") for each in self._every())
        if busy or body["state"] == "ended":
            raise Conflict("slow_goods_over", "this proposal is over, or a newer one is there", field="id",
                           hint="decide on the newest one")
        return back

    def _settle(self, now: int) -> set[str]:
        """Let open proposals go, end what is past; return the SKUs about which something stands."""
        busy, gone = set[str](), list[str]()
        for found in self._every():
            state, until = found.body["state"], found.body["until"]
            if state == "open" or until < now - KEPT_DAYS * DAY_MS:
                gone.append(found.id)
            elif state == "approved" and until <= now:
                self.documents.put(KIND, found.id, changed(found.body, {"state": "ended"}, "", "end", now))
                self.handing.take_back(found.id, quietly=True)
            elif state == "approved" or (state == "rejected" and found.body["at"] > now - QUIET_DAYS * DAY_MS):
                busy.add(found.body["sku"])
        if gone:
            self.documents.delete(KIND, gone)
        return busy

    def _slow(self, past: Past, busy: set[str]) -> Iterator[tuple[Sku, Moving, list[Level]]]:
        there: dict[str, list[Level]] = {}
        for level in self.ledger.levels():
            if level.available > 0:
                there.setdefault(level.sku, []).append(level)
        for sku, levels in there.items():
            goods = self.goods.sku(sku)
            if goods is None or not goods.listed or goods.price_fen <= 0 or sku in busy:
                continue
            facts = moving(goods, levels, past, self._counted)
            if is_slow(facts, self.rule):
                yield goods, facts, levels

    def _counted(self, sku: str) -> int | None:
        moves = self.ledger.moves(sku, None, limit=1)
        return local_day(moves[0].move.at, self.zone) if moves else None

    def _body(self, goods: Sku, facts: Moving, there: list[Level], past: Past, now: int) -> dict[str, Any]:
        answer = past.elasticity.get(leaf(goods), Elasticity())
        days = self.rule.clear_days
        made = propose(facts, answer.value, self.rule)
        shops = sorted(((level.shop, level.available) for level in there), key=lambda each: -each[1])
        return {
            "sku": goods.sku, "title": goods.title, "category": list(goods.category), "at": now, "days": days,
            "until": now + days * DAY_MS, "state": "open", "audit": [],
            "available": facts.available, "sold": facts.sold, "sold_days": facts.days, "age": facts.age,
            "price_fen": facts.price_fen, "cost_fen": facts.cost_fen, "cover_days": round(facts.cover, 1),
            "shops": [{"shop": shop, "available": units} for shop, units in shops],
            "elasticity": {"value": answer.value, "error": answer.error, "skus": answer.skus},
            "shoppers": len(self.hearers.of(goods)), "proposed": made.discount,
            **_told(facts, made, answer, days),
        }  # fmt: skip

    def _approved(self) -> list[str]:
        return [each.body["sku"] for each in self._every() if each.body["state"] == "approved"]

    def _every(self) -> Iterator[Document]:
        after = ""
        while batch := self.documents.list(KIND, after=after, limit=500):
            yield from batch
            after = batch[-1].id


def _facts(body: Mapping[str, Any]) -> Moving:
    return Moving(body["available"], body["sold"], body["sold_days"], body["age"], body["price_fen"], body["cost_fen"])


def _told(facts: Moving, made: Markdown, answer: Elasticity, days: int) -> dict[str, Any]:
    """Return what a discount means, as a proposal holds it."""
    lines = arithmetic(facts, made, answer, days)
    return {
        "discount": made.discount, "new_price_fen": made.price_fen, "expected_units": round(made.expected_units, 1),
        "left": round(made.left, 1), "clears": made.clears, "below_cost": made.below_cost,
        "why": why(facts, made, days).as_dict(),
        "arithmetic": [{"label": label.as_dict(), "value": value} for label, value in lines],
    }  # fmt: skip
