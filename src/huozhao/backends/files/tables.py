"""Open tables by path: a CSV file, a Parquet file, or a folder of them."""

from pathlib import Path

from huozhao.backends.files.csv_table import CsvTable
from huozhao.backends.files.json_lines import JsonLines
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.table import Table

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
JSON_ENDINGS = (".jsonl", ".ndjson")
IN_FOLDERS = (".csv", ".tsv", ".parquet", *JSON_ENDINGS)


def open_tables(path: str | Path) -> list[Table]:
    """Open a file, or every table of a folder in name order.

    Raises NotFound when there is nothing at the path and BadInput for a format that is not read.
    """
    place = Path(path)
    if not place.exists():
        raise NotFound("file_not_found", f"there is no file or folder {place} / 找不到文件或文件夹 {place}",
                       field="path", hint="check the path / 请检查路径")
    if not place.is_dir():
        return [_open(place)]
    files = sorted(each for each in place.iterdir() if each.suffix.lower() in IN_FOLDERS)
    if not files:
        raise NotFound("no_tables", f"{place} holds no CSV or Parquet file / 文件夹里没有数据文件",
                       field="path", hint="name the file itself / 请直接指定文件")
    return [_open(file) for file in files]


def _open(path: Path) -> Table:
    ending = path.suffix.lower()
    if ending == ".parquet":
        from huozhao.backends.files.parquet_table import ParquetTable

        return ParquetTable(path)
    if ending in JSON_ENDINGS:
        return JsonLines(path)
    if ending in TEXT_ENDINGS:
        return CsvTable(path)
    raise BadInput(
        "format_unknown", f"{path.name} is not CSV or Parquet / 不支持的文件格式：{path.name}", field="path",
        hint="in a spreadsheet: save as CSV UTF-8 / 在表格软件里另存为 CSV UTF-8",
    )
