"""`huozhao knowledge`: the merchant's questions and answers, taken in from files and tried."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="The questions and answers that the assistant quotes.")
Data = Annotated[Path, typer.Option(help="data folder")]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV (question, answer, phrasings, source) or Markdown (## question)")],
    data: Data = Path("data"),
) -> None:
    """Take in a file; the same file again adds nothing."""
    from huozhao.app import open_app
    from huozhao.flows.assistant.knowledge_files import passages_in
    from huozhao.settings import load

    kind = "markdown" if file.suffix.lower() in (".md", ".markdown") else "csv"
    passages = passages_in(file.read_text("utf-8"), kind)
    with open_app(load(data)) as mall:
        changed, same = mall.service.assistant.knowledge.write_many(passages, "command line")
    typer.echo(f"新增或更新 {changed} 条，{same} 条没有变化 · {changed} new or changed, {same} as before")


@app.command("ask")
def ask(
    question: Annotated[str, typer.Argument(help="a question as a shopper would ask it")], data: Data = Path("data")
) -> None:
    """Show what the knowledge would answer; nothing is kept."""
    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        assistant = mall.service.assistant
        found = assistant.knowledge.find(question, 3)
        for match, passage in found:
            mark = "→" if match.score >= assistant.policy.threshold else " "
            typer.echo(f"{mark} {match.score:.2f} {match.phrasing}: {passage.answer.zh}")
    if not found:
        typer.echo("没有相近的问题 nothing like it")
