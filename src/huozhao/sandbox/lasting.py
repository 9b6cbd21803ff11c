"""A fake that goes on where it stopped: its secrets and keys, its users, what they allowed, bought and looked at."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from huozhao.sandbox.kept import Book, Kept
from huozhao.sandbox.keys import private_pem
from huozhao.sandbox.world import Payment, Refund, World, hold_pair

SECRETS = ("secret", "api_v3_key", "push_key", "api_key", "api_key_number", "api_certificate_number")
PARTIES = ("merchant", "platform")
# Visits are asked for a month back at most.
KEPT_DAYS = 40


def lasting(folder: Path, push_url: str) -> World:
    """Return the fake that a folder keeps, a new one where it keeps none; what happens from now on is kept there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    book = Book(folder / "wechat.jsonl")
    world = World(push_url=push_url)
    _keep_secrets(world, book)
    _keep_keys(book)
    world.users = Kept(book, "users", book.of("users"))
    world.taps = Kept(book, "taps", book.of("taps"))
    world.stores = Kept(book, "stores", book.of("stores"))
    world.visits = Kept(book, "visits", book.of("visits"))
    world.opened = Kept(book, "opened", _lately(book.of("opened")))
    payments = {name: Payment(**told) for name, told in book.of("payments").items()}
    world.payments = Kept(book, "payments", payments, asdict)
    world.refunds = Kept(book, "refunds", {name: Refund(**told) for name, told in book.of("refunds").items()}, asdict)
    return world


def _keep_secrets(world: World, book: Book) -> None:
    stood = book.of("secrets")
    for name in SECRETS:
        if name in stood:
            setattr(world, name, stood[name])
        else:
            book.write("secrets", name, getattr(world, name))


def _keep_keys(book: Book) -> None:
    stood = book.of("keys")
    for name in PARTIES:
        if name in stood:
            pair = serialization.load_pem_private_key(stood[name].encode(), None)
            assert isinstance(pair, rsa.RSAPrivateKey)
            hold_pair(name, pair)
        else:
            book.write("keys", name, private_pem(name).decode())


def _lately(opened: dict[Any, Any]) -> dict[tuple[str, str], tuple[int, int, bool]]:
    days = sorted({day for day, _ in opened})[-KEPT_DAYS:]
    return {(day, openid): (each[0], each[1], each[2]) for (day, openid), each in opened.items() if day in days}
