"""`purchase_intent`: who orders in the next days, on the Taobao log split in time, against recency and frequency.

`--plot` also writes the calibration plot of the documentation.
"""

import json

from _histories import taobao
from _predicting import draw, line, measured


def main() -> None:
    """Measure and print one line."""
    found = measured(taobao(), "purchase_intent")
    draw("purchase-intent", "purchase intent · 近期购买意向", found.ours)
    print(json.dumps(line("purchase_intent", found, "taobao-events without views, next 2 days")))


if __name__ == "__main__":
    main()
