"""The model card: what a model foretells, what it learned from, how good it was on days it had not seen."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from huozhao.insight.predicted.quality import Bin, Quality
from huozhao.insight.predicted.windows import Windows


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that is shown about one predicted tag.

    `state` is model, rule (with `why` in a word: too_few, no_better, no_history) or off. `kept` says why a newer model
    was not published. Instants are ms, days local. `coverage` is the share of consenting shoppers that have a score.
    """

    tag: str
    state: str
    why: str = ""
    version: str = ""
    trained_at: int = 0
    windows: Windows | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    positives: Mapping[str, int] = field(default_factory=dict)
    smooth: float = 0.0
    quality: Quality | None = None
    rule_quality: Quality | None = None
    importance: tuple[tuple[str, float], ...] = ()
    level: float = 0.0
    enter: float = 0.0
    exit: float = 0.0
    kept: str = ""
    scored_at: int = 0
    scored: int = 0
    coverage: float = 0.0
    carriers: int = 0
    drift: float = 0.0
    feature_drift: tuple[tuple[str, float], ...] = ()

    @property
    def base_rate(self) -> float:
        """The share of shoppers asked to whom it happened, on the newest days that are known."""
        found = self.quality or self.rule_quality
        return found.base_rate if found else 0.0


def to_dict(card: Card) -> dict[str, Any]:
    """Return a card as plain data."""
    return asdict(card)


def from_dict(body: Mapping[str, Any]) -> Card:
    """Read a card that `to_dict` gave."""
    values = dict(body)
    windows = values.get("windows")
    values["windows"] = Windows(**{**windows, "train": tuple(windows["train"])}) if windows else None
    for name in ("quality", "rule_quality"):
        values[name] = _quality(values.get(name))
    for name in ("importance", "feature_drift"):
        values[name] = tuple((str(feature), float(size)) for feature, size in values.get(name, ()))
    return Card(**values)


def _quality(body: Mapping[str, Any] | None) -> Quality | None:
    return Quality(**{**body, "table": tuple(Bin(**row) for row in body["table"])}) if body else None
