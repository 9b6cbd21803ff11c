"""`huozhao serve`: the HTTP API and the console."""

from pathlib import Path
from typing import Annotated

import typer

from huozhao.terms.errors import BadInput

LOOPBACK = ("127.0.0.1", "localhost", "::1")


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
    from huozhao.http.run import serve_forever
    from huozhao.settings import load

    settings = load(data)
    server = replace(settings.server, host=host or settings.server.host, port=port or settings.server.port)
    clock = replace(settings.clock, speed=speed or settings.clock.speed)
    settings = replace(settings, server=server, clock=clock)
    if server.host not in LOOPBACK and not server.api_key:
        raise BadInput(
            "api_key_missing",
            f"listening on {server.host} without an API key would open the mall to all",
            field="server.api_key",
            hint="set HUOZHAO_SERVER_API_KEY, or listen on 127.0.0.1",
        )
    with ExitStack() as stack:
        with watching() as watch:
            mall = stack.enter_context(open_app(settings, folding(watch)))
        address = f"http://{server.host}:{server.port}"
        typer.echo(f"货找 Huozhao  console {address}/   API {address}/v1/openapi.json   data {data.resolve()}")
        serve_forever(mall)
