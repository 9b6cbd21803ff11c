"""Read CSV as merchants have it: any common delimiter, UTF-8 or GBK, possibly cut off at the end."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice
from os import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO

from huozhao.backends.files.encoding import encoding_of
from huozhao.terms.errors import BadInput
from huozhao.terms.table import Batch, BrokenRow, Cell, Fault
from huozhao.terms.text import Text

BATCH_ROWS = 20_000
DELIMITERS = ",\t;|"
RAW_CHARACTERS = 500
HEADER_CHARACTERS = 65_536


class CsvTable:
    """One CSV file with a header; the header is row 1, as in a spreadsheet."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.size = path.stat().st_size
        self.encoding = encoding_of(path)
        self._path = path
        self._read = 0
        with path.open(encoding=self.encoding, errors="replace", newline="") as file:
            header = file.readline(HEADER_CHARACTERS)
        self.delimiter = max(DELIMITERS, key=header.count)
        self.columns = self._header(header)

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in file order; rows that cannot be cut into columns come as broken."""
        with self._path.open("rb") as raw:
            cut_off = not _ends_with_newline(raw, self.size)
            file = TextIOWrapper(raw, encoding=self.encoding, errors="replace", newline="")
            records = enumerate(_records(csv.reader(file, delimiter=self.delimiter, strict=True)), start=1)
            next(records, None)
            while piece := list(islice(records, BATCH_ROWS)):
                self._read = raw.tell()
                yield self._batch(piece, cut_off and self._read >= self.size)

    def read_bytes(self) -> int:
        """Return how far into the file the reader has come."""
        return self._read

    def _batch(self, piece: list[tuple[int, list[str] | csv.Error]], cut_off: bool) -> Batch:
        width, rows, cells, broken = len(self.columns), [], [], []
        for number, record in piece:
            if isinstance(record, list) and len(record) == width:
                rows.append(number)
                cells.append(record)
            elif record:
                broken.append((number, record))
        if cut_off and cells and rows[-1] == piece[-1][0] and "\ufffd" in "".join(cells[-1]):
            broken.append((rows.pop(), cells.pop()))
        last = piece[-1][0] if cut_off else 0
        turned = map(list, zip(*cells, strict=True))
        columns: dict[str, list[Cell]] = dict(zip(self.columns, turned, strict=False))
        found = tuple(_broken_row(number, record, width, number == last) for number, record in broken)
        return Batch(rows, columns or {name: [] for name in self.columns}, found)

    def _header(self, line: str) -> tuple[str, ...]:
        cells = next(csv.reader([line], delimiter=self.delimiter), [])
        names = tuple(cell.strip().lstrip("\ufeff") for cell in cells)
        if not any(names):
            raise BadInput("file_empty", f"{self.name} is empty / 文件是空的", field=self.name,
                           hint="export it again with a header row / 请重新导出，第一行应是列名")
        repeated = sorted({name for name in names if name and names.count(name) > 1})
        if repeated:
            raise BadInput(
                "column_repeated", f"{self.name} has two columns {repeated[0]!r} / 列名重复：{repeated[0]}",
                field=repeated[0], hint="rename or remove one of them / 请改名或删掉其中一列",
            )
        return names


def _ends_with_newline(raw: BinaryIO, size: int) -> bool:
    if size == 0:
        return True
    raw.seek(-1, SEEK_END)
    last = raw.read(1)
    raw.seek(0)
    return last in b"\r\n\0"


def _records(reader: Any) -> Iterator[list[str] | csv.Error]:
    """Yield each record, or the error in its place, and go on with the next line."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield problem


def _broken_row(row: int, record: list[str] | csv.Error, width: int, last: bool) -> BrokenRow:
    raw = tuple(cell[:RAW_CHARACTERS] for cell in record[:width]) if isinstance(record, list) else ()
    if last:
        return BrokenRow(row, _HALF_WRITTEN, raw)
    if isinstance(record, csv.Error):
        return BrokenRow(row, _QUOTES, raw)
    message = Text(f"这一行有 {len(record)} 列，表头有 {width} 列",
                   f"the row has {len(record)} cells, the header {width}")
    return BrokenRow(row, Fault("wrong_number_of_columns", message, _QUOTE_HINT), raw)


_QUOTE_HINT = Text("含有分隔符的内容要用双引号括起来",
                   "put cells that hold the delimiter between double quotes")
_QUOTES = Fault("quotes_unbalanced",
                Text("这一行的双引号不成对", "the quotes of the row do not match"), _QUOTE_HINT)
_HALF_WRITTEN = Fault(
    "half_written_row",
    Text("文件在这一行中间断了，最后一行没有写完", "the file stops in the middle of this row"),
    Text("请重新导出整个文件再导入；已导入的行不会重复计算",
         "export the whole file again; rows already in are not counted twice"),
)
