"""The whole of it: move in, catch up with the past, then live at the mall's pace until told to stop."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from huozhao.terms.time import DAY_MS, EPOCH, day_start, local_day, parse_instant
from huozhao.twin.api import Api
from huozhao.twin.city import City, make_city
from huozhao.twin.cupboard import Cupboard
from huozhao.twin.desk import set_up_desk
from huozhao.twin.life import Life, Steps
from huozhao.twin.log_in import Accounts
from huozhao.twin.merchant import reduce
from huozhao.twin.operator import live_courier, live_courier_of_guests, live_operator
from huozhao.twin.past import Came, fill_shelves, introduce, move_in, send_past, trade
from huozhao.twin.report import Report
from huozhao.twin.session import Mall
from huozhao.twin.settings import CitySettings
from huozhao.twin.shopper import live_visit
from huozhao.twin.visits import plan_day
from huozhao.twin.wechat import ThroughWechat

RESYNC_S = 15.0
SETTLE_S = 120.0


@dataclass(frozen=True, slots=True)
class Diary:
    """What the twin has to remember between runs: its first day and the last day that was lived or back-filled."""

    seed: int
    first_day: int
    last_day: int
    settled: bool = True

    @classmethod
    def read(cls, path: Path, seed: int) -> "Diary | None":
        """Return the diary of this seed, None when there is none."""
        if not path.exists():
            return None
        kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return cls(**kept) if kept["seed"] == seed else None

    def write(self, path: Path) -> None:
        """Keep the diary, replacing the old one whole."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps({"seed": self.seed, "first_day": self.first_day, "last_day": self.last_day,
                                     "settled": self.settled}))
        fresh.replace(path)


class MallClock:
    """The mall's clock as read from its status, carried on between looks."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.speed = 1.0
        self._read_at = self._now = 0.0
        self.look()

    def look(self) -> None:
        """Read the mall's time anew."""
        status, body = self._api.get("/v1/status")
        if status == 200:
            self.speed = float(body["clock_speed"])
            self._now, self._read_at = float(parse_instant(body["now"])), time.monotonic()

    def now(self) -> int:
        """Return the mall's time in ms."""
        if time.monotonic() - self._read_at > RESYNC_S:
            self.look()
        return int(self._now + (time.monotonic() - self._read_at) * 1000 * self.speed)


def live(
    settings: CitySettings, api: Api, diary_path: Path, report: Report, stop: Callable[[], bool],
    wechat: Api | None = None,
) -> None:  # fmt: skip
    """Build the city, catch up, and live until `stop()`; say what happens through the report.

    `wechat` is the way to a fake WeChat that the mall is connected to.
    """
    clock = MallClock(api)
    began, now = time.monotonic(), clock.now()
    today = local_day(now, settings.zone)
    diary = Diary.read(diary_path, settings.seed)
    first = diary.first_day if diary else today - settings.days
    city = make_city(settings, EPOCH + timedelta(days=first))
    door, came = _door(city, api, report, wechat)
    if diary is None or not diary.settled:
        Diary(settings.seed, first, first - 1, settled=False).write(diary_path)
        home = settle_in(city, api, report, range(first, today + 1), now, came)
    else:
        # The last day was lived only in part; what it lacks stays unlived.
        missed = range(max(diary.last_day + 1, today - settings.days), today + 1)
        home = Cupboard(city)
        send_past(city, api, report, missed, now, home, came)
    Diary(settings.seed, first, today).write(diary_path)
    _wait_for_folds(api)
    report.say(f"  city ready in {time.monotonic() - began:.0f} s: {report.line()}")
    _go_on(Mall(city, api, Life(report), report, home, door), clock, diary_path, stop)


def _door(city: City, api: Api, report: Report, wechat: Api | None) -> tuple[Accounts, Came]:
    """Return how shoppers log in, and who hears how many came on days of the past."""
    if wechat is None:
        return Accounts(city, api, report), lambda *_: None
    door = ThroughWechat(city, api, report, wechat)
    door.begin()
    return door, door.came


def settle_in(
    city: City, api: Api, report: Report, days: range, now: int, came: Came = lambda *_: None
) -> Cupboard:
    """Begin the city in the mall; done again after a crash it changes nothing that was done. Return what is at home."""
    home = Cupboard(city)
    move_in(city, api, report)
    introduce(city, api, report, now - DAY_MS)
    sold = send_past(city, api, report, days, now, home, came)
    today = local_day(now, city.settings.zone)
    fill_shelves(city, api, report, sold, len(days), today)
    trade(city, api, report, today)
    if city.settings.reduction:
        reduce(api, report)
    if city.settings.desk:
        set_up_desk(api, report, now)
    return home


def day_of_visits(mall: Mall, day: int, since: int) -> None:
    """Let the visits of a day that lie after an instant (ms) begin at their time."""
    for visit in plan_day(mall.city, day):
        if visit.at >= since:
            mall.life.begin(visit.at, live_visit(mall, visit), droppable=True)


def _calendar_of(mall: Mall, diary_path: Path, since: int) -> Steps:
    zone, first = mall.city.settings.zone, (mall.city.first_day - EPOCH).days
    day = local_day(since, zone)
    while True:
        Diary(mall.city.settings.seed, first, day).write(diary_path)
        mall.minds.drift(day)
        day_of_visits(mall, day, since)
        day += 1
        yield max(0, day_start(day, zone) - mall.life.now)
        mall.report.say(f"  {EPOCH + timedelta(days=day - 1)}: {mall.report.line()}")


def _go_on(mall: Mall, clock: MallClock, diary_path: Path, stop: Callable[[], bool]) -> None:
    life, now = mall.life, clock.now()
    life.begin(now, live_operator(mall))
    life.begin(now, live_courier(mall))
    life.begin(now, live_courier_of_guests(mall))
    life.begin(now, _calendar_of(mall, diary_path, now))
    while not stop():
        ahead = life.run(clock.now())
        if ahead is not None and ahead > 0:
            time.sleep(min(0.25, ahead / 1000 / clock.speed))


def _wait_for_folds(api: Api) -> None:
    deadline = time.monotonic() + SETTLE_S
    while time.monotonic() < deadline:
        status, body = api.get("/v1/status")
        if status == 200 and all(fold["lag"] == 0 or fold["error"] for fold in body["folds"]):
            return
        time.sleep(0.3)
