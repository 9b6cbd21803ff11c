"""`complaints`: how soon a rise is found, how often chance raises an alarm; and who is said to complain of what.

Rises: 26 weeks of 384 real shampoo reviews each (reviews-zh, drawn with replacement, read by the rules); then 12 more
reviews a week complain of one aspect, any of the aspects that occur. Found is what passes the bar, with five shoppers
at least: the bar of one product, and that of a mall of 100, each for at most 0.05 false alarms a week in all of it.
False alarms are counted over quiet weeks. The peer alarms where a week's count is more than three standard deviations
above the mean of the weeks before.

Aspects: 2,260 real cosmetics reviews with (category, polarity) labels (review-aspects-zh); the rules are not trained on
them. `quadruples` (bench/_quads.py) are those of the reading that labels teach, by 5-fold validation. The known figures
of a trained CRF are by 5-fold validation too, on 3,229 reviews of which these are a part.
"""

import csv
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from _quads import measured

from huozhao.operations.voice.complaints import measured_bar_of, watch
from huozhao.operations.voice.lexicon import standard
from huozhao.operations.voice.reading import read
from huozhao.operations.voice.words import Words

DATA = Path(os.environ.get("HUOZHAO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
SEED, PRODUCTS, WEEKS, A_WEEK, MORE, LEAST, TRIALS, QUIET = 11, 100, 26, 384, 12, 5, 200, 200
LASTING = (1, 2, 3)
ALLOWED = 0.05
# The labels' categories for our aspects; 整体 takes what is of none.
CATEGORIES = {
    "effect": "功效", "moisture": "功效", "coverage": "功效", "brightening": "功效", "acne": "功效",
    "cleansing": "功效", "lasting": "功效", "oil": "功效",
    "smell": "气味", "packaging": "包装", "delivery": "物流", "price": "价格",
    "value": "价格", "gifts": "价格", "service": "服务", "genuine": "真伪", "texture": "使用体验",
    "absorption": "使用体验", "foam": "使用体验", "safety": "使用体验", "amount": "其他", "quality": "其他",
    "freshness": "新鲜度", "looks": "包装",
}  # fmt: skip
POLARITY = {"正面": 1, "负面": -1}
Said = set[tuple[str, str, int]]


def shampoo() -> tuple[list[str], np.ndarray]:
    """Return aspects and who complains of which in each real shampoo review, shape (reviews, aspects)."""
    table = pq.read_table(DATA / "reviews-zh" / "reviews.parquet").to_pylist()
    words = standard().words("洗发水")
    texts = list(dict.fromkeys(str(row["review"]) for row in table if row["cat"] == "洗发水"))
    found = [{aspect for aspect, sign in read(text, words).verdicts.items() if sign < 0} for text in texts]
    names = sorted({aspect for each in found for aspect in each} - {"overall"})
    return names, np.array([[name in each for name in names] for each in found])


def weeks(complains: np.ndarray, rng: np.random.Generator, products: int, count: int) -> np.ndarray:
    """Return complaints by (product, week, aspect)."""
    drawn = rng.integers(0, len(complains), (products, count, A_WEEK))
    return complains[drawn].sum(axis=2).astype(np.float64)


def ours(counts: np.ndarray, kind: np.ndarray, bar: float) -> np.ndarray:
    """Return which (product, aspect) is alarmed in the last week."""
    products, count, aspects = counts.shape
    streams = counts.transpose(0, 2, 1).reshape(products * aspects, count)
    seen = watch(np.full(streams.shape, float(A_WEEK)), streams, np.tile(kind, products))
    recent = np.array([row[since:].sum() for row, since in zip(streams, seen.since, strict=True)])
    return ((seen.evidence >= bar) & (recent >= LEAST)).reshape(products, aspects)


def theirs(counts: np.ndarray) -> np.ndarray:
    """Return which (product, aspect) lies more than three standard deviations above its past."""
    past, last = counts[:, :-1], counts[:, -1]
    return (last > past.mean(axis=1) + 3 * past.std(axis=1)) & (last >= LEAST)


def recall(complains: np.ndarray, bars: dict[str, float], rng: np.random.Generator) -> dict[str, list[float]]:
    """Return the share of rises found within one, two and three weeks: by each bar, and by the peer."""
    kind, found = complains.mean(axis=0), {name: np.zeros(len(LASTING)) for name in (*bars, "peer")}
    for _ in range(TRIALS):
        counts, aspect = weeks(complains, rng, 1, WEEKS + len(LASTING)), int(rng.integers(complains.shape[1]))
        counts[0, WEEKS:, aspect] += MORE
        seen = dict.fromkeys(found, False)
        for place, lasting in enumerate(LASTING):
            until = counts[:, : WEEKS + lasting]
            for name, bar in bars.items():
                seen[name] |= bool(ours(until, kind, bar)[0, aspect])
            seen["peer"] |= bool(theirs(until)[0, aspect])
            for name, hit in seen.items():
                found[name][place] += hit
    return {name: [round(float(each), 4) for each in hits / TRIALS] for name, hits in found.items()}


def rises() -> dict[str, Any]:
    """Return recall, and false alarms a week of a mall of many products."""
    names, complains = shampoo()
    rng, kind = np.random.default_rng(SEED), complains.mean(axis=0)
    bars = {name: measured_bar_of(products * len(names), ALLOWED)
            for name, products in (("one_product", 1), ("mall", PRODUCTS))}
    found = recall(complains, bars, rng)
    false, peer_false, running = {"one_product": 0, "mall": 0}, 0, np.zeros((2, PRODUCTS, len(names)), bool)
    counts = weeks(complains, rng, PRODUCTS, WEEKS + QUIET)
    for at in range(QUIET):
        window = counts[:, at:at + WEEKS]
        for place, (name, bar) in enumerate(bars.items()):
            alarmed = ours(window, kind, bar)
            false[name] += int((alarmed & ~running[place]).sum())
            running[place] = alarmed
        peer_false += int(theirs(window).sum())
    return {"recall_within_1_2_3_weeks": found, "aspects": len(names),
            "false_alarms_a_week": {"one_product": round(false["one_product"] / QUIET / PRODUCTS, 5),
                                    "mall": round(false["mall"] / QUIET, 5)},
            "peer_false_alarms_a_week": {"one_product": round(peer_false / QUIET / PRODUCTS, 5),
                                         "mall": round(peer_false / QUIET, 3)}}  # fmt: skip


def aspects() -> dict[str, float]:
    """Return F1 of (category, polarity) by review, of all and of complaints alone."""
    folder = DATA / "review-aspects-zh"
    with (folder / "reviews.csv").open(encoding="utf-8-sig") as file:
        texts = {row["id"]: row["Reviews"] for row in csv.DictReader(file)}
    with (folder / "labels.csv").open(encoding="utf-8-sig") as file:
        truth = {(row["id"], row["Categories"].strip(), POLARITY[row["Polarities"]]) for row in csv.DictReader(file)
                 if row["Polarities"] in POLARITY}
    words = standard().words("护肤 美妆")
    said: Said = {(id, CATEGORIES.get(aspect, "整体"), sign) for id, text in texts.items()
                  for aspect, sign in verdicts(text, words)}
    return {"f1": f1(said, truth), "negative_f1": f1(negative(said), negative(truth)),
            "polarity_right": agreement(said, truth)}


def verdicts(text: str, words: Words) -> set[tuple[str, int]]:
    """Return (aspect, sign) of a text; an aspect that is praised and faulted has both."""
    return {(each.aspect, each.sign) for each in read(text, words).opinions if each.sign}


def negative(said: Said) -> Said:
    """Return the complaints."""
    return {each for each in said if each[2] < 0}


def f1(said: Said, truth: Said) -> float:
    """Return the harmonic mean of precision and recall."""
    right = len(said & truth)
    return round(2 * right / (len(said) + len(truth)), 4)


def agreement(said: Said, truth: Said) -> float:
    """Return how often the polarity is right where the category is."""
    both = [(id, category, sign) for id, category, sign in said
            if (id, category, sign) in truth or (id, category, -sign) in truth]
    return round(sum(each in truth for each in both) / len(both), 4)


def main() -> None:
    """Measure and print."""
    found, read_well = rises(), aspects()
    within: dict[str, list[float]] = found["recall_within_1_2_3_weeks"]
    print(json.dumps({
        "figure": "complaints", "value": within["one_product"][0], "unit": "share of rises found in their first week",
        "peer": "mean + 3 standard deviations of the weeks before", "peer_value": within["peer"][0],
        "ratio": round(within["one_product"][0] / within["peer"][0], 4), "seed": SEED, **found,
        "allowed_a_week": ALLOWED, "category_polarity": read_well,
        "known_crf": {"f1": 0.8559, "negative_f1": 0.5563}, "quadruples": measured(),
        "known_quadruples": {"quad_f1": 0.7238, "negative_quad_f1": 0.4012},
        "data": f"reviews-zh 洗发水, {TRIALS} trials of {MORE} in {A_WEEK}, {QUIET} quiet weeks of {PRODUCTS} goods; "
                "review-aspects-zh, rules untrained",
    }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
