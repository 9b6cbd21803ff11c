"""Read events written as JSON, one object a line, in bounded batches."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from huozhao.terms.table import Batch

BATCH_ROWS = 20_000


class JsonLines:
    """One file of JSON lines as a table of one column; line 1 is row 1. Blank lines are skipped."""

    columns: tuple[str, ...] = ("json",)

    def __init__(self, path: Path) -> None:
        self.name, self.size = path.name, path.stat().st_size
        self._path, self._read = path, 0

    def batches(self) -> Iterator[Batch]:
        """Yield the lines in file order."""
        with self._path.open("rb") as file:
            lines = enumerate(file, start=1)
            while piece := list(islice(lines, BATCH_ROWS)):
                self._read = file.tell()
                kept = [(number, line.strip()) for number, line in piece if line.strip()]
                text = [line.decode("utf-8-sig", "replace") for _, line in kept]
                yield Batch([number for number, _ in kept], {"json": list(text)})

    def read_bytes(self) -> int:
        """Return how far into the file the reader has come."""
        return self._read
