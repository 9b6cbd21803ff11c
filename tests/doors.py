"""A mall in memory that asks who comes in, and short words to come in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import httpx
from litestar.testing import TestClient

from huozhao.app import App, open_app
from huozhao.app.clock import real_clock
from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.flows.access.passwords import Passwords
from huozhao.flows.access.users import KIND, Users
from huozhao.http.server import create
from huozhao.settings import Access, Server, Settings, Storage, Storefront

PASSWORD = "a sentence that is long"
ROLES = ("owner", "operator", "analyst", "service")


@dataclass
class Door:
    """The application and a client that keeps no cookies of its own."""

    http: TestClient[Any]
    app: App

    def log_in(self, name: str, password: str = PASSWORD) -> dict[str, str]:
        """Log in and return the headers of the session: cookie and token."""
        answer = self.http.post("/v1/session", json={"name": name, "password": password})
        self.http.cookies.clear()
        assert answer.status_code == 200, answer.text
        cookie = answer.headers["set-cookie"].split(";")[0]
        return {"Cookie": cookie, "X-CSRF-Token": answer.json()["csrf"]}

    def key(self, *scopes: str, name: str = "till", **more: Any) -> dict[str, str]:
        """Make a key and return the header that shows it."""
        secret, _ = self.app.access.keys.add(name, scopes, **more)
        self.app.access.changed()
        return bearer(secret)

    def token(self, shopper: str, ttl_s: int = 3600) -> dict[str, str]:
        """Issue a shopper's token and return the header that shows it."""
        return bearer(self.app.access.tokens.issue(shopper, ttl_s).token)


def bearer(secret: str) -> dict[str, str]:
    """Return the header that shows a key or a token."""
    return {"Authorization": f"Bearer {secret}"}


def code(answer: httpx.Response) -> str:
    """Return the code of a refusal."""
    return str(answer.json()["error"]["code"])


@cache
def _users() -> list[tuple[str, dict[str, Any]]]:
    """Return one user a role as they are kept; made once, as hashing a password is slow on purpose."""
    documents = MemoryDocuments(real_clock)
    users = Users(documents, Passwords(os.urandom), real_clock)
    for role in ROLES:
        users.add(role, role, PASSWORD)
    return [(each.id, each.body) for each in documents.list(KIND)]


@contextmanager
def door(
    *, access: Access | None = None, server: Server | None = None, users: bool = True,
    storefront: Storefront | None = None,
) -> Iterator[Door]:  # fmt: skip
    """Open a mall with one user a role (named after it)."""
    settings = replace(Settings(), storage=Storage(backend="memory"), access=access or Access(),
                       server=server or Server(), storefront=storefront or Storefront())
    with open_app(settings) as app, TestClient(create(app)) as http:
        if users:
            app.documents.put_many(KIND, _users())
        app.access.changed()
        yield Door(http, app)
