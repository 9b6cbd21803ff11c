"""Addresses that messages may go to: checked when they are written down."""

import re

from huozhao.terms.errors import BadInput

# No user or password inside, no fragment, no letters that HTTP cannot carry; the host is a name or an address. Where it
# leads is checked when sending.
_ADDRESS = re.compile(r"(https?)://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?(/[!-~]*)?")
_HIGHEST_PORT = 65_535
_NEAR = re.compile(r"localhost|127(\.\d+){3}|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|\[::1\]|"
                   r"[A-Za-z0-9-]+|[A-Za-z0-9.-]+\.(local|internal|lan)")
LONGEST = 500


def require_address(url: str, field: str) -> None:
    """Raise BadInput unless `url` is a plain https address, or an http one inside the merchant's own network."""
    found = _ADDRESS.fullmatch(url) if len(url) <= LONGEST and not {"#", "\\"} & set(url) else None
    if found is None or int((found[3] or ":443")[1:]) > _HIGHEST_PORT:
        raise BadInput("address_unreadable", f"{url[:80]!r} is no address that messages can go to", field=field,
                       hint="for example https://erp.example.com/huozhao, with Chinese in it as %E8%B4%A7")
    if found[1] == "http" and not _NEAR.fullmatch(found[2]):
        raise BadInput("address_not_safe", "messages leave this network only over https", field=field,
                       hint="use https://")


def require_public(url: str, field: str) -> None:
    """Raise BadInput unless `url` is an https address outside of private networks, as far as its spelling tells."""
    require_address(url, field)
    found = _ADDRESS.fullmatch(url)
    if found and (found[1] == "http" or _NEAR.fullmatch(found[2])):
        raise BadInput("address_private", "only https addresses outside of private networks / 只能用公网的 https 地址",
                       field=field, hint="to allow the own network, set connect.private_receivers = true")
