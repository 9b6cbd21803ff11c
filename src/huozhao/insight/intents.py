"""Open intents: goods that shoppers showed interest in of late and have not ordered since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from huozhao.insight.folds import BOUGHT
from huozhao.insight.tags.batch import Activity

WINDOW_DAYS = 7
REPEATED_VIEWS = 3


@dataclass(frozen=True, slots=True)
class Intents:
    """Shoppers with an open intent for one SKU, by kind; a shopper may count under several kinds."""

    carts: int = 0
    favourites: int = 0
    repeated_views: int = 0


def open_intents(activity: Activity, today: int, days: int = WINDOW_DAYS) -> Mapping[str, Intents]:
    """Return open intents by SKU over the `days` days that end with `today`.

    An intent is open while the shopper has not bought that SKU on or after the day of the last such act. A cart or
    favourite that was undone as often as it was done is none; views count from the third on.
    """
    pair = activity.shopper.astype(np.int64) * max(1, len(activity.subjects)) + activity.subject
    recent = (activity.day > today - days) & (activity.day <= today)
    bought = _last_days(activity, pair, recent, (BOUGHT,))
    kinds = {
        "carts": ("Product Added To Cart", "Product Removed From Cart", 1),
        "favourites": ("Product Favourited", "Product Unfavourited", 1),
        "repeated_views": ("Product Viewed", "", REPEATED_VIEWS),
    }
    found: dict[str, dict[str, int]] = {}
    for kind, (did, undid, least) in kinds.items():
        last = _last_days(activity, pair, recent, (did,))
        net = _sums(activity, pair, recent, did)
        undone = _sums(activity, pair, recent, undid)
        for key, day in last.items():
            if net[key] - undone.get(key, 0) >= least and bought.get(key, -1) < day:
                counts = found.setdefault(activity.subjects[key % len(activity.subjects)], {})
                counts[kind] = counts.get(kind, 0) + 1
    return {sku: Intents(**counts) for sku, counts in found.items()}


def _chosen(activity: Activity, recent: np.ndarray, names: Sequence[str]) -> np.ndarray:
    codes = [code for code, name in enumerate(activity.names) if name in names]
    return np.flatnonzero(recent & np.isin(activity.name, codes))


def _last_days(activity: Activity, pair: np.ndarray, recent: np.ndarray, names: Sequence[str]) -> dict[int, int]:
    rows = _chosen(activity, recent, names)
    keys, place = np.unique(pair[rows], return_inverse=True)
    last = np.full(len(keys), -1, np.int64)
    np.maximum.at(last, place, activity.day[rows])
    return dict(zip(keys.tolist(), last.tolist(), strict=True))


def _sums(activity: Activity, pair: np.ndarray, recent: np.ndarray, name: str) -> dict[int, int]:
    rows = _chosen(activity, recent, (name,))
    keys, place = np.unique(pair[rows], return_inverse=True)
    sums = np.bincount(place, weights=activity.n[rows], minlength=len(keys)).astype(np.int64)
    return dict(zip(keys.tolist(), sums.tolist(), strict=True))
