"""The rules that are tried: each policy over a grid of its own parameter."""

from dataclasses import dataclass

from huozhao.supply.policies.rule import Rule

LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
COVERS = (2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 21.0, 28.0, 42.0, 60.0, 90.0)
# Odds of the critical ratio, for the curve of the newsvendor; only the ratio itself can be chosen.
ODDS = (0.25, 0.5, 1.0, 2.0, 4.0, 16.0)
# Set once before the first day from the past mean, and never again: what most shops do.
STATIC = "static_min_max"
POLICIES = ("order_up_to", "reorder_up_to", "newsvendor", "days_of_cover", STATIC)


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


def candidates(floor: int = 0) -> list[Candidate]:
    """Return all rules to try, policy by policy in the order of their parameter; `floor` is the rules' least units."""
    found = [Candidate(kind, level, Rule(kind, level, min_units=floor))
             for kind in ("order_up_to", "reorder_up_to") for level in LEVELS]
    found += [Candidate("newsvendor", odds, Rule("newsvendor", min_units=floor), odds, odds == 1.0) for odds in ODDS]
    found += [Candidate("days_of_cover", cover, Rule("days_of_cover", cover_days=cover, min_units=floor))
              for cover in COVERS]
    found += [Candidate(STATIC, cover, Rule("days_of_cover", cover_days=cover), is_choosable=False) for cover in COVERS]
    return found
