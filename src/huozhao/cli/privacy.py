"""`huozhao privacy`: erase, verify, rotate the keys, let due data go, prove the consents, list idle fields."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, help="Consents, erasure, keys, retention.")
Data = Annotated[Path, typer.Option(help="data folder")]
AsJson = Annotated[bool, typer.Option("--json", help="print one JSON object")]


@app.command("erase")
def erase(
    shopper: Annotated[str, typer.Argument(help="any subject id of the shopper")],
    data: Data = Path("data"),
    as_json: AsJson = False,
) -> None:
    """Erase a shopper from every store and print the signed receipt. While a server runs, use its API instead."""
    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        receipt = mall.privacy.erase_on_request(shopper, "command")
    if as_json:
        typer.echo(json.dumps(receipt, ensure_ascii=False))
        return
    rows = [(f"{receipt['stores'][name]['zh']} {receipt['stores'][name]['en']}", f"{count:,}")
            for name, count in receipt["removed"].items()]
    _show("huozhao privacy erase", ("存储 store", "删除 removed"), rows)
    typer.echo(f"回执 receipt {receipt['receipt']}")


@app.command("verify")
def verify(
    canary: Annotated[list[str], typer.Option(help="words that must not be found: an id, a phone number, a name …")],
    data: Data = Path("data"),
    as_json: AsJson = False,
) -> None:
    """Search every file of the data folder for words: raw, encoded and inside of compressed files; exit 1 if found."""
    from huozhao.backends.files.canaries import search

    found, files, size = search(data, canary)
    if as_json:
        hits = [{"file": str(f.path), "word": f.word, "written": f.written} for f in found]
        typer.echo(json.dumps({"found": len(found), "files": files, "bytes": size, "items": hits}, ensure_ascii=False))
    else:
        typer.echo(f"找到 found: {len(found)}（文件 files {files:,}，字节 bytes {size:,}）")
        for each in found:
            typer.echo(f"  {each.path}  {each.word}  ({each.written})")
    if found:
        raise typer.Exit(1)


@app.command("rotate")
def rotate(data: Data = Path("data"), as_json: AsJson = False) -> None:
    """Turn the master key and wrap every data key anew; when it is stopped, call it again and it goes on."""
    from huozhao.flows.privacy.rotation import KIND

    summary = _job(data, KIND, as_json, lambda mall: mall.privacy.rotation.work)
    _say(summary, as_json)


@app.command("retain")
def retain(data: Data = Path("data"), as_json: AsJson = False) -> None:
    """Let go of what is due now; a running mall does it by itself every day."""
    summary = _job(data, "retention", as_json, lambda mall: mall.privacy.retention.work)
    _say(summary, as_json)


@app.command("proof")
def proof(data: Data = Path("data"), as_json: AsJson = False) -> None:
    """Walk the hash chain of the consent ledger; exit 1 when an entry was changed or taken out."""
    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        found = mall.consents.verify()
    _say({"entries": found.entries, "erased": found.erased, "head": found.head, "broken_at": found.broken_at}, as_json)
    if found.broken_at is not None:
        raise typer.Exit(1)


@app.command("minimise")
def minimise(data: Data = Path("data"), as_json: AsJson = False) -> None:
    """List the fields that are collected and that nothing reads."""
    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        found, sampled = mall.privacy.minimisation.report()
    idle = [(f.event, f.field, f.purpose, f"{f.collected:,}") for f in found if f.is_idle]
    if as_json:
        typer.echo(json.dumps({"sampled": sampled, "idle": [list(row) for row in idle]}, ensure_ascii=False))
    else:
        _show(f"收集而未用 collected, not used (of {sampled:,} events)",
              ("事件 event", "字段 field", "用途 purpose", "次数 times"), idle)


def _job(data: Path, kind: str, quiet: bool, work: Any) -> dict[str, Any]:
    from huozhao.app import open_app
    from huozhao.cli.progress import watching
    from huozhao.settings import load

    with open_app(load(data)) as mall, watching(quiet=quiet) as watch:
        return dict(mall.jobs.run(kind, work(mall), watch).body["summary"])


def _say(summary: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(summary, ensure_ascii=False))
    else:
        _show("huozhao privacy", ("", ""), [(name, str(value)) for name, value in summary.items()])


def _show(title: str, head: tuple[str, ...], rows: list[Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*head, title=title)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
