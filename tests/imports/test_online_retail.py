"""The Online Retail II export: every row ends in exactly one place."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.app import App
from huozhao.backends.files.tables import open_tables

HEAD = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
LATER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
AT = "2010-12-01 08:26:00"


def row(invoice: str, sku: str = "85123A", quantity: int = 6, price: str = "2.55", shopper: str = "17850") -> str:
    return f"{invoice},{sku},WHITE LANTERN,{quantity},{AT},{price},{shopper},United Kingdom\n"


def bring_both(mall: App, folder: Path, first: str, second: str) -> dict[str, Any]:
    folder.mkdir()
    (folder / "1.csv").write_text(HEAD + first)
    (folder / "2.csv").write_text(LATER + second.replace("17850", "17850.0").replace(",,United", ",nan,United"))
    return mall.imports.run("online-retail", open_tables(folder)).as_dict()


def test_rows_of_both_files_count_once_and_lines_bought_twice_count_twice(mall: App, tmp_path: Path) -> None:
    twice = row("1") + row("1")
    found = bring_both(mall, tmp_path / "d", twice, twice + row("2"))
    assert (found["rows"], found["accepted"], found["duplicate"], found["orders"]) == (5, 3, 2, 2)


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), max_size=8))
def test_a_line_counts_as_often_as_in_the_file_that_has_it_most(first: list[str], second: list[str]) -> None:
    from huozhao.flows.imports.order_lines import OrderLines, repeated

    lines = OrderLines()
    for file, skus in enumerate((first, second)):
        for number, sku in enumerate(skus):
            lines.add(file, number, {"order": "1", "sku": sku})
    kept = len(first) + len(second) - int(repeated(lines).sum())
    assert kept == sum(max(first.count(sku), second.count(sku)) for sku in "abc")


def test_each_oddity_is_handled_and_reported(mall: App, tmp_path: Path) -> None:
    rows = (row("1") + row("1", "POST") + row("C2", quantity=-2) + row("3", quantity=-5, price="0", shopper="")
            + row("4", price="0", shopper="") + row("5", shopper="") + row("A6", "B", price="-9") + row("7", price="0"))
    found = bring_both(mall, tmp_path / "d", rows, "")
    assert found["refused_by_reason"] == {"stock_correction": 2, "not_goods": 1, "bad_debt": 1}
    assert found["events"]["Order Returned"] == 1 and found["orders"] == 3 and found["guest_orders"] == 1
    assert found["reconciles"] and mall.documents.count("failed_event") == 0


def test_an_unreadable_row_holds_back_its_invoice_only(mall: App, tmp_path: Path) -> None:
    bad = row("1") + row("1").replace(",6,", ",six,") + row("2")
    found = bring_both(mall, tmp_path / "d", bad, "")
    assert found["refused_by_reason"] == {"not_a_number": 1, "order_incomplete": 1} and found["orders"] == 1


@pytest.mark.slow
def test_the_real_files_reconcile_and_count_once_however_often_they_come(mall: App, shared_data: Path) -> None:
    tables = open_tables(shared_data / "online-retail-ii")
    first = mall.imports.run("online-retail", tables).as_dict()
    again = replace(mall.imports, settle=lambda: None).run("online-retail", tables).as_dict()
    for found in (first, again):
        assert found["rows"] == 525_461 + 334_054 and found["reconciles"] and found["refused"] == 10_137
    assert (first["accepted"], first["duplicate"], first["shoppers"]) == (826_855, 22_523, 5_280)
    assert (again["accepted"], again["duplicate"]) == (0, 826_855 + 22_523)
