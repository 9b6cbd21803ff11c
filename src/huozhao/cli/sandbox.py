"""`huozhao sandbox`: a WeChat to try against, on this machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from huozhao.sandbox.world import World

app = typer.Typer(help="Other people's services, faked with their rules, to try the mall against.",
                  no_args_is_help=True)  # fmt: skip


@app.callback()
def sandbox() -> None:
    """Fake what the mall talks to."""


@app.command("wechat")
def wechat(
    port: Annotated[int, typer.Option(help="port to listen on")] = 8760,
    mall: Annotated[str, typer.Option(help="address of the mall, for what WeChat tells it")] = "http://127.0.0.1:8750",
    keys: Annotated[Path, typer.Option(help="folder of its keys and of what it remembers")] = Path("sandbox-wechat"),
) -> None:
    """Fake WeChat until stopped with Ctrl-C; prints the settings that connect a mall to it."""
    from huozhao.sandbox.lasting import lasting
    from huozhao.sandbox.server import Sandbox

    world = lasting(keys, f"{mall.rstrip('/')}/v1/wechat/push")
    door = Sandbox(world, port)
    typer.echo(f"# 微信沙箱 / fake WeChat on {door.url}; what happened: GET {door.url}/sandbox")
    typer.echo("# huozhao.toml:")
    lines = connection(world, door.url, mall.rstrip("/"), keys)
    typer.echo("\n".join(["[wechat]", *(f'{name} = "{value}"' for name, value in lines.items())]))
    try:
        door.serve()
    except KeyboardInterrupt:
        typer.echo("")


def connection(world: "World", url: str, mall: str, keys: Path) -> dict[str, str]:
    """Return the settings of [wechat] that connect a mall to a fake at `url`; key files are written to a folder."""
    own, theirs = _key_files(keys)
    return {
        "url": url, "appid": world.appid, "secret": world.secret, "push_token": world.push_token,
        "push_key": world.push_key, "pay_url": url, "mchid": world.mchid, "merchant_serial": world.merchant_serial,
        "merchant_key_file": str(own.resolve()), "api_v3_key": world.api_v3_key,
        "platform_key_id": world.platform_key_id, "platform_key_file": str(theirs.resolve()),
        "notify_url": f"{mall}/v1/wechat/pay", "order_page": "pages/order/order?order={order}",
        "api_key": world.api_key, "api_key_number": world.api_key_number, "api_key_file": str(own.resolve()),
        "api_certificate_number": world.api_certificate_number, "api_certificate_file": str(theirs.resolve()),
        "delivery_url": f"{mall}/v1/wechat/delivery",
    }  # fmt: skip


def _key_files(folder: Path) -> tuple[Path, Path]:
    """Write the keys that a merchant downloads: their own, and WeChat Pay's public one."""
    from huozhao.sandbox.keys import merchant_pem, platform_pem

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    own, theirs = folder / "merchant.pem", folder / "platform.pem"
    own.touch(0o600)
    own.write_bytes(merchant_pem())
    theirs.write_bytes(platform_pem())
    return own, theirs
