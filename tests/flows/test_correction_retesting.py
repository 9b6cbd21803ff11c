"""A correction is tested on held-out shoppers: it goes on while the category is weak, and ends when it is not."""

import random

import pytest

from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.memory.state import MemoryState
from huozhao.events import catalogue as c
from huozhao.events.event import Event, event
from huozhao.flows.correction.retesting import ENDED, RENEWED, UNCLEAR, Retest, Retesting
from huozhao.flows.folds import Folds
from huozhao.matching.impressions import fold_impressions

ZONE, NOW = "Asia/Shanghai", 1_780_000_000_000
CATEGORY = {f"{name}{n}": name for name in ("a", "b", "c") for n in range(4)}
BODY = {"placement": "home", "category": "a", "rule": "correct_a", "hold_out": 0.5, "started_at": NOW - 9 * 86_400_000,
        "prior": 4.0}  # fmt: skip


def retest_of(strength: float, pages: int = 150) -> Retest:
    """Return the test of a category that is clicked `strength` times as often as others."""
    rng, events = random.Random(3), list[Event]()
    for page in range(pages):
        at, shopper, request = NOW - rng.randrange(8 * 86_400_000), f"s{page % 30}", f"r{page}"
        skus = rng.sample(sorted(CATEGORY), 8)
        events.append(event(f"e{page}", at, shopper, c.RecommendationShown(request, "home", skus)))
        for place, sku in enumerate(skus):
            if rng.random() < 0.3 * (strength if CATEGORY[sku] == "a" else 1.0):
                clicked = c.RecommendationClicked(request, "home", sku, place)
                events.append(event(f"e{page}-{place}", at + 1, shopper, clicked))
    log, fold = MemoryLog(), fold_impressions(ZONE)
    state = MemoryState([fold])
    log.append(events)
    Folds(log, state, [fold]).catch_up()
    return Retesting(state, lambda shopper: shopper, ZONE).of(BODY, CATEGORY, NOW)


@pytest.mark.parametrize(("strength", "pages", "verdict"), [(0.2, 150, RENEWED), (1.0, 150, ENDED), (0.2, 6, UNCLEAR)])
def test_the_verdict_follows_from_what_held_out_shoppers_click(strength: float, pages: int, verdict: str) -> None:
    found = retest_of(strength, pages)
    assert found.verdict == verdict
    assert found.said.zh and found.said.en and found.as_dict(NOW)["verdict"] == verdict


def test_what_the_correction_changed_on_the_placement_has_an_interval() -> None:
    change = retest_of(0.2).change
    assert change is not None and change[1] < change[0] < change[2]
