"""Tiers: hot, steady, niche, slow and new goods, found from their demand and stock, for all rows at once."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.policies.rule import Rule
from huozhao.terms.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Tier = Literal["hot", "steady", "niche", "slow", "new"]
TIERS: tuple[Tier, ...] = get_args(Tier)
LABELS: dict[Tier, Text] = {
    "hot": Text("热销", "hot"),
    "steady": Text("平稳", "steady"),
    "niche": Text("小众", "niche"),
    "slow": Text("滞销", "slow"),
    "new": Text("新品", "new"),
}
WINDOW = 28
HOT_LEVEL, SLOW_LEVEL = 0.98, 0.8


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a tier begins. `hot_rate` is in units a day and comes from the mall itself, see `hot_rate`.

    `adi` and `cv2` are the limits of Syntetos, Boylan and Croston (2005) between smooth and intermittent demand.
    """

    hot_rate: float = 1.0
    growth: float = 1.2
    adi: float = 1.32
    cv2: float = 0.49
    niche_rate: float = 1.0
    cover_days: float = 90.0
    slow_age_days: int = 60
    new_days: int = 28


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells the tier of a row, (n,) each: `rate` and `before` units a day of the last 4 weeks and the 4 before.

    `adi` is the mean number of days from one selling day to the next, `cv2` the squared coefficient of variation of
    what such a day sells, `age` days since the launch or the first sale on record, `cover` days that the stock lasts.
    """

    rate: Floats
    before: Floats
    adi: Floats
    cv2: Floats
    age: Floats
    cover: Floats

    @property
    def growth(self) -> Floats:
        """The last 4 weeks over the 4 before, with half a unit of prior on both sides."""
        prior = 0.5 / WINDOW
        return (self.rate + prior) / (self.before + prior)


def default_rules(service_level: float) -> dict[Tier, Rule]:
    """Return the rule of each tier before anybody, or a backtest, chose another; `service_level` is the mall's own.

    Hot goods are topped up at every review for a higher level, niche goods one by one with one unit always wanted on
    the shelf, slow goods only as far as they must.
    """
    return {
        "hot": Rule("order_up_to", max(service_level, HOT_LEVEL)),
        "steady": Rule("reorder_up_to", service_level),
        "niche": Rule("order_up_to", service_level, min_units=1),
        "slow": Rule("reorder_up_to", min(service_level, SLOW_LEVEL)),
        "new": Rule("reorder_up_to", service_level),
    }


def signs(history: NDArray[np.floating], available: Floats, age: Floats | None = None) -> Signs:
    """Return the signs of rows from `history` (n, T) units a day, oldest first, T >= 56, and units `available` (n,).

    `age` (n,) in days where it is known, NaN otherwise: then the days since the first sale in the history count.
    A row that never sold covers (½ a unit in T days) — see `supply.slow`.
    """
    y = np.asarray(history, dtype=np.float64)
    length = y.shape[1]
    sold = y > 0
    times = sold.sum(axis=1)
    first = np.where(times > 0, sold.argmax(axis=1), length)
    seen = (length - first).astype(np.float64)
    mean = y.sum(axis=1) / np.maximum(times, 1)
    variance = np.maximum(np.square(y).sum(axis=1) / np.maximum(times, 1) - mean**2, 0.0)
    rate = y[:, -WINDOW:].mean(axis=1)
    # Half a unit is the prior of goods that did not sell, as for slow goods.
    usual = (y[:, -2 * WINDOW :].sum(axis=1) + 0.5) / min(2 * WINDOW, length)
    return Signs(
        rate=rate,
        before=y[:, -2 * WINDOW : -WINDOW].mean(axis=1),
        adi=np.where(times > 0, np.maximum(seen, 1) / np.maximum(times, 1), np.inf),
        cv2=np.where(times > 1, variance / np.maximum(mean, 1e-12) ** 2, 0.0),
        age=seen if age is None else np.where(np.isnan(age), seen, age),
        cover=np.maximum(available, 0.0) / usual,
    )


def hot_rate(rate: Floats, share: float = 0.5) -> float:
    """Return the rate from which on a row belongs to the best sellers, which together make `share` of all units."""
    ordered = np.sort(rate)[::-1]
    total = ordered.sum()
    if total <= 0:
        return 1.0
    return float(ordered[np.searchsorted(np.cumsum(ordered), share * total)])


def classify(found: Signs, limits: Limits) -> Ints:
    """Return the tier of each row as an index into TIERS; the first that holds, in this order, is taken.

    new: younger than `new_days`. slow: older than `slow_age_days` and its stock covers `cover_days` or more.
    hot: sells `hot_rate` or more, and `growth` times the 4 weeks before with more than chance (the difference of two
    Poisson counts is over 2 of its standard deviations). niche: seldom or unevenly (ADI >= 1.32 or CV² >= 0.49), and
    less than `niche_rate` units a day. steady: the rest.
    Source: Syntetos, Boylan, Croston 2005, On the categorization of demand patterns, JORS 56.
    """
    now, before = found.rate * WINDOW, found.before * WINDOW
    grows = (found.growth >= limits.growth) & (now - before > 2 * np.sqrt(now + before))
    uneven = (found.adi >= limits.adi) | (found.cv2 >= limits.cv2)
    tests: tuple[tuple[Tier, NDArray[np.bool_]], ...] = (
        ("new", found.age < limits.new_days),
        ("slow", (found.age >= limits.slow_age_days) & (found.cover >= limits.cover_days)),
        ("hot", (found.rate >= limits.hot_rate) & (found.rate > 0) & grows),
        ("niche", uneven & (found.rate < limits.niche_rate)),
    )
    picked = [TIERS.index(name) for name, _ in tests]
    return np.select([holds for _, holds in tests], picked, default=TIERS.index("steady")).astype(np.int64)


def reason(found: Signs, row: int, tier: Tier, limits: Limits) -> Text:
    """Return why a row is in its tier, in a sentence with the numbers."""
    rate, growth, adi = float(found.rate[row]), float(found.growth[row]), float(found.adi[row])
    age, cover, cv2 = float(found.age[row]), float(found.cover[row]), float(found.cv2[row])
    if tier == "new":
        return Text(f"才有 {age:.0f} 天的记录，不到 {limits.new_days} 天",
                    f"on record for {age:.0f} days, under {limits.new_days}")
    if tier == "slow":
        return Text(f"库存够卖 {cover:.0f} 天（界限 {limits.cover_days:.0f} 天），已上架 {age:.0f} 天",
                    f"the stock covers {cover:.0f} days (limit {limits.cover_days:.0f}) at an age of {age:.0f} days")
    if tier == "hot":
        return Text(f"每天卖 {rate:.1f} 件，属于占销量一半的畅销品；是前四周的 {growth:.1f} 倍",
                    f"sells {rate:.1f} a day, among those that make half of all units; "
                    f"{growth:.1f} times the 4 weeks before")
    if tier == "niche":
        seldom = "从未卖出" if np.isinf(adi) else f"平均 {adi:.1f} 天才卖一次"
        rarely = "never sold" if np.isinf(adi) else f"sells every {adi:.1f} days"
        return Text(f"{seldom}（每次数量波动 CV² {cv2:.2f}），每天 {rate:.2f} 件",
                    f"{rarely} (CV² of the quantity {cv2:.2f}), {rate:.2f} units a day")
    return Text(f"每天卖 {rate:.1f} 件，平均 {adi:.1f} 天卖一次，没有异常的增长、积压或间断",
                f"sells {rate:.1f} a day, every {adi:.1f} days; no unusual growth, surplus or gaps")
