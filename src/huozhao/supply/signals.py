"""Needs move stock: what shoppers are about to want, as extra units beside the forecast, bounded and told in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.text import Text

Floats = NDArray[np.float64]
# New goods have no forecast to take a share of: so many units are always allowed.
FLOOR_UNITS = 2.0


@dataclass(frozen=True, slots=True)
class Signal:
    """What needs say of one SKU.

    `units` are expected within `horizon_days` beyond the usual, from `people` shoppers who look for `theme`; `city` is
    where they are, empty for anywhere. A region's rhythm has `rises` instead: for each coming day the factor on a flat
    forecast; `share` is its part of the SKU's demand where no shop lies in the region. `needs` are the ids. What a
    campaign will cause begins `in_days` from now, and its shoppers `will_hear` of the theme.
    """

    sku: str
    theme: Text
    people: int
    units: float = 0.0
    city: str = ""
    horizon_days: int = 7
    rises: tuple[float, ...] = ()
    share: float = 1.0
    needs: tuple[str, ...] = ()
    in_days: int = 0
    will_hear: bool = False


# A signal with the part of it (0 to 1) that falls on one row of a plan.
Shared = Sequence[tuple[Signal, float]]


def extra_units(signals: Shared, days: int, mean_per_day: float, is_flat: bool) -> float:
    """Return the units that signals add to one row over its protection interval of `days`, before any bound.

    Of a shopper's need: part · units · min(1, days / horizon), from the day it begins. Of a rhythm: part · mean ·
    Σ (rise − 1) over the days, never below 0, of several rhythms the greatest, and nothing where the forecast knows the
    week itself.
    """
    added, risen = 0.0, 0.0
    for signal, part in signals:
        if signal.rises:
            risen = max(risen, part * mean_per_day * sum(factor - 1.0 for factor in signal.rises[:days]))
        else:
            added += part * signal.units * min(1.0, max(0, days - signal.in_days) / max(1, signal.horizon_days))
    return added + (risen if is_flat else 0.0)


def bounded(extra: Floats, intent: Floats, mean: Floats, cap: float) -> Floats:
    """Return what needs may add, units (n,): what intent has not counted already, at most cap · forecast or two units.

    Views are signs of intent and of needs alike; the greater of the two counts, not their sum.
    """
    found: Floats = np.minimum(np.maximum(extra - np.maximum(intent, 0.0), 0.0), np.maximum(cap * mean, FLOOR_UNITS))
    return found


def because(signals: Shared, units: int) -> Text:
    """Return the reason in a sentence: who is looking for what, and how many units it adds."""
    distinct = dict.fromkeys(signal for signal, _ in signals)
    strongest = sorted(distinct, key=lambda signal: (-signal.people, signal.theme.zh))
    return Text(
        f"{'；'.join(_zh(signal) for signal in strongest[:3])}，多备 {units} 件",
        f"{'; '.join(_en(signal) for signal in strongest[:3])}: {units} more",
    )


def people_of(signals: Iterable[Signal]) -> int:
    """Return how many shoppers stand behind signals of one SKU, at least."""
    return max((signal.people for signal in signals), default=0)


def _zh(signal: Signal) -> str:
    where = f"{signal.city}的 " if signal.city else " "
    verb = "常在这时买" if signal.rises else "将收到" if signal.will_hear else "近来在找"
    return f"因{where}{signal.people} 位顾客{verb}“{signal.theme.zh}”"


def _en(signal: Signal) -> str:
    where = f" in {signal.city}" if signal.city else ""
    verb = "usually buy at this time:" if signal.rises else "will hear of" if signal.will_hear else "are looking for"
    return f"{signal.people} shoppers{where} {verb} {signal.theme.en}"
