"""`huozhao demo` greets, lives, stops both of its processes, and goes on without sending the past again."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.server import free_port

pytestmark = [pytest.mark.slow, pytest.mark.alone]


def run_until_ready(data: Path, port: int) -> tuple[str, int, int]:
    """Start the demo, stop it with SIGINT once the city is ready; return its words, exit code, events on record."""
    size = ["--shops", "2", "--shoppers", "20", "--skus", "40", "--days", "2"]
    command = [sys.executable, "-m", "huozhao", "demo", "--data", str(data), "--port", str(port), *size]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what is in its background deaf to Ctrl-C
    demo = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    words = ""
    assert demo.stdout is not None
    for line in demo.stdout:
        words += line
        if "city ready" in line:
            break
    events = httpx.get(f"http://127.0.0.1:{port}/v1/status", timeout=30).json()["events"]
    demo.send_signal(signal.SIGINT)
    rest, _ = demo.communicate(timeout=150)
    return words + rest, demo.returncode, events


def secrets_of(data: Path) -> list[str]:
    """Return the secrets of the fake WeChat, which openids, pushes and payments rest on."""
    return sorted(line for line in (data / "sandbox-wechat" / "wechat.jsonl").read_text().splitlines()
                  if "secrets" in line or "keys" in line)


@pytest.mark.timeout(400)
def test_the_demo_stops_cleanly_and_goes_on(tmp_path: Path) -> None:
    port = free_port()
    words, code, events = run_until_ready(tmp_path, port)
    assert code == 0 and f"http://127.0.0.1:{port}/" in words and "/v1/openapi.json" in words
    assert events > 100 and "  ! " not in words, words
    assert re.search(r"WeChat http://127\.0\.0\.1:\d+/sandbox", words)
    secrets = secrets_of(tmp_path)
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=2)
    words, code, more = run_until_ready(tmp_path, port)
    assert code == 0 and more >= events and not re.search("back-fill day 1", words)
    assert "  ! " not in words and secrets_of(tmp_path) == secrets and len(secrets) > 5
