"""The board as tables, for CSV and XLSX: every metric with its definition, and its days."""

import csv
import io
from collections.abc import Sequence

from huozhao.flows.board.boards import BoardView
from huozhao.terms.time import day_name

Cell = str | int | float
HEADERS = ("metric", "指标", "name", "unit", "formula", "value", "previous")


def rows(view: BoardView) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """Return the header and one row a metric: the period, the one before, then one column a day."""
    days = tuple(day_name(day) for day, _ in view.cards[0].series) if view.cards else ()
    found = [
        [card.metric.name, card.metric.label.zh, card.metric.label.en, card.metric.unit, card.metric.formula,
         _cell(card.value), _cell(card.previous), *(_cell(value) for _, value in card.series)]
        for card in view.cards
    ]  # fmt: skip
    return (*HEADERS, *days), found


def as_csv(header: Sequence[str], body: Sequence[Sequence[Cell]]) -> bytes:
    """Return a table as CSV with a byte-order mark, so that spreadsheets read its Chinese."""
    out = io.StringIO()
    write = csv.writer(out).writerow
    write(header)
    for row in body:
        write(row)
    return ("\ufeff" + out.getvalue()).encode()


def _cell(value: float | None) -> Cell:
    return "" if value is None else value
