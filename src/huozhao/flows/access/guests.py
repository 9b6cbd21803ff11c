"""Guests of the storefront: shoppers whom no mall's log-in knows; a secret in their own client says who they are."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from huozhao.flows.access.shopper_tokens import ShopperToken, ShopperTokens
from huozhao.terms.errors import BadInput

PREFIX = "guest-"
SECRET_BYTES = 32
TOKEN_S = 3_600


@dataclass(frozen=True, slots=True)
class Guest:
    """A guest with the secret that brings them back and a token that speaks for them."""

    secret: str
    shopper: str
    token: ShopperToken


@dataclass(frozen=True, slots=True)
class Guests:
    """Lets guests in. Nothing of a secret is kept: the id is its one-way hash, so no id leads back to a secret."""

    tokens: ShopperTokens
    chance: Callable[[int], bytes]
    was_erased: Callable[[str], bool]

    def enter(self, secret: str = "") -> Guest:
        """Return the guest of a secret, a new one without; who was erased comes back as somebody new."""
        if secret and not _is_secret(secret):
            raise BadInput("guest_secret", "this is no guest's secret / 访客凭证不对", field="secret",
                           hint="leave it out to come in as a new guest")
        if not secret or self.was_erased(guest_id(secret)):
            secret = self.chance(SECRET_BYTES).hex()
        shopper = guest_id(secret)
        return Guest(secret, shopper, self.tokens.issue(shopper, TOKEN_S))


def guest_id(secret: str) -> str:
    """Return the shopper's id of a secret: its hash (BLAKE2b, 80 bits)."""
    return PREFIX + blake2b(secret.encode(), digest_size=10, person=b"huozhao guest").hexdigest()


def _is_secret(secret: str) -> bool:
    return len(secret) == 2 * SECRET_BYTES and all(each in "0123456789abcdef" for each in secret)
