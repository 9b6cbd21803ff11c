"""Cells are read exactly, or refused."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.flows.imports import cells
from huozhao.terms.table import Fault


@given(st.integers(0, 10**12))
def test_every_amount_with_two_decimals_becomes_exactly_its_fen(amount: int) -> None:
    written = f"{amount // 100}.{amount % 100:02d}"
    assert cells.fen(written) == amount
    assert cells.fen(f"¥{amount // 100:,}.{amount % 100:02d}") == amount
    assert cells.fen(Decimal(written)) == amount


@given(st.integers(0, 10**9))
def test_a_binary_float_is_read_as_it_is_written(amount: int) -> None:
    assert cells.fen(amount / 100) == amount


@pytest.mark.parametrize(("cell", "code"), [
    ("12.345", "finer_than_fen"), ("nan", "value_missing"), ("twelve", "not_a_number"),
    (float("nan"), "value_missing"), (float("inf"), "not_a_number"), ("1e99", "not_a_number"), ("", "value_missing"),
])
def test_an_amount_that_is_none_is_a_fault(cell: object, code: str) -> None:
    found = cells.fen(cell)
    assert isinstance(found, Fault) and found.code == code


def test_whole_numbers_may_be_written_as_spreadsheets_do() -> None:
    assert [cells.whole(cell) for cell in ("12", 12.0, "1,200", -3)] == [12, 12, 1200, -3]
    assert isinstance(cells.whole("1.5"), Fault)


def test_ids_lose_the_point_zero_of_spreadsheets() -> None:
    assert [cells.number_id(cell) for cell in (17850.0, "17850.0", " 85123A ", None, float("nan"))] == [
        "17850", "17850", "85123A", "", ""]


def test_a_time_without_offset_is_read_in_the_mall_s_zone() -> None:
    read = cells.instant_in("Asia/Shanghai")
    eight = 1_795_392_000_000
    same = ["2026-11-23 08:00:00", "2026/11/23 08:00", "2026-11-23T00:00:00Z", "2026年11月23日 08:00", eight,
            str(eight // 1000), datetime(2026, 11, 23, 8)]
    assert {read(cell) for cell in same} == {eight}
    assert read(date(2026, 11, 23)) == eight - 8 * 3_600_000


@pytest.mark.parametrize("cell", ["01/02/2026", "yesterday", "", "2026-13-01"])
def test_a_time_that_could_mean_two_things_is_refused(cell: str) -> None:
    assert isinstance(cells.instant_in("Asia/Shanghai")(cell), Fault)
