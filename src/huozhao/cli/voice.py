"""`huozhao voice`: how a review is read, and the tickets."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="What shoppers say of goods, and the tickets that come of it.")
Data = Annotated[Path, typer.Option(help="data folder")]


@app.command("read")
def read_text(
    text: Annotated[str, typer.Argument(help="a review: 没有头屑了，就是味道刺鼻")],
    category: Annotated[str, typer.Option(help="what the goods are: 洗发水")] = "",
    stars: Annotated[int, typer.Option(min=0, max=5, help="stars given; 0 = none")] = 0,
    data: Data = Path("data"),
) -> None:
    """Say how a review is read; nothing is kept."""
    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        words = mall.voice.reader.book.words_about(category)
        reading = mall.voice.reader.about(category)(text, stars or None)
    for each in reading.opinions:
        label, sign = words.label(each.aspect), ("抱怨 complaint", "不确定 unsure", "好评 praise")[each.sign + 1]
        typer.echo(f"{label.zh} {label.en}: {sign}  “{text[each.start:each.end]}”")
    if not reading.opinions:
        typer.echo("没有可以计数的评价 nothing that counts")


@app.command("tickets")
def tickets(
    state: Annotated[str, typer.Option(help="draft, sent, acknowledged, in_work, solved, closed or rejected")] = "",
    data: Data = Path("data"),
) -> None:
    """List tickets, newest first."""
    from rich.console import Console
    from rich.table import Table

    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        found = mall.voice.tickets.all(state)
    table = Table("编号 id", "问题 issue", "顾客 shoppers", "供应商 supplier", "状态 state")
    for each in found:
        body = each.body
        supplier = body["supplier"] or "本店 own"
        table.add_row(each.id, body["headline"]["zh"], str(body["people"]), supplier, body["state"])
    Console().print(table)


@app.command("learn")
def learn(
    labels: Annotated[Path, typer.Argument(help="CSV: review, aspect_term, opinion_term, aspect, sign")],
    category: Annotated[str, typer.Option(help="what the goods are, as their category or title has it: 护肤")],
    data: Data = Path("data"),
) -> None:
    """Learn to read reviews from labelled ones; used for such goods if it reads better than the rules."""
    import csv

    from huozhao.app import open_app
    from huozhao.settings import load

    with labels.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with open_app(load(data)) as mall:
        proof = mall.voice.reader.learn(rows, category, str(mall.clock()))
    typer.echo(f"{proof.reviews} 条标注 labelled reviews · F1 {proof.learned}（规则 rules {proof.rules}）")
    typer.echo(f"抱怨 complaints F1 {proof.learned_complaints}（规则 rules {proof.rules_complaints}）")
    typer.echo("已启用 in use" if proof.is_better else "不如规则，未启用 no better than the rules: not used")
