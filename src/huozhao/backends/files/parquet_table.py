"""Read Parquet in bounded batches as plain Python values."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from huozhao.terms.errors import BadInput
from huozhao.terms.table import Batch, Cell

BATCH_ROWS = 50_000


class ParquetTable:
    """One Parquet file; rows are numbered from 1."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.size = path.stat().st_size
        self._path = path
        self._share = 0.0
        try:
            with pq.ParquetFile(path) as file:
                self.columns: tuple[str, ...] = tuple(file.schema_arrow.names)
                self._total: int = file.metadata.num_rows
        except (pa.ArrowException, OSError) as problem:
            raise BadInput(
                "parquet_unreadable", f"{path.name} is not a whole Parquet file / Parquet 文件不完整",
                field=path.name, hint="export it again, it may have been cut off / 请重新导出",
            ) from problem

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in file order."""
        first = 1
        with pq.ParquetFile(self._path, pre_buffer=False) as file:
            for piece in file.iter_batches(batch_size=BATCH_ROWS, use_threads=False):
                count = piece.num_rows
                columns = {name: _cells(piece.column(i)) for i, name in enumerate(self.columns)}
                yield Batch(list(range(first, first + count)), columns)
                first += count
                self._share = (first - 1) / max(1, self._total)

    def read_bytes(self) -> int:
        """Return the share of rows read, in bytes of the file."""
        return int(self.size * self._share)


def _cells(column: Any) -> list[Cell]:
    """Return a column as Python values; repeated values are converted once."""
    if pa.types.is_nested(column.type) or pa.types.is_dictionary(column.type):
        return list(column.to_pylist())
    coded = column.dictionary_encode()
    values: list[Cell] = coded.dictionary.to_pylist()
    values.append(None)
    codes = coded.indices.fill_null(len(values) - 1).to_numpy(zero_copy_only=False)
    return [values[code] for code in codes.tolist()]
