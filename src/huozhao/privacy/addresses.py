"""A shopper's addresses as one text that the vault seals: each with a name, a phone and a place, one of them first."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import msgspec

from huozhao.privacy.contact import FIELDS, masked, normal
from huozhao.terms.errors import BadInput

ADDRESSES = "addresses"
# The id of the one address that was given as contact data before there was a list.
CONTACT = "contact"
MOST = 20


@dataclass(frozen=True, slots=True)
class Address:
    """One address; `place` are coordinates with their system where it lies, None while nobody said."""

    id: str
    name: str
    phone: str
    address: str
    label: str = ""
    is_default: bool = False
    place: Mapping[str, Any] | None = None


def read(text: str) -> list[Address]:
    """Return the addresses of a text that `written` made, or none for an empty one."""
    return [Address(**each) for each in msgspec.json.decode(text)] if text else []


def written(addresses: Sequence[Address]) -> str:
    """Return addresses as one text."""
    return msgspec.json.encode([asdict(each) for each in addresses]).decode()


def known(held: Sequence[Address], contact: Mapping[str, str]) -> list[Address]:
    """Return the addresses of a person, each id once; their contact data are the default one.

    Lists under several ids of a person have a default each: that of the contact data is theirs. Where the contact data
    say another address than the default, nobody said where that lies.
    """
    first: dict[str, Address] = {}
    for each in held:
        first.setdefault(each.id, each)
    unique = list(first.values())
    if not all(contact.get(name) for name in FIELDS):
        return _one_default(unique, "")
    given: dict[str, Any] = {name: contact[name] for name in FIELDS}
    if not unique:
        return [Address(CONTACT, **given, is_default=True)]
    same = next((each.id for each in unique if each.is_default and _has(each, given)), "")
    return [_given(each, given) if each.is_default else each for each in _one_default(unique, same)]


def with_one(addresses: Sequence[Address], given: Address) -> list[Address]:
    """Return the list with one address new or changed; exactly one is the default, and stays it until another one is.

    BadInput names what is wrong.
    """
    clean = replace(given, name=normal("name", given.name), phone=normal("phone", given.phone),
                    address=normal("address", given.address))  # fmt: skip
    found = [clean if each.id == clean.id else each for each in addresses]
    if clean not in found:
        found.append(clean)
    if len(found) > MOST:
        raise BadInput("addresses_full", f"there are {MOST} addresses already / 地址已满", field="id",
                       hint="take one away first")
    before = default_of(addresses)
    return _one_default(found, clean.id if clean.is_default or before is None else before.id)


def without(addresses: Sequence[Address], id: str) -> list[Address]:
    """Return the list without one address; where that was the default, the first is."""
    return _one_default([each for each in addresses if each.id != id], "")


def default_of(addresses: Sequence[Address]) -> Address | None:
    """Return the default, None of an empty list."""
    return next((each for each in addresses if each.is_default), None)


def in_short(address: Address) -> str:
    """Return an address as it may be shown: 林*, 138****1234, its beginning."""
    return " ".join(masked(name, getattr(address, name)) for name in ("name", "phone", "address"))


def _has(address: Address, given: Mapping[str, Any]) -> bool:
    return all(getattr(address, name) == given[name] for name in FIELDS)


def _given(address: Address, given: Mapping[str, Any]) -> Address:
    return replace(address, **given, place=address.place if address.address == given["address"] else None)


def _one_default(addresses: Sequence[Address], wanted: str) -> list[Address]:
    held = default_of(addresses)
    chosen = wanted or (held.id if held else addresses[0].id if addresses else "")
    return [replace(each, is_default=each.id == chosen) for each in addresses]
