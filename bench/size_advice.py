"""`size_advice`: how rented dresses fit, and which size somebody takes by history alone, on 163,800 real rentals.

Rows of rentals-fit in time order: four fifths to learn from, a tenth to choose numbers on, the last tenth looked at
once (`--validation` measures on the tenth before it). Ours knows ids and sizes only: no height, weight, age or rating.
Peers on the same split: LightGBM on size, category and encodings of shopper, item and SKU by earlier rows (encoded
leave-one-out it learns its own answers), with and without height, weight, bust, age and body type; and, for the size
that somebody takes, the one that they took most often. Areas are those under the ROC curves of small, fits and large,
each against the rest.
"""

import argparse
import json
import os
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from huozhao.operations.size.advice import Offer, chances_of, fit_chances
from huozhao.operations.size.filter import Rows, walk
from huozhao.operations.size.learned import Learned, keys_of
from huozhao.operations.size.learning import Told, laid_out, learn
from huozhao.operations.size.scales import Size
from huozhao.operations.size.shopper import Taken, Usual, usual_from, usual_of

DATA = Path(os.environ.get("HUOZHAO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
# Sizes of this set lie four apart.
STEP, WEAR = 4.0, "dress"
BODY = ("weight_lbs", "height_in", "bust_size_num", "age", "body_type")


def rentals() -> pd.DataFrame:
    """Return the rentals in time order with `fit` as −1, 0, 1, and names as numbers."""
    table = pd.read_parquet(next((DATA / "rentals-fit").glob("*.parquet")))
    table = table.sort_values("review_date", kind="stable").reset_index(drop=True)
    table["told"] = table.fit.astype(str).map({"small": -1, "fit": 0, "large": 1}).astype(int)
    for name in ("category", "body_type"):
        table[name] = table[name].astype("category").cat.codes
    for name in ("user_id", "item_id"):
        table[name] = pd.factorize(table[name])[0]
    table["day"] = (table.review_date - pd.Timestamp("2010-01-01")).dt.days
    return table


def parts(table: pd.DataFrame, is_validation: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows to learn from, and which to measure on; days stay whole."""
    day, size = table.day.to_numpy(), len(table)
    first, second = day[int(size * 0.8)], day[int(size * 0.9)]
    return day < first, (day >= first) & (day < second) if is_validation else day >= second


def told_of(table: pd.DataFrame) -> Told:
    """Return the rentals as the product takes them in; the category stands for the maker."""
    columns = zip(table.category, table.item_id, table["size"], strict=True)
    keys = [keys_of(str(maker), str(item), f"{item}/{size}", Size(str(size), WEAR, size / STEP))
            for maker, item, size in columns]  # fmt: skip
    return Told(table.user_id.to_numpy(np.int64), keys, [WEAR] * len(table), table["size"].to_numpy() / STEP,
                table.told.to_numpy(np.int64), np.ones(len(table)))  # fmt: skip


def auc(fit: np.ndarray, chances: np.ndarray) -> list[float]:
    """Return the areas under the curve of small, fits, large."""
    return [round(float(roc_auc_score(fit == each - 1, chances[:, each])), 4) for each in range(3)]


def ours(known: Told, asked: Told, shoppers: int) -> tuple[np.ndarray, Learned, float]:
    """Return chances (n, 3) of the rows asked, what was learned, CPU seconds of learning."""
    start = time.process_time()
    learned = learn(known, shoppers).learned
    took = time.process_time() - start
    _, rows, _ = laid_out(known)
    mean, spread = learned.usual_in(WEAR)
    closing = Rows(*(np.concatenate([getattr(rows, name), extra]) for name, extra in zip(
        Rows.__slots__, (np.arange(shoppers), np.zeros((shoppers, 4), np.int64), np.zeros(shoppers),
                         np.zeros(shoppers, np.int64), np.zeros(shoppers), np.zeros(shoppers), np.zeros(shoppers)),
        strict=True)))  # fmt: skip
    closing = Rows(closing.who, closing.parts, closing.size, closing.fit, closing.weight,
                   np.full(len(closing), mean), np.full(len(closing), spread))  # fmt: skip
    before = walk(closing, learned.beliefs, learned.measure, shoppers, learns=False)[1][-shoppers:]
    found = np.array([_chance(learned, asked, row, usual_from(before[asked.who[row]], 0))
                      for row in range(len(asked))])  # fmt: skip
    return found, learned, took


def _chance(learned: Learned, asked: Told, row: int, usual: Usual) -> tuple[float, float, float]:
    """Return the chances of one row: the size that was taken is word of the shopper's size."""
    measure, part = learned.measure, learned.part(asked.keys[row])
    gain = usual.variance / (usual.variance + measure.choice)
    at = usual.mean + gain * (asked.size[row] - measure.shift * part.offset - usual.mean)
    after = replace(usual, mean=at, variance=usual.variance * (1 - gain))
    return fit_chances(asked.size[row], part, after, learned)


def picks(table: pd.DataFrame, known: np.ndarray, asked: np.ndarray, told: Told, learned: Learned) -> dict[str, Any]:
    """Return how often the size that was taken and fitted is the one foreseen by history, and at most one off."""
    sizes = {item: sorted(set(found)) for item, found in table.groupby("item_id")["size"]}
    history: dict[int, list[int]] = {}
    for row in np.flatnonzero(known):
        history.setdefault(int(told.who[row]), []).append(int(row))
    hits: dict[str, list[int]] = {"ours": [], "most often": []}
    shares, took = [], 0.0
    for row in np.flatnonzero(asked & (table.told == 0).to_numpy()):
        past = history.get(int(told.who[row]), [])
        if not past:
            continue
        maker, item = str(table.category[row]), int(table.item_id[row])
        offered = sizes[item]
        start = time.process_time()
        taken = [_taken(table, told, each) for each in past]
        offers = [Offer(str(size), str(size), size / STEP, keys_of(maker, str(item), f"{item}/{size}",
                  Size(str(size), WEAR, size / STEP))) for size in offered]  # fmt: skip
        usual = usual_of(taken, learned, Usual(*learned.usual_in(WEAR)))
        best = max(chances_of(offers, usual, taken, learned), key=lambda each: each.share)
        took += time.process_time() - start
        right = offered.index(int(table["size"][row]))
        hits["ours"].append(abs(offered.index(int(best.label)) - right))
        shares.append(best.share)
        often = Counter(int(table["size"][each]) for each in reversed(past)).most_common(1)[0][0]
        hits["most often"].append(abs(int(np.argmin(np.abs(np.array(offered) - often))) - right))
    return {"rows": len(shares), "share": round(float(np.mean(shares)), 4), "us": round(took / len(shares) * 1e6),
            **{name: {"exact": round(float(np.mean(np.array(off) == 0)), 4),
                      "within_one": round(float(np.mean(np.array(off) <= 1)), 4)} for name, off in hits.items()},
            "reliability": _reliability(np.array(shares), np.array(hits["ours"]) == 0)}  # fmt: skip


def _taken(table: pd.DataFrame, told: Told, row: int) -> Taken:
    return Taken("", str(table["size"][row]), "", WEAR, float(told.size[row]), tuple(told.keys[row]), row,
                 int(told.fit[row]), 1.0)  # fmt: skip


def _reliability(shares: np.ndarray, is_right: np.ndarray) -> list[list[float]]:
    """Return (mean share, how often right) of the four quarters by share."""
    quarters = np.array_split(np.argsort(shares, kind="stable"), 4)
    return [[round(float(shares[q].mean()), 2), round(float(is_right[q].mean()), 2)] for q in quarters]


def peer(table: pd.DataFrame, known: np.ndarray, asked: np.ndarray, with_body: bool) -> tuple[list[float], float]:
    """Return LightGBM's areas and CPU seconds."""
    start = time.process_time()
    features = [table[name].to_numpy(float) for name in (*(BODY if with_body else ()), "category", "size")]
    if with_body:
        features.append(table.bust_size_letter.astype("category").cat.codes.to_numpy(float))
    for key in (("user_id",), ("item_id",), ("item_id", "size"), ("category", "size")):
        codes = table.groupby(list(key), sort=False).ngroup().to_numpy()
        for fit in (-1, 1):
            features += _encoded(codes, (table.told == fit).to_numpy(float), known)
    x, y = np.column_stack(features), table.told.to_numpy() + 1
    rows = np.flatnonzero(known)
    fitted, checked = rows[: int(len(rows) * 0.9)], rows[int(len(rows) * 0.9):]
    settings = {"objective": "multiclass", "num_class": 3, "learning_rate": 0.04, "num_leaves": 15, "verbose": -1,
                "min_data_in_leaf": 200, "feature_fraction": 0.6, "lambda_l2": 5, "num_threads": 1, "seed": 0}
    model = lightgbm.train(settings, lightgbm.Dataset(x[fitted], y[fitted]), 400,
                           valid_sets=[lightgbm.Dataset(x[checked], y[checked])],
                           callbacks=[lightgbm.early_stopping(40, verbose=False)])  # fmt: skip
    chances = np.asarray(model.predict(x[asked]))
    return auc(table.told.to_numpy()[asked], chances), time.process_time() - start


def _encoded(codes: np.ndarray, target: np.ndarray, known: np.ndarray) -> list[np.ndarray]:
    """Return (smoothed rate, count) of a target by code, of earlier rows that are known."""
    rate, lean = float(target[known].mean()), 10.0
    frame = pd.DataFrame({"code": codes, "hit": target * known, "seen": known.astype(float)})
    sums = frame.groupby("code")[["hit", "seen"]].cumsum() - frame[["hit", "seen"]]
    hits, seen = sums.hit.to_numpy(), sums.seen.to_numpy()
    return [(hits + lean * rate) / (seen + lean), seen]


def main() -> None:
    """Measure and print."""
    reads = argparse.ArgumentParser()
    reads.add_argument("--validation", action="store_true")
    is_validation = reads.parse_args().validation
    table = rentals()
    known, asked = parts(table, is_validation)
    told, shoppers = told_of(table), int(table.user_id.max()) + 1
    chances, learned, took = ours(_some(told, known), _some(told, asked), shoppers)
    mine = auc(told.fit[asked], chances)
    found = picks(table, known, asked, told, learned)
    (plain, plain_s), (body, body_s) = (peer(table, known, asked, each) for each in (False, True))
    value, theirs = float(np.mean(mine)), float(np.mean(plain))
    print(json.dumps({
        "figure": "size_advice", "value": round(value, 4), "unit": "mean AUC of small, fits, large; ids and sizes only",
        "peer": "LightGBM knowing the same, encoded by earlier rows",
        "peer_value": round(theirs, 4), "ratio": round(value / theirs, 4), "auc": mine, "auc_peer": plain,
        "peer_that_knows_the_body": round(float(np.mean(body)), 4), "history_only": found,
        "slope": learned.measure.slope, "shift": round(learned.measure.shift, 3),
        "learn_cpu_s": round(took, 2), "peer_cpu_s": [round(plain_s, 1), round(body_s, 1)],
        "part": "validation" if is_validation else "test", "seed": 0,
        "data": f"rentals-fit in time order, {int(known.sum())} known, {int(asked.sum())} measured",
    }, ensure_ascii=False))  # fmt: skip


def _some(told: Told, chosen: np.ndarray) -> Told:
    rows = np.flatnonzero(chosen)
    return Told(told.who[rows], [told.keys[row] for row in rows], [told.wear[row] for row in rows], told.size[rows],
                told.fit[rows], told.weight[rows])  # fmt: skip


if __name__ == "__main__":
    main()
