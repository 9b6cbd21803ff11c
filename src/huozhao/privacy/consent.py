"""Consent: one decision, and the hash chain that proves that no decision was changed or taken out afterwards."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Protocol

GENESIS = b"\0" * 32


@dataclass(frozen=True, slots=True)
class Decision:
    """What a shopper decided about one purpose, at `at` (UTC ms), having read version `notice` of its notice.

    `channel` is where it was said (mini program, console, import …), `evidence` what proves it.
    """

    subject: str
    purpose: str
    given: bool
    notice: int
    channel: str
    at: int
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the chain: it holds a commitment to a decision and nothing of the decision itself.

    `commitment` = SHA-256(salt ‖ decision), `mark` = SHA-256(previous mark ‖ number ‖ commitment). Salt and decision
    are kept apart and can be deleted; without the salt the commitment tells nothing, and the chain still closes.
    """

    number: int
    commitment: bytes
    mark: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """What walking the chain showed; `broken_at` is the first entry that does not fit, None when all do."""

    entries: int
    erased: int
    head: str
    broken_at: int | None


class ConsentLedger(Protocol):
    """An append-only, hash-chained list of decisions. Each call is durable when it returns."""

    def append(self, decisions: Sequence[Decision]) -> int:
        """Add decisions in order, atomically; return the number of the newest entry."""
        ...

    def head(self) -> int:
        """Return the number of the newest entry; it rises with every change, also with one of another process."""
        ...

    def standing(self) -> Iterable[tuple[str, str, bool]]:
        """Return (subject, purpose, given) of the newest decision of every subject and purpose."""
        ...

    def history(self, subjects: Sequence[str]) -> list[Decision]:
        """Return the decisions of some subjects, oldest first."""
        ...

    def forget(self, subjects: Sequence[str]) -> int:
        """Delete the decisions and salts of subjects, leaving the chain; return how many went."""
        ...

    def verify(self) -> Proof:
        """Walk the whole chain and compare each decision that is left with its commitment."""
        ...

    def close(self) -> None:
        """Release the files."""
        ...


def encode(decision: Decision) -> bytes:
    """Return the canonical bytes of a decision."""
    return json.dumps(asdict(decision), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def decode(body: bytes) -> Decision:
    """Return the decision that `encode` wrote."""
    return Decision(**json.loads(body))


def link(number: int, previous: bytes, salt: bytes, body: bytes) -> Entry:
    """Return the entry that follows on `previous`, the mark of the entry before."""
    commitment = sha256(salt + body).digest()
    return Entry(number, commitment, sha256(previous + number.to_bytes(8, "big") + commitment).digest())


def prove(links: Iterable[tuple[Entry, bytes | None, bytes | None]]) -> Proof:
    """Walk (entry, salt, decision) in order; a decision that is None was erased and is taken on its commitment."""
    previous, count, erased, broken = GENESIS, 0, 0, None
    for entry, salt, body in links:
        count += 1
        mark = sha256(previous + entry.number.to_bytes(8, "big") + entry.commitment).digest()
        fits = mark == entry.mark and entry.number == count
        if salt is None or body is None:
            erased += 1
        else:
            fits = fits and sha256(salt + body).digest() == entry.commitment
        if not fits and broken is None:
            broken = entry.number
        previous = entry.mark
    return Proof(count, erased, previous.hex(), broken)
