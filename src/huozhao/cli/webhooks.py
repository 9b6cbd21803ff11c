"""`huozhao webhooks`: which systems are told what happens, whether they listen, and what did not arrive."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, help="Outgoing webhooks: subscribe a system, test it, mend what was not told.")
Data = Annotated[Path, typer.Option(help="data folder")]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]
Id = Annotated[str, typer.Argument(help="id of the subscription, such as erp")]
HERE = Path("data")
WHO = "cli"
STATES = {"active": "正常 active", "paused": "已暂停 paused", "gone": "对方不再需要 gone",
          "failing": "三天没有送达 failing"}


@app.command("list")
def list_webhooks(data: Data = HERE, as_json: Json = False) -> None:
    """Show every subscription and how it goes with it."""
    import msgspec
    from rich.console import Console
    from rich.table import Table

    from huozhao.http.feed.webhooks import webhooks_out

    with _mall(data) as mall:
        found = webhooks_out(mall, mall.webhooks.to.book.all())
    if as_json:
        typer.echo(json.dumps({"items": msgspec.to_builtins(found)}, ensure_ascii=False))
        return
    table = Table("编号\nid", "地址\naddress", "状态\nstate", "已送达\ndelivered", "等待\nwaiting", "已放弃\ngiven up")
    for each in found:
        table.add_row(each.webhook, each.url, STATES[each.paused_why or each.state], f"{each.delivered:,}",
                      f"{each.waiting:,}", f"{each.dead:,}")
    Console().print(table)


@app.command("add")
def add(
    webhook: Id,
    url: Annotated[str, typer.Argument(help="https address that messages go to")],
    topic: Annotated[list[str], typer.Option(help="what to tell, such as order.paid; give it once for each topic")],
    name: Annotated[str, typer.Option(help="what people call the system")] = "",
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Subscribe a system and print its secret, this once; the same id again changes address, name and topics."""
    import msgspec

    from huozhao.http.feed.webhooks import webhooks_out

    with _mall(data) as mall:
        kept, secret = mall.webhooks.subscribe(webhook, name, url, topic, WHO)
        (made,) = webhooks_out(mall, [kept])
    if as_json:
        typer.echo(json.dumps({"webhook": msgspec.to_builtins(made), "secret": secret}, ensure_ascii=False))
        return
    typer.echo(f"{made.name}: {', '.join(made.told)} → {made.url}", err=True)
    if secret:
        typer.echo("密钥只显示这一次 shown this once:", err=True)
        typer.echo(secret)


@app.command("test")
def test(webhook: Id, data: Data = HERE, as_json: Json = False) -> None:
    """Send a test message now and tell what the receiver answered; exit code 1 when it was not accepted."""
    import msgspec

    from huozhao.http.feed.webhooks import try_out

    with _mall(data) as mall:
        tried = try_out(mall.webhooks.test(webhook))
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(tried), ensure_ascii=False))
    else:
        said = "已收到 received" if tried.accepted else "没有收到 not received"
        typer.echo(f"{said}: {tried.told} ({tried.took_ms:,} ms)")
    if not tried.accepted:
        raise typer.Exit(1)


@app.command("pause")
def pause(webhook: Id, data: Data = HERE) -> None:
    """Tell it nothing for now; what happens meanwhile is told when it goes on."""
    with _mall(data) as mall:
        mall.webhooks.to.book.pause(webhook, WHO)
    typer.echo(f"已暂停 paused {webhook}")


@app.command("resume")
def resume(
    webhook: Id,
    skip: Annotated[bool, typer.Option("--skip", help="leave out what was not told yet")] = False,
    data: Data = HERE,
) -> None:
    """Go on where it stopped; the running server tells what was not told yet."""
    with _mall(data) as mall:
        mall.webhooks.resume(webhook, WHO, skip)
    typer.echo(f"已继续 going on {webhook}")


@app.command("failed")
def failed(
    webhook: Annotated[str | None, typer.Argument(help="id of a subscription; none = all, suppliers too")] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="also what is tried again by itself")] = False,
    limit: Annotated[int, typer.Option(min=1, help="most to show, newest first")] = 50,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Show messages that were given up, newest first, with the last answer."""
    import msgspec

    from huozhao.http.supply.purchase_wire import delivery_out

    with _mall(data) as mall:
        found = mall.webhooks.outbox.list("" if waiting else "dead", limit=limit, to=webhook)
        items = [msgspec.to_builtins(delivery_out(each.id, each.body)) for each in found]
    if as_json:
        typer.echo(json.dumps({"items": items}, ensure_ascii=False))
        return
    for item in items:
        typer.echo(f"{item['id']}\n  {item['topic']} {item['about']} → {item['to'] or item['url']} · "
                   f"试了 {item['tries']} 次 tries · {item['error']}")
    typer.echo(f"{len(items)} 条消息 messages" + (" → huozhao webhooks resend" if items else ""))


@app.command("resend")
def resend(
    ids: Annotated[list[str] | None, typer.Argument(help="ids of messages; none = all for subscriptions")] = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Send again now what was not delivered; exit code 1 when something still was not, which is tried by itself."""
    with _mall(data) as mall:
        if ids:
            left = [each for each in map(mall.webhooks.outbox.retry, ids) if each.body["state"] != "delivered"]
            done = {"delivered": len(ids) - len(left), "left": len(left)}
        else:
            done = _all_again(mall)
    if as_json:
        typer.echo(json.dumps(done))
    else:
        typer.echo(f"已送达 delivered {done['delivered']:,} · 还没有 left {done['left']:,}")
    if done["left"]:
        raise typer.Exit(1)


@app.command("remove")
def remove(webhook: Id, data: Data = HERE) -> None:
    """Forget a subscription, and the messages that wait for it."""
    with _mall(data) as mall:
        mall.webhooks.delete(webhook)
    typer.echo(f"已删除 removed {webhook}")


def _all_again(mall: Any) -> dict[str, int]:
    """Send all that waits for subscriptions; who does not answer is asked once."""
    desk = mall.webhooks
    revived = sum(desk.retry(kept.id) for kept in desk.to.book.all())
    desk.outbox.deliver()
    left = sum(waiting + dead for to, (waiting, dead) in desk.counts().items() if to)
    return {"delivered": max(0, revived - left), "left": left}


def _mall(data: Path) -> Any:
    from huozhao.app import open_app
    from huozhao.settings import load

    return open_app(load(data))
