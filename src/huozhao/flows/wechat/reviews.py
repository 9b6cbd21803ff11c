"""Reviews of shoppers who came through WeChat: judged by WeChat before others read them.

The mall's own analysis counts every review at once; only what is shown to others waits. Nothing of a text is kept here:
it is read where the reviews stand, and goes with its shopper.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.catalogue import ProductReviewed
from huozhao.events.documents import Document, Documents
from huozhao.events.event import Recorded
from huozhao.events.state import Row, StateStore
from huozhao.flows.columns import rows
from huozhao.flows.wechat.openids import Openids
from huozhao.flows.wechat.waiting import Waiting
from huozhao.operations.voice.folds import FOLD, REVIEW, VOICES
from huozhao.operations.wechat.platform import TextCheck
from huozhao.terms.errors import BadInput, Conflict, HuozhaoError, NotFound
from huozhao.terms.time import DAY_MS

# A judged review stays on record; one that waits for WeChat or a person is open, too.
KIND, OPEN = "wechat_review", "wechat_review_open"
# What WeChat said (unsure: it asks for a person's eye; unjudged: it cannot judge it), or a person.
WAITING, PASSED, RISKY, UNSURE, UNJUDGED, SHOWN, HIDDEN = (
    "waiting", "passed", "risky", "unsure", "unjudged", "shown", "hidden")
STATE_OF = {"pass": PASSED, "risky": RISKY, "review": UNSURE}
# Written before reviews were judged.
EARLIER = "earlier"
CAN_NOT = frozenset({"shopper_away", "not_through_wechat", "openid_unknown"})
SCENE, SOON_MS, FOLDED_WITHIN_MS = 2, 1_000, 3_600_000
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Held:
    """A review on its way to others, or held: what was said of which SKU, `label` as WeChat tells it."""

    id: str
    sku: str
    text: str
    stars: int | None
    at: int
    state: str
    label: int
    error: str
    by: str


@dataclass(frozen=True)
class ReviewDesk:
    """Lets reviews be judged in the background, and persons decide what WeChat would not show; `clock` in ms."""

    judge: Callable[[], TextCheck]
    openids: Openids
    documents: Documents
    state: StateStore
    clock: Callable[[], int]
    open: Waiting = field(init=False)

    def __post_init__(self) -> None:
        """Make the list of what waits."""
        object.__setattr__(self, "open", Waiting(self.documents, OPEN, self.clock))

    def begin(self) -> int:
        """Let all that stands already be shown as before; return up to where in the log that is."""
        position, found = self.state.position(FOLD.name), []
        for row in rows(self.state, VOICES):
            if row["kind"] == REVIEW and self.openids.of(str(row["shopper"])):
                found.append((str(row["said"]), {**_new(row), "state": EARLIER}))
            if len(found) >= AT_ONCE:
                self.documents.put_many(KIND, found)
                found = []
        self.documents.put_many(KIND, found)
        return position

    def hear(self, recorded: Recorded) -> bool:
        """Let a review wait for WeChat's judgement; return whether it was one."""
        event, what = recorded.event, recorded.event.properties
        if not isinstance(what, ProductReviewed) or not (what.text or "").strip():
            return False
        found = self.documents.get(KIND, event.id)
        if (found is None or found.body["state"] == EARLIER) and self.openids.of(event.shopper):
            new = _new({"sku": what.sku, "shopper": event.shopper})
            self.documents.put(KIND, event.id, {**new, "at": self.clock()})
            self.open.wait(event.id)
        return True

    def is_shown(self, said: str, shopper: str) -> bool:
        """Tell whether others may read a review."""
        found = self.documents.get(KIND, said)
        if found is None:  # somebody's who never came through WeChat, or one that was not looked at yet
            return not self.openids.of(shopper)
        return found.body["state"] in (PASSED, SHOWN, EARLIER)

    def work(self) -> int:
        """Let what is due be judged; return how many reviews were looked at."""
        return self.open.each(self._one)

    def held(self, after: str, limit: int) -> tuple[list[Held], str | None]:
        """Return reviews that others do not read yet, by id after `after`, and the cursor of the next page."""
        waiting = self.documents.list(OPEN, after=after, limit=limit + 1)
        found = [held for each in waiting[:limit] if (held := self._held(each.id)) is not None]
        return found, waiting[limit - 1].id if len(waiting) > limit else None

    def count(self) -> int:
        """Return how many reviews others do not read yet."""
        return self.documents.count(OPEN)

    def decide(self, id: str, step: str, who: str) -> Held:
        """Show a review that waits, hide it for good, or take either back (reopen); NotFound for one that is none."""
        found = self.documents.get(KIND, id)
        held = None if found is None else self._held(id)
        if found is None or held is None:
            raise NotFound("unknown_review", f"no review {id!r} was judged / 没有这条评价", field="id",
                           hint="GET /v1/wechat/reviews lists those that wait")
        is_decided = found.body["state"] in (SHOWN, HIDDEN)
        if step == "reopen":
            if is_decided:
                self._put(found, {"state": found.body["verdict"], "by": ""})
                self.open.wait(id)
                self.open.later(id, self._tomorrow if found.body["verdict"] != WAITING else 1)
        else:
            self._put(found, {"state": SHOWN if step == "show" else HIDDEN, "by": who})
            self.open.done(id)
        return self._held(id) or held

    @property
    def _tomorrow(self) -> int:
        """When (ms) one that waits for a person is looked at again: it goes where its shopper was erased."""
        return self.clock() + DAY_MS

    def _one(self, id: str) -> None:
        found = self.documents.get(KIND, id)
        row = self._row(found)
        if found is None or (row is None and self.clock() - found.body["at"] > FOLDED_WITHIN_MS):
            self._forget(id)
        elif row is None:  # not among the reviews yet
            self.open.later(id, self.clock() + SOON_MS)
        elif found.body["state"] != WAITING:
            self.open.later(id, self._tomorrow, self.open.error_of(id))
        else:
            self._judge(found, str(row["text"]))

    def _judge(self, found: Document, text: str) -> None:
        try:
            verdict, label = self.judge().check(text, self.openids.require(found.body["shopper"]), SCENE)
        except BadInput as error:
            if error.code in CAN_NOT:
                self._put(found, {"state": UNJUDGED, "verdict": UNJUDGED})
            self.open.later(found.id, self._tomorrow if error.code in CAN_NOT else 0, error.message)
        except HuozhaoError as error:
            self.open.later(found.id, error=error.message)
        else:
            state = STATE_OF[verdict]
            self._put(found, {"state": state, "verdict": state, "label": label})
            self.open.later(found.id, self._tomorrow)
            if state == PASSED:
                self.open.done(found.id)

    def _held(self, id: str) -> Held | None:
        found = self.documents.get(KIND, id)
        row = self._row(found)
        if found is None or row is None:
            return None
        body = found.body
        return Held(id, body["sku"], str(row["text"]), int(row["stars"]) if row["stars"] else None, int(row["at"] or 0),
                    body["state"], body["label"], self.open.error_of(id), body["by"])

    def _row(self, found: Document | None) -> Row | None:
        return self.state.get(VOICES.name, (found.body["sku"], found.body["shopper"], found.id)) if found else None

    def _put(self, found: Document, changes: Mapping[str, Any]) -> None:
        body = {**found.body, **changes}
        try:
            self.documents.put(KIND, found.id, body, found.version)
        except Conflict:
            fresh = self.documents.get(KIND, found.id)
            if fresh is not None and fresh.body["state"] == WAITING:
                self.documents.put(KIND, found.id, {**fresh.body, **changes})

    def _forget(self, id: str) -> None:
        self.open.done(id)
        self.documents.delete(KIND, [id])


def _new(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"sku": row["sku"], "shopper": row["shopper"], "state": WAITING, "verdict": WAITING, "label": 0, "at": 0,
            "by": ""}
