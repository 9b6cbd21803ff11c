"""The access log: who looked at whose personal data, when and why."""

import asyncio

import msgspec
from litestar import Router, get

from huozhao.app import App
from huozhao.privacy.looks import Look, Wanted
from huozhao.terms.errors import BadInput
from huozhao.terms.time import iso, parse_instant


class LookOut(msgspec.Struct, frozen=True):
    """One look. `who` is a user's or key's name; `address` lacks its last part; an erased shopper has a pseudonym."""

    at: str
    kind: str
    who: str
    role: str
    what: str
    shoppers: list[str]
    reason: str
    address: str


class LookPage(msgspec.Struct, frozen=True):
    """Looks, newest first."""

    items: list[LookOut]
    next: str | None


@get("/access-log", summary="Read the access log", tags=["access"])
async def get_access_log(
    mall: App, who: str = "", shopper: str = "", what: str = "", since: str = "", until: str = "", after: str = "",
    limit: int = 50,
) -> LookPage:  # fmt: skip
    """Return looks at personal data, newest first, narrowed by who, whose, what and when (ISO 8601)."""
    if after and not after.isdecimal():
        raise BadInput("cursor_unreadable", f"{after!r} is no cursor", field="after",
                       hint="send what `next` of the page before said, or leave it out")
    wanted = Wanted(who, shopper, what, parse_instant(since, "since") if since else 0,
                    parse_instant(until, "until") if until else 1 << 62, int(after or 0))
    most = max(1, min(limit, 500))
    found = await asyncio.to_thread(mall.looks.find, wanted, most + 1)
    shown = found[:most]
    return LookPage([look_out(each) for each in shown], str(shown[-1].position) if len(found) > most else None)


def look_out(look: Look) -> LookOut:
    """Return a look for the wire."""
    return LookOut(iso(look.at), look.kind, look.who, look.role, look.what, list(look.subjects), look.reason,
                   look.address)


ROUTER = Router("/", route_handlers=[get_access_log])
