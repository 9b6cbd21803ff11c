"""`recommend_latency`: POST /v1/page through the whole application, against implicit's bare recommend call, in turns.

The application is called in this process without a socket, one request at a time: routing, decoding, live tastes and
stock from SQLite, recall, rank, rules, impression, encoding. The peer knows one model and nothing else.
"""

import asyncio
import json
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from huozhao.app import App, open_app
from huozhao.events.catalogue import ProductListed, ShopOpened
from huozhao.events.event import encode_properties
from huozhao.events.state import Write
from huozhao.http.server import create
from huozhao.matching.fit import capped, neighbours, norms, sparse, transposed
from huozhao.matching.model import Model, Sparse, empty, to_arrays
from huozhao.privacy.consent import Decision
from huozhao.settings import Settings, Storage
from huozhao.supply.ledger import Count
from huozhao.terms.ids import Ids

GOODS, SHOPPERS, HISTORY, SHOPS, HELD, ASKED, TURNS, SEED = 100_000, 100_000, 10, 5, 4_000, 300, 3, 11
PLACE = {"longitude": 121.47, "latitude": 31.23, "system": "wgs84"}


def tastes() -> Sparse:
    """Return seeded tastes: 500 groups of goods, Zipf popularity in each, a shopper keeps to three groups."""
    rng = np.random.default_rng(SEED)
    groups, size = 500, GOODS // 500
    rows = np.repeat(np.arange(SHOPPERS), HISTORY)
    liked = rng.integers(0, groups, (SHOPPERS, 3))
    group = liked[rows, rng.integers(0, 3, len(rows))]
    item = group * size + np.minimum(rng.zipf(1.3, len(rows)) - 1, size - 1)
    pair = np.unique(rows * GOODS + item)
    return sparse(pair // GOODS, pair % GOODS, rng.integers(1, 12, len(pair)), (SHOPPERS, GOODS))


def learn(table: Sparse) -> Model:
    """Fit the product's own model on the tastes."""
    popular = np.bincount(table.indices, weights=table.values, minlength=GOODS).astype(np.float32)
    names = Ids.of([f"g{i:06d}" for i in range(GOODS)])
    return Model(
        "bench", names, Ids.of([f"u{i:06d}" for i in range(SHOPPERS)]), neighbours(table, GOODS), empty(GOODS),
        table, capped(transposed(table, GOODS), 200), norms(table), popular,
    )  # fmt: skip


def fill(mall: App, model: Model, asked: np.ndarray) -> None:
    """Write goods, shops, stock and the asked shoppers' tastes as the folds and the ledger would."""
    now = mall.clock()
    listed = []
    for place, sku in enumerate(model.skus.names()):
        body = encode_properties(ProductListed(sku, sku, f"商品 {sku}", [f"c{place // 2000}", f"l{place // 200}"], 990))
        listed.append(Write("goods", (sku,), put={"body": body.decode(), "listed": 1}, at=now))
    for n in range(SHOPS):
        body = encode_properties(ShopOpened(f"s{n}", f"店{n}", "上海", 121.47 + n / 100, 31.23, "wgs84"))
        listed.append(Write("shops", (f"s{n}",), put={"body": body.decode(), "open": 1}, at=now))
    mall.state.apply("goods", 0, 0, listed)
    mall.goods.load()
    drawn = []
    for u in asked:
        for item, weight in zip(*model.tastes.row(int(u)), strict=True):
            put = {"last_at": now - 3_600_000, "last_name": "Product Viewed"}
            key = (model.shoppers.name(int(u)), model.skus.name(int(item)))
            drawn.append(Write("tastes", key, {"weight": int(weight), "bought": 0}, put, now))
    mall.state.apply("tastes", 0, 0, drawn)
    agreed = (model.shoppers.name(int(u)) for u in asked)
    mall.consents.tell([Decision(who, "personalisation", True, 1, "bench", now) for who in agreed])
    hot = np.argsort(-model.popular)[:HELD]
    counts = [
        Count(f"{n}-{i}", model.skus.name(int(i)), f"s{n}", 5, now) for n in range(SHOPS) for i in hot
    ]
    for first in range(0, len(counts), 2_000):
        mall.ledger.post(counts[first : first + 2_000])
    mall.learned.artifacts.save("matching", "bench", to_arrays(model), {})


async def ask(application: Any, shopper: str) -> int:
    """Send one request through the ASGI application and return how many goods came back."""
    body = json.dumps({"placement": "home", "shopper": shopper, "place": PLACE}).encode()
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": "/v1/page",
        "raw_path": b"/v1/page", "root_path": "", "scheme": "http", "query_string": b"",
        "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8750), "state": {},
    }  # fmt: skip
    parts: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        parts.append(message.get("body", b""))

    await application(scope, receive, send)
    return sum(len(zone["items"]) for zone in json.loads(b"".join(parts))["zones"])


def timed(work: Callable[[int], object], asked: np.ndarray) -> list[float]:
    """Return the milliseconds of each call."""
    taken = []
    for u in asked:
        started = time.perf_counter()
        work(int(u))
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def peer(table: Sparse) -> tuple[str, Callable[[int], object]]:
    """Return implicit's item-kNN on the same tastes, or bare numpy scoring where it is not installed."""
    whole = csr_matrix((np.log1p(table.values), table.indices, table.starts), (SHOPPERS, GOODS))
    try:
        from implicit.nearest_neighbours import CosineRecommender
    except ImportError:
        popular = np.asarray(whole.sum(axis=0)).ravel()
        return "numpy: one dense score and top 20", lambda u: np.argpartition(-popular, 20)[:20]
    warnings.filterwarnings("ignore")
    model = CosineRecommender(K=100, num_threads=2)
    model.fit(whole, show_progress=False)
    return "implicit CosineRecommender.recommend, no HTTP, no rules", lambda u: model.recommend(u, whole[u], N=20)


def main() -> None:
    """Build the mall, ask in turns and print one line."""
    table = tastes()
    model = learn(table)
    asked = np.random.default_rng(SEED + 1).choice(SHOPPERS, ASKED, replace=False)
    name, bare = peer(table)
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(), storage=Storage(data=Path(folder)))
        with open_app(settings) as mall:
            fill(mall, model, asked)
            application, loop = create(mall), asyncio.new_event_loop()
            items = [loop.run_until_complete(ask(application, model.shoppers.name(int(u)))) for u in asked[:50]]
            ours: list[float] = []
            theirs: list[float] = []
            spent = 0.0
            for _ in range(TURNS):
                before = time.process_time()
                ours += timed(lambda u: loop.run_until_complete(ask(application, model.shoppers.name(u))), asked)
                spent += time.process_time() - before
                theirs += timed(bare, asked)
    value, p50 = float(np.percentile(ours, 99)), float(np.median(ours))
    other = float(np.percentile(theirs, 99))
    print(json.dumps({
        "figure": "recommend_latency", "value": round(value, 2), "unit": "ms p99", "peer": name,
        "peer_value": round(other, 2), "ratio": round(value / other, 2), "p50_ms": round(p50, 2),
        "peer_p50_ms": round(float(np.median(theirs)), 2),
        "cpu_ms_per_page": round(1000 * spent / len(ours), 2), "requests_per_s": round(1000 * len(ours) / sum(ours)),
        "items_per_page": round(float(np.mean(items)), 1),
        "data": f"{GOODS:,} goods, {SHOPPERS:,} shoppers, {len(table.indices):,} tastes, {SHOPS} near shops, generated",
        "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
