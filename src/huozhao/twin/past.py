"""Move in: send goods, shops and shoppers, then the past in bulk, then what lies on the shelves."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from huozhao.terms.time import EPOCH
from huozhao.twin.api import Answer, Api
from huozhao.twin.city import City, profiles
from huozhao.twin.cupboard import Cupboard
from huozhao.twin.earlier import FILE, earlier_orders, oldest_orders
from huozhao.twin.guides import write_guides
from huozhao.twin.history import bought, nearest_shop, past_events
from huozhao.twin.report import Report
from huozhao.twin.scenes import declare_scenes
from huozhao.twin.shelves import Sold, depot, shelves, together
from huozhao.twin.sources import described
from huozhao.twin.trust import contacts, decisions, links
from huozhao.twin.visits import PROMOTED, PROMOTED_DAYS, PROMOTED_OFF, PROMOTION_LIFT, Visit, awake, plan_day

BATCH, LONGEST_IMPORT = 1_000, 300
Came = Callable[[int, int], object]


def move_in(city: City, api: Api, report: Report) -> None:
    """Ask for consent, then send shops, goods and shoppers; sending them again changes nothing."""
    for part in _parts(decisions(city), BATCH):
        report.check("consents", api.post("/v1/consents", {"decisions": part, "channel": "mini_program"}))
    for path, field, rows, size in (
        ("/v1/shops", "shops", stores_of(city), 200),
        ("/v1/goods", "goods", city.assortment.goods, 200),
        ("/v1/shoppers", "shoppers", profiles(city), 500),
    ):
        for part in _parts(rows, size):
            report.check(field, api.put(path, {field: part}))
        report.count(field, len(rows))
    if city.settings.scenes:
        declare_scenes(api, report)
        write_guides(api, report)


def stores_of(city: City) -> tuple[dict[str, Any], ...]:
    """Return the shops and the depot as the mall is told of them."""
    return (city.depot,) if city.settings.one_warehouse else (*city.shops, city.depot)


def introduce(city: City, api: Api, report: Report, at: int) -> None:
    """Send how shoppers can be reached and which devices are theirs, as told at an instant (ms)."""
    waiting: list[Future[Answer]] = []
    with ThreadPoolExecutor(1) as pool:
        for part in _parts([*contacts(city, at), *links(city, at)], BATCH):
            waiting.append(pool.submit(api.post, "/v1/events", {"events": part}))
        _settle(waiting, report)


def send_past(
    city: City, api: Api, report: Report, days: Sequence[int], until: int, cupboard: Cupboard | None = None,
    came: Came = lambda *_: None,
) -> Sold:  # fmt: skip
    """Send the events of whole days that lie before `until` (ms); return units sold by (SKU, shop).

    Days are generated while the one before is on its way. `came` hears of each how many shoppers came.
    """
    home = cupboard or Cupboard(city)
    homes = [nearest_shop(city, shopper) for shopper in range(len(city.people.ids))]
    sold: Sold = Counter()
    oldest: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        waiting: list[Future[Answer]] = []
        for number, day in enumerate(days):
            planned = [home.sift(visit, until) for visit in plan_day(city, day)]
            visits = awake(city, planned)
            events = _events(city, visits, homes, until) + earlier_orders(city, day, planned, homes)
            oldest += oldest_orders(city, day, planned, homes)
            _count_sold(sold, visits, homes)
            came(day, len({visit.shopper for visit in visits if visit.at < until}))
            _settle(waiting, report)
            waiting = [pool.submit(api.post, "/v1/events", {"events": part}) for part in _parts(events, BATCH)]
            report.say(f"  back-fill day {number + 1}/{len(days)}  {report.counts['events sent']:,} events")
        _settle(waiting, report)
    if oldest:
        _import(api, report, oldest)
    return sold


def _import(api: Api, report: Report, orders: list[str]) -> None:
    """Bring in what is older than live events may be, as a merchant does: in a file; wait until it is in."""
    content = "\n".join([FILE, *sorted(orders)]).encode()
    answer = api.upload("/v1/imports", {"kind": "orders"}, "orders.csv", content)
    if not report.check("import", answer):
        return
    for _ in range(LONGEST_IMPORT):
        status, job = api.get(f"/v1/jobs/{answer[1]['id']}")
        if status == 200 and job["state"] not in ("queued", "running"):
            report.count("order lines imported", len(orders) if job["state"] == "done" else 0)
            return
        time.sleep(0.2)


def fill_shelves(city: City, api: Api, report: Report, sold: Sold, days: int, today: int) -> None:
    """Count the first stock of shops and depot in; `today` is days since 1970."""
    counts = [*shelves(city, sold, days, today), *depot(city, sold, days, today)]
    counts = together(city, counts) if city.settings.one_warehouse else counts
    for part in _parts(counts, BATCH):
        report.check("stock counts", api.post("/v1/stock/counts", {"counts": part}))
    report.count("stock counts", len(counts))


def trade(city: City, api: Api, report: Report, today: int) -> None:
    """Describe the suppliers, and plan the promotion that begins in three days."""
    for supplier, terms in described().items():
        report.check("suppliers", api.put(f"/v1/suppliers/{supplier}", terms))
    report.count("suppliers", len(described()))
    first, last = (EPOCH + timedelta(days=today + days) for days in PROMOTED_DAYS)
    planned = {"label": "零食节 8 折", "category": PROMOTED, "discount": PROMOTED_OFF, "lift": PROMOTION_LIFT,
               "starts_on": first.isoformat(), "ends_on": last.isoformat()}
    report.check("promotions", api.put("/v1/promotions/snack-days", planned))


def _events(city: City, visits: list[Visit], homes: list[tuple[int, float]], until: int) -> list[dict[str, Any]]:
    made = [event for visit in visits for event in past_events(city, visit, *homes[visit.shopper], until)]
    return sorted(made, key=lambda event: (event["at"], event["id"]))


def _count_sold(sold: Sold, visits: list[Visit], homes: list[tuple[int, float]]) -> None:
    for visit in visits:
        for look in bought(visit):
            sold[look.sku, homes[visit.shopper][0]] += look.quantity


def _settle(waiting: list[Future[Answer]], report: Report) -> None:
    for future in waiting:
        answer = future.result()
        if report.check("events", answer):
            receipt = answer[1]
            report.count("events sent", receipt["accepted"] + receipt["duplicate"])
            if receipt["refused"]:
                report.count("events refused", len(receipt["refused"]))
                report.check("event", (422, {"error": receipt["refused"][0]}))


def _parts(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
