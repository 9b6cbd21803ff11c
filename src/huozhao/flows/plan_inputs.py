"""What a plan is computed from, as arrays: demand, stock, purchases on their way, intent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.events.catalogue import OrderPaid, ProductAddedToCart, ProductFavourited, ProductViewed
from huozhao.events.documents import Documents
from huozhao.events.event import Event
from huozhao.events.log import EventLog
from huozhao.events.state import StateStore
from huozhao.flows.goods import Goods
from huozhao.flows.plan_signals import NO_SIGNALS, SharedSignals
from huozhao.supply.forecast import Forecast
from huozhao.supply.forecast.informed import Known, nothing_known
from huozhao.supply.intent import WINDOW_MS, Act, Intent, intent
from huozhao.supply.ledger import Level
from huozhao.supply.policy import Policy
from huozhao.supply.replenishment import Stock
from huozhao.supply.signals import Shared
from huozhao.terms.goods import Sku

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Key = tuple[str, str]
MODEL_LABELS = (
    {"zh": "近四周同星期均值", "en": "mean of the same weekday, last 4 weeks"},
    {"zh": "指数平滑", "en": "exponential smoothing"},
    {"zh": "按周指数平滑（稀疏商品）", "en": "weekly exponential smoothing (sparse goods)"},
    {"zh": "按星期几分别指数平滑", "en": "exponential smoothing by weekday"},
    {"zh": "销售概率 × 每次数量（TSB，间断需求）", "en": "chance of a sale × its size (TSB, intermittent demand)"},
)
# Events read at once when the last weeks are looked through for intent.
READ_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Demand:
    """Units a day: `rows` maps (sku, shop) to a row of `history` (n, days); the last column is `last_day`."""

    rows: dict[Key, int]
    history: Floats
    last_day: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything about some (sku, shop) pairs, row by row; `days` is the protection interval review + lead time."""

    keys: list[Key]
    goods: list[Sku | None]
    history: Floats
    stock: Stock
    intent: Floats
    lead: Ints
    days: Ints
    pack: Ints
    signals: list[Shared]
    known: Known

    def take(self, rows: Ints) -> "Rows":
        """Return some of the rows."""
        stock = Stock(
            self.stock.on_hand[rows],
            self.stock.reserved[rows],
            self.stock.in_transit[rows],
            self.stock.on_order[rows],
            self.stock.known[rows],
        )
        return Rows(
            [self.keys[row] for row in rows],
            [self.goods[row] for row in rows],
            self.history[rows],
            stock,
            self.intent[rows],
            self.lead[rows],
            self.days[rows],
            self.pack[rows],
            [self.signals[row] for row in rows],
            self.known.take(rows),
        )


def model_label(found: Forecast, row: int) -> dict[str, str]:
    """Return the words for the model of a row, or for the two that are averaged."""
    first, second = MODEL_LABELS[int(found.model[row])], int(found.second[row])
    if second < 0:
        return first
    other = MODEL_LABELS[second]
    return {"zh": f"{first['zh']}与{other['zh']}的平均", "en": f"mean of {first['en']} and {other['en']}"}


def read_demand(state: StateStore, goods: Goods, today: int, days: int) -> Demand:
    """Read the last `days` full days of demand, in units.

    A mall whose newest sale is older (an imported history) is planned as of the day after that sale.
    Demand whose shop is unknown belongs to the first warehouse, or else the first shop.
    """
    columns = state.columns("demand", ("sku", "shop", "day", "quantity"))
    day = np.array(columns["day"], dtype=np.int64)
    units = np.array(columns["quantity"], dtype=np.float64)
    last = min(today - 1, int(day.max())) if len(day) else today - 1
    last = max(last, today - 1) if len(day) and int(day.max()) >= today - days // 4 else last
    home = home_shop(goods)
    rows: dict[Key, int] = {}
    index = np.array(
        [
            rows.setdefault((str(sku), str(shop) or home), len(rows))
            for sku, shop in zip(columns["sku"], columns["shop"], strict=True)
        ],
        dtype=np.int64,
    )
    history = np.zeros((len(rows), days))
    inside = (day > last - days) & (day <= last)
    np.add.at(history, (index[inside], days - 1 - (last - day[inside])), units[inside])
    return Demand(rows, history, last)


def sold(demand: Demand) -> dict[Key, float]:
    """Return the units that were sold over the whole history, by (sku, shop)."""
    totals = demand.history.sum(axis=1).tolist() if len(demand.history) else []
    return dict(zip(demand.rows, totals, strict=True))


def home_shop(goods: Goods) -> str:
    """Return where demand without a shop is planned: the first warehouse, the first shop, or "" without any."""
    shops = sorted((shop for shop in goods.shops() if shop.open), key=lambda s: (s.kind != "warehouse", s.shop))
    return shops[0].shop if shops else ""


def read_intent(log: EventLog, now: int) -> Intent:
    """Read what shoppers did in the last two weeks, and what it says about the next."""
    return intent((act for found in _events(log, now - 2 * WINDOW_MS, now + 1) for act in _acts(found)), now)


def _events(log: EventLog, since: int, until: int) -> Iterator[Event]:
    seen: set[int] = set()
    while batch := [r for r in log.by_time(since, until, READ_AT_ONCE) if r.position not in seen]:
        yield from (recorded.event for recorded in batch)
        since = batch[-1].event.at
        seen = {recorded.position for recorded in batch if recorded.event.at == since}


def _acts(found: Event) -> Iterator[Act]:
    what = found.properties
    if isinstance(what, OrderPaid):
        for line in what.lines:
            yield Act(found.shopper, line.sku, found.name, found.at)
    elif isinstance(what, ProductAddedToCart | ProductFavourited | ProductViewed):
        yield Act(found.shopper, what.sku, found.name, found.at)


def open_purchases(documents: Documents) -> dict[Key, int]:
    """Return the units approved and not yet received, by (sku, shop)."""
    found: dict[Key, int] = {}
    after = ""
    while batch := documents.list("purchase_order", after=after, limit=500):
        for order in batch:
            for line in order.body["lines"]:
                key = (line["sku"], order.body["shop"])
                found[key] = found.get(key, 0) + line["quantity"] - line["received"]
        after = batch[-1].id
    return found


def gather(
    keys: Sequence[Key],
    demand: Demand,
    levels: Mapping[Key, Level],
    coming: Mapping[Key, int],
    wanted: Intent,
    goods: Goods,
    supply: Policy,
    signals: SharedSignals = NO_SIGNALS,
    known: Callable[[Sequence[Key], Floats], Known] | None = None,
) -> Rows:
    """Bring together everything about some (sku, shop) pairs."""
    found = [goods.sku(sku) for sku, _ in keys]
    rows = [demand.rows.get(key, -1) for key in keys]
    history = (
        np.where(np.array(rows)[:, None] >= 0, demand.history[rows], 0.0)
        if len(demand.history)
        else np.zeros((len(keys), demand.history.shape[1]))
    )
    lead = _ints(
        [
            supply.lead_time_days if item is None or item.lead_time_days is None else item.lead_time_days
            for item in found
        ]
    )
    return Rows(
        keys=list(keys),
        goods=found,
        history=history,
        stock=_stock(keys, levels, coming),
        intent=_intent(keys, history, demand, wanted),
        lead=lead,
        days=np.maximum(lead + supply.review_days, 1),
        pack=_ints([item.pack_size if item else 1 for item in found]),
        signals=[signals.of(key) for key in keys],
        known=known(keys, history) if known else nothing_known(len(history), history.shape[1], 0),
    )


def _stock(keys: Sequence[Key], levels: Mapping[Key, Level], coming: Mapping[Key, int]) -> Stock:
    there = [levels.get(key, Level(*key)) for key in keys]
    transit = _ints([level.in_transit for level in there])
    # Approval moves goods from the supplier into transit, so only what has not moved yet counts on top.
    ordered = np.maximum(_ints([coming.get(key, 0) for key in keys]) - transit, 0)
    return Stock(
        _ints([level.on_hand for level in there]),
        _ints([level.reserved for level in there]),
        transit,
        ordered,
        np.array([level.tracked for level in there], dtype=bool),
    )


def _intent(keys: Sequence[Key], history: Floats, demand: Demand, wanted: Intent) -> Floats:
    """Share the extra units of a SKU among its shops as its demand of the last weeks lies."""
    if not wanted.extra:
        return np.zeros(len(keys))
    totals: dict[str, float] = {}
    shops: dict[str, int] = {}
    for (sku, _), row in demand.rows.items():
        if sku in wanted.extra:
            totals[sku] = totals.get(sku, 0.0) + float(demand.history[row].sum())
            shops[sku] = shops.get(sku, 0) + 1
    mine = history.sum(axis=1)
    return np.array(
        [
            wanted.extra.get(sku, 0.0) * (mine[n] / totals[sku] if totals.get(sku) else 1 / shops.get(sku, 1))
            for n, (sku, _) in enumerate(keys)
        ]
    )


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)
