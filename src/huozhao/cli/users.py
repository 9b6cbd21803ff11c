"""`huozhao users`: who may log in to the console."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Who may log in to the console, and with which role.")
Data = Annotated[Path, typer.Option(help="data folder")]
Name = Annotated[str, typer.Argument(help="the user's name")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="read the password from standard input")]


@app.command("add")
def add(
    name: Name,
    role: Annotated[str, typer.Option(help="owner, operator, analyst or service")] = "operator",
    data: Data = Path("data"),
    password_stdin: FromStdin = False,
) -> None:
    """Make a user; the first one must be an owner. The password is asked for."""
    from huozhao.app import open_access
    from huozhao.settings import load

    password = _password(password_stdin)
    with open_access(load(data)) as access:
        made = access.users.add(name, role, password)
    typer.echo(f"已添加 added {made.name} ({made.role})")


@app.command("list")
def list_users(data: Data = Path("data")) -> None:
    """Show all users."""
    from rich.console import Console
    from rich.table import Table

    from huozhao.app import open_access
    from huozhao.settings import load
    from huozhao.terms.time import iso

    table = Table("用户 name", "角色 role", "状态 state", "上次登录 last log-in")
    with open_access(load(data)) as access:
        for each in access.users.all():
            state = "停用 disabled" if each.disabled else "可用 active"
            table.add_row(each.name, each.role, state, iso(each.seen_at) if each.seen_at else "—")
    Console().print(table)


@app.command("disable")
def disable(
    name: Name,
    data: Data = Path("data"),
    undo: Annotated[bool, typer.Option("--undo", help="let the user in again")] = False,
) -> None:
    """Shut a user out; the user's sessions end at once."""
    from huozhao.app import open_access
    from huozhao.settings import load

    with open_access(load(data)) as access:
        access.users.change(name, disabled=not undo)
    typer.echo(f"{'已恢复 enabled' if undo else '已停用 disabled'} {name}")


@app.command("role")
def role(
    name: Name,
    wanted: Annotated[str, typer.Argument(help="owner, operator, analyst or service")],
    data: Data = Path("data"),
) -> None:
    """Give a user another role."""
    from huozhao.app import open_access
    from huozhao.settings import load

    with open_access(load(data)) as access:
        access.users.change(name, role=wanted)
    typer.echo(f"{name}: {wanted}")


@app.command("password")
def password(name: Name, data: Data = Path("data"), password_stdin: FromStdin = False) -> None:
    """Set a user's password; the user's sessions end at once."""
    from huozhao.app import open_access
    from huozhao.settings import load

    wanted = _password(password_stdin)
    with open_access(load(data)) as access:
        access.users.change(name, password=wanted)
    typer.echo(f"已更新密码 password set for {name}")


def _password(from_stdin: bool) -> str:
    import sys

    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("密码 password", hide_input=True, confirmation_prompt="再输一次 again"))
