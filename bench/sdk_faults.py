"""`sdk_faults`: events that the client kit loses or stores twice while everything goes wrong, against a real mall.

    python bench/sdk_faults.py [ROUNDS]      rounds of each fault; 5

The kit as it is shipped runs in processes that are killed; phones and mall live 60 times as fast, so that an hour
without network takes a minute. Needs Node.js and `npm run build --workspace @huozhao/sdk` in clients/.
"""

import asyncio
import json
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
from _phones import SPEED, Network, Phone

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.server import serving

SEED, ROUNDS = 13, 5
HOUR_S, DAY_MS = 3600 / SPEED, 86_400_000
Fault = Callable[[Phone, Network, random.Random], Awaitable[None]]


async def killed(phone: Phone, network: Network, rng: random.Random) -> None:
    """The app is killed ten times, at any moment."""
    for _ in range(10):
        await phone.tell(10)
        phone.tell_and_look_away(10)
        await asyncio.sleep(rng.uniform(0, 2))
        await phone.kill()
        await phone.start()


async def an_hour_away(phone: Phone, network: Network, rng: random.Random) -> None:
    """The network is gone for an hour."""
    await phone.tell(50)
    await asyncio.sleep(HOUR_S / 20)
    await phone.network(False)
    for _ in range(10):
        await phone.tell(10)
        await asyncio.sleep(HOUR_S / 10)
    await phone.network(True)
    await phone.tell(50)


async def storage_full(phone: Phone, network: Network, rng: random.Random) -> None:
    """The storage is full while the network is away."""
    await phone.tell(20)
    await asyncio.sleep(HOUR_S / 20)
    await phone.fill(300)
    await phone.network(False)
    await phone.tell(180)
    await asyncio.sleep(HOUR_S / 10)
    await phone.network(True)


async def broken_mall(phone: Phone, network: Network, rng: random.Random) -> None:
    """The mall answers 500 for ten minutes."""
    await phone.tell(50)
    await asyncio.sleep(HOUR_S / 20)
    network.fault = "broken"
    for _ in range(10):
        await phone.tell(10)
        await asyncio.sleep(HOUR_S / 60)
    network.fault = "ok"
    await phone.tell(50)


async def answers_lost(phone: Phone, network: Network, rng: random.Random) -> None:
    """A third of the answers come, a third is lost on the way, a third are 500; the app is killed in between."""
    network.fault = "flaky"
    for _ in range(4):
        await phone.tell(50)
        await asyncio.sleep(rng.uniform(0, 2))
        await phone.kill()
        await phone.start()
    network.fault = "ok"


async def wrong_clock(phone: Phone, network: Network, rng: random.Random) -> None:
    """The clock is wrong by a day, and is set while events wait."""
    for by in (-DAY_MS, 2 * DAY_MS, -DAY_MS):
        await phone.tell(50)
        await phone.network(False)
        await phone.set_clock(by)
        await phone.tell(17)
        await phone.network(True)


FAULTS: tuple[Fault, ...] = (killed, an_hour_away, storage_full, broken_mall, answers_lost, wrong_clock)


async def live(fault: Fault, url: str, n: int, *, plain: bool) -> Counter[str]:
    """Let one phone live through a fault; return what was told, kept, stored, lost and stored twice."""
    network = await Network(int(url.rsplit(":", 1)[1])).open()
    with tempfile.TemporaryDirectory() as folder:
        shopper = f"{'plain' if plain else 'kit'}-{fault.__name__}-{n}"
        wrong = DAY_MS * (1 if n % 2 else -1) if fault is wrong_clock else 0
        phone = Phone(Path(folder), network, f"{url}/v1/shopper-tokens", shopper, plain=plain, wrong_ms=wrong)
        await phone.start()
        await fault(phone, network, random.Random(f"{SEED}{fault.__name__}{n}"))
        state = await phone.settle()
        await phone.kill()
    network.close()
    found = await asyncio.to_thread(stored, url, shopper)
    missing = phone.happened - set(found)
    return Counter(told=len(phone.happened), lost=len(missing), twice=len(found) - len(set(found)),
                   kept_and_lost=len(missing & phone.kept), refused=sum(state["refused"].values()))


def stored(url: str, shopper: str) -> list[int]:
    """Return the number of every event that the mall has of a shopper."""
    numbers: list[int] = []
    cursor = ""
    with httpx.Client(base_url=url, timeout=60) as api:
        while True:
            page = api.get(f"/v1/shoppers/{shopper}/timeline?limit=500{cursor}").raise_for_status().json()
            numbers += [_number(each["properties"]) for each in page["items"]]
            if page["next"] is None:
                return numbers
            cursor = f"&before={page['next']}"


def _number(properties: dict[str, Any]) -> int:
    if "quantity" in properties or "sku" in properties:
        return int(properties.get("quantity", 1)) - 1
    return int(re.sub(r"\D", "", properties.get("query") or properties["page"]))


async def measure(url: str, rounds: int) -> dict[str, dict[str, Counter[str]]]:
    """Return what became of the events of kit and peer, by fault."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for name, plain in (("kit", False), ("by hand", True)):
        found[name] = {}
        for fault in FAULTS:
            lives = await asyncio.gather(*(live(fault, url, n, plain=plain) for n in range(rounds)))
            found[name][fault.__name__] = sum(lives, Counter())
            print(name, fault.__name__, dict(found[name][fault.__name__]), file=sys.stderr)
    return found


def main() -> None:
    """Run both and print the line."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    os.environ["HUOZHAO_CLOCK_SPEED"] = str(SPEED)
    os.environ["HUOZHAO_ACCESS_SHOPPER_RATE_PER_S"] = "1000"
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        good = {"sku": "g0", "spu": "g", "title": "好物", "category": ["家居"], "price_fen": 100}
        httpx.put(f"{server.url}/v1/goods", json={"goods": [good]}, timeout=60).raise_for_status()
        consents = [{"shopper": f"plain-{fault.__name__}-{n}", "purpose": "personalisation", "given": True}
                    for fault in FAULTS for n in range(rounds)]
        httpx.post(f"{server.url}/v1/consents", json={"decisions": consents}, timeout=60).raise_for_status()
        found = asyncio.run(measure(server.url, rounds))
    kit, peer = (sum(found[name].values(), Counter()) for name in ("kit", "by hand"))
    print(json.dumps({
        "figure": "sdk_faults", "value": kit["kept_and_lost"],
        "unit": f"events lost of {kit['told']:,} told, within the stated bound", "stored_twice": kit["twice"],
        "lost_in_the_instant_of_a_kill": kit["lost"] - kit["kept_and_lost"],
        "peer": "one request an event, as written by hand", "peer_value": peer["lost"], "peer_told": peer["told"],
        "ratio": None, "by_fault": {name: dict(each) for name, each in found["kit"].items()},
        "peer_by_fault": {name: each["lost"] for name, each in found["by hand"].items()},
        "data": "6 faults; processes killed, an hour offline, full storage, 500s, lost answers, clocks set by days",
        "seed": SEED,
    }))


if __name__ == "__main__":
    main()
