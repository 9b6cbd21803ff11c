"""Find out how a text file is written, by reading all of it once in small pieces."""

import codecs
from pathlib import Path

from huozhao.terms.errors import BadInput

PIECE = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(path: Path) -> str:
    """Return utf-8, utf-8-sig, utf-16 or gb18030 (which includes GBK and GB2312).

    A byte-order mark decides; otherwise the first encoding that reads the whole file. A character that is
    cut off at the very end does not count against an encoding. Raises BadInput when none fits.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    for name in ("utf-8", "gb18030"):
        if _reads(path, name):
            return name
    raise BadInput(
        "encoding_unknown", f"{path.name} is neither UTF-8 nor GBK text / 文件既不是 UTF-8 也不是 GBK 编码",
        field=path.name, hint="save it as CSV UTF-8 / 请另存为 CSV UTF-8 格式再导入",
    )


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            if b"\0" in piece:
                return False
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return False
    return True
