"""Users of the console: who there is, with which role."""

import asyncio

import msgspec
from litestar import Router, get, post, put

from huozhao.app import App
from huozhao.flows.access.users import User
from huozhao.terms.errors import NotFound
from huozhao.terms.time import iso


class UserIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new user. role: owner, operator, analyst or service."""

    name: str
    role: str
    password: str


class UserChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of a user; what is left out stays."""

    role: str = ""
    disabled: bool | None = None
    password: str = ""


class UserOut(msgspec.Struct, frozen=True):
    """A user; nothing of the password."""

    name: str
    role: str
    disabled: bool
    made_at: str
    seen_at: str | None


class UserPage(msgspec.Struct, frozen=True):
    """All users by name."""

    items: list[UserOut]
    next: str | None


@get("/users", summary="Read the users", tags=["access"])
async def get_users(mall: App) -> UserPage:
    """Return all users with their roles."""
    return UserPage([user_out(each) for each in await asyncio.to_thread(mall.access.users.all)], None)


@post("/users", status_code=201, summary="Make a user", tags=["access"])
async def post_user(mall: App, data: UserIn) -> UserOut:
    """Make a user. While there is none, anybody on this machine may make the first one, an owner."""
    made = await asyncio.to_thread(mall.access.users.add, data.name, data.role, data.password)
    mall.access.changed()
    return user_out(made)


@put("/users/{name:str}", status_code=200, summary="Change a user", tags=["access"])
async def put_user(mall: App, name: str, data: UserChange) -> UserOut:
    """Give a user another role or password, or shut the user out; the user's sessions end."""
    if mall.access.users.get(name) is None:
        raise NotFound("unknown_user", f"there is no user {name!r} / 没有这个用户", field="name", hint="GET /v1/users")
    changed = await asyncio.to_thread(
        lambda: mall.access.users.change(name, role=data.role, disabled=data.disabled, password=data.password)
    )
    mall.access.changed()
    return user_out(changed)


def user_out(user: User) -> UserOut:
    """Return a user for the wire."""
    return UserOut(user.name, user.role, user.disabled, iso(user.made_at), iso(user.seen_at) if user.seen_at else None)


ROUTER = Router("/", route_handlers=[get_users, post_user, put_user])
