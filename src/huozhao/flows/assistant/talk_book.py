"""Talks on record: who has the word in the clear, what was said sealed with the shopper's own key."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from huozhao.events.documents import Documents
from huozhao.operations.assistant.talk import CLOSED, MOST_TURNS, OPEN, STATES, Spent
from huozhao.privacy.sealing import NONCE_BYTES, Chance, Keys, place
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.time import DAY_MS

KIND, OF = "talk", "talk_of"
COUNTED = ("calls", "tokens", "refund_fen")
MOST_EARLIER = 50
SHOPPER, ASSISTANT, PERSON = "shopper", "assistant", "person"


@dataclass(slots=True)
class Talk:
    """A talk in hand: `body` is what stands in the clear, `content` what is sealed. Saved as a whole."""

    id: str
    version: int
    body: dict[str, Any]
    content: dict[str, Any] = field(default_factory=lambda: {"turns": [], "slots": {}, "audit": [], "notes": []})

    @property
    def shopper(self) -> str:
        """Whose talk it is."""
        return str(self.body["shopper"])

    @property
    def state(self) -> str:
        """Who has the word: open, waiting, taken or closed."""
        return str(self.body["state"])

    @property
    def turns(self) -> list[dict[str, Any]]:
        """What was said, oldest first."""
        found: list[dict[str, Any]] = self.content["turns"]
        return found

    @property
    def slots(self) -> dict[str, str]:
        """What the talk is about so far: topic, order, sku."""
        found: dict[str, str] = self.content["slots"]
        return found

    @property
    def spent(self) -> Spent:
        """What the assistant has done in it, and in other talks of this shopper on the day before it began."""
        sums = {name: int(self.body[name]) + int(self.body["before"][name]) for name in COUNTED}
        return Spent(**sums, unsure=int(self.body["unsure"]))

    def say(self, by: str, at: int, **said: Any) -> dict[str, Any]:
        """Add a turn and return it; its number counts from 1."""
        turn = {"n": len(self.turns) + 1, "by": by, "at": at, **said}
        self.turns.append(turn)
        self.body |= {"last_at": at, "said": len(self.turns)}
        return turn

    def note(self, at: int, **entry: Any) -> None:
        """Put what the assistant did on record."""
        self.content["audit"].append({"at": at, **entry})

    def said_by_shopper(self) -> list[str]:
        """Return the shopper's own words, masked, oldest first; what holds an address stays in the sealed talk."""
        return [str(turn["text"]["zh"]) for turn in self.turns if turn["by"] == SHOPPER and not turn.get("private")]


@dataclass(frozen=True, slots=True)
class TalkBook:
    """Keeps talks as documents. Ids sort by time; a talk that nobody touched for `idle_ms` is over."""

    documents: Documents
    keys: Keys
    clock: Callable[[], int]
    chance: Chance
    idle_ms: int

    def now_of(self, shopper: str) -> Talk | None:
        """Return the shopper's newest talk unless it is closed or idle for too long."""
        found = next(self.of(shopper, 1), None)
        if found is None or found.state == CLOSED or len(found.turns) >= MOST_TURNS:
            return None
        idle = self.clock() - int(found.body["last_at"]) > self.idle_ms
        return None if idle and found.state == OPEN else found

    def begin(self, shopper: str) -> Talk:
        """Return a new talk; it is kept with the first `save`.

        What earlier talks of the day have used of the caps counts on: a new talk is no way round them.
        """
        now = self.clock()
        earlier = [each.body for each in self.of(shopper, MOST_EARLIER) if now - int(each.body["at"]) < DAY_MS]
        before = {name: sum(int(body[name]) for body in earlier) for name in COUNTED}
        body = {
            "shopper": shopper, "state": OPEN, "at": now, "last_at": now, "topic": "", "reason": "", "who": "",
            "language": "zh", "said": 0, "calls": 0, "tokens": 0, "refund_fen": 0, "unsure": 0, "unknown": 0,
            "ups": 0, "downs": 0, "told": False, "before": before,
        }  # fmt: skip
        return Talk(f"{now:015d}-{self.chance(6).hex()}", 0, body)

    def get(self, id: str) -> Talk:
        """Return one talk; NotFound when there is none."""
        found = self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_talk", f"there is no talk {id!r}", field="talk", hint="see GET /v1/talks")
        return self._opened(found.id, found.version, found.body)

    def of(self, shopper: str, limit: int = 20) -> Iterator[Talk]:
        """Yield the talks of a shopper, newest first."""
        for each in self.documents.list(OF, after=f"{_mark(shopper)};", limit=limit, newest=True):
            if each.body["shopper"] != shopper:
                return
            found = self.documents.get(KIND, each.body["talk"])
            if found is not None:
                yield self._opened(found.id, found.version, found.body)

    def all(self, state: str = "", after: str = "") -> Iterator[Talk]:
        """Yield talks newest first, from before `after`, in a state; BadInput for an unknown state."""
        if state and state not in STATES:
            raise BadInput("unknown_state", f"there is no state {state!r}", field="state",
                           hint=f"one of {', '.join(STATES)}")
        while batch := self.documents.list(KIND, after=after, limit=100, newest=True):
            for each in batch:
                if state in ("", each.body["state"]):
                    yield self._opened(each.id, each.version, each.body)
            after = batch[-1].id

    def save(self, talk: Talk) -> Talk:
        """Keep a talk; Conflict when it was changed meanwhile."""
        if talk.version == 0:
            of = {"shopper": talk.shopper, "talk": talk.id}
            self.documents.put(OF, f"{_mark(talk.shopper)}:{talk.id}", of)
        body = {**talk.body, "sealed": self._sealed(talk)}
        talk.version = self.documents.put(KIND, talk.id, body, talk.version).version
        return talk

    def expire(self, days: int) -> int:
        """Remove talks that are older than `days`; return how many went."""
        before = f"{self.clock() - days * DAY_MS:015d}"
        gone = 0
        while batch := [each for each in self.documents.list(KIND, limit=200) if each.id < before]:
            self.documents.delete(OF, [f"{_mark(each.body['shopper'])}:{each.id}" for each in batch])
            gone += self.documents.delete(KIND, [each.id for each in batch])
        return gone

    def _sealed(self, talk: Talk) -> str:
        key = self.keys.ensure([talk.shopper])[0]
        plain = json.dumps(talk.content, ensure_ascii=False).encode()
        return base64.b64encode(key.seal(self.chance(NONCE_BYTES), plain, place(KIND, talk.id, key.token))).decode()

    def _opened(self, id: str, version: int, body: dict[str, Any]) -> Talk:
        """Open a talk; one whose key is gone has nothing in it."""
        key = self.keys.find(str(body["shopper"]))
        talk = Talk(id, version, {name: value for name, value in body.items() if name != "sealed"})
        if key is not None:
            talk.content = json.loads(key.open(base64.b64decode(body["sealed"]), place(KIND, id, key.token)))
        return talk


def _mark(shopper: str) -> str:
    """Return what stands for a shopper at the beginning of an id: of one length, so that ids of one stand together."""
    return blake2b(shopper.encode(), digest_size=12).hexdigest()
