"""Shopper tokens: a signed JWT (RFC 7519, HS256) with which a shopper's own client speaks for that shopper only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from threading import RLock
from typing import Any

from huozhao.events.documents import Documents
from huozhao.privacy.signing import SigningKey, SigningKeys
from huozhao.terms.errors import BadInput, HuozhaoError

KIND = "token_end"
FOR_SHOPPERS = "huozhao:shopper"
ALGORITHM = "HS256"
SECRET_BYTES = 32
LEEWAY_MS = 1_000


@dataclass(frozen=True, slots=True)
class ShopperToken:
    """A signed token and the instant (ms) at which it ends."""

    token: str
    until: int
    key: str


class ShopperTokens:
    """Issues, reads and ends tokens. `longest_ms` bounds their life, so old signing keys can go after it."""

    def __init__(
        self, keys: SigningKeys, documents: Documents, clock: Callable[[], int], chance: Callable[[int], bytes],
        longest_ms: int,
    ) -> None:  # fmt: skip
        self._keys, self._documents, self._clock, self._chance = keys, documents, clock, chance
        self._longest_ms = longest_ms
        self._turn = RLock()  # two who rotate at once would each forget the other's key

    def issue(self, shopper: str, ttl_s: int) -> ShopperToken:
        """Sign a token for a shopper."""
        import jwt

        if not 1 <= len(shopper) <= 128:
            raise BadInput("shopper_length", "shopper has 1 to 128 characters / 顾客编号长度不合要求", field="shopper",
                           hint="send the mall's own id of the shopper")
        if not 1 <= ttl_s <= self._longest_ms // 1000:
            raise BadInput("ttl_out_of_range", f"ttl_s lies between 1 and {self._longest_ms // 1000} / 有效期超出范围",
                           field="ttl_s", hint="an hour is 3600; issue a new token when one ends")
        now, key = self._clock(), self._signing_key()
        until = now + ttl_s * 1000
        claims = {"aud": FOR_SHOPPERS, "sub": shopper, "iat": now // 1000, "exp": until // 1000, "at": now}
        return ShopperToken(jwt.encode(claims, key.secret, ALGORITHM, {"kid": key.id}), until // 1000 * 1000, key.id)

    def read(self, token: str) -> str:
        """Return the shopper of a token; HuozhaoError (401) says what is wrong with one that does not hold."""
        claims, key = self._claims(token)
        shopper, at = claims.get("sub"), claims.get("at")
        if not isinstance(shopper, str) or not isinstance(at, int):
            raise _refused("token_unreadable", "this token misses a claim / 令牌缺少内容")
        now = self._clock()
        if now >= int(claims["exp"]) * 1000:
            raise _refused("token_expired", "this token has run out / 令牌已过期")
        ended = self._documents.get(KIND, _mark(shopper, key))
        if ended is not None and at <= ended.body["at"]:
            raise _refused("token_ended", "this token was taken back / 令牌已作废")
        return shopper

    def end(self, subjects: Sequence[str]) -> int:
        """Make every token issued so far to these shoppers worthless; return how many shoppers that were.

        What is kept is a hash under each signing key, not the shopper's id; `tidy` removes it once no token can live.
        """
        now = self._clock()
        marks = [_mark(subject, key) for subject in subjects for key in self._keys.all()]
        self._documents.put_many(KIND, [(mark, {"at": now}) for mark in marks])
        return len(subjects)

    def rotate(self) -> SigningKey:
        """Sign with a new key from now on; older keys verify until the last token they signed has ended."""
        with self._turn:
            now = self._clock()
            kept = list(self._keys.all())
            # A key was in use until the next one came; it may go when that is longer ago than the longest token.
            still = [key for key, after in pairwise(kept) if after.at + self._longest_ms > now]
            made = SigningKey(self._chance(6).hex(), self._chance(SECRET_BYTES), now)
            self._keys.keep([*still, *kept[-1:], made])
            return made

    def tidy(self) -> int:
        """Remove the marks of shoppers whose ended tokens have run out by themselves."""
        before = self._clock() - self._longest_ms
        old = [each.id for each in self._documents.list(KIND, limit=1_000_000) if each.body["at"] < before]
        return self._documents.delete(KIND, old) if old else 0

    def _claims(self, token: str) -> tuple[dict[str, Any], SigningKey]:
        import jwt

        try:
            wanted = jwt.get_unverified_header(token).get("kid")
            key = next((each for each in self._keys.all() if each.id == wanted), None)
            if key is None:
                raise _refused("token_key_unknown", "this token was signed with a key that is gone / 签名密钥已更换")
            # The clock is ours, so times are checked by `read`.
            options: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False,
                            "require": ["exp", "iat", "sub", "aud"]}
            claims: dict[str, Any] = jwt.decode(token, key.secret, [ALGORITHM], options=options, audience=FOR_SHOPPERS)
        except jwt.InvalidTokenError:
            raise _refused("token_unreadable", "this token was not signed here / 令牌无效") from None
        return claims, key

    def _signing_key(self) -> SigningKey:
        if keys := self._keys.all():
            return keys[-1]
        with self._turn:
            keys = self._keys.all()
            return keys[-1] if keys else self.rotate()


class Unrecognised(HuozhaoError):
    """Who asks cannot be told: nothing was shown, or what was shown does not hold."""

    status = 401


def _mark(shopper: str, key: SigningKey) -> str:
    return blake2b(shopper.encode(), key=key.secret, digest_size=16).hexdigest()


def _refused(code: str, message: str) -> Unrecognised:
    return Unrecognised(code, message, field="Authorization",
                        hint="ask the mall's server for a new token / 请重新获取令牌")
