"""`huozhao audit` and `huozhao rebuild`: do the stock levels follow from the moves, and make them so."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from huozhao.flows.stock.audit import Audit

Data = Annotated[Path, typer.Option(help="data folder")]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]


def audit(data: Data = Path("data"), as_json: Json = False) -> None:
    """Compare stock levels with the ledger's moves and reservations; exit code 1 when they differ."""
    from huozhao.app import open_app
    from huozhao.flows.stock import audit
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        found = audit.audit(mall.ledger)
    _show(found, as_json)
    if not found.is_clean:
        raise typer.Exit(1)


def rebuild(data: Data = Path("data"), as_json: Json = False) -> None:
    """Set stock levels that differ to what the moves say, and list what was mended; stop other writers first."""
    from huozhao.app import open_app
    from huozhao.flows.stock import audit
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        before = audit.rebuild_levels(mall.ledger)
        after = audit.audit(mall.ledger)
    _show(before, as_json)
    if not after.is_clean:
        raise typer.Exit(1)


def _show(found: "Audit", as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(found) | {"is_clean": found.is_clean}, ensure_ascii=False))
        return
    typer.echo(f"{found.moves} moves, {found.shelves} shelves, {len(found.differences)} differences")
    for each in found.differences:
        lot = f" lot {each.lot}" if each.lot else ""
        typer.echo(f"  {each.sku} @ {each.shop}{lot}  {each.bucket}: {each.stored}, by {each.by} {each.expected}")
    for position in found.impossible:
        typer.echo(f"  move {position} takes more than there was")
