"""What the night learned for forecasts, kept as an artefact so that plans and looks use the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np

from huozhao.events.artifacts import Artifact, Artifacts
from huozhao.flows.forecasts.facts import ALL
from huozhao.supply.forecast.gradient import Trees
from huozhao.supply.forecast.occasions import NOTHING_LEARNED, Learned
from huozhao.supply.forecast.promotions import Promotion
from huozhao.supply.forecast.segments import NAMES
from huozhao.supply.forecast.spread import Spread

KIND = "forecast"
BOTTOM_UP = "bottom_up"


@dataclass(frozen=True, slots=True)
class Lessons:
    """Occasions, early rates by SKU, lifts by `lift_key`, factors of changed prices by SKU; `uses` = inputs on.

    `trees` are the global model with the `numbers` of its categories and shops; `shares` its weight by segment, asked
    only of rows that sell `least_rate` units a day; `spread` the errors on days held out; `method` makes levels add up.
    """

    learned_at: int = 0
    last_day: int = 0
    occasions: Learned = NOTHING_LEARNED
    early: Mapping[str, float] = field(default_factory=dict)
    promotions: Mapping[str, float] = field(default_factory=dict)
    price: Mapping[str, float] = field(default_factory=dict)
    uses: frozenset[str] = ALL
    trees: Trees | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    shares: tuple[float, ...] = (0.0,) * len(NAMES)
    least_rate: float = 0.0
    spread: Spread = field(default_factory=lambda: Spread({}))
    method: str = BOTTOM_UP


def save(artifacts: Artifacts, found: Lessons) -> str:
    """Keep lessons as the current ones; return their version."""
    arrays = {f"spread_{days}": ratios for days, ratios in found.spread.ratios.items()}
    if found.trees:
        arrays["trees"] = np.frombuffer(found.trees.text.encode(), np.uint8)
    about: dict[str, Any] = {
        "learned_at": found.learned_at, "last_day": found.last_day, "mall": dict(found.occasions.mall),
        "categories": {name: dict(mine) for name, mine in found.occasions.categories.items()},
        "early": dict(found.early), "promotions": dict(found.promotions), "price": dict(found.price),
        "uses": sorted(found.uses), "numbers": dict(found.numbers), "shares": list(found.shares),
        "least_rate": found.least_rate, "method": found.method,
        "trees": [found.trees.name, found.trees.factor] if found.trees else [],
    }  # fmt: skip
    return artifacts.save(KIND, str(found.learned_at), arrays, about)


def read(kept: Artifact) -> Lessons:
    """Return the lessons of an artefact."""
    about, arrays = kept.about, kept.arrays
    name, factor = about["trees"] or ("", 1.0)
    trees = Trees(bytes(arrays["trees"]).decode(), name, factor) if name else None
    ratios = {int(key.partition("_")[2]): value for key, value in arrays.items() if key.startswith("spread_")}
    return Lessons(
        about["learned_at"], about["last_day"], Learned(about["mall"], about["categories"]), about["early"],
        about["promotions"], about["price"], frozenset(about["uses"]), trees, about["numbers"], tuple(about["shares"]),
        about["least_rate"], Spread(ratios), about["method"],
    )  # fmt: skip


def lift_key(one: Promotion) -> str:
    """Return the key of a learned lift: a promotion whose discount was changed has to be learned again."""
    return f"{one.id}@{one.discount:g}"


class Kept:
    """The current lessons, read again when a newer version is kept."""

    def __init__(self, artifacts: Artifacts) -> None:
        self._artifacts, self._lock = artifacts, Lock()
        self._version, self._found = "", Lessons()

    def current(self) -> Lessons:
        """Return the lessons in use; the plain ones before the first night."""
        version = self._artifacts.version(KIND)
        with self._lock:
            if version != self._version:
                kept = self._artifacts.load(KIND, version) if version else None
                self._version, self._found = version, read(kept) if kept else Lessons()
            return self._found
