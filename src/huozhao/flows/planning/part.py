"""The part of a plan for one SKU: the numbers of its rows, and the lines that may become proposals, stored small."""

import zlib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from huozhao.flows.planning.foresee import LEVELS
from huozhao.supply.netting import Arithmetic, arithmetic_from
from huozhao.supply.tiers import Signs

Ints = NDArray[np.int64]
# The columns of a row: its arithmetic, then the tier and the rule by number.
ARITHMETIC = tuple(each.name for each in fields(Arithmetic))
COLUMNS = (*ARITHMETIC, "tier", "rule")


class Line(msgspec.Struct, frozen=True, array_like=True):
    """One purchase or transfer that the plan may propose: `units` for the row `row`, from `giver` ("" = bought).

    `position` is what is there and coming before it, `least` and `most` the units between which it may lie. `numbers`
    are what a reader needs to write the arithmetic and the reason.
    """

    row: int
    giver: str
    units: int
    position: int
    least: int
    most: int
    curve: bytes
    numbers: bytes


class Part(msgspec.Struct, frozen=True, array_like=True):
    """One SKU at all its shops; `numbers` are COLUMNS (n, k) in whole units, `mean` and `rate` units a day (n,).

    `early` is how the SKU sold in its first weeks (NaN: too young to tell), for goods that will be like it.
    """

    shops: list[str]
    numbers: bytes
    mean: bytes
    rate: bytes
    early: float
    needs: int
    lines: list[Line]

    def column(self, name: str) -> Ints:
        """Return one column (n,) of the numbers."""
        return self.table[:, COLUMNS.index(name)]

    @property
    def table(self) -> Ints:
        """All columns (n, k)."""
        return np.frombuffer(self.numbers, dtype=np.int64).reshape(len(self.shops), len(COLUMNS))

    @property
    def means(self) -> NDArray[np.float32]:
        """Expected units a day (n,)."""
        return np.frombuffer(self.mean, dtype=np.float32)

    @property
    def rates(self) -> NDArray[np.float32]:
        """Units a day of the last four weeks (n,)."""
        return np.frombuffer(self.rate, dtype=np.float32)


class Told(msgspec.Struct, frozen=True, array_like=True):
    """What a proposal's `numbers` hold: its row's COLUMNS, the signs of its tier, and what was foreseen.

    `models` are the numbers of two models (−1: one alone); `notes` pairs of zh and en; `lost` units of the last four
    weeks where any were lost; `because` says what needs seen early add, `ahead` what is known to come. `moved` is
    units, km, fen freed, fen sooner and fen of road of a transfer between shops.
    """

    row: list[int]
    signs: list[float]
    mean: float
    quantiles: list[float]
    path: list[float]
    models: list[int]
    notes: list[tuple[str, str]]
    signals: list[dict[str, Any]]
    lost: list[float]
    last_day: int
    because: tuple[str, str] | None = None
    moved: tuple[int, float, float, float, float] | None = None
    ahead: tuple[str, str] | None = None

    @property
    def arithmetic(self) -> Arithmetic:
        """The arithmetic of the row."""
        return arithmetic_from(self.row[: len(ARITHMETIC)])

    def column(self, name: str) -> int:
        """Return one number of the row."""
        return self.row[COLUMNS.index(name)]


# Numbers are stored without their names, so what was stored under other names cannot be read: the names tell formats
# apart, and nobody has to remember to count a version up.
_NAMES = (*COLUMNS, *LEVELS, *(each.name for each in fields(Signs)),
          *(name for struct in (Line, Part, Told) for name in struct.__struct_fields__))  # fmt: skip
FORMAT = f"1-{zlib.crc32(' '.join(map(str, _NAMES)).encode()):08x}"

_told = msgspec.msgpack.Decoder(Told)
_part = msgspec.msgpack.Decoder(Part)


def is_readable(body: Mapping[str, Any]) -> bool:
    """Tell whether what a plan or its run (`body`) stored is in the format that is read."""
    return body.get("format") == FORMAT


def stored(part: Part) -> bytes:
    """Return a part as it is stored."""
    return zlib.compress(msgspec.msgpack.encode(part), 1)


def part_from(body: bytes) -> Part:
    """Read what `stored` wrote."""
    return _part.decode(zlib.decompress(body))


def told_bytes(told: Told) -> bytes:
    """Return what a proposal tells as it is stored."""
    return msgspec.msgpack.encode(told)


def told_from(body: bytes) -> Told:
    """Read what `told_bytes` wrote."""
    return _told.decode(body)
