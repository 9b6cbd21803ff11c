"""The desk of corrections: found at night, made through a merchant rule, tested when they end; every step on record."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.events.event import Event
from huozhao.events.state import StateStore
from huozhao.flows.correction.reading import Behind, Shown, read_shown
from huozhao.flows.correction.retagging import retagged
from huozhao.flows.correction.retesting import RENEWED, Retesting
from huozhao.flows.findings import Findings
from huozhao.flows.goods import Goods
from huozhao.flows.merch_rules import ON as RULE_ON
from huozhao.flows.merch_rules import KeptRule, RuleBook
from huozhao.matching.features import PLACEMENTS
from huozhao.operations.correction.causes import causes, factor_of, headline, weakest
from huozhao.operations.correction.weak import Judged, judge
from huozhao.terms.errors import Conflict, NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, day_start, local_day

KIND, LABEL = "correction", Text("检查推荐薄弱的类目", "Looking for weak categories")
WHO = "self-correction"
PROPOSED, ON, REJECTED, UNDONE, OVER = "proposed", "on", "rejected", "undone", "over"
STATES = (PROPOSED, ON, REJECTED, UNDONE, OVER)
LOOK_DAYS, MOST_NEW, MOST = 28, 20, 1_000
# What an operator turned down is not taken up again so soon; what is over stays on record so long.
QUIET_DAYS, REST_DAYS, KEPT_DAYS = 60, 7, 365


@dataclass(frozen=True, slots=True)
class Terms:
    """How corrections are made: by themselves or on approval, for how many days, with which share held out."""

    by_itself: bool = True
    days: int = 14
    hold_out: float = 0.2


@dataclass(frozen=True, slots=True)
class Corrections:
    """Finds, makes, tests and undoes corrections. `record` appends events, `on_hand` tells units in stock by SKU."""

    state: StateStore
    findings: Findings
    goods: Goods
    rules: RuleBook
    testing: Retesting
    on_hand: Callable[[], Mapping[str, int]]
    record: Callable[[Sequence[Event]], object]
    clock: Callable[[], int]
    zone: str
    terms: Terms

    def build(self) -> dict[str, Any]:
        """Retest what has come to its end, then correct or propose what is found weak. Return the counts."""
        now = self.clock()
        ended = self._settle(now)
        today = local_day(now, self.zone)
        shown = read_shown(self.state, self._category(), today - LOOK_DAYS, today)
        busy = self._busy(now)
        judged = judge([cell for cell in shown.judged() if cell.placement in PLACEMENTS])
        weak = [each for each in weakest(judged, MOST) if (each.placement, each.category) not in busy][:MOST_NEW]
        for each in weak:
            self._write(each, shown, today, now)
        return {"judged": len(judged), "weak": len(weak), "ended": ended}

    def step(self, id: str, what: str, who: str) -> Document:
        """Approve or reject what is proposed, undo what holds; Conflict when its state does not allow that."""
        found, now = self.findings.get(id), self.clock()
        allowed = {"approve": (PROPOSED, UNDONE, REJECTED), "reject": (PROPOSED,), "undo": (ON,)}[what]
        if found.body["state"] not in allowed:
            raise Conflict("correction_state", f"the correction is {found.body['state']}; it cannot {what} now",
                           field="id", hint=f"{what} needs the state {' or '.join(allowed)}")
        if what == "approve":
            return self._start(found, who, now)
        put = self.findings.change(found, {"state": REJECTED if what == "reject" else UNDONE}, who, what, now)
        if what == "undo":
            self._remove_rule(found.body["rule"], who, now)
        return put

    def retag(self, id: str, sku: str, what: str, who: str) -> Document:
        """Move a product to the category that its title reads like (`approve`), or back (`undo`)."""
        found, now = self.findings.get(id), self.clock()
        row = next((each for each in found.body["retag"] if each["sku"] == sku), None)
        item = self.goods.sku(sku)
        if row is None or item is None:
            raise NotFound("unknown_retag", f"the correction says nothing of {sku!r}", field="sku",
                           hint="see its retag list")
        if row["moved"] == (what == "approve"):
            raise Conflict("retag_state", f"{sku} {'has' if row['moved'] else 'has not'} been moved", field="sku")
        rows = [{**each, "moved": what == "approve"} if each["sku"] == sku else each for each in found.body["retag"]]
        put = self.findings.change(found, {"retag": rows}, who, "retag" if what == "approve" else "retag_back", now)
        self.record([retagged(item, row["to"] if what == "approve" else row["from"], put.version, now)])
        return put

    def _write(self, weak: Judged, shown: Shown, today: int, now: int) -> None:
        first = today - LOOK_DAYS
        behind = Behind(self.state, self.goods, shown, self.on_hand(), first, today, day_start(first, self.zone))
        evidence = behind.evidence(weak)
        id = f"{today:06d}-{_mark(weak)}"
        body = {
            "placement": weak.placement, "category": weak.category, "found_at": now, "state": PROPOSED,
            "headline": headline(weak, weak.placement).as_dict(), "shown": weak.shown, "clicked": weak.clicked,
            "expected": weak.expected, "ratio": weak.ratio, "low": weak.low, "high": weak.high, "prior": weak.prior,
            "false_rate": weak.false_rate, "factor": factor_of(weak), "rule": f"correct_{_mark(weak)}",
            "causes": [{"code": each.code, **each.said.as_dict()} for each in causes(evidence)],
            "retag": [self._retag(each.sku, each.stands_in, each.reads_like, each.probability, share)
                      for each, share in evidence.astray],
            "started_at": 0, "ends_at": 0, "hold_out": self.terms.hold_out, "tests": [], "audit": [],
        }  # fmt: skip
        found = self.findings.documents.put(KIND, id, body)
        if self.terms.by_itself:
            self._start(found, WHO, now)

    def _retag(self, sku: str, stands_in: str, to: str, probability: float, share: float) -> dict[str, Any]:
        item = self.goods.sku(sku)
        return {"sku": sku, "title": item.title if item else sku, "from": stands_in, "to": to, "moved": False,
                "probability": probability, "share": share}  # fmt: skip

    def _start(self, found: Document, who: str, now: int) -> Document:
        """Make the correction hold: the document says so before the rule does, and a rule lost to a kill is mended."""
        ends = now + self.terms.days * DAY_MS
        changes = {"state": ON, "started_at": now, "ends_at": ends, "hold_out": self.terms.hold_out}
        put = self.findings.change(found, changes, who, "approve" if who != WHO else "correct", now)
        self._write_rule(put.body, who, now)
        return put

    def _write_rule(self, body: Mapping[str, Any], who: str, now: int) -> None:
        name = body["category"].replace("/", " / ")
        self.rules.write(body["rule"], {
            "kind": "bury", "label": {"zh": f"自我修正：{name}", "en": f"self-correction: {name}"},
            "goods": {"category": body["category"].split("/")}, "placements": [body["placement"]],
            "factor": body["factor"], "hold_out": body["hold_out"], "starts_at": None, "ends_at": body["ends_at"],
        }, who, now)  # fmt: skip

    def _settle(self, now: int) -> int:
        """Retest what has come to its end, bring rules in line, let old ones go. Return how many corrections ended."""
        ended = 0
        rules = {each.rule.rule: each for each in self.rules.all(removed=True)}
        for found in self.findings.all(ON):
            kept = rules.get(found.body["rule"])
            if found.body["ends_at"] <= now:
                ended += self._end(found, kept, now)
            elif kept is None or (kept.state != RULE_ON and kept.changed_at < found.body["started_at"]):
                self._write_rule(found.body, WHO, now)  # the process was killed before the rule was written
            elif kept.state != RULE_ON:
                self.findings.change(found, {"state": UNDONE}, kept.audit[-1]["who"], "rule_removed", now)
        self.findings.let_go(
            lambda each: each.body["state"] != ON and each.body["found_at"] < now - KEPT_DAYS * DAY_MS)
        return ended

    def _end(self, found: Document, kept: KeptRule | None, now: int) -> int:
        """Test with those for whom the rule did not hold, also where an operator chose another share of them."""
        held_out = kept.rule.hold_out if kept else found.body["hold_out"]
        test = self.testing.of({**found.body, "hold_out": held_out}, self._category(), now)
        tests = [*found.body["tests"], test.as_dict(now)]
        if test.verdict == RENEWED:
            changes = {"tests": tests, "ends_at": now + self.terms.days * DAY_MS, "started_at": now}
            self._write_rule(self.findings.change(found, changes, WHO, test.verdict, now).body, WHO, now)
            return 0
        self.findings.change(found, {"tests": tests, "state": OVER}, WHO, test.verdict, now)
        self._remove_rule(found.body["rule"], WHO, now)
        return 1

    def _remove_rule(self, rule: str, who: str, now: int) -> None:
        with suppress(NotFound, Conflict):  # an operator was faster
            self.rules.remove(rule, who, now)

    def _busy(self, now: int) -> set[tuple[str, str]]:
        """Return the cells that are dealt with, or were so lately that they are left in peace."""
        rest = {PROPOSED: KEPT_DAYS, ON: KEPT_DAYS, REJECTED: QUIET_DAYS, UNDONE: QUIET_DAYS, OVER: REST_DAYS}
        return {(each.body["placement"], each.body["category"]) for each in self.findings.all()
                if _last_change(each) > now - rest[each.body["state"]] * DAY_MS}  # fmt: skip

    def _category(self) -> dict[str, str]:
        return {item.sku: "/".join(item.category) for item in self.goods.skus()}


def _last_change(found: Document) -> int:
    stands = found.body["audit"]
    return int(stands[-1]["at"]) if stands else int(found.body["found_at"])


def _mark(weak: Judged) -> str:
    return blake2b(f"{weak.placement}\n{weak.category}".encode(), digest_size=8).hexdigest()


def kept(documents: Documents) -> Findings:
    """Return the corrections that documents hold."""
    return Findings(documents, KIND, STATES, "/v1/corrections")
