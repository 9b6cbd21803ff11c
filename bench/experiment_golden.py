"""`experiment_golden`: statistics of experiments equal to what other programs publish, to every printed digit.

The peer is numpy and scipy without our formulas: Welch's test as scipy.stats gives it, which covers plain means only.
"""

import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.operations.golden_experiments import CASES, Case

PLAIN = ("two_sided_ttest_absolute", "ratio_of_means_analyze_basic", "get_metric_dfs_frequentist", "chisquare")


def source(case: Case) -> str:
    """Return whose figures a case holds."""
    return case.name.split()[0]


def main() -> None:
    """Compare every case and print one line."""
    figures, equal = Counter[str](), Counter[str]()
    missed = {}
    for case in CASES:
        misses = case.misses()
        figures[source(case)] += len(case.published)
        equal[source(case)] += len(case.published) - len(misses)
        if misses:
            missed[case.name] = misses
    total = sum(figures.values())
    plain = sum(len(case.published) for case in CASES if case.name.endswith(PLAIN))
    print(json.dumps({
        "figure": "experiment_golden", "value": round(100 * sum(equal.values()) / total, 2),
        "unit": f"% of {total} published figures equal to the printed digit", "peer": "scipy.stats alone",
        "peer_value": round(100 * plain / total, 2), "ratio": round(sum(equal.values()) / plain, 2),
        "by_source": {name: f"{equal[name]} of {figures[name]}" for name in figures}, "missed": missed,
        "data": "inputs and outputs printed by growthbook, statsmodels, tea-tasting and scipy",
        "seed": 0,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
