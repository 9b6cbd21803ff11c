"""`seal`: bodies sealed and opened with a key for each shopper, against bare AES-GCM with one key, in turns.

Also measures how long a look-up by phone takes among the sealed numbers of the mall.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huozhao.backends.files.master import FileMaster
from huozhao.backends.sqlite.fields import SqliteFields
from huozhao.backends.sqlite.keys import SqliteKeys
from huozhao.backends.sqlite.sealed_rows import Entry, SealedRows
from huozhao.flows.privacy.vault import Vault

SHOPPERS, FIELDS, PHONES, LOOKUPS, TURNS, GROUP, VISIT = 5_000, 200_000, 20_000, 2_000, 5, 5_000, 8
BODY = b'{"sku":"4772-RED","dwell_ms":5230,"placement":"home","request_id":"0f6c1e2a"}'


def entries() -> list[Entry]:
    """Return rows as the log gets them: visits of `VISIT` acts, one visit after another."""
    return [(f"e{n}", "Product Viewed", n, f"shopper-{n // VISIT * 7919 % SHOPPERS}", "api", b"12345678", BODY)
            for n in range(FIELDS)]


def ours(rows: SealedRows, given: list[Entry]) -> list[tuple[Any, ...]]:
    """Seal every row in groups, as the writer does, and open each again."""
    sealed = [row for first in range(0, FIELDS, GROUP) for row in rows.seal(given[first:first + GROUP])]
    for n, row in enumerate(sealed):
        rows.unsealed((n, *row[:5], row[6]))
    return sealed


def bare(given: list[Entry]) -> None:
    """Do the same with one key, a nonce each and associated data, and nothing else."""
    cipher = AESGCM(os.urandom(32))
    sealed = []
    for entry in given:
        nonce = os.urandom(12)
        sealed.append((nonce, cipher.encrypt(nonce, entry[6], entry[0].encode())))
    for (nonce, body), entry in zip(sealed, given, strict=True):
        cipher.decrypt(nonce, body, entry[0].encode())


def cpu_s(work: Callable[[], Any]) -> float:
    """Return the processor seconds that a piece of work takes."""
    before = time.process_time()
    work()
    return time.process_time() - before


def lookup_ms(vault: Vault) -> float:
    """Return the median time of a look-up by phone."""
    vault.put_many([(f"shopper-{n}", "phone", f"138{n:08d}") for n in range(PHONES)])
    times = []
    for n in range(LOOKUPS):
        began = time.perf_counter()
        found = vault.find("phone", f"138 {n * 9973 % PHONES:08d}")
        times.append((time.perf_counter() - began) * 1000)
        assert len(found) == 1
    return median(times)


def main() -> None:
    """Run both in turns and print one line."""
    given = entries()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        keys = SqliteKeys(folder / "keys.db", FileMaster(folder / "master.json"))
        rows = SealedRows(keys)
        keys.ensure([f"shopper-{n}" for n in range(SHOPPERS)])
        turns = [(cpu_s(lambda: ours(rows, given)), cpu_s(lambda: bare(given))) for _ in range(TURNS)]
        fields = SqliteFields(folder / "vault.db")
        lookup = lookup_ms(Vault(keys, fields, os.urandom))
        fields.close()
        keys.close()
    value, peer = (FIELDS / median(times) for times in zip(*turns, strict=True))
    print(json.dumps({
        "figure": "seal", "value": round(value), "unit": "fields/s sealed and opened",
        "peer": "bare AES-256-GCM, one key", "peer_value": round(peer), "ratio": round(value / peer, 3),
        "lookup_ms": round(lookup, 3),
        "data": f"{FIELDS:,} bodies of {len(BODY)} bytes in visits of {VISIT}, {SHOPPERS:,} keys; {PHONES:,} phones",
        "seed": 0,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
