"""`huozhao demo`: a living mall in one command."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import subprocess

    from huozhao.sandbox.server import Sandbox

# The folder of the fake WeChat within the data folder.
SANDBOX = "sandbox-wechat"
# Of its settings the demo leaves out what its goods, which have no pictures, and its couriers do not need.
UNUSED = frozenset({"order_page", "api_key", "api_key_number", "api_key_file", "api_certificate_number",
                    "api_certificate_file", "delivery_url"})
READY_S = 60.0
STOP_S = 20.0


def demo(
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    port: Annotated[int, typer.Option(help="port to listen on")] = 8750,
    shops: Annotated[int, typer.Option(min=1, max=200, help="shops in the city")] = 24,
    shoppers: Annotated[int, typer.Option(min=1, max=100_000, help="shoppers in the city")] = 2_000,
    skus: Annotated[int, typer.Option(min=10, max=10_000, help="goods on sale")] = 300,
    days: Annotated[int, typer.Option(min=1, max=80, help="days of past to begin with")] = 28,
    speed: Annotated[float, typer.Option(min=1, help="how much faster than real time; 60 = an hour a minute")] = 60.0,
    seed: Annotated[int, typer.Option(min=0, help="the same seed makes the same city")] = 7,
) -> None:
    """Run a demo mall with a simulated city of shoppers until Ctrl-C; started again, it goes on."""
    import signal
    import subprocess
    import sys

    # SIGTERM ends the demo as Ctrl-C does, so that both processes are always stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    url = f"http://127.0.0.1:{port}"
    base = [sys.executable, "-m"]
    serve = [*base, "huozhao", "serve", "--data", str(data), "--port", str(port), "--speed", str(speed)]
    city = [*base, "huozhao.twin", "--url", url, "--diary", str(data / "twin.json"), "--seed", str(seed)]
    for name, value in (("shops", shops), ("shoppers", shoppers), ("skus", skus), ("days", days)):
        city += [f"--{name}", str(value)]
    city += ["--shapes", str(places)] if (places := shapes()) else []
    require_no_other_mall(data)
    key = _own_key(data)
    with _wechat(data, url) as wechat:
        # Own process groups: Ctrl-C reaches this process only, which then stops the city before the mall.
        server = subprocess.Popen(serve, start_new_session=True, env=_environment(key, data, url, wechat))
        twin: subprocess.Popen[bytes] | None = None
        try:
            _wait_ready(url, server)
            if wechat is not None:
                wechat.world.days_by = _mall_seconds(url, key)
                city += ["--wechat", wechat.url]
            _greet(url, data, speed, wechat)
            twin = _send_city(city, key)
            _watch(server, twin)
        except KeyboardInterrupt:
            typer.echo("\n正在停止…… stopping …")
        finally:
            for process in (twin, server):
                _stop(process)


def require_no_other_mall(data: Path) -> None:
    """Raise Conflict for the folder of a real mall: a simulated city could not be taken out of it again."""
    import sqlite3
    from contextlib import closing

    from huozhao.terms.errors import Conflict

    log = data / "log.db"
    if not log.exists() or any((data / name).exists() for name in ("twin.json", SANDBOX)):
        return
    with closing(sqlite3.connect(f"{log.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        has_lived = connection.execute("SELECT 1 FROM events LIMIT 1").fetchone() is not None
    if has_lived:
        raise Conflict("not_a_demo", f"{data} holds a mall of your own / {data} 里是您自己的商城", field="data",
                       hint="use another folder / 换一个目录：huozhao demo --data demo, make run DATA=demo")


@contextmanager
def _wechat(data: Path, url: str) -> Iterator["Sandbox | None"]:
    """Run a fake WeChat in this process, kept in the data folder; none where the mall has a mini program of its own."""
    from huozhao.settings import load

    if load(data).wechat.appid:
        yield None
        return
    from huozhao.sandbox.lasting import lasting
    from huozhao.sandbox.server import running

    with running(lasting(data / SANDBOX, f"{url}/v1/wechat/push")) as sandbox:
        yield sandbox


def _mall_seconds(url: str, key: str) -> Callable[[], float]:
    """Return the mall's clock in seconds, by which WeChat is to count days: both live as fast."""
    import time

    import httpx

    from huozhao.terms.time import parse_instant

    read_at = time.monotonic()
    status = httpx.get(f"{url}/v1/status", timeout=READY_S, headers={"Authorization": f"Bearer {key}"} if key else None)
    told = status.raise_for_status().json()
    begin, speed = parse_instant(told["now"]) / 1000, float(told["clock_speed"])
    return lambda: begin + (time.monotonic() - read_at) * speed


def _own_key(data: Path) -> str:
    """Return a key for the city, good for this run, where the mall asks for log-in; otherwise nothing."""
    import secrets

    from huozhao.app import open_access
    from huozhao.settings import load

    if not (data / "mall.db").exists():
        return ""
    settings = load(data)
    with open_access(settings) as access:
        return settings.server.api_key or (secrets.token_urlsafe(32) if access.is_configured() else "")


def _environment(key: str, data: Path, url: str, wechat: "Sandbox | None") -> dict[str, str]:
    """Return the server's environment: anybody may shop as a guest, and no money moves, unless it is set otherwise."""
    import os

    from huozhao.cli.sandbox import connection

    shop = {"HUOZHAO_STOREFRONT_GUESTS": "true", "HUOZHAO_STOREFRONT_TRIAL_PAYMENT": "true"}
    if wechat is not None:
        # The whole city logs in from this machine.
        shop |= {"HUOZHAO_WECHAT_SANDBOX": "true", "HUOZHAO_ACCESS_ADDRESS_RATE_PER_S": "200"}
        lines = connection(wechat.world, wechat.url, url, data / SANDBOX)
        shop |= {f"HUOZHAO_WECHAT_{name}".upper(): value for name, value in lines.items() if name not in UNUSED}
    return {**shop, **os.environ} | ({"HUOZHAO_SERVER_API_KEY": key} if key else {})


def _send_city(city: list[str], key: str) -> "subprocess.Popen[bytes]":
    """Start the city; its key goes through a pipe, where no list of processes shows it."""
    import subprocess

    if not key:
        return subprocess.Popen(city, start_new_session=True)
    twin = subprocess.Popen([*city, "--key-stdin"], start_new_session=True, stdin=subprocess.PIPE)
    assert twin.stdin is not None
    twin.stdin.write(f"{key}\n".encode())
    twin.stdin.close()
    return twin


def shapes() -> Path | None:
    """Return the folder of real shop lists and calendars beside the repository, if it is there."""
    beside = Path.cwd().parent / "shared" / "data"
    return beside if beside.is_dir() else None


def _greet(url: str, data: Path, speed: float, wechat: "Sandbox | None") -> None:
    typer.echo(f"\n  控制台 console  {url}/\n  商城 shop       {url}/shop/\n  接口 API        {url}/v1/openapi.json")
    if wechat is not None:
        typer.echo(f"  微信沙箱 WeChat {wechat.url}/sandbox")
    typer.echo(f"  数据 data       {data.resolve()}")
    typer.echo(f"  一分钟 = {speed:g} 分钟（a minute here is {speed:g} minutes there）。Ctrl-C 停止 stops.\n")


def _wait_ready(url: str, server: "subprocess.Popen[bytes]") -> None:
    import time

    import httpx

    deadline = time.monotonic() + READY_S
    with httpx.Client(timeout=2.0) as asking:
        while time.monotonic() < deadline:
            if server.poll() is not None:
                raise typer.Exit(server.returncode or 1)
            try:
                if asking.get(f"{url}/health/ready").status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
    typer.echo("服务未能就绪 the server did not become ready", err=True)
    raise typer.Exit(1)


def _watch(server: "subprocess.Popen[bytes]", twin: "subprocess.Popen[bytes]") -> None:
    """Wait until one of the two ends by itself, which is a fault."""
    import time

    while server.poll() is None and twin.poll() is None:
        time.sleep(0.3)
    who = "商城服务 the server" if server.poll() is not None else "模拟城市 the city"
    typer.echo(f"{who} 意外结束 ended unexpectedly", err=True)
    raise typer.Exit(1)


def _stop(process: "subprocess.Popen[bytes] | None") -> None:
    import subprocess

    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
