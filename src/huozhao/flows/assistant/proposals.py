"""Proposals: nothing of a shopper is changed before the shopper confirms it with a one-time token, and then once."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.assistant.asker import Asker
from huozhao.operations.assistant.draft import Draft
from huozhao.privacy.sealing import NONCE_BYTES, Chance, Keys, place
from huozhao.terms.errors import Busy, Conflict, NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

KIND = "talk_proposal"
TTL_MS = 600_000
OPEN, DOING, DONE, DECLINED = "open", "doing", "done", "declined"
# Does an action under a key and says what was done; under the same key it is done once, however often it is tried.
Act = Callable[[Asker, Mapping[str, Any], str], Draft]


@dataclass(frozen=True, slots=True)
class Proposals:
    """Keeps proposals under a hash of their token, arguments sealed with the shopper's key."""

    documents: Documents
    keys: Keys
    clock: Callable[[], int]
    chance: Chance
    acts: Mapping[str, Act]

    def propose(self, asker: Asker, action: str, arguments: Mapping[str, Any], summary: Text) -> dict[str, Any]:
        """Keep what is proposed and return its block; the token is good for ten minutes."""
        token, now = self.chance(18).hex(), self.clock()
        id = _id(token)
        body = {
            "id": id, "shopper": asker.shopper, "talk": asker.talk, "action": action, "at": now, "until": now + TTL_MS,
            "state": OPEN, "refund_fen": int(arguments.get("refund_fen", 0)), "answer": None,
            "sealed": self._sealed(asker.shopper, id, arguments),
        }  # fmt: skip
        self.documents.put(KIND, id, body, 0)
        return {"kind": "proposal", "token": token, "action": action, "summary": summary.as_dict(),
                "until": now + TTL_MS}

    def confirm(self, asker: Asker, token: str) -> tuple[dict[str, Any], Text]:
        """Do what was proposed and return (the proposal, what was done); the same token again gets the same answer.

        NotFound for a token of another shopper as for one that was never given; Conflict when it has run out.
        """
        found = self._mine(asker, token)
        body = found.body
        if body["state"] == DONE:
            return body, Text(**body["answer"])
        if body["state"] == DECLINED or (body["state"] == OPEN and self.clock() > body["until"]):
            raise Conflict("proposal_ended", "this can no longer be confirmed / 已失效，请重新提出", field="token",
                           hint="ask for it once more; a confirmation is good for ten minutes")
        claimed = found if body["state"] == DOING else self._claim(found)  # a crash may have cut it short
        answer = self.acts[body["action"]](asker, self._opened(found), found.id).text
        done = {**claimed.body, "state": DONE, "answer": answer.as_dict()}
        try:
            return self.documents.put(KIND, found.id, done, claimed.version).body, answer
        except Conflict:
            return done, answer  # the same confirmation, sent twice at once, has put it there

    def decline(self, asker: Asker, token: str) -> dict[str, Any]:
        """Take a proposal off the table; Conflict when it was done."""
        found = self._mine(asker, token)
        if found.body["state"] in (DOING, DONE):
            raise Conflict("proposal_done", "this was confirmed already / 已经办理", field="token",
                           hint="talk to a person to have it undone")
        return self.documents.put(KIND, found.id, {**found.body, "state": DECLINED}, found.version).body

    def standing(self, asker: Asker, token: str) -> bool:
        """Tell whether a proposal can still be confirmed."""
        found = self.documents.get(KIND, _id(token))
        return found is not None and found.body["state"] == OPEN and self.clock() <= found.body["until"]

    def expire(self, days: int) -> int:
        """Remove proposals that are older than `days`; return how many went."""
        before, gone, after = self.clock() - days * DAY_MS, 0, ""
        while batch := self.documents.list(KIND, after=after, limit=500):
            after = batch[-1].id
            gone += self.documents.delete(KIND, [each.id for each in batch if each.body["at"] < before])
        return gone

    def _mine(self, asker: Asker, token: str) -> Document:
        found = self.documents.get(KIND, _id(token))
        if found is None or found.body["shopper"] not in asker.members:
            raise NotFound("unknown_proposal", "there is nothing to confirm under this token / 没有可确认的事项",
                           field="token", hint="use the token of the assistant's answer")
        return found

    def _claim(self, found: Document) -> Document:
        """Mark a proposal as being done; of two that confirm at once, one is told to come again."""
        try:
            return self.documents.put(KIND, found.id, {**found.body, "state": DOING}, found.version)
        except Conflict:
            raise Busy("proposal_busy", "this is being done right now / 正在办理", hint="ask in a second") from None

    def _sealed(self, shopper: str, id: str, arguments: Mapping[str, Any]) -> str:
        key = self.keys.ensure([shopper])[0]
        plain = json.dumps(dict(arguments), ensure_ascii=False).encode()
        return base64.b64encode(key.seal(self.chance(NONCE_BYTES), plain, place(KIND, id, key.token))).decode()

    def _opened(self, found: Document) -> dict[str, Any]:
        key = self.keys.find(str(found.body["shopper"]))
        if key is None:
            raise NotFound("unknown_proposal", "there is nothing to confirm under this token / 没有可确认的事项",
                           field="token", hint="ask for it once more")
        plain = key.open(base64.b64decode(found.body["sealed"]), place(KIND, found.id, key.token))
        return dict(json.loads(plain))


def _id(token: str) -> str:
    return blake2b(token.encode(), digest_size=16).hexdigest()
