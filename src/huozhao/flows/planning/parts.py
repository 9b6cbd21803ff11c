"""Put what was decided for a chunk into parts, one a SKU."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.planning.decision import Decided
from huozhao.flows.planning.foresee import LEVELS, notes
from huozhao.flows.planning.ground import Ground
from huozhao.flows.planning.part import Line, Part, Told, told_bytes
from huozhao.flows.planning.rows import Gathered
from huozhao.supply.forecast.analogy import early_rates
from huozhao.supply.netting.arithmetic import arithmetic_table
from huozhao.supply.netting.stock import UNLIMITED
from huozhao.supply.signals import Shared, because

Floats = NDArray[np.float64]
HISTORY_SHOWN = 28
# A line may be topped up, for its supplier's minimum, with what sells in so many days more.
TOP_UP_DAYS = 28
# A day that sells less than this times the usual is nothing to prepare for.
LEAST_LIFT = 1.1


class Writer:
    """Writes the parts of one chunk."""

    def __init__(self, found: Gathered, made: Decided, ground: Ground) -> None:
        self.found, self.made, self.ground = found, made, ground
        self.table = np.column_stack([arithmetic_table(made.rows, made.made), made.tier, made.rule])
        self.curve = made.made.curve.values.astype(np.float32)
        mean, quantiles, path = _with_shops(found, made)
        self.mean = np.round(mean, 3).tolist()
        self.quantiles, self.path = np.round(quantiles, 2).tolist(), np.round(path, 2).tolist()
        self.rows = self.table.tolist()
        signs = made.signs
        self.signs = np.round(np.column_stack([
            signs.rate, signs.before, signs.adi, signs.cv2, signs.age, signs.cover]), 3).tolist()  # fmt: skip
        self.models = np.column_stack([made.foreseen.model, made.foreseen.second]).tolist()
        lost = found.known.lost[:, -HISTORY_SHOWN:]
        self.lost = {row: np.round(lost[row], 2).tolist() for row in np.flatnonzero(lost.any(axis=1)).tolist()}
        self.noted = _noted(found)

    def parts(self) -> Iterator[tuple[str, Part]]:
        """Yield SKU and part, in SKU order."""
        lines = self._lines()
        early = early_rates(self.found.history, [sku for sku, _ in self.found.keys])
        means = (np.array(self.mean) / self.made.rows.days).astype(np.float32)
        for sku, group in groupby(range(len(self.found.keys)), key=lambda row: self.found.keys[row][0]):
            rows = list(group)
            first, last = rows[0], rows[-1] + 1
            mine = [line for row in rows for line in lines.get(row, ())]
            yield sku, Part(
                [shop for _, shop in self.found.keys[first:last]], self.table[first:last].tobytes(),
                means[first:last].tobytes(), self.made.signs.rate[first:last].astype(np.float32).tobytes(),
                early.get(sku, float("nan")), int(self.made.made.want.needs[first:last].sum()),
                [_within(line, first) for line in mine],
            )  # fmt: skip

    def _lines(self) -> dict[int, list[Line]]:
        """Return the lines of each row that has any: from the depot, from other shops, then from the supplier."""
        made, rows = self.made.made, self.made.rows
        position = made.position
        lines: dict[int, list[Line]] = {}
        for row in np.flatnonzero(made.from_depot).tolist():
            units, giver = int(made.from_depot[row]), self.ground.places.shops[self.found.depot[row]]
            lines[row] = [self._line(row, giver, units, int(position[row]), 1, units)]
        moved = made.transfers
        for n in range(len(moved.units)):
            row, giver, units = int(moved.receiver[n]), self.found.keys[int(moved.giver[n])][1], int(moved.units[n])
            there = int(position[row] + made.from_depot[row])
            told = (units, *(round(float(each[n]), 1) for each in (
                moved.km, moved.freed_fen, moved.sooner_fen, moved.road_fen)))  # fmt: skip
            lines.setdefault(row, []).append(self._line(row, giver, units, there, 1, units, told))
        for row in np.flatnonzero(made.quantity).tolist():
            units, there = int(made.quantity[row]), int(position[row] + made.moved_in[row])
            line = self._line(row, "", units, there, int(rows.limit.least[row]), self._most(row, units, there))
            lines.setdefault(row, []).append(line)
        return lines

    def _most(self, row: int, units: int, there: int) -> int:
        rows = self.made.rows
        more = int(rows.mean[row] / rows.days[row] * TOP_UP_DAYS) // int(rows.limit.pack_size[row])
        room = max(int(min(self.made.made.limit.most[row], UNLIMITED)) - there, units)
        return min(units + more * int(rows.limit.pack_size[row]), room)

    def _line(
        self, row: int, giver: str, units: int, there: int, least: int, most: int, moved: tuple[Any, ...] | None = None
    ) -> Line:
        curve, told = self.curve[row].tobytes(), told_bytes(self._told(row, moved))
        return Line(row, giver, units, there, least, most, curve, told)

    def _told(self, row: int, moved: tuple[Any, ...] | None) -> Told:
        found, needs = self.found, int(self.made.made.want.needs[row])
        told = notes(found, row, int(self.made.rows.days[row])) if self.noted[row] else ()
        return Told(
            row=self.rows[row],
            signs=self.signs[row],
            mean=self.mean[row],
            quantiles=self.quantiles[row],
            path=self.path[row],
            models=self.models[row],
            notes=[(note.zh, note.en) for note in told],
            signals=_signals(found.signals[row]) if needs else [],
            lost=self.lost.get(row, []),
            last_day=self.ground.last_day,
            because=_because(found.signals[row], needs),
            moved=moved,
            ahead=_ahead(found.known.lift_ahead[row, : int(self.made.rows.days[row])]) if self.noted[row] else None,
        )  # fmt: skip


def _noted(found: Gathered) -> list[bool]:
    """Tell for which rows (n,) something beside the sales may be in the forecast."""
    known = found.known
    lifted = (known.lift_ahead != 1.0).any(axis=1) | (known.lift_past != 1.0).any(axis=1)
    lifted |= known.aside.any(axis=1) if known.aside is not None else False
    return list((known.lost.any(axis=1) | lifted | ~np.isnan(known.analogy)).tolist())


def _with_shops(found: Gathered, made: Decided) -> tuple[Floats, Floats, Floats]:
    """Return means, quantiles and paths (n, …) in which depots expect what their shops do, over their own interval."""
    seen, depots = made.foreseen, made.rows.where.is_depot
    if not depots.any():
        return seen.mean, seen.quantiles, seen.path
    shops = np.flatnonzero(made.rows.where.depot >= 0)
    path = seen.path.copy()
    np.add.at(path, made.rows.where.depot[shops], seen.path[shops])
    mean = np.where(depots, made.made.want.demand, seen.mean)
    pooled = np.stack([made.made.curve.at(np.full(len(mean), level)) for level in LEVELS], axis=1)
    return mean, np.where(depots[:, None], pooled, seen.quantiles), path


def _within(line: Line, first: int) -> Line:
    """Return a line with its row counted from the first row of its SKU."""
    return Line(line.row - first, line.giver, line.units, line.position, line.least, line.most, line.curve,
                line.numbers)  # fmt: skip


def _because(shared: Shared, needs: int) -> tuple[str, str] | None:
    told = because(shared, needs) if needs else None
    return (told.zh, told.en) if told else None


def _ahead(lift: Floats) -> tuple[str, str] | None:
    """Say what is known to come within an interval, from the factors of its days."""
    most = float(lift.max(initial=1.0))
    if most < LEAST_LIFT:
        return None
    return (f"这几天里有促销或节假日，最多约为平时的 {most:.1f} 倍",
            f"a promotion or holiday lies within these days, up to about {most:.1f} times the usual")  # fmt: skip


def _signals(shared: Shared) -> list[dict[str, Any]]:
    return [
        {"theme": signal.theme.as_dict(), "people": signal.people, "city": signal.city,
         "units": round(part * signal.units, 2), "is_rhythm": bool(signal.rises)}
        for signal, part in shared
    ]  # fmt: skip
