"""What the ranker reads of each candidate: one float32 row, the same when a page is made and when it is learned."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import cos, log, nan, pi, sin

import numpy as np

from huozhao.matching.candidates import SOURCES, Delivery
from huozhao.matching.context import Context
from huozhao.matching.goods_table import NEVER, GoodsTable
from huozhao.matching.pool import Floats, Pool
from huozhao.matching.rank import Blended

PLACEMENTS = ("home", "category", "product", "cart", "order_done", "search", "popup")
FRESH_DAYS = 30.0
_GOODS = ("sources", "price", "price_gap", "margin", "fresh", "popular", "near", "near_km", "near_minutes", "bought",
          "due", "seen", "tag_match")  # fmt: skip
_WHEN = ("hour_sin", "hour_cos", "weekend", "mean_c", "change_c")
FEATURES: tuple[str, ...] = (
    *(f"score_{source}" for source in SOURCES), *(f"place_{source}" for source in SOURCES), *_GOODS, "blend", *_WHEN,
    *(f"at_{placement}" for placement in PLACEMENTS),
)  # fmt: skip
BLEND, TAG_MATCH = FEATURES.index("blend"), FEATURES.index("tag_match")


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known around one page: the shopper's prices (fen; NaN = unknown), purchases, and what lies near.

    `due` is the probability that a good is bought again soon, `shown` how often it was shown of late without an act,
    `words` the shopper's tags as goods may name them. `asked` are the products whose stock near the shopper was asked.
    """

    placement: str
    context: Context
    today: int
    own_price_fen: float = nan
    bought: Mapping[str, int] = field(default_factory=dict)
    due: Mapping[str, float] = field(default_factory=dict)
    shown: Mapping[str, int] = field(default_factory=dict)
    words: Collection[str] = ()
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)
    asked: Collection[str] = ()


def features(found: Pool, table: GoodsTable, seen: Seen, first: Blended) -> Floats:
    """Return one row a product of the pool, shape (n, len(FEATURES)); NaN where something is not known."""
    n, s = found.scores.shape
    made = np.zeros((n, len(FEATURES)), np.float32)
    made[:, :s], made[:, s : 2 * s] = found.scores, found.places
    of_goods = made[:, 2 * s : 2 * s + len(_GOODS)]
    of_goods[:, 0] = np.count_nonzero(found.scores, axis=1)
    _goods(of_goods, found, table, seen)
    _history(of_goods, found.rows, seen)
    _near(of_goods, found.rows, seen)
    made[:, BLEND] = first.with_tags(made[:, TAG_MATCH])
    made[:, -len(PLACEMENTS) - len(_WHEN) :] = _moment(seen)
    return made


def _goods(out: Floats, found: Pool, table: GoodsTable, seen: Seen) -> None:
    rows = table.rows(found.skus)
    known = np.flatnonzero(rows >= 0)
    at = rows[known]
    price = np.log1p(table.price[at])
    own = log(1 + seen.own_price_fen) if seen.own_price_fen == seen.own_price_fen else nan
    age = seen.today - table.launched[at].astype(np.float64)
    out[known, 1], out[known, 2], out[known, 3] = price, price - own, table.margin[at]
    out[known, 4] = np.where(table.launched[at] == NEVER, np.nan, 0.5 ** (np.maximum(age, 0) / FRESH_DAYS))
    out[known, 5] = table.heat[at]
    for word in seen.words:
        out[known, 12] += table.matching(word)[at]


def _history(out: Floats, rows: Mapping[str, int], seen: Seen) -> None:
    for column, told in ((9, seen.bought), (10, seen.due), (11, seen.shown)):
        held = [(rows[sku], value) for sku, value in told.items() if sku in rows]
        if held:
            where, values = zip(*held, strict=True)
            out[list(where), column] = values


def _near(out: Floats, rows: Mapping[str, int], seen: Seen) -> None:
    """Distances count in whole km, so that what is logged tells no address."""
    out[:, 6:9] = np.nan
    if not seen.asked:
        return
    out[[rows[sku] for sku in seen.asked if sku in rows], 6] = 0
    for sku, near in seen.deliveries.items():
        if sku in rows:
            out[rows[sku], 6:9] = 1, round(near.distance_km), near.minutes


def _moment(seen: Seen) -> list[float]:
    context, weather = seen.context, seen.context.weather
    turn = 2 * pi * (context.hour + context.minute / 60) / 24
    at = [float(seen.placement == placement) for placement in PLACEMENTS]
    warm = [weather.mean_c, weather.change_c] if weather else [nan, nan]
    return [sin(turn), cos(turn), float(context.weekday >= 5), *warm, *at]
