"""Who asks: a person, a program or a shopper, with what they may do."""

from dataclasses import dataclass

from huozhao.privacy.roles import EVERYTHING, SHOPPER


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who was recognised.

    kind: local (this machine, nothing configured), user, key, shopper or nobody. `name` is the user's or the key's
    name; `shopper` is the subject id of a shopper token and empty for all others. `session` is the stored id of a
    cookie session, `address` where the request came from, `rate_per_s` a key's own limit (0 = the setting's).
    """

    kind: str
    name: str
    role: str = ""
    shopper: str = ""
    permissions: frozenset[str] = frozenset()
    session: str = ""
    address: str = ""
    rate_per_s: float = 0.0

    def may(self, permission: str) -> bool:
        """Tell whether this principal has a permission."""
        return permission in self.permissions

    def is_self(self, subject: str) -> bool:
        """Tell whether this is a shopper who asks about the own subject id."""
        return bool(self.shopper) and self.shopper == subject


NOBODY = Principal("nobody", "")
LOCAL = Principal("local", "local", role="owner", permissions=EVERYTHING)


def shopper_principal(shopper: str) -> Principal:
    """Return the principal of a shopper's token; the name stays empty, so that no log line carries the shopper."""
    return Principal("shopper", "", shopper=shopper, permissions=SHOPPER)
