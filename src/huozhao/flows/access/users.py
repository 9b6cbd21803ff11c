"""The people who use the console: names, roles, password hashes."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from huozhao.events.documents import Document, Documents
from huozhao.flows.access.passwords import Passwords, require_strong
from huozhao.privacy.roles import permissions_of
from huozhao.terms.errors import BadInput, Conflict, NotFound

KIND = "user"
NAME = re.compile(r"[\w.@-]{1,64}")


@dataclass(frozen=True, slots=True)
class User:
    """A person with a role; the password stays inside `Users`."""

    name: str
    role: str
    disabled: bool
    made_at: int
    seen_at: int
    version: int


class Users:
    """Reads and changes users. Each change ends the user's sessions, told through `changed(name)`."""

    def __init__(self, documents: Documents, passwords: Passwords, clock: Callable[[], int]) -> None:
        self._documents, self._passwords, self._clock = documents, passwords, clock
        self.changed: Callable[[str], None] = lambda _: None

    def add(self, name: str, role: str, password: str) -> User:
        """Make a user; the first one must be an owner."""
        name = name.strip().lower()
        if not NAME.fullmatch(name):
            raise BadInput("name_unreadable", "a name has 1 to 64 letters, digits, . _ @ - / 用户名不合要求",
                           field="name", hint="for example li.na")
        permissions_of(role)
        if role != "owner" and not self.count():
            raise BadInput("first_user_is_owner", "the first user must be an owner / 第一个用户必须是所有者",
                           field="role", hint="make an owner first, then the others")
        require_strong(password, name)
        body = {"role": role, "password": self._passwords.hash(password), "disabled": False,
                "made_at": self._clock(), "seen_at": 0}
        try:
            return _user(self._documents.put(KIND, name, body, expected_version=0))
        except Conflict:
            raise Conflict("user_exists", f"there is a user {name} already / 用户已存在", field="name",
                           hint="choose another name") from None

    def get(self, name: str) -> User | None:
        """Return a user or None."""
        found = self._documents.get(KIND, name.strip().lower())
        return _user(found) if found else None

    def all(self) -> list[User]:
        """Return all users by name."""
        return [_user(each) for each in self._documents.list(KIND, limit=10_000)]

    def count(self) -> int:
        """Return how many users there are."""
        return self._documents.count(KIND)

    def change(self, name: str, *, role: str = "", disabled: bool | None = None, password: str = "") -> User:
        """Give a user another role or password, or shut the user out; refused when no owner would be left."""
        found = self._known(name)
        body = dict(found.body)
        if role:
            permissions_of(role)
            body["role"] = role
        if disabled is not None:
            body["disabled"] = disabled
        if password:
            require_strong(password, found.id)
            body["password"] = self._passwords.hash(password)
        self._require_owner(found, body)
        stored = _user(self._documents.put(KIND, found.id, body, expected_version=found.version))
        self.changed(found.id)
        return stored

    def check(self, name: str, password: str) -> User | None:
        """Return the user whose password this is, or None; takes equally long for names that do not exist."""
        found = self._documents.get(KIND, name.strip().lower())
        encoded = "" if found is None or found.body["disabled"] else str(found.body["password"])
        if not self._passwords.check(encoded, password[:1024]) or found is None:
            return None
        body = {**found.body, "seen_at": self._clock()}
        if self._passwords.is_outdated(encoded):
            body["password"] = self._passwords.hash(password)
        return _user(self._documents.put(KIND, found.id, body))

    def _known(self, name: str) -> Document:
        found = self._documents.get(KIND, name.strip().lower())
        if found is None:
            raise NotFound("unknown_user", f"there is no user {name!r} / 没有这个用户", field="name",
                           hint="`huozhao users list` shows all")
        return found

    def _require_owner(self, found: Document, body: dict[str, object]) -> None:
        left = body["role"] == "owner" and not body["disabled"]
        others = any(u.role == "owner" and not u.disabled and u.name != found.id for u in self.all())
        if not left and not others:
            raise Conflict("last_owner", "one owner must stay / 至少要保留一位所有者", field="role",
                           hint="make another owner first")


def _user(found: Document) -> User:
    body = found.body
    return User(found.id, body["role"], body["disabled"], body["made_at"], body["seen_at"], found.version)
