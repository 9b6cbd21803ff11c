"""Phones whose mini programs can be killed, and the bad network between them and the mall."""

import asyncio
import json
import random
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PHONE = Path(__file__).parents[1] / "clients" / "sdk" / "bench" / "phone.mjs"
SPEED = 60  # an hour of the phone and of the mall in a minute


@dataclass
class Network:
    """What stands between phones and the mall; `fault` is ok, broken (500), lost (done, answer gone) or flaky."""

    mall_port: int
    fault: str = "ok"
    port: int = 0
    rng: random.Random = field(default_factory=lambda: random.Random(5))

    async def open(self) -> "Network":
        """Listen on a free port."""
        self._carried: set[object] = set()
        self._server = await asyncio.start_server(self._carry, "127.0.0.1")
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._carried.add(asyncio.current_task())  # held, so that none is thrown away half done
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            request = await _message(reader)
            fault = self.rng.choice(["ok", "broken", "lost"]) if self.fault == "flaky" else self.fault
            if fault == "broken":
                writer.write(b"HTTP/1.1 500 Oh\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            else:
                answer = await self._ask(request)
                if fault == "ok":
                    writer.write(answer)
            await writer.drain()
        writer.close()

    async def _ask(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.mall_port)
        writer.write(request)
        await writer.drain()
        answer = await _message(reader)
        writer.close()
        return answer


async def _message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return head + (await reader.readexactly(lengths[0]) if lengths else b"")


class Phone:
    """One shopper's phone: the events that happened on it, and those whose writing it has confirmed."""

    def __init__(
        self, folder: Path, network: Network, mint: str, shopper: str, *, plain: bool, wrong_ms: int = 0
    ) -> None:
        self.happened: set[int] = set()
        self.kept: set[int] = set()
        self._next = 0
        self._options: dict[str, Any] = {
            "folder": str(folder), "url": f"http://127.0.0.1:{network.port}", "mint": mint, "shopper": shopper,
            "speed": SPEED, "wrong": wrong_ms, "room": 10_000_000, "plain": plain, "agrees": True,
        }

    async def start(self) -> "Phone":
        """Open the mini program."""
        self._process = await asyncio.create_subprocess_exec(
            "node", str(PHONE), json.dumps(self._options), stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE)
        self._options["agrees"] = False  # it remembers
        await self._answer()
        return self

    async def kill(self) -> None:
        """End the process at once, as a phone that needs its memory does."""
        self._process.kill()
        assert self._process.stdout is not None
        for line in (await self._process.stdout.read()).split(b"\n")[:-1]:  # the last may be half a line
            self._heard(json.loads(line))
        await self._process.wait()

    async def tell(self, many: int) -> None:
        """Let so many events happen; they are kept once the phone has written them."""
        start, self._next = self._next, self._next + many
        await self._do("tell", [start, self._next])
        self.kept |= set(range(start, self._next))

    def tell_and_look_away(self, many: int) -> None:
        """Let so many events happen without waiting for their writing."""
        self._send("tell", [self._next, self._next + many])
        self._next += many

    async def network(self, is_connected: bool) -> None:
        """Lose the network or get it back."""
        await self._do("network", is_connected)

    async def set_clock(self, by_ms: int) -> None:
        """Set the phone's clock."""
        await self._do("clock", by_ms)

    async def fill(self, left: int) -> None:
        """Leave room for so many characters in its storage."""
        await self._do("room", left)

    async def settle(self, patience_s: float = 60) -> dict[str, Any]:
        """Wait until nothing waits to be told and return the kit's state."""
        deadline = asyncio.get_running_loop().time() + patience_s
        while True:
            state: dict[str, Any] = await self._do("state", None)
            if not state["waiting"] or asyncio.get_running_loop().time() > deadline:
                return state
            await asyncio.sleep(0.05)

    async def _do(self, name: str, given: Any) -> Any:
        self._send(name, given)
        while name not in (answer := await self._answer()):
            pass
        return answer[name]

    def _send(self, name: str, given: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({name: given}).encode() + b"\n")

    async def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        found: dict[str, Any] = json.loads(await self._process.stdout.readline())
        self._heard(found)
        return found

    def _heard(self, answer: dict[str, Any]) -> None:
        if "begun" in answer:
            self.happened |= set(range(*answer["begun"]))
