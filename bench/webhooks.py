"""`webhooks`: events a second told to a receiver on this machine, against a plain httpx loop with the same bodies.

What is told is read out of the log, checked, signed, posted and put on record; the peer only posts. The receiver is a
process of its own, and notes when each message came.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import httpx

os.environ.setdefault("OMP_NUM_THREADS", "1")

from huozhao.app import App, open_app
from huozhao.events.catalogue import OrderPaid
from huozhao.events.event import Event, event
from huozhao.events.fields import Line
from huozhao.settings import Connect, Settings, Storage

EVENTS, SINGLE, ROUNDS, SEED = 2_000, 200, 5, 7
RECEIVER = """
import socket, sys, threading, time
listener = socket.socket(); listener.bind(("127.0.0.1", int(sys.argv[1]))); listener.listen(64)
came = []
def serve(one):
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    held = b""
    while True:
        while b"\\r\\n\\r\\n" not in held:
            more = one.recv(65536)
            if not more: return
            held += more
        head, _, held = held.partition(b"\\r\\n\\r\\n")
        length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\\r\\n")
                       if line.startswith(b"content-length")), 0)
        while len(held) < length: held += one.recv(65536)
        held = held[length:]
        if head.startswith(b"GET"):
            body = "\\n".join(map(repr, came)).encode(); came.clear()
        else:
            came.append(time.time()); body = b""
        one.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body)
while True: threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""


def paid(name: str, number: int) -> Event:
    """Return an order that was paid just now."""
    lines = [Line(f"sku{n}", 1 + n, 990) for n in range(3)]
    return event(f"{name}-{number}", int(time.time() * 1000), f"shopper{number % 97}",
                 OrderPaid(f"{name}-o{number}", lines, 5940))  # fmt: skip


def came(url: str) -> list[float]:
    """Return when (s) the messages came since it was asked last."""
    return [float(each) for each in httpx.get(url).text.split()]


def told(mall: App, url: str, turn: int) -> tuple[float, list[float]]:
    """Return events a second of a batch that lies in the log, and the delay (ms) of events that come one by one."""
    mall.webhooks.to.book.pause("bench", "bench")
    mall.log.append([paid(f"t{turn}", n) for n in range(EVENTS)])
    mall.folds.reached(mall.log.head(), 60)
    came(url)
    mall.webhooks.resume("bench", "bench")
    begun = time.time()
    mall.webhooks.stream.wake()
    while mall.webhooks.stream.behind("bench"):
        time.sleep(0.05)
    times = came(url)
    if len(times) != EVENTS:
        raise SystemExit(f"{len(times)} of {EVENTS} events came")
    delays = []
    for number in range(SINGLE):
        sent = time.time()
        mall.collect.record([paid(f"s{turn}", number)])
        while not (times_ := came(url)):
            time.sleep(0.001)
        delays.append((times_[0] - sent) * 1e3)
    return EVENTS / (max(times) - begun), delays


def posted(url: str, turn: int) -> float:
    """Return messages a second of a plain loop over bodies that are ready."""
    bodies = [json.dumps({"type": "order.paid", "data": {"event": f"p{turn}-{n}", "order": f"o{n}", "lines": [
        {"sku": f"sku{m}", "quantity": 1 + m, "price_fen": 990} for m in range(3)], "total_fen": 5940}}).encode()
        for n in range(EVENTS)]  # fmt: skip
    with httpx.Client() as client:
        begun = time.perf_counter()
        for body in bodies:
            client.post(url, content=body, headers={"content-type": "application/json"}).raise_for_status()
        rate = EVENTS / (time.perf_counter() - begun)
    came(url)
    return rate


def main() -> None:
    """Print the figure's line."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    receiver = subprocess.Popen([sys.executable, "-c", RECEIVER, str(port)])
    url = f"http://127.0.0.1:{port}/"
    try:
        time.sleep(1.0)
        with tempfile.TemporaryDirectory() as folder:
            settings = replace(Settings(), storage=Storage(data=Path(folder)), connect=Connect(private_receivers=True))
            with open_app(settings) as mall:
                mall.webhooks.subscribe("bench", "bench", url, ["order.paid"], "bench")
                mall.folds.start()
                mall.webhooks.stream.start()
                ours, delays, peers = list[float](), list[float](), list[float]()
                for turn in range(ROUNDS):
                    rate, waits = told(mall, url, turn)
                    ours.append(rate)
                    delays += waits
                    peers.append(posted(url, turn))
                    print(f"round {turn}: {rate:.0f}, {peers[-1]:.0f}", file=sys.stderr)
    finally:
        receiver.kill()
    value, peer = statistics.median(ours), statistics.median(peers)
    cuts = statistics.quantiles(delays, n=20)
    print(json.dumps({
        "figure": "webhooks", "value": round(value), "unit": "events a second told to a receiver, in order",
        "peer": "a plain httpx loop with the same bodies, unsigned and not on record", "peer_value": round(peer),
        "ratio": round(value / peer, 2), "delay_ms_p50": round(cuts[9], 1), "delay_ms_p95": round(cuts[18], 1),
        "lost": 0, "data": f"generated: {EVENTS:,} orders of three lines in the log, {SINGLE} single ones for the "
        f"delay, rounds: {ROUNDS}", "seed": SEED}))  # fmt: skip


if __name__ == "__main__":
    main()
