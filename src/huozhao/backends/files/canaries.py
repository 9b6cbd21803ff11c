"""Search every file of a folder for words that must not be there: raw, and inside of what is compressed."""

import base64
import gzip
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

PIECE = 8 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """A word that was found, where, and how it was written."""

    path: Path
    word: str
    written: str


def search(folder: Path, words: Sequence[str], passed: Sequence[str] = ()) -> tuple[list[Found], int, int]:
    """Return what was found, and how many files and bytes were read.

    Each word is looked for in UTF-8, UTF-16 (both orders), hex, base64 at all three offsets, and JSON escapes; inside
    of .npz, .zip, .gz and Parquet files too. Names of files count as content. `passed` names files not to read.
    """
    needles = [(word, written, needle) for word in words for written, needle in _forms(word)]
    overlap = max((len(needle) for _, _, needle in needles), default=1) - 1
    found: dict[tuple[Path, str], Found] = {}
    files = size = 0
    for path in sorted(each for each in folder.rglob("*") if each.is_file() and each.name not in passed):
        files += 1
        pieces = chain([str(path.relative_to(folder)).encode()], _contents(path))
        for piece in _overlapping(pieces, overlap):
            size += len(piece)
            for word, written, needle in needles:
                if needle in piece:
                    found.setdefault((path, word), Found(path, word, written))
    return list(found.values()), files, size


def _forms(word: str) -> list[tuple[str, bytes]]:
    raw = word.encode()
    forms = [("utf-8", raw), ("utf-16-le", word.encode("utf-16-le")), ("utf-16-be", word.encode("utf-16-be"))]
    forms.append(("json", "".join(f"\\u{ord(c):04x}" if ord(c) > 127 else c for c in word).encode()))
    if len(raw) >= 6:
        # At each offset the characters at the ends depend on their neighbours and are left out.
        for offset in range(3):
            text = base64.b64encode(b"\0" * offset + raw)
            start, end = (0, 2, 3)[offset], len(text) - (4 if (len(raw) + offset) % 3 else 0)
            forms.append(("base64", text[start:end]))
        forms += [("hex", raw.hex().encode()), ("hex", raw.hex().upper().encode())]
    return [(written, needle) for written, needle in forms if len(needle) >= min(4, len(raw))]


def _contents(path: Path) -> Iterator[bytes]:
    yield from _pieces(path)
    data = path.suffix.lower()
    if data in (".npz", ".zip", ".whl") and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield archive.read(name)
    elif data == ".gz":
        try:
            yield gzip.decompress(path.read_bytes())
        except (OSError, EOFError, zlib.error):
            return
    elif data == ".parquet":
        import pyarrow.parquet as pq

        yield from (str(batch.to_pydict()).encode() for batch in pq.ParquetFile(path).iter_batches(50_000))


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except FileNotFoundError:
        return  # replaced or removed since the folder was listed: what stands in its place is listed by the next search


def _overlapping(pieces: Iterable[bytes], overlap: int) -> Iterator[bytes]:
    """Yield pieces with the end of the one before, so that a word across a border is seen."""
    tail = b""
    for piece in pieces:
        yield tail + piece
        tail = piece[-overlap:] if overlap else b""
