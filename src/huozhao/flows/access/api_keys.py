"""API keys of programs: `hz_…`, only a hash on record, with scopes, an expiry and a rate."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from huozhao.events.documents import Document, Documents
from huozhao.flows.access.sessions import text
from huozhao.privacy.roles import permissions_in
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.time import DAY_MS

KIND, BY_HASH = "api_key", "api_key_hash"
PREFIX = "hz_"
SECRET_BYTES = 32
TOUCH_MS = 60_000
NAME = re.compile(r"[\w.@-]{1,64}")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret; `until`, `seen_at` in ms, 0 = never; `rate_per_s` 0 = the setting's."""

    name: str
    scopes: tuple[str, ...]
    made_at: int
    until: int
    seen_at: int
    revoked: bool
    rate_per_s: float
    beginning: str

    def is_good(self, now: int) -> bool:
        """Tell whether the key opens anything at an instant (ms)."""
        return not self.revoked and (not self.until or now < self.until)


class ApiKeys:
    """Makes, finds and revokes keys."""

    def __init__(self, documents: Documents, clock: Callable[[], int], chance: Callable[[int], bytes]) -> None:
        self._documents, self._clock, self._chance = documents, clock, chance

    def add(self, name: str, scopes: Sequence[str], days: float = 0, rate_per_s: float = 0) -> tuple[str, ApiKey]:
        """Make a key and return its secret, which is shown this once; `days` 0 = it does not expire."""
        if not NAME.fullmatch(name):
            raise BadInput("name_unreadable", "a name has 1 to 64 letters, digits, . _ @ - / 名称不合要求",
                           field="name", hint="for example till-3")
        if days < 0 or rate_per_s < 0:
            raise BadInput("out_of_range", "days and rate are not negative / 天数与速率不能为负", field="days",
                           hint="leave it out, or send 0, for no limit of the key's own")
        permissions_in(tuple(scopes))
        secret = PREFIX + text(self._chance(SECRET_BYTES))
        now = self._clock()
        body = {"scopes": list(scopes), "made_at": now, "until": now + int(days * DAY_MS) if days else 0,
                "seen_at": 0, "revoked": False, "rate_per_s": rate_per_s, "beginning": secret[:8],
                "hash": _hash(secret)}
        try:
            stored = self._documents.put(KIND, name, body, expected_version=0)
        except Conflict:
            raise Conflict("key_exists", f"there is a key {name} already / 密钥名已存在", field="name",
                           hint="choose another name") from None
        self._documents.put(BY_HASH, _hash(secret), {"name": name})
        return secret, _key(stored)

    def find(self, secret: str) -> ApiKey | None:
        """Return the key that a secret opens, or None when it is unknown, revoked or past its time."""
        named = self._documents.get(BY_HASH, _hash(secret))
        found = self._documents.get(KIND, named.body["name"]) if named else None
        now = self._clock()
        if found is None or not _key(found).is_good(now):
            return None
        if now - found.body["seen_at"] >= TOUCH_MS:
            self._touch(found, now)
        return _key(found)

    def all(self) -> list[ApiKey]:
        """Return all keys by name, revoked ones too."""
        return [_key(each) for each in self._documents.list(KIND, limit=10_000)]

    def revoke(self, name: str) -> ApiKey:
        """Shut a key for good."""
        found = self._documents.get(KIND, name)
        if found is None:
            raise NotFound("unknown_key", f"there is no key {name!r} / 没有这个密钥", field="name",
                           hint="`huozhao keys list` shows all")
        self._documents.delete(BY_HASH, [found.body["hash"]])
        return _key(self._documents.put(KIND, name, {**found.body, "revoked": True}))

    def _touch(self, found: Document, now: int) -> None:
        """Note that a key was used, unless it was changed in the same moment."""
        try:
            self._documents.put(KIND, found.id, {**found.body, "seen_at": now}, expected_version=found.version)
        except Conflict:
            return


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _key(found: Document) -> ApiKey:
    body = found.body
    return ApiKey(found.id, tuple(body["scopes"]), body["made_at"], body["until"], body["seen_at"], body["revoked"],
                  body["rate_per_s"], body["beginning"])
