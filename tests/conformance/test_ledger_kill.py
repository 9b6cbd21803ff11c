"""Kill processes that reserve, with SIGKILL at random moments: nothing oversold, nothing acknowledged lost."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from huozhao.backends.sqlite.ledger import SqliteLedger
from huozhao.flows.stock.audit import audit
from huozhao.supply.ledger import Count, Reservation, rebuild

ROUNDS, PROCESSES, SKUS, EACH = 5, 3, 6, 120

WORKER = """
import random, sys, threading
from pathlib import Path
from huozhao.backends.sqlite.ledger import SqliteLedger
from huozhao.supply.ledger import Hold, Reservation
ledger, name = SqliteLedger(Path(sys.argv[1])), sys.argv[2]
lock = threading.Lock()
def shop(worker):
    rng = random.Random(f"{name}-{worker}")
    for n in range(100000):
        holds = tuple(Hold(f"sku{rng.randrange(6)}", "north", rng.randint(1, 2)) for _ in range(rng.randint(1, 2)))
        order = f"{name}-{worker}-{n}"
        if isinstance(ledger.reserve([Reservation(order, holds, 1, 10**15)])[0], Reservation):
            end = rng.random()
            sold = end < 0.3 and ledger.settle([order], "sold", 2)
            freed = end > 0.5 and ledger.settle([order], "released", 2)
            with lock:
                print(order, "sold" if sold else "released" if freed else "held", flush=True)
for worker in range(4):
    threading.Thread(target=shop, args=(worker,), daemon=True).start()
threading.Event().wait()
"""


def one_round(path: Path, name: str, moment_s: float, folder: Path) -> dict[str, str]:
    """Start the processes, kill them all, and return what they had acknowledged."""
    files = [folder / f"{name}-{n}.txt" for n in range(PROCESSES)]
    started = []
    for n, file in enumerate(files):
        with file.open("w") as out:
            started.append(subprocess.Popen([sys.executable, "-c", WORKER, str(path), f"{name}-{n}"], stdout=out))
    deadline = time.monotonic() + 3  # a process may find everything sold and have nothing to say
    while time.monotonic() < deadline and not all(file.stat().st_size for file in files):
        time.sleep(0.02)
    time.sleep(moment_s)
    for process in started:
        process.kill()
        process.wait()
    lines = [line for file in files for line in file.read_text().splitlines(keepends=True) if line.endswith("\n")]
    return dict(line.split() for line in lines)  # type: ignore[misc]


@pytest.mark.kill
def test_killed_processes_oversell_nothing_and_keep_every_acknowledged_reservation(tmp_path: Path) -> None:
    rng, path = random.Random(11), tmp_path / "ledger.db"
    acknowledged: dict[str, str] = {}
    ledger = SqliteLedger(path)
    for round_ in range(ROUNDS):
        fresh = {level.sku: level.reserved + EACH for level in ledger.levels()}
        ledger.post([Count(f"count-{round_}-{n}", f"sku{n}", "north", fresh.get(f"sku{n}", EACH), round_)
                     for n in range(1, SKUS)])
        # The first SKU is kept by lot: two more lots each round, the second of which expires first.
        ledger.post([Count(f"lot-{round_}-{n}", "sku0", "north", EACH // 2, round_, "", f"lot{round_}-{n}", 99 - n)
                     for n in range(2)])
        acknowledged |= one_round(path, f"r{round_}", rng.uniform(0.0, 0.4), tmp_path)
    books = audit(ledger)
    moves = [posted.move for posted in ledger.moves(None, None, limit=10_000_000)]
    levels = ledger.levels()
    on_record = ledger.settle(list(acknowledged), "released", 9)
    ledger.close()
    # rebuild raises when the shelf was ever oversold on the way; the stored levels are what the moves say.
    rebuilt = rebuild(moves)
    assert all((row.free, row.reserved, row.sold) == (was.free, was.reserved, was.sold)
               for row in levels if (was := rebuilt[row.sku, row.shop]))
    assert books.is_clean, books
    assert any(move.lot for move in moves) and len(acknowledged) > 100
    for (order, state), found in zip(acknowledged.items(), on_record, strict=True):
        assert isinstance(found, Reservation), order
        assert found.state == ("released" if state == "held" else state), order
