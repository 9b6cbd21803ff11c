"""`reserve`: durable reservations a second, each order waiting for its own answer, against a commit an order.

    python bench/reserve.py [ATTEMPTS]     attempts of all 8 processes together for the last 4,000 units; 1,000,000
"""

import itertools
import json
import multiprocessing
import random
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from huozhao.backends.sqlite.ledger import SqliteLedger
from huozhao.flows.stock.audit import audit
from huozhao.supply.ledger import Cap, Count, Hold, Reservation, rebuild

SEED, ROUNDS, SECONDS, THREADS, SKUS, SHOPS = 7, 5, 1.2, 64, 1000, 20
PROCESSES, ATTEMPTS, UNITS, BATCH = 8, 1_000_000, 2_000, 500
KILLS = 12
FAR = 1 << 50
# As in a mall: each order is held until a little later than the last, its shopper is one of many, and a cap holds.
NUMBERS, SHOPPERS, CAP = itertools.count(), 10**6, Cap(10, 200)


def filled(path: Path) -> SqliteLedger:
    """Return a ledger with 20,000 shelves of plenty and one hot one."""
    ledger = SqliteLedger(path)
    ledger.post([Count(f"{sku}-{shop}", f"sku{sku}", f"shop{shop}", 10**8, 1)
                 for sku in range(SKUS) for shop in range(SHOPS)])
    return ledger


def basket(rng: random.Random, order: str, hot: bool) -> Reservation:
    """Return an order of one line, on the hot shelf or a random one."""
    sku, shop = (0, 0) if hot else (rng.randrange(SKUS), rng.randrange(SHOPS))
    holder = f"{rng.randrange(SHOPPERS):016x}"
    return Reservation(order, (Hold(f"sku{sku}", f"shop{shop}", 1),), 1, FAR + next(NUMBERS), holder=holder)


def grouped(ledger: SqliteLedger, hot: bool, mark: str) -> float:
    """Return orders/s of 64 waiting callers."""
    done, until = [0] * THREADS, time.perf_counter() + SECONDS

    def shop(worker: int) -> None:
        rng = random.Random(f"{SEED}{mark}{worker}")
        while time.perf_counter() < until:
            ledger.reserve([basket(rng, f"{mark}-{worker}-{done[worker]}", hot)], CAP)
            done[worker] += 1

    start = time.perf_counter()
    threads = [threading.Thread(target=shop, args=(worker,)) for worker in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - start)


def one_by_one(path: Path, hot: bool, mark: str) -> float:
    """Return orders/s of the usual way: conditional update, reservation and ledger row, one commit an order."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    rng, count, start = random.Random(f"{SEED}{mark}"), 0, time.perf_counter()
    while time.perf_counter() < start + SECONDS:
        wanted = basket(rng, f"{mark}-{count}", hot)
        commit_one(connection, wanted)
        count += 1
    connection.close()
    return count / (time.perf_counter() - start)


def commit_one(connection: sqlite3.Connection, wanted: Reservation) -> None:
    """Reserve one order in a transaction of its own."""
    connection.execute("BEGIN IMMEDIATE")
    for hold in wanted.holds:
        connection.execute("UPDATE levels SET free = free - ?1, reserved = reserved + ?1 "
                           "WHERE sku = ?2 AND shop = ?3 AND free >= ?1", (hold.quantity, hold.sku, hold.shop))
        connection.execute("INSERT INTO moves(key, sku, shop, source, target, quantity, at, note) "
                           "VALUES('', ?, ?, 'on_hand', 'reserved', ?, 1, ?)",
                           (hold.sku, hold.shop, hold.quantity, wanted.order))
    connection.execute("INSERT INTO reservations VALUES(?, x'5b5d', 1, ?, 'held', 0, 0, ?, 1)",
                       (wanted.order, wanted.expires_at, wanted.holder))
    connection.execute("COMMIT")


def attempt(path: Path, name: int, attempts: int, out: Any) -> None:
    """Try for the last units of two hot shelves from this process, 500 orders a call."""
    ledger, rng, held = SqliteLedger(path), random.Random(SEED + name), 0
    for start in range(0, attempts, BATCH):
        wanted = [Reservation(f"rush-{name}-{n}", (Hold("rush", f"shop{rng.randrange(2)}", 1),), 1, FAR)
                  for n in range(start, min(start + BATCH, attempts))]
        held += sum(isinstance(result, Reservation) for result in ledger.reserve(wanted))
    ledger.close()
    out.put(held)


def reserve_until_killed(path: Path, name: str, sender: Any) -> None:
    """Reserve one unit after another and tell each order that was acknowledged."""
    ledger, rng = SqliteLedger(path), random.Random(name)
    for n in range(1_000_000):
        order = f"kill-{name}-{n}"
        if isinstance(ledger.reserve([Reservation(order, (Hold("kill", f"shop{rng.randrange(2)}", 1),), 1, FAR)])[0],
                      Reservation):
            sender.send(order)


def killed(path: Path) -> tuple[int, int, int]:
    """Kill reserving processes at random moments; return acknowledged orders, lost ones, differences in the audit."""
    ledger, rng = SqliteLedger(path), random.Random(SEED)
    ledger.post([Count(f"kill{n}", "kill", f"shop{n}", 10**7, 1) for n in range(2)])
    told: list[str] = []
    for turn in range(KILLS):
        receiver, sender = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.Process(target=reserve_until_killed, args=(path, str(turn), sender))
        worker.start()
        sender.close()
        told.append(receiver.recv())
        until = time.perf_counter() + rng.uniform(0.05, 0.5)
        while time.perf_counter() < until:
            if receiver.poll(0.01):
                told.append(receiver.recv())
        worker.kill()
        worker.join()
    lost = sum(found is None or found.state != "released" for found in ledger.settle(told, "released", 2))
    found = audit(ledger)
    ledger.close()
    return len(told), lost, len(found.differences) + len(found.impossible)


def oversold(path: Path, attempts: int) -> tuple[int, int]:
    """Return the units sold beyond stock when 8 processes fight for the last 4,000, and the units held."""
    ledger = SqliteLedger(path)
    ledger.post([Count(f"rush{n}", "rush", f"shop{n}", UNITS, 1) for n in range(2)])
    out: Any = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=attempt, args=(path, name, attempts // PROCESSES, out))
               for name in range(PROCESSES)]
    for worker in workers:
        worker.start()
    held = sum(out.get(timeout=600) for _ in workers)
    for worker in workers:
        worker.join()
    rebuild(posted.move for posted in ledger.moves("rush", None, limit=10**7))
    reserved = sum(level.reserved for level in ledger.levels(["rush"]))
    ledger.close()
    return max(0, held - 2 * UNITS) + abs(held - reserved), held


def main() -> None:
    """Measure in turns and print one JSON line."""
    attempts = int(sys.argv[1]) if len(sys.argv) > 1 else ATTEMPTS
    rates: dict[str, list[float]] = {"random": [], "hot": [], "peer": [], "peer_hot": []}
    cpu: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "ours.db", Path(folder) / "theirs.db"
        ledger = filled(ours)
        filled(theirs).close()
        for n in range(ROUNDS):
            before, start = time.process_time(), time.perf_counter()
            rates["random"].append(grouped(ledger, False, f"r{n}"))
            cpu.append(rates["random"][-1] * (time.perf_counter() - start) / (time.process_time() - before))
            rates["peer"].append(one_by_one(theirs, False, f"r{n}"))
            rates["hot"].append(grouped(ledger, True, f"h{n}"))
            rates["peer_hot"].append(one_by_one(theirs, True, f"h{n}"))
        ledger.close()
        over, held = oversold(ours, attempts)
        told, lost, differing = killed(ours)
    medians = {name: round(statistics.median(values), 1) for name, values in rates.items()}
    print(json.dumps({
        "figure": "reserve", "value": medians["random"], "unit": "durable orders/s", "peer": "one commit an order, "
        "same SQLite file, synchronous=FULL", "peer_value": medians["peer"],
        "ratio": round(medians["random"] / medians["peer"], 2), "hot": medians["hot"], "peer_hot": medians["peer_hot"],
        "hot_to_random": round(medians["hot"] / medians["random"], 2),
        "cpu_rate": round(statistics.median(cpu)), "oversold": over, "held": held,
        "attempts": attempts // PROCESSES * PROCESSES,
        "kills": KILLS, "acknowledged": told, "lost": lost, "audit_differences": differing,
        "data": f"generated: {SKUS * SHOPS} shelves, 1 line an order, {THREADS} callers; "
                f"{PROCESSES} processes on {2 * UNITS:,} units",
        "seed": SEED}))


if __name__ == "__main__":
    main()
