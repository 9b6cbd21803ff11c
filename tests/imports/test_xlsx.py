"""Excel sheets are read and written as people use them, and harmful ones are refused."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from huozhao.backends.files.xlsx_table import XlsxTable, xlsx
from huozhao.terms.errors import BadInput


def test_a_sheet_is_a_table_with_the_rows_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    written = (["采购单号", " 确认数量 ", "日期"], ["a", 6, datetime(2030, 1, 2)], [], ["b"], ["c", "7", "x", "beyond"])
    for row in written:
        sheet.append(row)
    path = tmp_path / "answers.xlsx"
    book.save(path)
    table = XlsxTable(path)
    batch, = table.batches()
    assert table.columns == ("采购单号", "确认数量", "日期") and batch.rows == [2, 4, 5]
    assert batch.columns["确认数量"] == [6, None, "7"] and batch.columns["日期"][0] == datetime(2030, 1, 2)
    assert [batch.rows for batch in table.batches()] == [batch.rows]


def test_what_is_written_is_read_back_and_a_text_stays_a_text() -> None:
    found = load_workbook(io.BytesIO(xlsx("单", ("品名", "数量"), [["=1+1", 3], ["茶", 0.5]]))).worksheets[0]
    assert [[cell.value for cell in row] for row in found.iter_rows()] == [["品名", "数量"], ["=1+1", 3], ["茶", 0.5]]
    assert found["A2"].data_type == "s"


@pytest.mark.parametrize(("content", "code"), [(b"PK\x03\x04", "file_unreadable"), (b"a,b\n1,2\n", "file_unreadable")])
def test_what_is_no_sheet_says_what_to_do(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        XlsxTable(path)
    assert refused.value.code == code and "CSV" in refused.value.hint


def test_another_kind_of_packed_file_is_no_sheet(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    with pytest.raises(BadInput, match="no Excel file"):
        XlsxTable(path)


def test_a_file_that_unpacks_without_end_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/sheet.xml", "w") as file:
        for _ in range(220):
            file.write(bytes(1 << 20))
    with pytest.raises(BadInput, match="unpacks to 220 MB"):
        XlsxTable(path)
