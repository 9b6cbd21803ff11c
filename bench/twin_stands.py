"""Where shoppers of the twin stand beside real ones: baskets, visits that end in an order, who buys again."""

import json
from collections import defaultdict
from datetime import date

import numpy as np
import pyarrow.parquet as pq
from twin_habits import DATA

from huozhao.terms.time import EPOCH
from huozhao.twin.city import make_city
from huozhao.twin.cupboard import Cupboard
from huozhao.twin.history import bought
from huozhao.twin.settings import CitySettings
from huozhao.twin.visits import plan_day

FIRST, DAYS, SHOPPERS = date(2026, 2, 2), 84, 600
PAUSE_S, FOUR_WEEKS = 1_800, 28


def main() -> None:
    """Measure both and print one line; `apart` is the twin over the real figure."""
    twin, real = of_twin(), {**retailrocket(), **tafeng(), **online_retail()}
    apart = {name: round(twin[name] / real[name], 2) for name in twin}
    print(json.dumps({
        "figure": "twin_stands", "value": round(max(max(one, 1 / one) for one in apart.values()), 2),
        "unit": "times the farthest figure is apart", "peer": "real shops", "peer_value": 1, "ratio": None,
        "twin": twin, "real": real, "apart": apart,
        "data": "retailrocket-events, tafeng-baskets, online-retail-ii", "seed": 1,
    }))  # fmt: skip


def of_twin() -> dict[str, float]:
    """Return the figures of a city that lives without a mall: nothing is recommended, nothing runs out."""
    city = make_city(CitySettings(seed=1, shops=4, shoppers=SHOPPERS, skus=120, days=28), FIRST)
    home, begins = Cupboard(city), (FIRST - EPOCH).days
    visits, orders = defaultdict(int), defaultdict(list)
    lines = []
    for day in range(begins, begins + DAYS):
        for planned in plan_day(city, day):
            visit = home.sift(planned, 10**15)
            visits[visit.shopper] += 1
            if taken := [] if visit.cancels else bought(visit):
                orders[visit.shopper].append(day)
                lines.append(len({look.sku for look in taken}))
    made, seen = sum(map(len, orders.values())), sum(visits[who] for who in orders)
    return {"visits_of_buyers_that_order": round(made / seen, 3), "lines_a_basket": round(float(np.mean(lines)), 2),
            "buys_again_in_4_weeks": again(list(orders.values()), begins, begins + DAYS)}


def again(days: list[list[int]], begins: int, ends: int) -> float:
    """Return the share of buyers of all but the last four weeks who buy again within four weeks of their first day."""
    early = [found for found in map(sorted, days) if begins <= found[0] < ends - FOUR_WEEKS]
    return round(float(np.mean([any(0 < day - one[0] <= FOUR_WEEKS for day in one) for one in early])), 3)


def retailrocket() -> dict[str, float]:
    """Return which share of the visits of buyers, half an hour apart, have a purchase."""
    table = pq.read_table(DATA / "retailrocket-events" / "events.parquet")
    who, at, what = (np.array(table[name]) for name in ("user_id", "ts", "event"))
    order = np.lexsort((at, who))
    who, at, what = who[order], at[order], what[order]
    visit = np.cumsum(np.r_[True, (who[1:] != who[:-1]) | (np.diff(at) > PAUSE_S)])
    return {"visits_of_buyers_that_order": round(len(np.unique(visit[what == "transaction"])) / int(visit[-1]), 3)}


def tafeng() -> dict[str, float]:
    """Return goods a basket of a supermarket."""
    histories = json.loads((DATA / "tafeng-baskets" / "tafeng_history.json").read_text())
    sizes = [len(basket) for baskets in histories.values() for basket in baskets if basket != [-1]]
    return {"lines_a_basket": round(float(np.mean(sizes)), 2)}


def online_retail() -> dict[str, float]:
    """Return who buys again at a mail-order shop of gifts."""
    table = pq.read_table(DATA / "online-retail-ii" / "year_2009_2010.parquet")
    names = {name.lower().replace(" ", "").replace("_", ""): name for name in table.schema.names}
    who, when = table[names["customerid"]].to_pylist(), table[names["invoicedate"]].to_numpy()
    days = defaultdict(list)
    for shopper, day in zip(who, when.astype("datetime64[D]").astype(int).tolist(), strict=True):
        if shopper is not None:
            days[shopper].append(day)
    whole = [day for found in days.values() for day in found]
    return {"buys_again_in_4_weeks": again(list(days.values()), min(whole), max(whole) + 1)}


if __name__ == "__main__":
    main()
