"""The global model in the night: one set of trees over all rows, fitted to a sample, used where it proved better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.forecast.gradient import Trees, expect, fit_at
from huozhao.supply.forecast.occasions import occasion_of
from huozhao.supply.forecast.panel import Covariates, Panel
from huozhao.terms.calendar import FESTIVALS, calendar_day, days_to_holiday
from huozhao.terms.holidays import HOLIDAYS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# What a plan sees of the past, so the trees are taught with the same.
HISTORY_DAYS, HORIZON_DAYS = 112, 28
# With fewer rows there is too little to learn over.
LEAST_ROWS = 40
MOST_TAUGHT, MOST_TRAINING, TREES = 4_000, 150_000, 200
NAME = "boosted_tweedie"
FAR_DAYS = 30
OCCASIONS = (*sorted(HOLIDAYS), *sorted(FESTIVALS))


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as the trees see them: usual units a day (n, T), their kinds (n, k) as whole numbers, discounts (n, T + H).

    `heat` (n, T) is the interest shown in the SKU by day, in any unit; the last column of T is `last_day`.
    """

    units: Floats
    kinds: Ints
    discount: Floats
    heat: Floats
    last_day: int

    def take(self, rows: Ints) -> "Rows":
        """Return some of the rows."""
        return Rows(self.units[rows], self.kinds[rows], self.discount[rows], self.heat[rows], self.last_day)

    def until(self, back: int) -> "Rows":
        """Return the rows as they stood `back` days before the last; planned discounts stay known."""
        if not back:
            return self
        last = self.discount.shape[1] - back
        return Rows(self.units[:, :-back], self.kinds, self.discount[:, :last], self.heat[:, :-back],
                    self.last_day - back)  # fmt: skip


def teach(rows: Rows, horizon: int = HORIZON_DAYS) -> Trees | None:
    """Fit trees to rows, at most `MOST_TAUGHT` of them evenly; None where there is too little to learn from."""
    if len(rows.units) < LEAST_ROWS or rows.units.shape[1] < HISTORY_DAYS // 2 + horizon:
        return None
    chosen = np.unique(np.linspace(0, len(rows.units) - 1, min(MOST_TAUGHT, len(rows.units))).astype(np.int64))
    panel = _panel(rows.take(chosen), 0)
    length = panel.y.shape[1]
    oldest = max(HISTORY_DAYS, length - 364) if length > HISTORY_DAYS + horizon else HISTORY_DAYS // 2
    possible = np.arange(length - horizon, oldest - 1, -3)
    many = max(1, min(len(possible), MOST_TRAINING // (len(chosen) * horizon)))
    origins = possible[np.unique(np.linspace(0, len(possible) - 1, many).astype(int))]
    return fit_at(panel, origins, horizon, NAME, HISTORY_DAYS, TREES)


def expected(trees: Trees, rows: Rows, horizon: int = HORIZON_DAYS) -> Floats:
    """Return the usual units (n, horizon) that the trees expect after the last day of rows."""
    recent = Rows(rows.units[:, -HISTORY_DAYS:], rows.kinds, rows.discount[:, -(HISTORY_DAYS + _ahead(rows)) :],
                  rows.heat[:, -HISTORY_DAYS:], rows.last_day)  # fmt: skip
    return expect(trees, _panel(recent, horizon), horizon)


def _ahead(rows: Rows) -> int:
    return int(rows.discount.shape[1] - rows.units.shape[1])


def _panel(rows: Rows, horizon: int) -> Panel:
    length = rows.units.shape[1] + max(horizon, _ahead(rows))
    discount = np.zeros((len(rows.units), length))
    discount[:, : rows.discount.shape[1]] = rows.discount[:, :length]
    first = rows.last_day + 1 - rows.units.shape[1]
    common = np.array([calendar_row(day) for day in range(first, first + length)])
    sold = np.cumsum(rows.units, axis=1) > 0
    y = np.where(sold, rows.units, np.nan)
    return Panel(y, 7, Covariates(discount[:, :, None], common, rows.kinds, rows.heat[:, :, None]))


def calendar_row(day: int) -> list[float]:
    """Return what the calendar says of a local day: weekday, week of the year, off, occasion, days to 春节 and 双11."""
    found = calendar_day(day)
    return [float(found.weekday), (day % 365.2425) // 7, float(found.is_off), float(_number(occasion_of(day))),
            float(found.lunar.day if found.lunar else 0), _days_to("spring_festival", day)]  # fmt: skip


def _number(occasion: str) -> int:
    """Return the same number for the same occasion in any run: phases of one lie side by side."""
    if not occasion:
        return 0
    code, _, phase = occasion.partition(":")
    return 1 + 4 * OCCASIONS.index(code) + ("early", "before", "on", "after").index(phase)


def _days_to(holiday: str, day: int) -> float:
    found = days_to_holiday(holiday, day, FAR_DAYS)
    return float(FAR_DAYS + 1 if found is None else found)


def kinds_of(categories: Sequence[str], shops: Sequence[str], numbers: Mapping[str, int]) -> Ints:
    """Return category and shop of rows as numbers, 0 for those that the trees have not seen."""
    pairs = zip(categories, shops, strict=True)
    return np.array([[numbers.get(f"c:{c}", 0), numbers.get(f"s:{s}", 0)] for c, s in pairs],
                    np.int64).reshape(len(categories), 2)  # fmt: skip


def numbers_of(categories: Sequence[str], shops: Sequence[str]) -> dict[str, int]:
    """Number the categories and shops that there are, from 1 on."""
    names = [*sorted({f"c:{name}" for name in categories}), *sorted({f"s:{name}" for name in shops})]
    return {name: n for n, name in enumerate(names, 1)}
