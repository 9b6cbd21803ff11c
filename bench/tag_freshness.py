"""`tag_freshness`: from the durable acceptance of an event to the moment its tag can be read, p50 and p99.

A real log on disk takes 5,000 events a second in batches of 50 while 200 tag rules are live. One event of each batch is
the first of a new shopper and gives a tag; a reader asks until the shopper carries it. No peer does this within one
process; published figures: Dittofeed 120 s, PostHog 24 h, DataFinder the next midnight.
"""

import json
import queue
import tempfile
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.keys import MemoryKeys
from huozhao.backends.memory.models import MemoryArtifacts
from huozhao.backends.sqlite.log import SqliteLog
from huozhao.backends.sqlite.memberships import SqliteMemberships
from huozhao.events.catalogue import ProductAddedToCart, ProductFavourited, ProductViewed
from huozhao.events.event import Event, event
from huozhao.flows.tags.ports import AllAllowed, EachAlone
from huozhao.flows.tags.tags import Tags
from huozhao.flows.tags.wire import wire
from huozhao.insight.tags.yaml_file import definitions

RATE, BATCH, RULES, SHOPPERS, SKUS, SECONDS, SEED = 5_000, 50, 200, 20_000, 4_000, 20, 7
PROBE = '{tag: probe, label: {zh: 探针, en: probe}, when: \'count(view, sku = "probe", 1d) >= 1\'}'


def now() -> int:
    """Return the time of day in ms."""
    return time.time_ns() // 1_000_000


def rules() -> str:
    """Return seeded rules as YAML."""
    rng = np.random.default_rng(SEED)
    lines = [f"- {PROBE}"]
    for n in range(RULES - 1):
        when = (f'count(view, category = "c{rng.integers(40)}", {rng.integers(1, 60)}d) >= {rng.integers(2, 9)} '
                f"and count(cart | fav, {rng.integers(1, 60)}d) >= {rng.integers(0, 3)}")
        lines.append(f"- {{tag: rule_{n}, label: {{zh: 规则, en: rule}}, when: '{when}'}}")
    return "\n".join(lines)


def made(rng: np.random.Generator, number: int, at: int) -> Event:
    """Return one seeded act."""
    sku = f"s{rng.integers(SKUS)}"
    kinds = (ProductViewed, ProductViewed, ProductViewed, ProductAddedToCart, ProductFavourited)
    return event(f"e{number}", at, f"u{rng.integers(SHOPPERS)}", kinds[rng.integers(5)](sku))


def probing(tags: Tags, sent: "queue.Queue[tuple[str, float] | None]", waited: list[float]) -> None:
    """Ask for each new shopper until they carry the tag."""
    while (item := sent.get()) is not None:
        shopper, accepted = item
        while True:
            uid = tags.engine.ground.uids.place(shopper)
            if uid is not None and uid in tags.engine.roster.bitmap("probe"):
                break
            time.sleep(0.0005)
        waited.append((time.perf_counter() - accepted) * 1000)


def drive(log: SqliteLog, tags: Tags, sent: "queue.Queue[tuple[str, float] | None]") -> float:
    """Append at the rate wanted; return the events a second that were reached."""
    rng, number, begun = np.random.default_rng(SEED + 1), 10**9, time.perf_counter()
    for batch in range(SECONDS * RATE // BATCH):
        at = now()
        events = [made(rng, number + n, at) for n in range(BATCH - 1)]
        number += BATCH
        log.append([*events, event(f"p{batch}", at, f"probe{batch}", ProductViewed("probe"))])
        sent.put((f"probe{batch}", time.perf_counter()))
        tags.live.wake()
        ahead = begun + (batch + 1) * BATCH / RATE - time.perf_counter()
        if ahead > 0:
            time.sleep(ahead)
    return SECONDS * RATE / (time.perf_counter() - begun)


def main() -> None:
    """Run and print one line."""
    goods = SimpleNamespace(sku=lambda sku: SimpleNamespace(category=(f"c{int(sku[1:]) % 40}",)) if sku[1:].isdigit()
                            else None)  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        log = SqliteLog(Path(folder) / "log.db", keys=MemoryKeys())
        journal = SqliteMemberships(Path(folder) / "tags.db")
        tags = wire(log, MemoryDocuments(now), MemoryArtifacts(), journal, goods, EachAlone(), AllAllowed(), now,
                    "Asia/Shanghai")  # type: ignore[arg-type]  # fmt: skip
        for definition in definitions(rules()):
            tags.engine.book.publish(definition)
        rng = np.random.default_rng(SEED)
        for first in range(0, 200_000, 5_000):
            log.append([made(rng, n, now() - int(rng.integers(80 * 86_400_000))) for n in range(first, first + 5_000)])
        tags.engine.catch_up()
        tags.live.start()
        sent: queue.Queue[tuple[str, float] | None] = queue.Queue()
        waited: list[float] = []
        reader = threading.Thread(target=probing, args=(tags, sent, waited))
        reader.start()
        before = time.process_time()
        reached = drive(log, tags, sent)
        sent.put(None)
        reader.join()
        cpu = (time.process_time() - before) / SECONDS
        tags.live.stop()
        log.close()
        journal.close()
    p50, p99 = np.percentile(waited, [50, 99])
    print(json.dumps({
        "figure": "tag_freshness", "value": round(float(p99), 1), "unit": "ms (p99)", "p50_ms": round(float(p50), 1),
        "events_per_s": round(reached), "cpu_share": round(cpu, 2),
        "peer": "published: Dittofeed recomputes every 120 s", "peer_value": 120_000,
        "ratio": round(float(p99) / 120_000, 6),
        "data": f"{RATE:,} events/s wanted for {SECONDS} s, {RULES} rules, {SHOPPERS:,} shoppers, 200,000 earlier acts",
        "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
