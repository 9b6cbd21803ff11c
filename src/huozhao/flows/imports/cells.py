"""Read single cells exactly: text, whole numbers, money, instants; what cannot be read becomes a Fault."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from math import isfinite
from zoneinfo import ZoneInfo

from huozhao.terms.table import Cell, Fault
from huozhao.terms.text import Text
from huozhao.terms.time import SMALLEST_MS

EMPTY = frozenset({"", "nan", "null", "none", "n/a", "\\n"})
_STRIPPED = str.maketrans("", "", ",,¥￥£$元 \u00a0")
_DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f")
_LARGEST = 10**15
_YES = frozenset({"是", "有", "同意", "满意", "已授权", "yes", "y", "true", "1", "given"})
_NO = frozenset({"否", "无", "不同意", "拒绝", "撤回", "不满意", "未授权", "no", "n", "false", "0", "withdrawn"})


class Reader(dict[Cell, object]):
    """Remember each distinct cell's reading: columns repeat themselves, parsing them again is waste."""

    LIMIT = 500_000

    def __init__(self, read: Callable[[Cell], object]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Cell) -> object:
        found = self._read(cell)
        if len(self) >= self.LIMIT:
            self.clear()
        self[cell] = found
        return found


def text(cell: Cell) -> str:
    """Return a cell as text without outer blanks; empty for None, NaN and the words for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        if cell != cell:
            return ""
        return str(int(cell)) if cell.is_integer() else repr(cell)
    words = str(cell).strip()
    return "" if words.lower() in EMPTY else words


def number_id(cell: Cell) -> str:
    """Return an id as text; 17850.0, as spreadsheets write whole numbers, is 17850."""
    words = text(cell)
    return words[:-2] if words.endswith(".0") and words[:-2].isdigit() else words


def whole(cell: Cell) -> int | Fault:
    """Read a whole number; 12, "12", "1,200" and 12.0 are whole, 12.5 is not."""
    amount = _decimal(cell)
    if isinstance(amount, Fault):
        return amount
    if amount != amount.to_integral_value() or abs(amount) > _LARGEST:
        return Fault("not_a_whole_number", Text(f"“{cell}”不是整数", f"{cell!r} is not a whole number"),
                     Text("请填写整数，例如 12", "write a whole number such as 12"))
    return int(amount)


def fen(cell: Cell) -> int | Fault:
    """Read an amount in yuan (the mall's major unit) as integer fen, exactly; finer than a fen is a fault."""
    amount = _decimal(cell)
    if isinstance(amount, Fault):
        return amount
    exact = amount * 100
    if exact != exact.to_integral_value():
        return Fault("finer_than_fen", Text(f"“{cell}”比分还小", f"{cell!r} is finer than one fen"),
                     Text("金额最多两位小数", "write at most two decimals"))
    return int(exact)


def rounded_fen(cell: Cell) -> int | Fault:
    """Read an amount as integer fen, rounding half to even where it is finer (historic exports)."""
    amount = _decimal(cell)
    if isinstance(amount, Fault):
        return amount
    return int((amount * 100).quantize(Decimal(1), ROUND_HALF_EVEN))


def yes(cell: Cell) -> bool | Fault:
    """Read a yes or a no in Chinese or English."""
    words = text(cell).lower()
    if words in _YES or words in _NO:
        return words in _YES
    return Fault("not_yes_or_no", Text(f"“{cell}”不是“是”或“否”", f"{cell!r} is neither yes nor no"),
                 Text("请填写 是 或 否", "write yes or no"))


def degrees(cell: Cell) -> float | Fault:
    """Read a decimal number of degrees."""
    amount = _decimal(cell)
    return amount if isinstance(amount, Fault) else float(amount)


def _decimal(cell: Cell) -> Decimal | Fault:
    if isinstance(cell, float) and not isfinite(cell):
        return _no_number(cell)
    words = (repr(cell) if isinstance(cell, float) else str(cell)).translate(_STRIPPED)
    try:
        amount = Decimal(words)
    except InvalidOperation:
        return _no_number(cell)
    return amount if amount.is_finite() and abs(amount) < _LARGEST else _no_number(cell)


def _no_number(cell: Cell) -> Fault:
    if not text(cell):
        return missing()
    return Fault("not_a_number", Text(f"“{cell}”不是数字", f"{cell!r} is not a number"),
                 Text("请填写数字，例如 12 或 12.50", "write a number such as 12 or 12.50"))


def missing() -> Fault:
    """Return the fault of an empty cell that is needed."""
    return Fault("value_missing", Text("这一格是空的", "the cell is empty"),
                 Text("请补上内容", "fill it in"))


def instant_in(zone: str) -> Callable[[Cell], int | Fault]:
    """Return a reader of instants (ms, UTC): epoch seconds or ms, ISO 8601, or a local time in `zone`.

    Dates such as 01/02/2026 are refused: day and month cannot be told apart.
    """
    local = ZoneInfo(zone)

    def read(cell: Cell) -> int | Fault:
        if isinstance(cell, date):
            return _milliseconds(cell, local)
        if isinstance(cell, int | float) and cell == cell:
            return _epoch(int(cell))
        words = text(cell)
        if words.isdigit() and len(words) >= 9:
            return _epoch(int(words))
        found = _moment(words)
        return _no_time(cell) if found is None else _milliseconds(found, local)

    return read


def _epoch(number: int) -> int:
    """Read seconds or milliseconds since 1970: no sale was made before 1973-03-03 in milliseconds."""
    return number * 1000 if abs(number) < SMALLEST_MS else number


def _milliseconds(moment: date, local: ZoneInfo) -> int:
    full = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)
    aware = full if full.tzinfo else full.replace(tzinfo=local)
    return round(aware.astimezone(UTC).timestamp() * 1000)


def _moment(words: str) -> datetime | None:
    if not words or "/" in words[:4]:
        return None
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        pass
    for day in _DAY_FORMATS:
        for clock in _CLOCKS:
            try:
                return datetime.strptime(words, day + clock)
            except ValueError:
                continue
    return None


def _no_time(cell: Cell) -> Fault:
    if not text(cell):
        return missing()
    return Fault("time_unreadable", Text(f"“{cell}”不是能读懂的时间", f"{cell!r} is not a readable time"),
                 Text("请写成 2026-11-23 08:00:00", "write it as 2026-11-23 08:00:00"))
