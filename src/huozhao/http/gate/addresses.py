"""Where a request comes from, and whether it came over HTTPS."""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from huozhao.terms.errors import BadInput

Address = IPv4Address | IPv6Address
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Caller:
    """The far end of a request: its address ("" unknown), whether the line is HTTPS, and the host it named."""

    address: str
    is_secure: bool
    host: str
    was_forwarded: bool

    @property
    def is_remote(self) -> bool:
        """Tell whether the address is known to be another machine's."""
        read = _read(self.address)
        return read is not None and not read.is_loopback

    @property
    def is_of_this_machine(self) -> bool:
        """Tell whether the request was made on this machine for this machine, not by a page of another host's."""
        named = host_name(self.host)
        is_named_so = named in LOOPBACK or not _read(self.address)
        return is_named_so and not self.is_remote and not self.was_forwarded

    @property
    def truncated(self) -> str:
        """Return the address without its last part: IPv4 /24, IPv6 /48."""
        return _truncated(self.address)

    @property
    def counted(self) -> str:
        """Return the address as rates count it: an IPv6 customer has a whole /64."""
        read = _read(self.address)
        if read is None or read.version == 4:
            return self.address
        return str(ip_network((read, 64), strict=False))


class Callers:
    """Finds the caller; X-Forwarded-For and -Proto are believed from `proxies` only."""

    def __init__(self, proxies: str) -> None:
        try:
            self._proxies = [ip_network(each.strip(), strict=False) for each in proxies.split(",") if each.strip()]
        except ValueError as error:
            raise BadInput("setting_unreadable", f"server.trusted_proxies: {error}", field="server.trusted_proxies",
                           hint="for example 127.0.0.1, 10.0.0.0/8") from None

    def of(self, scope: Any) -> Caller:
        """Return who is at the far end of a request."""
        headers = {name: value for name, value in scope["headers"] if name in _WANTED}
        address = scope["client"][0] if scope.get("client") else ""
        is_secure, host = scope.get("scheme") == "https", headers.get(b"host", b"").decode("latin-1")
        forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1")
        if not self._trusts(address):
            return Caller(address, is_secure, host, bool(forwarded or headers.get(b"forwarded")))
        is_secure = is_secure or headers.get(b"x-forwarded-proto") == b"https"
        host = headers.get(b"x-forwarded-host", b"").decode("latin-1") or host
        return Caller(self._first_stranger(forwarded, address), is_secure, host, was_forwarded=True)

    def _first_stranger(self, forwarded: str, address: str) -> str:
        """Return the nearest address in the chain that is not one of our proxies; what lies before it may be lies."""
        for each in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
            address = each
            if not self._trusts(each):
                break
        return address

    def _trusts(self, address: str) -> bool:
        read = _read(address) if self._proxies else None
        return read is not None and any(read in network for network in self._proxies)


_WANTED = frozenset({b"host", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded"})


def host_name(host: str) -> str:
    """Return the name in a Host header, without port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


@lru_cache(4_096)
def _truncated(address: str) -> str:
    read = _read(address)
    if read is None:
        return ""
    return str(ip_network((read, 24 if read.version == 4 else 48), strict=False).network_address)


@lru_cache(4_096)
def _read(address: str) -> Address | None:
    try:
        read = ip_address(address.strip("[]"))
    except ValueError:
        return None
    mapped = read.ipv4_mapped if isinstance(read, IPv6Address) else None
    return mapped or read
