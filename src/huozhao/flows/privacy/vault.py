"""The vault: phones, names, addresses, openids, sealed; found by phone unopened; opened for a stated reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from huozhao.privacy.addresses import ADDRESSES
from huozhao.privacy.contact import FIELDS, OPENID, masked, normal
from huozhao.privacy.fields import SealedField, SealedFields
from huozhao.privacy.sealing import NONCE_BYTES, Chance, Keys, blind, place
from huozhao.terms.errors import BadInput

TABLE = "vault"
# (subject, field, value)
Given = tuple[str, str, str]


@dataclass(frozen=True)
class Vault:
    """Seals with the subject's own key; the blind index has a key of its own for each field."""

    keys: Keys
    fields: SealedFields
    chance: Chance
    _blinding: dict[str, bytes] = field(default_factory=dict)

    def put(self, subject: str, name: str, value: str, at: int = 0) -> None:
        """Seal one value in place of the one before; BadInput for a phone number that is none."""
        self.put_many([(subject, name, value)], at)

    def put_many(self, given: Sequence[Given], at: int = 0) -> None:
        """Seal values; durable on return."""
        keys = self.keys.ensure([subject for subject, _, _ in given])
        self.fields.put([self._sealed(key.token, name, value, at) for key, (_, name, value) in zip(
            keys, given, strict=True)])

    def open(self, subject: str, name: str) -> str | None:
        """Return a value in the clear; only for a stated reason that goes on record. None when there is none."""
        return self._opened(subject).get(name)

    def masked(self, members: Sequence[str]) -> dict[str, str]:
        """Return the contact data of a person as they may be shown: 138****1234."""
        return {name: masked(name, value) for name, value in self.contact(members).items()}

    def all(self, subject: str) -> dict[str, str]:
        """Return everything in the clear, for the shopper's own copy."""
        return self._opened(subject)

    def contact(self, members: Sequence[str]) -> dict[str, str]:
        """Return the contact data of a person in the clear; what was given last counts, under any of their ids."""
        held = [each for member in reversed(members) for each in self._each(member) if each[0].field in FIELDS]
        return {kept.field: value for kept, value in sorted(held, key=lambda each: each[0].at)}

    def drop(self, subjects: Sequence[str], names: Sequence[str]) -> None:
        """Delete some fields of subjects."""
        for key in (self.keys.find(subject) for subject in subjects):
            if key is not None:
                self.fields.drop(key.token, names)

    def find(self, name: str, value: str) -> list[str]:
        """Return the subjects whose field has this value; nothing sealed is opened."""
        found = (self.keys.by_token(token) for token in self.fields.find(name, self.blind(name, value)))
        return sorted(key.subject for key in found if key is not None)

    def blind(self, name: str, value: str) -> str:
        """Return the keyed token of a value: equal for equal values, and of no use without the key."""
        if name not in self._blinding:
            self._blinding[name] = self.keys.secret(f"blind:{name}")
        return blind(self._blinding[name], name, normal(name, value))

    def forget(self, subjects: Sequence[str]) -> int:
        """Delete what is sealed of subjects; their keys are destroyed by the erasure as a whole."""
        found = (self.keys.find(subject) for subject in subjects)
        return self.fields.forget([key.token for key in found if key is not None])

    def _opened(self, subject: str) -> dict[str, str]:
        return {kept.field: value for kept, value in self._each(subject)}

    def _each(self, subject: str) -> list[tuple[SealedField, str]]:
        """Return what is sealed of a subject, each with its value in the clear."""
        key = self.keys.find(subject)
        if key is None:
            return []
        return [(each, key.open(each.sealed, place(TABLE, each.field, key.token)).decode())
                for each in self.fields.of(key.token)]

    def _sealed(self, token: str, name: str, value: str, at: int) -> SealedField:
        if name not in (*FIELDS, OPENID, ADDRESSES):
            raise BadInput("unknown_field", f"the vault has no field {name!r}", field=name,
                           hint=f"one of {', '.join(FIELDS)}")
        key = self.keys.by_token(token)
        if key is None:
            raise BadInput("shopper_erased", "the shopper was erased meanwhile", field="shopper", hint="send it again")
        plain = normal(name, value)
        sealed = key.seal(self.chance(NONCE_BYTES), plain.encode(), place(TABLE, name, token))
        return SealedField(token, name, sealed, self.blind(name, plain), at)
