"""`huozhao backtest`: what other stock rules would have done on the mall's own history."""

import json
import math
from pathlib import Path
from typing import Annotated, Any

import typer

WIDTH, HEIGHT = 64, 14
SIGNS = {"order_up_to": "S", "reorder_up_to": "s", "newsvendor": "n", "days_of_cover": "d", "static_min_max": "m"}
# What is so far below the rules in use nobody looks at; the chart would waste its height on it.
BELOW = 0.12


def backtest(
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    days: Annotated[int, typer.Option(min=42, max=365, help="how many of the last days are replayed")] = 84,
    order_fen: Annotated[int | None, typer.Option(min=0, help="cost of one line of an order, else as set")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the report as one JSON object")] = False,
) -> None:
    """Replay the history under every policy and show the trade-off of fill rate and stock; exit 1 on too few days."""
    from huozhao.app import open_app
    from huozhao.cli.progress import folding, watching
    from huozhao.settings import load

    with watching(quiet=as_json) as watch, open_app(load(data), folding(watch)) as mall:
        found = mall.tiers.backtests.run(days, order_fen, watch)
    body = {"id": found.id, **found.body}
    typer.echo(json.dumps(body, ensure_ascii=False)) if as_json else _show(body)
    if body["state"] == "too_few":
        raise typer.Exit(1)


def _show(body: dict[str, Any]) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    if body["state"] == "too_few":
        need = body["needs"][0]
        console.print(f"数据不足 too few: {need['label']['zh']} {need['label']['en']}: {need['has']}，"
                      f"至少需要 needs at least {need['needs']}")
        console.print("  → 多等几天，或导入更早的销售 wait, or import earlier sales")
        return
    console.print(f"{body['rows']:,} 个商品×门店 SKU × shop；选择期 chosen on {' – '.join(body['chosen_on'])}，"
                  f"报告期 reported on {' – '.join(body['reported_on'])}")
    console.print(chart(body), markup=False)
    _tiers(console, body)


def _tiers(console: Any, body: dict[str, Any]) -> None:
    from huozhao.supply.tiers import LABELS

    console.print("每层选出的规则 the rule that cost least, by tier")
    for tier in body["tiers"]:
        label = LABELS[tier["tier"]]
        console.print(f"[bold]{label.zh} {label.en}[/bold]  {tier['rows']:,} 行 rows")
        _line(console, "现用 now   " if tier["changes"] else "不变 stays ", tier["present"])
        if tier["changes"]:
            _line(console, "选出 chosen", tier["chosen"], f"  每 30 天省 saves {tier['saves_fen'] / 100:,.2f} 元")
    now, chosen = body["present"], body["chosen"]
    console.print(f"合计 together: 满足率 fill {now['fill']:.1%} → {chosen['fill']:.1%}，库存 stock "
                  f"{now['stock_days']:.1f} → {chosen['stock_days']:.1f} 天 days，"
                  f"每 30 天省 saves {body['saves_fen'] / 100:,.2f} 元 yuan")


def _line(console: Any, mark: str, each: dict[str, Any], saves: str = "") -> None:
    console.print(f"  {mark}  满足率 fill {each['fill']:6.1%}  库存 stock {each['stock_days']:6.1f} 天 days{saves}")
    console.print(f"      {each['label']['zh']} [dim]{each['label']['en']}[/dim]")


def chart(body: dict[str, Any]) -> str:
    """Return the curves as text: x = stock in days of demand (logarithmic), y = fill rate; o = now, * = chosen."""
    points = [(SIGNS[curve["policy"]], each["stock_days"], each["fill"])
              for curve in body["curves"] for each in curve["points"]]
    points += [("o", body["present"]["stock_days"], body["present"]["fill"]),
               ("*", body["chosen"]["stock_days"], body["chosen"]["fill"])]
    least = min(fill for sign, _, fill in points if sign in "o*") - BELOW
    shown = [(sign, max(stock, 0.05), fill) for sign, stock, fill in points if fill >= least]
    left, right = math.log(min(stock for _, stock, _ in shown)), math.log(max(stock for _, stock, _ in shown))
    low = min(fill for _, _, fill in shown)
    grid = [[" "] * WIDTH for _ in range(HEIGHT)]
    for sign, stock, fill in shown:
        x = round((math.log(stock) - left) / max(right - left, 1e-9) * (WIDTH - 1))
        y = round((1 - fill) / max(1 - low, 1e-9) * (HEIGHT - 1))
        grid[y][x] = sign
    lines = [f"{1 - row / (HEIGHT - 1) * (1 - low):7.1%} |{''.join(cells)}" for row, cells in enumerate(grid)]
    foot = f"{math.exp(left):.1f}".ljust(WIDTH - 6) + f"{math.exp(right):.1f}".rjust(6)
    names = "  ".join(f"{SIGNS[curve['policy']]} {curve['label']['zh']}" for curve in body["curves"])
    return "\n".join(["满足率 fill rate", *lines, " " * 9 + foot + "  库存天数 stock in days of demand",
                      f"o 现用规则 now  * 选出的规则 chosen  {names}"])
