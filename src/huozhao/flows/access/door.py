"""The door: from what a request shows to who asks."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from huozhao.events.documents import Documents
from huozhao.flows.access.api_keys import PREFIX, ApiKeys
from huozhao.flows.access.looks import Looks
from huozhao.flows.access.passwords import Passwords
from huozhao.flows.access.rates import Lockout
from huozhao.flows.access.sessions import Session, Sessions
from huozhao.flows.access.shopper_tokens import ShopperTokens, Unrecognised
from huozhao.flows.access.users import User, Users
from huozhao.privacy.looks import AccessLog
from huozhao.privacy.principal import Principal, shopper_principal
from huozhao.privacy.roles import EVERYTHING, permissions_in, permissions_of
from huozhao.privacy.signing import SigningKeys
from huozhao.terms.errors import Busy

FRESH_MS = 1_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What the settings say about access."""

    master_key: str
    session_idle_ms: int
    session_longest_ms: int
    token_longest_ms: int
    wrong_passwords: int
    access_log_days: int


class Access:
    """Users, sessions, keys, tokens and the access log, and who a request comes from."""

    def __init__(
        self, documents: Documents, log: AccessLog, keys: SigningKeys, terms: Terms, clock: Callable[[], int],
        chance: Callable[[int], bytes],
    ) -> None:  # fmt: skip
        self.clock, self._terms, self._documents = clock, terms, documents
        self.users = Users(documents, Passwords(chance), clock)
        self.sessions = Sessions(documents, clock, chance, terms.session_idle_ms, terms.session_longest_ms)
        self.keys = ApiKeys(documents, clock, chance)
        self.tokens = ShopperTokens(keys, documents, clock, chance, terms.token_longest_ms)
        self.looks = Looks(log, clock, chance, terms.access_log_days)
        self.users.changed = self.sessions.end_all
        self.looks.forgotten, self.looks.expired = self.tokens.end, self.tokens.tidy
        self._lockout = Lockout(terms.wrong_passwords)
        self._counted: tuple[int, bool, bool] = (0, False, False)
        self._known: dict[str, tuple[int, Principal]] = {}

    def has_users(self) -> bool:
        """Tell whether there is a user, as of at most a second ago."""
        return self._count()[1]

    def is_configured(self) -> bool:
        """Tell whether anybody has to show something: there is a user or a key."""
        return any(self._count()[1:]) or bool(self._terms.master_key)

    def by_bearer(self, shown: str) -> Principal:
        """Return who shows this in `Authorization: Bearer …`; Unrecognised when it does not hold."""
        if self._terms.master_key and hmac.compare_digest(shown.encode(), self._terms.master_key.encode()):
            return Principal("key", "server.api_key", role="owner", permissions=EVERYTHING)
        if shown.startswith(PREFIX):
            return self._remembered(shown, self._by_key)
        if shown.count(".") == 2:
            return shopper_principal(self.tokens.read(shown))
        raise Unrecognised("unauthorised", "this API key is not known here / 没有这个密钥", field="Authorization",
                           hint="send Authorization: Bearer <API key>; `huozhao keys add` makes one")

    def by_session(self, secret: str) -> tuple[Principal, Session] | None:
        """Return who is logged in under this cookie, or None when nobody is."""
        session = self.sessions.find(secret)
        user = self.users.get(session.user) if session else None
        if session is None or user is None or user.disabled:
            return None
        return user_principal(user, session), session

    def log_in(self, name: str, password: str, address: str) -> tuple[str, Principal, Session]:
        """Open a session and return its secret for the cookie, who it is and the session.

        Busy after too many wrong passwords for this name from this address; Unrecognised for a wrong one.
        """
        who, now = f"{name.strip().lower()[:64]} {address}", self.clock()
        if wait := self._lockout.wait_ms(who, now):
            seconds = -(-wait // 1000)
            raise Busy("locked_out", f"too many wrong passwords; wait {seconds} s / 密码错误次数过多，请稍候",
                       retry_after_s=seconds, hint="wait, or let an owner set a new password: huozhao users password")
        user = self.users.check(name, password)
        if user is None:
            self._lockout.wrong(who, self.clock())
            raise Unrecognised("wrong_password", "the name or the password is wrong / 用户名或密码不对",
                               field="password", hint="check both; an owner can set a new password")
        self._lockout.right(who)
        secret, session = self.sessions.open(user.name)
        return secret, user_principal(user, session), session

    def changed(self) -> None:
        """Look again at once for users and keys: one was added, changed or revoked."""
        self._counted = (0, False, False)
        self._known.clear()

    def _count(self) -> tuple[int, bool, bool]:
        now = self.clock()
        if not 0 <= now - self._counted[0] < FRESH_MS:
            keys = any(key.is_good(now) for key in self.keys.all())
            self._counted = (now, self.users.count() > 0, keys)
        return self._counted

    def _by_key(self, secret: str) -> Principal:
        key = self.keys.find(secret)
        if key is None:
            raise Unrecognised("unauthorised", "this API key is unknown, revoked or past its time / 密钥无效",
                               field="Authorization", hint="an owner makes a new one: huozhao keys add")
        return Principal("key", key.name, role="service", permissions=permissions_in(key.scopes),
                         rate_per_s=key.rate_per_s)

    def _remembered(self, secret: str, find: Callable[[str], Principal]) -> Principal:
        """Ask the store at most once a second for each key, which also bounds how late a revocation comes."""
        now = self.clock()
        at, known = self._known.get(secret, (0, None))
        if known is None or not 0 <= now - at < FRESH_MS:
            known = find(secret)
            if len(self._known) > 1_000:
                self._known.clear()
            self._known[secret] = (now, known)
        return known


def user_principal(user: User, session: Session) -> Principal:
    """Return a logged-in user as principal."""
    return Principal("user", user.name, role=user.role, permissions=permissions_of(user.role), session=session.id)


def from_address(principal: Principal, address: str) -> Principal:
    """Return the principal with the place (truncated address) that the request came from."""
    return replace(principal, address=address)


def terms(settings: Any, master_key: str) -> Terms:
    """Read the group of settings."""
    return Terms(
        master_key, settings.session_idle_minutes * 60_000, settings.session_hours * 3_600_000,
        settings.token_hours * 3_600_000, settings.wrong_passwords, settings.access_log_days,
    )  # fmt: skip


