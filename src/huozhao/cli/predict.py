"""`huozhao predict`: learn and score the predicted tags, in the foreground, and show how good each is."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer


def predict(
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="print the cards as one JSON object")] = False,
) -> None:
    """Learn and score the predicted tags of shoppers who consented; prints the quality of each on held-out days."""
    from huozhao.app import open_app
    from huozhao.cli.progress import folding, watching
    from huozhao.insight.predicted.card import to_dict
    from huozhao.settings import load

    with watching(quiet=as_json) as watch, open_app(load(data), folding(watch)) as mall:
        mall.jobs.run("predict", mall.predict.train, watch)
        shown = {p.tag: {"label": p.label.as_dict(), **to_dict(card)} for p, card in mall.predict.cards()}
    typer.echo(json.dumps(shown, ensure_ascii=False)) if as_json else _show(shown)


def _show(shown: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Column, Table

    table = Table(Column("tag", no_wrap=True), "", "by", "AUC", "Brier", "ECE", "base rate", "asked",
                  "carry", title="huozhao predict")
    for tag, card in shown.items():
        found = card["quality"] or card["rule_quality"]
        figures = [f"{found[name]:.3f}" for name in ("auc", "brier", "ece", "base_rate")] if found else ["–"] * 4
        by = card["state"] + (f" ({card['why']})" if card["why"] else "")
        table.add_row(tag, card["label"]["zh"], by, *figures, f"{card['scored']:,}", f"{card['carriers']:,}")
    Console().print(table)
