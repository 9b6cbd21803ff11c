"""Files as merchants have them: any encoding, any delimiter, sometimes cut off."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huozhao.backends.files.tables import open_tables
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.table import Batch

ROWS = "订单号,数量\nA1,2\nA2,3\n"


def read(path: Path, content: bytes) -> Batch:
    path.write_bytes(content)
    (table,) = open_tables(path)
    (batch,) = table.batches()
    return batch


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_file_is_read_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    batch = read(tmp_path / "a.csv", ROWS.encode(encoding))
    assert batch.columns == {"订单号": ["A1", "A2"], "数量": ["2", "3"]}
    assert batch.rows == [2, 3]


def test_gbk_far_into_the_file_is_found(tmp_path: Path) -> None:
    head = "a,b\n" + "1,plain\n" * 200_000
    path = tmp_path / "a.csv"
    path.write_bytes((head + "2,牛奶\n").encode("gbk"))
    (table,) = open_tables(path)
    assert list(table.batches())[-1].columns["b"][-1] == "牛奶"


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(tmp_path: Path, mark: str) -> None:
    assert read(tmp_path / "a.csv", ROWS.replace(",", mark).encode()).columns["数量"] == ["2", "3"]


def test_a_half_written_last_row_is_refused_and_the_rows_before_it_pass(tmp_path: Path) -> None:
    batch = read(tmp_path / "a.csv", b"order,sku,quantity\nA1,milk,2\nA2,mi")
    assert batch.columns["order"] == ["A1"]
    assert [(row.row, row.fault.code) for row in batch.broken] == [(3, "half_written_row")]


def test_a_file_cut_inside_quotes_or_a_character_is_refused_at_that_row(tmp_path: Path) -> None:
    quoted = read(tmp_path / "a.csv", b'order,title\nA1,milk\nA2,"milk')
    assert [row.fault.code for row in quoted.broken] == ["half_written_row"]
    split = read(tmp_path / "b.csv", "order,title\nA1,milk\nA2,牛奶".encode()[:-1])
    assert [row.fault.code for row in split.broken] == ["half_written_row"]


def test_a_row_with_too_many_cells_is_refused_with_its_number(tmp_path: Path) -> None:
    batch = read(tmp_path / "a.csv", b"a,b\n1,2\n1,2,3\n4,5\n")
    assert batch.columns["a"] == ["1", "4"]
    assert [(row.row, row.fault.code) for row in batch.broken] == [(3, "wrong_number_of_columns")]


def test_cells_may_hold_the_delimiter_and_line_breaks_between_quotes(tmp_path: Path) -> None:
    batch = read(tmp_path / "a.csv", b'a,b\n"1,2","x\ny"\n3,4\n')
    assert batch.columns == {"a": ["1,2", "3"], "b": ["x\ny", "4"]}


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file_empty"), (b"a,a\n1,2\n", "column_repeated"), (b"\x00\x01\x02\xff\xfe\x9d,\xff\n", "encoding_unknown"),
])
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        open_tables(path)
    assert caught.value.code == code and caught.value.hint


def test_a_cut_off_parquet_file_and_a_spreadsheet_are_refused(tmp_path: Path) -> None:
    for name, code in (("a.parquet", "parquet_unreadable"), ("a.xlsx", "format_unknown")):
        (tmp_path / name).write_bytes(b"PAR1 and then nothing")
        with pytest.raises(BadInput) as caught:
            open_tables(tmp_path / name)
        assert caught.value.code == code


def test_nothing_at_the_path_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(NotFound):
            open_tables(path)


def test_parquet_gives_the_same_rows_as_csv(tmp_path: Path) -> None:
    pq.write_table(pa.table({"订单号": ["A1", None, "A1"], "数量": [2, 3, None]}), tmp_path / "a.parquet")
    (table,) = open_tables(tmp_path)
    (batch,) = table.batches()
    assert batch.columns == {"订单号": ["A1", None, "A1"], "数量": [2, 3, None]}
    assert table.read_bytes() == table.size
