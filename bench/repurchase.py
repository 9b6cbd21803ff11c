"""`repurchase`: who orders again within 90 days, on Online Retail II split in time, against recency and frequency.

Measured as its opposite, churn_risk: the AUC and the Brier score are the same. `--plot` also writes the plot.
"""

import json

from _histories import online_retail
from _predicting import draw, line, measured


def main() -> None:
    """Measure and print one line."""
    found = measured(online_retail(), "churn_risk")
    draw("churn-risk", "churn risk · 流失风险", found.ours)
    print(json.dumps(line("repurchase", found, "online-retail-ii to 2011-09-09, next 90 days")))


if __name__ == "__main__":
    main()
