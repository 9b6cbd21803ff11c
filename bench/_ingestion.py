"""Shared by the two ingest figures: the load, sent from a process of its own, and the limit in this one."""

import asyncio
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import msgspec

from huozhao.events.event import decode_properties, digest
from huozhao.flows.collect import Envelope
from tests.server import serving

SEED, ROUNDS = 5, 5


def raw_event(n: int) -> bytes:
    """Return the nth event of the stated generator: product views with a dwell time and a placement."""
    properties = {"sku": f"sku-{n % 500}", "dwell_ms": n % 60_000, "placement": "home", "request_id": f"r{n // 20}"}
    return json.dumps({"id": f"bench-{SEED}-{n:09d}", "name": "Product Viewed", "at": int(time.time() * 1000),
                       "shopper": f"s{n % 5000}", "properties": properties}).encode()


def request(events: list[bytes]) -> bytes:
    """Return one whole HTTP/1.1 request."""
    body = b'{"events":[' + b",".join(events) + b"]}"
    return (f"POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


async def client(port: int, requests: list[bytes], times: list[float]) -> None:
    """Send requests one after another over one connection, noting each answer's time in ms."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for one in requests:
        start = time.perf_counter()
        writer.write(one)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        answer = await reader.readexactly(length)
        times.append((time.perf_counter() - start) * 1000)
        if b'"refused":[]' not in answer:
            raise RuntimeError(answer.decode())
    writer.close()


def load(port: int, start: int, connections: int, each: int, batch: int, out: Any) -> None:
    """Drive the server from this process and put (seconds, times in ms) into `out`."""
    async def all_clients() -> None:
        numbers = iter(range(start, start + connections * each * batch))
        plans = [[request([raw_event(next(numbers)) for _ in range(batch)]) for _ in range(each)]
                 for _ in range(connections)]
        times: list[float] = []
        began = time.perf_counter()
        await asyncio.gather(*(client(port, plan, times) for plan in plans))
        out.put((time.perf_counter() - began, times))

    asyncio.run(all_clients())


def served(port: int, start: int, connections: int, each: int, batch: int) -> tuple[float, float]:
    """Return events/s and the 99th percentile of a request in ms."""
    out: Any = multiprocessing.Queue()
    process = multiprocessing.Process(target=load, args=(port, start, connections, each, batch, out))
    process.start()
    seconds, times = out.get(timeout=300)
    process.join()
    return connections * each * batch / seconds, sorted(times)[int(len(times) * 0.99)]


def limit(folder: Path, count: int, group: int) -> float:
    """Return events/s of a bare loop: typed decode, digest, append to a file, one fsync a group."""
    decoder = msgspec.json.Decoder(Envelope)
    raw = [raw_event(n) for n in range(count)]
    began = time.perf_counter()
    with (folder / "limit.log").open("wb") as file:
        for first in range(0, count, group):
            for item in raw[first:first + group]:
                envelope = decoder.decode(item)
                body = bytes(envelope.properties)
                decode_properties(envelope.name, body)
                file.write(digest(envelope.name, 0, body) + item + b"\n")
            file.flush()
            os.fsync(file.fileno())
    return count / (time.perf_counter() - began)


def measure(figure: str, *, connections: int, each: int, batch: int, group: int) -> None:
    """Run server and limit in turns and print the figure's line; `group` is the events the limit fsyncs together."""
    rates, tails, limits = [], [], []
    with tempfile.TemporaryDirectory() as name, serving(Path(name) / "data") as server:
        port = int(server.url.rsplit(":", 1)[1])
        _list_goods(server.url)
        for turn in range(ROUNDS):
            rate, tail = served(port, turn * 10_000_000, connections, each, batch)
            rates.append(rate)
            tails.append(tail)
            limits.append(limit(Path(name), connections * each * batch, group))
    value, peer = statistics.median(rates), statistics.median(limits)
    print(json.dumps({
        "figure": figure, "value": round(value), "unit": "durable events/s",
        "p99_ms": round(statistics.median(tails), 1),
        "peer": f"bare loop of typed decode + append + fsync every {group} events", "peer_value": round(peer),
        "ratio": round(value / peer, 3),
        "data": f"generated product views, {connections} connections, {batch} a request, {ROUNDS} rounds in turns",
        "seed": SEED,
    }))


def _list_goods(url: str) -> None:
    import httpx

    goods = [{"sku": f"sku-{n}", "spu": f"sku-{n}", "title": f"商品{n}"} for n in range(500)]
    httpx.put(f"{url}/v1/goods", json={"goods": goods}, timeout=30).raise_for_status()
    # Whoever has consented is kept by name: checked, sealed and folded in full.
    agreed = [{"shopper": f"s{n}", "purpose": "personalisation", "given": True} for n in range(5000)]
    httpx.post(f"{url}/v1/consents", json={"decisions": agreed}, timeout=60).raise_for_status()
