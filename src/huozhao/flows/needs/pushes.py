"""Push proposals: what to send to a region on the day before, for an operator to approve, reject or undo."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.flows.goods import Goods
from huozhao.flows.needs.book import listed
from huozhao.matching.needs.need import Need
from huozhao.matching.needs.policy import Policy
from huozhao.matching.needs.regions import label_of, push_day, push_words
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.time import HOUR_MS, day_name, day_start, local_day

KIND = "push_proposal"
STATES = ("open", "approved", "rejected", "sent", "expired")
STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "approve": (("open",), "approved"), "reject": (("open", "approved"), "rejected")}
MOST_GOODS = 12
# Decided and past proposals stay on record so long.
KEPT_DAYS = 90


@dataclass(frozen=True, slots=True)
class Pushes:
    """Keeps push proposals; those approved wait for the campaigns of operations."""

    documents: Documents
    goods: Goods
    policy: Policy
    clock: Callable[[], int]
    zone: str

    def propose(self, needs: Iterable[Need]) -> int:
        """Write a proposal for each regional need whose time comes within a week; return how many are new.

        What was decided stays; an open proposal takes up what is known now; one whose hour has passed expires.
        """
        now, new = self.clock(), 0
        today = local_day(now, self.zone)
        for need in needs:
            days = (push_day(need, today), push_day(need, today + 1))
            day = next((day for day in days if day is not None and self._at(day) > now), None)
            new += self._write(need, day) if day is not None else 0
        self._expire(now)
        return new

    def all(self, state: str = "", region: str = "") -> list[Document]:
        """Return proposals in the order in which they are due, by state and region; BadInput for an unknown state."""
        if state and state not in STATES:
            raise BadInput("unknown_state", f"there is no state {state!r}", field="state",
                           hint=f"one of {', '.join(STATES)}")
        found = [each for each in listed(self.documents, KIND) if state in ("", each.body["state"])
                 and region in ("", each.body["region"], each.body["region"].partition(":")[2])]
        return sorted(found, key=lambda each: (each.body["at"], each.id))

    def get(self, id: str) -> Document:
        """Return one proposal; NotFound when there is none."""
        found = self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_push", f"there is no push proposal {id!r}", field="id",
                           hint="see GET /v1/push-proposals")
        return found

    def step(self, id: str, what: str, who: str, now: int) -> Document:
        """Approve or reject a proposal, or take the last decision back (`undo`)."""
        found = self.get(id)
        stands = standing(found.body)
        if what == "undo":
            if not stands:
                raise Conflict("nothing_to_undo", "no decision about this proposal stands", field="id")
            changes = dict(stands[-1]["from"])
        else:
            before, after = STEPS[what]
            if found.body["state"] not in before:
                raise Conflict("push_state", f"the proposal is {found.body['state']}; it cannot {what} now", field="id",
                               hint="undo the last decision first")
            changes = {"state": after}
        return self.documents.put(KIND, id, changed(found.body, changes, who, what, now), found.version)

    def approved(self) -> list[dict[str, Any]]:
        """Return what operations may send: approved and not yet due, soonest first."""
        return [each.body for each in self.all("approved") if each.body["at"] > self.clock()]

    def _write(self, need: Need, day: int) -> int:
        id = f"{need.id}-{day:06d}"
        found = self.documents.get(KIND, id)
        if found is not None and found.body["state"] != "open":
            return 0
        title, body = push_words(need, lambda sku: item.title if (item := self.goods.sku(sku)) else sku)
        words = {
            "push": id, "need": need.id, "region": need.region, "theme": need.theme, "slot": need.slot,
            "when": label_of(need).as_dict(), "at": self._at(day), "day": day_name(day), "crowd": need.crowd,
            "goods": [sku for sku, _ in need.goods[:MOST_GOODS]], "title": title.as_dict(), "body": body.as_dict(),
            "evidence": [text.as_dict() for text in need.evidence], "confidence": need.confidence,
        }  # fmt: skip
        old = found.body if found is not None else {"state": "open", "audit": []}
        if found is None or any(old.get(name) != value for name, value in words.items()):
            self.documents.put(KIND, id, {**old, **words})
        return int(found is None)

    def _expire(self, now: int) -> None:
        gone: list[str] = []
        for found in listed(self.documents, KIND):
            if found.body["at"] < now - KEPT_DAYS * 24 * HOUR_MS:
                gone.append(found.id)
            elif found.body["state"] == "open" and found.body["at"] <= now:
                self.documents.put(KIND, found.id, changed(found.body, {"state": "expired"}, "", "expire", now))
        if gone:
            self.documents.delete(KIND, gone)

    def _at(self, day: int) -> int:
        return day_start(day, self.zone) + self.policy.push_hour * HOUR_MS
