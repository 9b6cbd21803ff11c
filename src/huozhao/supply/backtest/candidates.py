"""The rules that are tried: each policy over a grid of its own parameter."""

from dataclasses import dataclass, replace

from huozhao.supply.policies.rule import Kind, Rule

LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
COVERS = (2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 21.0, 28.0, 42.0, 60.0, 90.0)
# Odds of the critical ratio, for the curve of the newsvendor; only the ratio itself can be chosen.
ODDS = (0.25, 0.5, 1.0, 2.0, 4.0, 16.0)
# Set once before the first day from the past mean, and never again: what most shops do.
STATIC = "static_min_max"
QUANTILES: tuple[Kind, ...] = ("order_up_to", "reorder_up_to")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One rule to try: its `policy` (the curve it is a point of), the `parameter` there, and the rule itself.

    `odds` multiplies the odds of the critical ratio. `is_choosable` is False where it only shows what others would do.
    """

    policy: str
    parameter: float
    rule: Rule
    odds: float = 1.0
    is_choosable: bool = True


def candidates(like: Rule) -> list[Candidate]:
    """Return all rules to try, policy by policy in the order of their parameter.

    What a rule in use says besides its policy stays: its least and most units and how often it is ordered.
    """
    usual = replace(like, service_level=LEVELS[-1], cover_days=0.0)
    found = [Candidate(kind, level, replace(usual, kind=kind, service_level=level))
             for kind in QUANTILES for level in LEVELS]  # fmt: skip
    found += [Candidate("newsvendor", odds, replace(usual, kind="newsvendor"), odds, odds == 1.0) for odds in ODDS]
    covers = [(cover, replace(usual, kind="days_of_cover", cover_days=cover)) for cover in COVERS]
    found += [Candidate("days_of_cover", cover, rule) for cover, rule in covers]
    return found + [Candidate(STATIC, cover, rule, is_choosable=False) for cover, rule in covers]
