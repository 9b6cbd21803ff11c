"""Where every shopper stands: the RFM of the whole mall as arrays, computed in one pass and kept between runs."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.rfm import SEGMENTS, Measures, Orders, Scores, Thresholds, measure, quantile_thresholds, score
from huozhao.terms.ids import Ids

STALE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """RFM of all shoppers; every array has one entry a shopper, in the order of `shoppers`.

    `today` is the local day it was computed for, `last_order_at` and `last_seen_at` are ms, 0 = never.
    """

    shoppers: Ids
    today: int
    computed_at: int
    measures: Measures
    scores: Scores
    thresholds: Thresholds
    last_order_at: NDArray[np.int64]
    last_seen_at: NDArray[np.int64]

    def summary(self) -> list[tuple[str, int, int]]:
        """Return (segment, shoppers, spent fen) for every segment."""
        count = np.bincount(self.scores.segment, minlength=len(SEGMENTS))
        spent = np.bincount(self.scores.segment, weights=self.measures.monetary_fen, minlength=len(SEGMENTS))
        return [(name, int(count[i]), int(spent[i])) for i, name in enumerate(SEGMENTS)]


def mall_day(today: int, newest_day: int) -> int:
    """Return the day that windows end with: today, or the newest day on record when that is over 30 days old.

    So an old export that was imported is read as on its own last day, and not as a mall of sleepers.
    """
    return newest_day if 0 <= newest_day < today - STALE_DAYS else today


def stand(
    shoppers: Ids, orders: Orders, last_order_at: NDArray[np.int64], last_seen_at: NDArray[np.int64],
    today: int, now: int, own: Mapping[str, Any], coupons: NDArray[np.int64] | None = None,
) -> Standing:  # fmt: skip
    """Return the standing of all shoppers on the day `today`.

    `own` are the merchant's thresholds by name; those that are missing are quantiles of the mall itself. `coupons`
    counts each shopper's orders with a coupon, None where the mall does not say.
    """
    measures = measure(orders, len(shoppers), today, coupons)
    cuts = thresholds_from_dict({**thresholds_to_dict(quantile_thresholds(measures)), **own})
    return Standing(
        shoppers, today, now, measures, score(measures, cuts), cuts, last_order_at, last_seen_at
    )


def thresholds_to_dict(thresholds: Thresholds) -> dict[str, Any]:
    """Return thresholds as plain data."""
    return {
        item.name: list(value) if isinstance(value := getattr(thresholds, item.name), tuple) else value
        for item in fields(Thresholds)
    }


def thresholds_from_dict(body: Mapping[str, Any]) -> Thresholds:
    """Read thresholds from plain data that `thresholds_to_dict` gave."""
    values: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in body.items()}
    return Thresholds(**values)


def to_arrays(standing: Standing) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return a standing as named arrays and what else there is to know about it."""
    arrays = {"shoppers": standing.shoppers.encoded, "last_order_at": standing.last_order_at,
              "last_seen_at": standing.last_seen_at}
    arrays |= {f.name: getattr(standing.measures, f.name) for f in fields(Measures)}
    arrays |= {f.name: getattr(standing.scores, f.name) for f in fields(Scores)}
    about = {"today": standing.today, "computed_at": standing.computed_at,
             "thresholds": thresholds_to_dict(standing.thresholds)}
    return arrays, about


def from_arrays(arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> Standing:
    """Return the standing that `to_arrays` took apart."""
    # Measures that an older version did not keep read as not known.
    unknown = np.full(len(arrays["shoppers"]), -1, np.int64)
    measures = Measures(*(arrays.get(f.name, unknown) for f in fields(Measures)))
    scores = Scores(*(arrays[f.name] for f in fields(Scores)))
    return Standing(Ids(arrays["shoppers"]), about["today"], about["computed_at"], measures, scores,
                    thresholds_from_dict(about["thresholds"]), arrays["last_order_at"], arrays["last_seen_at"])
