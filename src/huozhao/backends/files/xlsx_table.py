"""Excel sheets (XLSX): the first sheet of a file as a table, and rows written into a file."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from huozhao.terms.errors import BadInput
from huozhao.terms.table import Batch, Cell

BATCH_ROWS = 5_000
# A sheet of merchants unpacks to a few MB; what unpacks to more was made to harm.
MOST_BYTES = 200 << 20
WIDEST, SAMPLE = 48, 200


class XlsxTable:
    """The first sheet of an XLSX file with a header; the header is row 1."""

    def __init__(self, path: Path) -> None:
        self.name, self.size, self._path = path.name, path.stat().st_size, path
        _require_sane(path)
        header = next(self._rows(), ())
        names = [str(cell).strip() if cell is not None else "" for cell in header]
        while names and not names[-1]:
            names.pop()
        self.columns = tuple(names)
        if not any(self.columns):
            raise BadInput("file_empty", f"{self.name} is empty / 文件是空的", field=self.name,
                           hint="export it again with a header row / 请重新导出，第一行应是列名")

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in order; empty rows are left out, short ones are filled with nothing."""
        rows: list[int] = []
        cells: list[list[Cell]] = []
        for number, found in enumerate(self._rows(), start=1):
            if number == 1 or not any(cell is not None and cell != "" for cell in found):
                continue
            rows.append(number)
            cells.append([*found, *[None] * len(self.columns)][: len(self.columns)])
            if len(rows) == BATCH_ROWS:
                yield self._batch(rows, cells)
                rows, cells = [], []
        if rows:
            yield self._batch(rows, cells)

    def read_bytes(self) -> int:
        """Return the size of the file: it is read in one go."""
        return self.size

    def _batch(self, rows: list[int], cells: list[list[Cell]]) -> Batch:
        turned = [list(column) for column in zip(*cells, strict=True)]
        return Batch(rows, dict(zip(self.columns, turned, strict=True)))

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            book = load_workbook(self._path, read_only=True, data_only=True)
        except (InvalidFileException, KeyError, ValueError, SyntaxError):
            raise _unreadable(self._path) from None
        try:
            sheet = book.worksheets[0] if book.worksheets else None
            if sheet is not None:
                yield from sheet.iter_rows(values_only=True)
        finally:
            book.close()


def xlsx(title: str, headers: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """Return an XLSX file of one sheet; text that looks like a formula stays text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title, sheet.freeze_panes = title, "A2"
    sheet.append(list(headers))
    widths = [2 * len(header) for header in headers]
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
            if number < SAMPLE:
                widths[column - 1] = max(widths[column - 1], sum(2 if ord(c) > 255 else 1 for c in str(value)))
    for n, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = min(width + 2, WIDEST)
        sheet.cell(1, n).font = Font(bold=True)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _require_sane(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            total = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, OSError):
        raise _unreadable(path) from None
    if total > MOST_BYTES:
        raise BadInput("file_too_large", f"{path.name} unpacks to {total >> 20} MB / 文件太大", field=path.name,
                       hint="split it, or save it as CSV / 请拆分，或另存为 CSV")


def _unreadable(path: Path) -> BadInput:
    return BadInput("file_unreadable", f"{path.name} is no Excel file / 不是 Excel 文件", field=path.name,
                    hint="save it as XLSX or CSV / 请另存为 XLSX 或 CSV")
