"""The subscriptions of a mall: who is told what, at which address, and whether they are told now."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed
from huozhao.flows.webhooks.addresses import require_address, require_public
from huozhao.flows.webhooks.message import Secrets
from huozhao.flows.webhooks.topics import require_topics, wanted
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.time import DAY_MS

KIND, MOST = "webhook", 32
ACTIVE, PAUSED = "active", "paused"
# Why the mall itself paused a subscription: the receiver is gone (410), or nothing has arrived for days.
GONE, FAILING = "gone", "failing"
# So long the secret before signs beside a new one, so that a receiver can change without a gap.
BOTH_MS = DAY_MS
_ID = re.compile(r"[a-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is told what. `paused_why` is gone or failing when the mall paused it, empty when a person did."""

    id: str
    name: str
    url: str
    topics: frozenset[str]
    state: str
    paused_why: str
    secret_number: int
    rotated_at: int
    created_at: int
    version: int
    audit: tuple[Mapping[str, Any], ...]

    @property
    def is_active(self) -> bool:
        """Whether it is told things now."""
        return self.state == ACTIVE

    def wants(self, topic: str) -> bool:
        """Tell whether it hears of a topic."""
        return topic in wanted(self.topics)


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Keeps subscriptions as documents, each change on record. `private` allows addresses of the own network."""

    documents: Documents
    secrets: Secrets
    clock: Callable[[], int]
    private: bool

    def all(self) -> list[Subscription]:
        """Return all subscriptions by id."""
        return [_read(each) for each in self.documents.list(KIND, limit=MOST)]

    def get(self, id: str) -> Subscription:
        """Return one; NotFound when there is none."""
        return _read(self._document(id))

    def active(self, id: str) -> Subscription | None:
        """Return one that is told things now, else None."""
        found = self.documents.get(KIND, id)
        return _read(found) if found and found.body["state"] == ACTIVE else None

    def put(self, id: str, name: str, url: str, topics: list[str], who: str) -> tuple[Subscription, bool]:
        """Subscribe, or change a subscription; the same again changes nothing. Return it, and whether it is new."""
        if not _ID.fullmatch(id):
            raise BadInput("webhook_id", "an id is 1 to 40 of a-z, 0-9, - and _ / 编号只能用小写字母、数字、- 和 _",
                           field="webhook", hint="for example erp-orders")
        (require_address if self.private else require_public)(url, "url")
        require_topics(topics)
        found = self.documents.get(KIND, id)
        if found is None and len(self.all()) >= MOST:
            raise Conflict("too_many_webhooks", f"there are {MOST} subscriptions already / 订阅数已到上限",
                           field="webhook", hint="delete one that is not needed")
        fields = {"name": name.strip() or id, "url": url, "topics": sorted(topics)}
        old = found.body if found else {
            "state": ACTIVE, "paused_why": "", "secret_number": 1, "rotated_at": 0, "created_at": self.clock(),
            "audit": []}
        if found and all(old[key] == value for key, value in fields.items()):
            return _read(found), False
        return self._change(id, found, old, fields, who, "edit" if found else "create"), found is None

    def pause(self, id: str, who: str, why: str = "") -> Subscription:
        """Tell it nothing for now; what happens meanwhile is told when it goes on."""
        return self._move(id, {"state": PAUSED, "paused_why": why}, who, "pause")

    def resume(self, id: str, who: str) -> Subscription:
        """Go on telling."""
        return self._move(id, {"state": ACTIVE, "paused_why": ""}, who, "resume")

    def rotate(self, id: str, who: str) -> Subscription:
        """Give it a new secret; the one before signs beside it for a day."""
        number = self.get(id).secret_number + 1
        return self._move(id, {"secret_number": number, "rotated_at": self.clock()}, who, "rotate")

    def delete(self, id: str) -> None:
        """Forget a subscription; NotFound when there is none."""
        self._document(id)
        self.documents.delete(KIND, [id])

    def shown(self, kept: Subscription) -> str:
        """Return the newest secret as the receiver writes it down."""
        return self.secrets.shown(_named(kept), kept.secret_number)

    def signing(self, kept: Subscription) -> tuple[bytes, ...]:
        """Return the secrets that sign now, the newest first."""
        both = kept.secret_number > 1 and self.clock() - kept.rotated_at < BOTH_MS
        numbers = (kept.secret_number, kept.secret_number - 1) if both else (kept.secret_number,)
        return tuple(self.secrets.of(_named(kept), number) for number in numbers)

    def _move(self, id: str, fields: Mapping[str, Any], who: str, what: str) -> Subscription:
        found = self._document(id)
        if all(found.body[key] == value for key, value in fields.items()):
            return _read(found)
        return self._change(id, found, found.body, fields, who, what)

    def _change(
        self, id: str, found: Document | None, old: Mapping[str, Any], fields: Mapping[str, Any], who: str, what: str
    ) -> Subscription:
        body = changed(old, fields, who, what, self.clock())
        body["audit"] = body["audit"][-50:]
        return _read(self.documents.put(KIND, id, body, found.version if found else 0))

    def _document(self, id: str) -> Document:
        found = self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_webhook", f"there is no subscription {id!r} / 没有这个订阅", field="webhook",
                           hint="see GET /v1/webhooks")
        return found


def _named(kept: Subscription) -> str:
    """Return the name of its secrets: one that is deleted and made anew under the same id has others."""
    return f"webhook:{kept.id}@{kept.created_at}"


def _read(found: Document) -> Subscription:
    body = found.body
    return Subscription(found.id, body["name"], body["url"], frozenset(body["topics"]), body["state"],
                        body["paused_why"], body["secret_number"], body["rotated_at"], body["created_at"],
                        found.version, tuple(body["audit"]))
