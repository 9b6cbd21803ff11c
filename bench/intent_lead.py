"""`intent_lead`: needs detected before the order on held-out time: precision, recall and lead, against simpler rules.

Retailrocket, real timestamps; buyers only, and each (shopper, product, act) once, so looking again does not show. The
first 60 % of time is train: themes (products viewed one after the other) come from all of it, the odds from its older
70 %, the threshold of every rule from its newer 30 % (greatest F1). The last 40 % of time is looked at once. The figure
counts orders at least an hour after the detection, as what is paid at once needs no foresight; `any_time` is all.
"""

import json
import os
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from huozhao.matching.logistic import Blend, fit
from huozhao.matching.needs.acts import Act, Kind, signs, span
from huozhao.matching.needs.confidence import auc, calibration_error, default_odds

DATA = Path(os.environ.get("HUOZHAO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
KINDS = {"view": "view", "addtocart": "cart", "transaction": "order"}
WINDOW, HORIZON, TRAIN, OLDER, LARGEST, HOUR = 7.0, 7.0, 0.6, 0.7, 60, 1 / 24
Trail = list[Act]
Chance = Callable[["Looks"], np.ndarray]


@dataclass(frozen=True)
class Looks:
    """One row an act that is no order: the signs then, its theme, shopper × theme, day, and the next order in it."""

    x: np.ndarray
    theme: np.ndarray
    pair: np.ndarray
    day: np.ndarray
    next_order: np.ndarray


def read() -> tuple[list[tuple[int, int, Kind, float]], float, float]:
    """Return (shopper, product, act, day) in order of time, the end of train and of everything (days)."""
    table = pq.read_table(DATA / "retailrocket-events" / "events.parquet").to_pydict()
    days = [at / 86_400 for at in table["ts"]]
    rows = sorted(zip(table["user_id"], table["item_id"], map(KINDS.get, table["event"]), days, strict=True),
                  key=lambda row: (row[3], row[0], row[1]))
    return rows, min(days) + TRAIN * (max(days) - min(days)), max(days)


def themes(rows: Sequence[tuple[int, int, Kind, float]], until: float) -> Callable[[int], int]:
    """Return the theme of a product: products joined with what is most often viewed next to them, up to 60."""
    near: dict[int, Counter[int]] = {}
    last: dict[int, tuple[int, float]] = {}
    for shopper, item, kind, day in rows:
        if kind == "view" and day <= until:
            before = last.get(shopper)
            if before and before[0] != item and day - before[1] < HOUR / 2:
                near.setdefault(item, Counter())[before[0]] += 1
                near.setdefault(before[0], Counter())[item] += 1
            last[shopper] = (item, day)
    group: dict[int, int] = {}
    size: Counter[int] = Counter()

    def top(item: int) -> int:
        while group.setdefault(item, item) != item:
            item = group[item]
        return item

    for item, others in sorted(near.items(), key=lambda each: (-max(each[1].values()), each[0])):
        a, b = top(item), top(others.most_common(1)[0][0])
        if a != b and max(size[a], 1) + max(size[b], 1) <= LARGEST:
            group[a] = b
            size[b] = max(size[a], 1) + max(size[b], 1)
    return top


def looks(rows: Sequence[tuple[int, int, Kind, float]], theme_of: Callable[[int], int]) -> Looks:
    """Return the signs at every act, from acts up to it, and when the next order in the theme comes (inf = never)."""
    trails: dict[tuple[int, int], Trail] = {}
    views: dict[int, list[float]] = {}
    for shopper, item, kind, day in rows:
        trails.setdefault((shopper, theme_of(item)), []).append(Act(kind, str(item), day))
        if kind == "view":
            views.setdefault(shopper, []).append(day)
    found = [row for number, ((shopper, theme), trail) in enumerate(trails.items())
             for row in _rows(trail, views.get(shopper, []), theme, number)]
    x, theme, pair, day, order = zip(*found, strict=True)
    return Looks(np.stack(x), np.array(theme), np.array(pair), np.array(day), np.array(order))


def _rows(trail: Trail, views: list[float], theme: int, number: int) -> Iterator[tuple[Any, ...]]:
    orders = [act.day for act in trail if act.kind == "order"]
    for place, act in enumerate(trail):
        if act.kind == "order":
            continue
        past = [each for each in trail[max(0, place - 200):place + 1] if each.day <= act.day]
        around = bisect_right(views, act.day) - bisect_left(views, act.day - WINDOW)
        later = bisect_right(orders, act.day)
        yield (signs(span(past, act.day, WINDOW), act.day, around), theme, number, act.day,
               orders[later] if later < len(orders) else np.inf)


def part(given: Looks, since: float, until: float) -> Looks:
    """Return the acts of a span of time whose horizon ends in it."""
    kept = (given.day > since) & (given.day <= until - HORIZON)
    return Looks(*(getattr(given, name)[kept] for name in ("x", "theme", "pair", "day", "next_order")))


def detections(given: Looks, p: np.ndarray, least: float) -> np.ndarray:
    """Return the rows at which a need is detected: the first at or over the threshold, anew after horizon or order."""
    found: list[int] = []
    until: dict[int, float] = {}
    for row in np.flatnonzero(p >= least)[np.argsort(given.day[p >= least], kind="stable")].tolist():
        if given.day[row] >= until.get(given.pair[row], -np.inf):
            found.append(row)
            until[given.pair[row]] = min(given.day[row] + HORIZON, given.next_order[row])
    return np.array(found, np.int64)


def judge(given: Looks, p: np.ndarray, least: float, ahead: float = 0.0) -> dict[str, float]:
    """Return precision, recall, F1 and lead (hours) of the detections at a threshold.

    A detection is right if an order in the theme follows within the horizon and at least `ahead` days later; recall is
    over the orders with an act in the theme so long before them.
    """
    at = detections(given, p, least)
    gap = given.next_order - given.day
    good = (gap <= HORIZON) & (gap >= ahead)
    wanted = set(zip(given.pair[good].tolist(), given.next_order[good].tolist(), strict=True))
    right = at[good[at]]
    won = set(zip(given.pair[right].tolist(), given.next_order[right].tolist(), strict=True))
    precision, recall = len(right) / max(1, len(at)), len(won) / max(1, len(wanted))
    lead = gap[right] * 24
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall),
            "lead_h_median": float(np.median(lead)) if len(lead) else 0.0,
            "lead_over_1_day": float((lead > 24).mean()) if len(lead) else 0.0, "detected": len(at)}  # fmt: skip


def chosen(given: Looks, p: np.ndarray, ahead: float) -> float:
    """Return the threshold of greatest F1."""
    options = np.unique(np.quantile(p, np.linspace(0, 0.995, 60)))
    return max(options.tolist(), key=lambda least: judge(given, p, least, ahead)["f1"])


def chances(blend: Blend, heat: Counter[int], seen: Counter[int]) -> dict[str, Chance]:
    """Return the rules that are compared, each as a chance by act."""
    return {
        "ours": lambda each: blend.probability(each.x),
        "default_odds": lambda each: default_odds().confidence(each.x),
        "any_view": lambda each: np.ones(len(each.day)),
        "popular_theme": lambda each: np.array([(heat[t] + 1) / (seen[t] + 20) for t in each.theme.tolist()]),
    }


def main() -> None:
    """Fit and choose on train, look at the rest once, print one line."""
    rows, split, end = read()
    given = looks(rows, themes(rows, split))
    start = float(given.day.min())
    middle = start + OLDER * (split - start)
    older, newer, test = (part(given, *span_) for span_ in ((start - 1, middle), (middle, split), (split, end)))
    figures: dict[str, dict[str, dict[str, float]]] = {}
    quality: dict[str, float] = {}
    for name, ahead in (("any_time", 0.0), ("an_hour_ahead", HOUR)):
        def follows(each: Looks, ahead: float = ahead) -> np.ndarray:
            gap = each.next_order - each.day
            return (gap <= HORIZON) & (gap >= ahead)

        blend = fit(older.x, follows(older))
        assert blend is not None
        heat = Counter(older.theme[follows(older)].tolist())
        seen = Counter(older.theme.tolist())
        rules = chances(blend, heat, seen)
        figures[name] = {rule: {key: round(value, 4) for key, value in judge(
            test, chance(test), chosen(newer, chance(newer), ahead), ahead).items()} for rule, chance in rules.items()}
        if not ahead:
            p = rules["ours"](test)
            quality = {"auc": round(auc(p, follows(test)), 4),
                       "calibration_error": round(calibration_error(p, follows(test)), 4)}
    ours, peer = figures["an_hour_ahead"]["ours"], figures["an_hour_ahead"]["any_view"]
    print(json.dumps({
        "figure": "intent_lead", "value": ours["f1"], "unit": "F1, order 1 h to 7 days later",
        "peer": "a need at any one view", "peer_value": peer["f1"], "ratio": round(ours["f1"] / peer["f1"], 3),
        "data": f"retailrocket, {len(rows):,} acts of buyers; train first 60 % of time, threshold on its last 30 %, "
        f"test {len(test.day):,} looks of the last 40 %", "seed": 0, **quality, **figures,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
