"""Which rows of a plan do the signals of needs fall on, and what do they add there."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.goods import Goods
from huozhao.supply.signals import Shared, Signal, bounded, extra_units
from huozhao.terms.regions import plain_name

Key = tuple[str, str]
Floats = NDArray[np.float64]
NOTHING: Shared = ()


@dataclass(frozen=True, slots=True)
class SharedSignals:
    """Signals by (SKU, shop), each with its part there."""

    by_key: Mapping[Key, Shared] = field(default_factory=dict)

    def of(self, key: Key) -> Shared:
        """Return the signals of one row."""
        return self.by_key.get(key, NOTHING)


NO_SIGNALS = SharedSignals()


def more_keys(signals: Sequence[Signal], keys: Collection[Key], goods: Goods, home: str) -> set[Key]:
    """Return rows for listed SKUs that are looked for and that no shop sold or holds yet: at the home shop."""
    known = {sku for sku, _ in keys}
    wanted = {signal.sku for signal in signals if signal.units > 0} - known
    return {(sku, home) for sku in wanted if home and (item := goods.sku(sku)) is not None and item.listed}


def share(signals: Sequence[Signal], keys: Iterable[Key], sold: Mapping[Key, float], goods: Goods) -> SharedSignals:
    """Share each signal among the shops of its SKU as their demand lies: those of its city where there are any.

    A rhythm is a factor, so it falls whole on each shop of its region; with no shop there, its `share` falls on all.
    """
    wanted = {signal.sku for signal in signals}
    rows: dict[str, list[Key]] = {}
    for key in keys:
        if key[0] in wanted:
            rows.setdefault(key[0], []).append(key)
    found: dict[Key, list[tuple[Signal, float]]] = {}
    for signal in signals:
        for key, part in _parts(signal, rows.get(signal.sku, []), sold, goods):
            found.setdefault(key, []).append((signal, part))
    return SharedSignals({key: tuple(each) for key, each in found.items()})


def add(
    shared: Sequence[Shared], days: NDArray[np.int64], mean: Floats, is_flat: NDArray[np.bool_], intent: Floats,
    cap: float,
) -> Floats:  # fmt: skip
    """Return the units that needs add to each row, bounded; arrays of shape (n,), `mean` over the row's `days`."""
    extra = np.zeros(len(shared))
    for row, signals in enumerate(shared):
        if signals:
            span = int(days[row])
            extra[row] = extra_units(signals, span, float(mean[row]) / span, bool(is_flat[row]))
    return np.where(extra > 0, bounded(extra, intent, mean, cap), 0.0)


def _parts(
    signal: Signal, keys: Sequence[Key], sold: Mapping[Key, float], goods: Goods
) -> Iterable[tuple[Key, float]]:
    here = {shop.shop for shop in goods.shops() if signal.city and plain_name(shop.city) == signal.city}
    near = [key for key in keys if key[1] in here]
    if signal.rises:
        return [(key, 1.0) for key in near] or [(key, signal.share) for key in keys]
    rows = near or keys
    total = sum(sold.get(key, 0.0) for key in rows)
    return [(key, sold.get(key, 0.0) / total if total else 1 / len(rows)) for key in rows]
