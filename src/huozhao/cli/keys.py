"""`huozhao keys`: API keys of programs, and the key that shopper tokens are signed with."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="API keys of programs: make, list, revoke.")
Data = Annotated[Path, typer.Option(help="data folder")]


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="what the key is for, such as till-3")],
    scope: Annotated[list[str], typer.Option(help="a permission such as events:write, an area such as goods:*, or *")],
    data: Data = Path("data"),
    days: Annotated[float, typer.Option(min=0, help="days until it ends; 0 = it does not")] = 0,
    rate: Annotated[float, typer.Option(min=0, help="requests a second; 0 = the setting's")] = 0,
) -> None:
    """Make a key and print its secret, this once."""
    from huozhao.app import open_access
    from huozhao.settings import load

    with open_access(load(data)) as access:
        secret, made = access.keys.add(name, scope, days, rate)
    typer.echo(f"密钥只显示这一次 shown this once: {made.name} ({', '.join(made.scopes)})", err=True)
    typer.echo(secret)


@app.command("list")
def list_keys(data: Data = Path("data")) -> None:
    """Show all keys, revoked ones too, without their secrets."""
    from rich.console import Console
    from rich.table import Table

    from huozhao.app import open_access
    from huozhao.settings import load
    from huozhao.terms.time import iso

    table = Table("名称 name", "开头 begins", "权限 scopes", "状态 state", "上次使用 last used", "到期 ends")
    with open_access(load(data)) as access:
        for each in access.keys.all():
            state = "可用 good" if each.is_good(access.clock()) else "作废 void"
            table.add_row(each.name, each.beginning, ", ".join(each.scopes), state,
                          iso(each.seen_at) if each.seen_at else "—", iso(each.until) if each.until else "—")
    Console().print(table)


@app.command("revoke")
def revoke(name: Annotated[str, typer.Argument(help="the key's name")], data: Data = Path("data")) -> None:
    """Shut a key for good; a running server follows within a second."""
    from huozhao.app import open_access
    from huozhao.settings import load

    with open_access(load(data)) as access:
        access.keys.revoke(name)
    typer.echo(f"已作废 revoked {name}")


@app.command("rotate-tokens")
def rotate_tokens(data: Data = Path("data")) -> None:
    """Sign shopper tokens with a new key; those signed before stay good until they run out."""
    from huozhao.app import open_access
    from huozhao.settings import load

    with open_access(load(data)) as access:
        made = access.tokens.rotate()
    typer.echo(f"签名密钥 signing key {made.id}")
