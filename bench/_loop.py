"""The figures of the loop, read from one stored trial; `huozhao trial --out bench/trial` lives it anew."""

import json
import sys
from pathlib import Path
from typing import Any

REPORT = Path(__file__).parent / "trial" / "report.json"


def compared(measure: str, other: str = "usual") -> dict[str, Any]:
    """Return one comparison of the stored trial; stop where it was not made."""
    report = json.loads(REPORT.read_text("utf-8"))
    found: list[dict[str, Any]] = [
        each for each in report["comparisons"] if (each["measure"], each["other"]) == (measure, other)
    ]
    return found[0] if found else sys.exit(f"the stored trial does not compare {measure} with {other}")


def show(figure: str, measure: str, unit: str) -> None:
    """Print the line of a claim: the loop against the usual way, as a relative change with its 95 % interval."""
    found, report = compared(measure), json.loads(REPORT.read_text("utf-8"))
    claimed = next(each["claimed"] for each in report["measures"] if each["name"] == measure)
    one = found["relative"]
    print(json.dumps({
        "figure": figure, "value": round(found["arm_mean"], 4), "unit": unit,
        "peer": "the usual way: one best-seller shelf, min/max, one warehouse",
        "peer_value": round(found["other_mean"], 4), "ratio": None if one is None else round(1 + one, 3),
        "change": rounded(one), "low": rounded(found["relative_low"]), "high": rounded(found["relative_high"]),
        "claimed": round(claimed, 3), "verdict": found["verdict"], **about(report, found),
    }))  # fmt: skip


def about(report: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Return what data and seeds a comparison rests on."""
    size = report["size"]
    return {
        "cities": found["seeds"], "lived_at": report["at"],
        "data": f"twin: {size['shops']} shops, {size['shoppers']} shoppers, {size['skus']} goods, {size['days']} days "
                f"({size['warm_days']} not counted), a main job every {size['nights']} nights",
        "seed": min(run["seed"] for run in report["runs"]),
    }  # fmt: skip


def rounded(value: float | None) -> float | None:
    """Round what is not None."""
    return None if value is None else round(value, 3)


def need_report() -> None:
    """Stop with the way to a report when there is none."""
    if not REPORT.exists():
        sys.exit("no trial is stored: huozhao trial --out bench/trial")
