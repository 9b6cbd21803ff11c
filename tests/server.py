"""A real server process on a free port of the loopback, for tests that go through the public API."""

import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

# The command itself, but that no night falls under a test: the nightly work begins a minute after the start, which a
# slow machine may still need to fill the mall; a training of the night then stands among those that a test looks at.
COMMAND = """
from huozhao.cli.main import main
from huozhao.flows.schedule import POLL_S, Schedule
Schedule.start.__defaults__ = (86_400.0, POLL_S)
main()
"""


@dataclass
class Server:
    """A running server and the address it answers on."""

    process: subprocess.Popen[bytes]
    url: str

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        self.process.kill()
        self.process.wait()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    data: Path, *options: str, verify: ssl.SSLContext | None = None, output: IO[bytes] | None = None, port: int = 0
) -> Iterator[Server]:
    """Start `huozhao serve` on a data folder and wait until it is ready; stopped at the end if still alive.

    `verify` is what to trust when the server speaks HTTPS; `output` takes what it prints; `port` 0 = a free one.
    """
    port = port or free_port()
    command = [sys.executable, "-c", COMMAND, "serve", "--data", str(data), "--port", str(port), *options]
    process = subprocess.Popen(command, stdout=output or subprocess.DEVNULL, stderr=output)
    server = Server(process, f"{'https' if verify else 'http'}://127.0.0.1:{port}")
    try:
        _wait_ready(server, verify)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_ready(server: Server, verify: ssl.SSLContext | None, timeout_s: float = 150) -> None:
    deadline = time.monotonic() + timeout_s
    # One client for all the asking: each new one reads every known authority, for longer than the pause.
    with httpx.Client(timeout=10, verify=verify or False) as asking:
        while time.monotonic() < deadline:
            if server.process.poll() is not None:
                raise RuntimeError(f"the server ended with {server.process.returncode} before it was ready")
            try:
                if asking.get(f"{server.url}/health/ready").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
    raise RuntimeError("the server was not ready in time")
