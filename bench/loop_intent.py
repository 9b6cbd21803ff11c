"""What it is worth that intent moves stock and stock moves pages: stock-outs and turnover with each direction cut."""

import json

from _loop import REPORT, about, compared, need_report, rounded

CUTS = {"no_intent": "intent moves no stock", "no_near": "stock changes no page"}


def main() -> None:
    """Print the loop's stock-outs beside those with intent cut off, and the changes of every measure by cut."""
    report, found = json.loads(REPORT.read_text("utf-8")), compared("stock_outs", "no_intent")
    changes = {
        cut: {
            each["measure"]: [rounded(each["relative"]), rounded(each["relative_low"]), rounded(each["relative_high"])]
            if each["relative"] is not None
            else [rounded(each["difference"]), rounded(each["low"]), rounded(each["high"]), "absolute"]
            for each in report["comparisons"] if each["other"] == cut
        }
        for cut in CUTS
    }  # fmt: skip
    print(json.dumps({
        "figure": "loop_intent", "value": round(found["arm_mean"], 4), "unit": "share of orders refused for stock",
        "peer": "the same with intent → stock cut", "peer_value": round(found["other_mean"], 4),
        "ratio": round(found["arm_mean"] / found["other_mean"], 3) if found["other_mean"] else None,
        "difference": [round(found[name], 4) for name in ("difference", "low", "high")], "loop_over_cut": changes,
        **about(report, found),
    }))  # fmt: skip


if __name__ == "__main__":
    need_report()
    main()
