"""Kill the server with SIGKILL at random moments: whatever it acknowledged is still there, once."""

import random
import threading
import time
from pathlib import Path

import httpx
import pytest

from huozhao.app import open_app
from huozhao.events.event import Event
from huozhao.settings import load
from tests.server import Server, serving

KILLS = 6
CLIENTS = 4


def send_until_dead(url: str, client: int, acknowledged: list[str]) -> None:
    """Send small batches, noting each id only when the server has answered."""
    with httpx.Client(timeout=5) as http:
        for n in range(1_000_000):
            ids = [f"{url}-{client}-{n}-{i}" for i in range(3)]
            now = int(time.time() * 1000)
            events = [{"id": id, "name": "Page Viewed", "at": now, "shopper": f"s{client}",
                       "properties": {"page": "home"}} for id in ids]
            try:
                answer = http.post(f"{url}/v1/events", json={"events": events})
            except httpx.TransportError:
                return
            if answer.status_code == 200 and answer.json()["accepted"] == 3:
                acknowledged += ids


def agree(url: str) -> None:
    """Consent, so that events are kept with their shopper and sealed."""
    said = [{"shopper": f"s{client}", "purpose": "personalisation", "given": True} for client in range(CLIENTS)]
    httpx.post(f"{url}/v1/consents", json={"decisions": said, "channel": "test"}).raise_for_status()


def kept_events(folder: Path) -> list[Event]:
    """Return what is on record, opened with the keys as after any restart."""
    with open_app(load(folder, {})) as app:
        return [recorded.event for recorded in app.log.read(0, 10_000_000)]


def one_life(server: Server, moment_s: float, acknowledged: list[str]) -> None:
    agree(server.url)
    threads = [threading.Thread(target=send_until_dead, args=(server.url, n, acknowledged)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    time.sleep(moment_s)
    server.kill()
    for thread in threads:
        thread.join()


@pytest.mark.alone
@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    rng, acknowledged = random.Random(7), []
    for _ in range(KILLS):
        with serving(tmp_path) as server:
            one_life(server, rng.uniform(0.05, 0.6), acknowledged)
    events = kept_events(tmp_path)
    kept = [event.id for event in events]
    assert len(acknowledged) > 50
    assert len(kept) == len(set(kept))
    assert set(acknowledged) - set(kept) == set()
    assert {event.shopper for event in events} == {f"s{client}" for client in range(CLIENTS)}
