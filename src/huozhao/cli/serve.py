"""`huozhao serve`: the HTTP API and the console."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huozhao.terms.errors import BadInput

if TYPE_CHECKING:
    from huozhao.settings import Server


def serve(
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    host: Annotated[str | None, typer.Option(help="address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="port to listen on")] = None,
    speed: Annotated[float | None, typer.Option(help="clock speed; more than 1 is a simulated mall")] = None,
) -> None:
    """Serve the API and the console until stopped with Ctrl-C."""
    from contextlib import ExitStack
    from dataclasses import replace

    from huozhao.app import open_app
    from huozhao.cli.progress import folding, watching
    from huozhao.http.run import serve_forever, transport, vacant
    from huozhao.settings import load

    settings = load(data)
    server = replace(settings.server, host=host or settings.server.host, port=port or settings.server.port)
    clock = replace(settings.clock, speed=speed or settings.clock.speed)
    settings = replace(settings, server=server, clock=clock)
    transport(server)  # a certificate or a port that will not do is said before anything is opened
    vacant(server)
    with ExitStack() as stack:
        with watching() as watch:
            mall = stack.enter_context(open_app(settings, folding(watch)))
        _require_a_door(server, mall.access.is_configured())
        address = f"{'https' if server.tls_certificate else 'http'}://{server.host}:{server.port}"
        typer.echo(f"货找 Huozhao  console {address}/   shop {address}/shop/   API {address}/v1/openapi.json   "
                   f"data {data.resolve()}")
        serve_forever(mall)


def _require_a_door(server: "Server", is_configured: bool) -> None:
    """Refuse to open the mall to others while nobody has to show anything; say when lines are not encrypted."""
    from huozhao.http.gate.addresses import LOOPBACK

    if server.host in LOOPBACK:
        return
    if not is_configured:
        raise BadInput(
            "api_key_missing",
            f"listening on {server.host} without a user or a key would open the mall to all",
            field="server.api_key",
            hint="make a user (huozhao users add) or a key (huozhao keys add), or listen on 127.0.0.1",
        )
    if not (server.tls_certificate or server.trusted_proxies):
        typer.echo("注意：未启用 HTTPS，其他机器不能用密码登录 / HTTPS is off: no log-in from other machines. "
                   "See docs/how-to/secure.md", err=True)
