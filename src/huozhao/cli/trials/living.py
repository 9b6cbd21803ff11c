"""One run of a trial: a city moves into a mall of one arm and shops there for some weeks; what came of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from huozhao.cli.trials.arms import Arm
from huozhao.cli.trials.malls import Hands, opened
from huozhao.settings import Settings
from huozhao.terms.time import DAY_MS, EPOCH, HOUR_MS, day_start, local_day
from huozhao.twin.city import City, make_city
from huozhao.twin.life import Life, Steps
from huozhao.twin.operator import live_operator
from huozhao.twin.phone import live_phone
from huozhao.twin.report import Fact, Report
from huozhao.twin.run import day_of_visits, settle_in
from huozhao.twin.session import Mall
from huozhao.twin.settings import CitySettings

# A Monday in spring; every run of every trial begins here.
BEGINS = date(2026, 3, 2)
COUNTED_AT_MS = 12 * HOUR_MS
Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How large a trial's cities are; `warm_days` of the `days` are lived before anything is measured."""

    shops: int = 5
    shoppers: int = 150
    skus: int = 90
    days: int = 28
    past_days: int = 28
    warm_days: int = 7
    nights: int = 1
    sessions_a_day: float = 0.4

    def as_dict(self) -> dict[str, Any]:
        """Return the size as plain data."""
        return asdict(self)

    def city(self, seed: int, shapes: Path | None) -> CitySettings:
        """Return the settings of one city."""
        return CitySettings(
            seed=seed, shops=self.shops, shoppers=self.shoppers, skus=self.skus, days=self.past_days, data=shapes,
            sessions_a_day=self.sessions_a_day, approve_after_minutes=60, one_by_one=False, desk=False,
            nights_between_runs=self.nights, reduction=True,
        )


def lived(arm: Arm, seed: int, size: Size, shapes: Path | None, watch: Watch = lambda *_: None) -> dict[str, Any]:
    """Return the measures and counts of one run; `watch(done, total)` follows its days."""
    settings = arm.shoppers(size.city(seed, shapes))
    today = (BEGINS - EPOCH).days
    hands = Hands(day_start(today, settings.zone))
    city = make_city(settings, EPOCH + timedelta(days=today - settings.days))
    facts: list[Fact] = []
    said: list[str] = []
    report = Report(said.append, facts.append)
    with TemporaryDirectory(prefix="huozhao-trial-") as folder, opened(_mall(arm, folder, size), hands) as api:
        home = settle_in(city, api, report, range(today - settings.days, today + 1), hands.at)
        _live(Mall(city, api, Life(report), report, home), hands, size.days, watch)
    begins = day_start(today, settings.zone)
    return {
        "arm": arm.arm, "seed": seed, "measures": measured(facts, city, begins, size),
        "counts": dict(sorted(report.counts.items())), "troubles": [line for line in said if line.startswith("  ! ")],
    }


def _mall(arm: Arm, folder: str, size: Size) -> Settings:
    return arm.mall(Path(folder), size.nights)


def _live(mall: Mall, hands: Hands, days: int, watch: Watch) -> None:
    """Let time pass: every step happens at its own instant, and nothing waits for real time."""
    life = mall.life
    begins, ends = hands.at, hands.at + days * DAY_MS
    life.begin(begins, live_operator(mall))
    life.begin(begins, _days(mall, begins, days))
    life.begin(begins + COUNTED_AT_MS, _count_stock(mall))
    if mall.city.settings.messages:
        life.begin(begins, live_phone(mall))
    lived_days = 0
    while hands.at < ends:
        ahead = life.run(hands.at)
        if ahead is None:
            break
        hands.at = min(ends, hands.at + max(0, ahead))
        if (hands.at - begins) // DAY_MS > lived_days:
            lived_days += 1
            watch(lived_days, days)


def _days(mall: Mall, begins: int, days: int) -> Steps:
    zone = mall.city.settings.zone
    for day in range(local_day(begins, zone), local_day(begins, zone) + days):
        mall.minds.drift(day)
        day_of_visits(mall, day, begins)
        yield day_start(day + 1, zone) - mall.life.now


def _count_stock(mall: Mall) -> Steps:
    """Put on record each noon what all stock cost."""
    cost = {item["sku"]: item["cost_fen"] for item in mall.city.assortment.goods}
    while True:
        held = sum(cost[row["sku"]] * row["on_hand"] for row in _stock(mall))
        mall.report.note(Fact("stock", mall.life.now, amount=float(held)))
        yield DAY_MS


def _stock(mall: Mall) -> Iterator[dict[str, Any]]:
    after = ""
    while True:
        answer = mall.api.get("/v1/stock", limit=1000, **({"after": after} if after else {}))
        if not mall.report.check("stock", answer):
            return
        yield from answer[1]["items"]
        after = answer[1]["next"] or ""
        if not after:
            return


def measured(facts: Sequence[Fact], city: City, begins: int, size: Size) -> dict[str, float | None]:
    """Return the measures of one run from its facts: those after the warm-up, recall over all days.

    None where there is nothing to measure, as when nothing was delivered yet.
    """
    since = begins + size.warm_days * DAY_MS
    days = size.days - size.warm_days
    late = [fact for fact in facts if fact.at >= since]
    kinds = ("visit", "order", "refused", "delivered", "stock")
    of = {kind: [fact for fact in late if fact.kind == kind] for kind in kinds}
    asleep = set(np.flatnonzero(city.people.asleep).tolist())
    back = {fact.shopper for fact in facts if fact.kind == "order"} & asleep
    stock = float(np.mean([fact.amount for fact in of["stock"]])) if of["stock"] else 0.0
    sold = sum(fact.cost_fen for fact in of["order"])
    return {
        "conversion": _share(len(of["order"]), len(of["visit"])),
        "recall": _share(len(back), len(asleep)),
        "repurchase": _repurchase(of["order"], since, days),
        "delivery_hours": float(np.mean([fact.amount for fact in of["delivered"]])) if of["delivered"] else None,
        "turnover": sold / stock * 365 / days if stock else None,
        "stock_outs": _share(len(of["refused"]), len(of["order"]) + len(of["refused"])),
        "revenue_fen": sum(fact.amount for fact in of["order"]) / size.shoppers / days,
    }


def _repurchase(orders: Sequence[Fact], since: int, days: int) -> float | None:
    half = days * DAY_MS // 2
    first: dict[int, int] = {}
    again: set[int] = set()
    for fact in sorted(orders, key=lambda each: each.at):
        began = first.setdefault(fact.shopper, fact.at)
        if began < since + half and HOUR_MS < fact.at - began <= half:
            again.add(fact.shopper)
    return _share(len(again), sum(at < since + half for at in first.values()))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
