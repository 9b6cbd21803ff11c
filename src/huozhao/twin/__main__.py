"""`python -m huozhao.twin --url …`: the city as a process of its own."""

import argparse
import contextlib
import signal
import sys
from pathlib import Path

import httpx

from huozhao.twin.api import Api
from huozhao.twin.report import Report
from huozhao.twin.run import live
from huozhao.twin.settings import CitySettings

# The fake is on this machine: it answers at once, or it has gone.
SHORT_S = 2.0


def main() -> None:
    """Live in the mall at --url until SIGINT or SIGTERM."""
    chosen = _arguments().parse_args()
    settings = CitySettings(
        chosen.seed, chosen.shops, chosen.shoppers, chosen.skus, chosen.days, chosen.zone, data=chosen.shapes,
        approve=not chosen.no_approve,
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    report = Report(_say)
    headers = {"Authorization": f"Bearer {sys.stdin.readline().strip()}"} if chosen.key_stdin else {}
    client = httpx.Client(base_url=chosen.url, timeout=30.0, headers=headers)
    with client, contextlib.ExitStack() as fakes, contextlib.suppress(KeyboardInterrupt):
        wechat = Api(fakes.enter_context(httpx.Client(base_url=chosen.wechat)), SHORT_S) if chosen.wechat else None
        live(settings, Api(client), chosen.diary, report, lambda: False, wechat)
    _say(f"  the city's own count: {report.line()}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _arguments() -> argparse.ArgumentParser:
    known = argparse.ArgumentParser(prog="huozhao.twin", description="a simulated city that shops at the mall")
    default = CitySettings()
    known.add_argument("--url", default="http://127.0.0.1:8750")
    known.add_argument("--diary", type=Path, default=Path("data/twin.json"))
    known.add_argument("--wechat", default="", help="address of a fake WeChat that the mall is connected to")
    known.add_argument("--shapes", type=Path, default=None, help="folder of real shop lists and calendars")
    for name in ("seed", "shops", "shoppers", "skus", "days"):
        known.add_argument(f"--{name}", type=int, default=getattr(default, name))
    known.add_argument("--zone", default=default.zone)
    known.add_argument("--key-stdin", action="store_true", help="read the mall's API key from standard input")
    known.add_argument("--no-approve", action="store_true", help="leave proposals to a person")
    return known


if __name__ == "__main__":
    main()
