"""Experiments as operators write them: arms, who takes part, what is compared, and what makes no sense."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any, Literal, get_args

from huozhao.operations.experiments.corrections import Correction
from huozhao.operations.experiments.intervals import TUNED_TO
from huozhao.operations.metrics import BY_NAME
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text, text_from

Design = Literal["shopper", "shop", "switchback"]
DESIGNS: tuple[Design, ...] = get_args(Design)
CORRECTIONS: tuple[Correction, ...] = get_args(Correction)
MOST_ARMS = 6


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm: its share of the shoppers, and the merchant rules that hold for them, as plain data."""

    arm: str
    label: Text
    weight: float
    rules: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Experiment:
    """One experiment; the first arm is the control.

    Shoppers whose place in `layer` is from `low` to below `high` take part. `design` says what is assigned: shoppers;
    shops, where arms would take each other's stock; or blocks of `block_days` days of the whole mall (switchback).
    `goals` are metrics that decide, the first above all; `guardrails` may not get worse. `worth` is the relative change
    that matters, `before_days` the days before for CUPED (0 = none), `tuned_to` the units at which the always-valid
    interval is narrowest.
    """

    experiment: str
    label: Text
    arms: tuple[Arm, ...]
    goals: tuple[str, ...]
    guardrails: tuple[str, ...] = ()
    layer: str = "pages"
    low: float = 0.0
    high: float = 1.0
    design: Design = "shopper"
    block_days: int = 1
    correction: Correction = "holm"
    worth: float = 0.05
    before_days: int = 14
    tuned_to: float = TUNED_TO
    version: int = 1

    @property
    def control(self) -> str:
        """The arm that nothing is changed in."""
        return self.arms[0].arm

    @property
    def is_clustered(self) -> bool:
        """Whether shops or blocks of days are assigned, and not shoppers."""
        return self.design != "shopper"


def experiment_from_dict(id: str, body: Mapping[str, Any], version: int = 1) -> Experiment:
    """Read an experiment from plain data; BadInput names the field that is wrong."""
    made = Experiment(
        id, text_from(body.get("label"), id), tuple(_arm(each) for each in body.get("arms") or ()),
        tuple(body.get("goals") or ()), tuple(body.get("guardrails") or ()), str(body.get("layer") or "pages"),
        float(body.get("low", 0.0)), float(body.get("high", 1.0)), body.get("design", "shopper"),
        int(body.get("block_days", 1)), body.get("correction", "holm"), float(body.get("worth", 0.05)),
        int(body.get("before_days", 14)), float(body.get("tuned_to", TUNED_TO)), version,
    )  # fmt: skip
    _require_sound(made)
    return made


def experiment_to_dict(made: Experiment) -> dict[str, Any]:
    """Return an experiment as plain data, without its id and version."""
    arms = [{"arm": arm.arm, "label": arm.label.as_dict(), "weight": arm.weight, "rules": list(arm.rules)}
            for arm in made.arms]  # fmt: skip
    return {
        "label": made.label.as_dict(), "arms": arms, "goals": list(made.goals), "guardrails": list(made.guardrails),
        "layer": made.layer, "low": made.low, "high": made.high, "design": made.design,
        "block_days": made.block_days, "correction": made.correction, "worth": made.worth,
        "before_days": made.before_days, "tuned_to": made.tuned_to,
    }  # fmt: skip


def overlapping(made: Experiment, others: Sequence[Experiment]) -> str:
    """Return the id of an experiment that takes shoppers of the same layer, empty when none does."""
    return next((other.experiment for other in others if other.experiment != made.experiment
                 and other.layer == made.layer and made.low < other.high and other.low < made.high), "")  # fmt: skip


def frozen_while_running(old: Experiment, new: Experiment) -> str:
    """Return the field that may not change once shoppers are in arms, empty when only harmless ones did.

    The range may grow, which moves nobody; labels and guardrails may change.
    """
    fixed = ("layer", "design", "block_days", "goals", "before_days", "tuned_to", "correction")
    arms = [[(arm.arm, arm.weight, arm.rules) for arm in each.arms] for each in (old, new)]
    if arms[0] != arms[1]:
        return "arms"
    if new.low > old.low or new.high < old.high:
        return "low" if new.low > old.low else "high"
    return next((name for name in fixed if getattr(old, name) != getattr(new, name)), "")


def _arm(body: Mapping[str, Any]) -> Arm:
    name = str(body.get("arm") or "")
    return Arm(name, text_from(body.get("label"), name), float(body.get("weight", 0.0)), tuple(body.get("rules") or ()))


def _require_sound(made: Experiment) -> None:
    """Refuse what makes no sense, the first fault first."""
    names = [arm.arm for arm in made.arms]
    whole = sum(arm.weight for arm in made.arms)
    even = all(isclose(arm.weight, 1 / len(made.arms), abs_tol=1e-6) for arm in made.arms)
    compared = (*made.goals, *made.guardrails)
    unknown = [name for name in compared if name not in BY_NAME or not BY_NAME[name].is_by_shopper]
    faults = (
        (not 2 <= len(names) <= MOST_ARMS, "arms", "arms_count", f"an experiment has 2 to {MOST_ARMS} arms",
         "the first arm is the control"),
        (len(set(names)) != len(names) or not all(_is_id(name) for name in names), "arms", "arm_names",
         "arms need ids of their own: small letters, digits, underscores", "such as control and new_first"),
        (any(arm.weight <= 0 for arm in made.arms) or not isclose(whole, 1, abs_tol=0.001), "arms", "arm_weights",
         f"the weights sum to {whole:g} and not to 1", "two even arms have 0.5 each"),
        (not made.goals, "goals", "goals_missing", "say which metric decides", "for example conversion"),
        (bool(unknown), "goals", "unknown_metric", f"{unknown} cannot be compared by shopper",
         "see GET /v1/experiments/metrics"),
        (not 0 <= made.low < made.high <= 1, "low", "range_empty", "the range of the layer is empty",
         "low 0 and high 1 take everybody"),
        (not _is_id(made.layer), "layer", "layer_name", f"{made.layer!r} is no layer", "such as pages"),
        (made.design not in DESIGNS, "design", "unknown_design", f"there is no design {made.design!r}",
         f"one of {', '.join(DESIGNS)}"),
        (made.design == "switchback" and not even, "arms", "switchback_uneven",
         "arms that take turns need the same weight", "two arms have 0.5 each"),
        (not 1 <= made.block_days <= 28, "block_days", "block_days_range", "block_days is 1 to 28", "1 changes daily"),
        (made.correction not in CORRECTIONS, "correction", "unknown_correction",
         f"there is no correction {made.correction!r}", f"one of {', '.join(CORRECTIONS)}"),
        (not 0.001 <= made.worth <= 2, "worth", "worth_range", "worth is a relative change from 0.001 to 2",
         "0.05 is five per cent"),
        (not 0 <= made.before_days <= 90, "before_days", "before_days_range", "before_days is 0 to 90", "0 = no CUPED"),
        (not 10 <= made.tuned_to <= 10_000_000, "tuned_to", "tuned_to_range", "tuned_to is at least 10 units",
         "about as many shoppers as you expect at the end"),
    )  # fmt: skip
    for is_wrong, place, code, message, hint in faults:
        if is_wrong:
            raise BadInput(code, message, field=place, hint=hint)


def _is_id(name: str) -> bool:
    return 0 < len(name) <= 64 and name == name.lower() and name.replace("_", "a").isalnum() and name.isascii()
