"""The value of shoppers: fitted on all who consented, told of one person from their orders as they are now."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

import numpy as np

from huozhao.events.state import Row, StateStore
from huozhao.flows.columns import columns
from huozhao.flows.predict.ports import Permissions, Persons
from huozhao.insight.folds import ORDERS
from huozhao.insight.predicted.definitions import PERSONALISATION
from huozhao.insight.value import bgnbd, gamma_gamma
from huozhao.insight.value.bgnbd import BgNbd
from huozhao.insight.value.gamma_gamma import GammaGamma, correlation
from huozhao.insight.value.lifetime import UNIT_DAYS, ValueModel, interval, outlook
from huozhao.insight.value.summary import Repeats, grouped, repeats
from huozhao.terms.time import local_day

LEAST_REPEATS = 30


@dataclass(frozen=True, slots=True)
class Value:
    """What a shopper is worth: 10 % to 90 % bounds beside each point; money in fen over `months` months."""

    alive: float
    orders: float
    orders_bounds: tuple[float, float]
    clv_fen: int
    clv_bounds: tuple[int, int]
    months: int
    past_orders: int
    last_order_days: int
    at: int


def fit(state: StateStore, people: Persons, consents: Permissions, zone: str, today: int) -> dict[str, Any]:
    """Return the parameters of value and what they were fitted on; without enough repeats only how many there are."""
    names, found = columns(state, ORDERS, ("shopper",), ("paid_at", "cancelled_at", "total_fen", "refunded_fen"))
    persons: dict[str, int] = {}
    code = np.array([_code(people.person(s), persons, consents) for s in names["shopper"]] or [-1], np.int64)
    who = code[found["shopper"]]
    kept = (who >= 0) & (found["paid_at"] > 0) & (found["cancelled_at"] == 0)
    day = np.fromiter((local_day(int(at), zone) for at in found["paid_at"][kept]), np.int64, int(kept.sum()))
    worth = found["total_fen"][kept] - found["refunded_fen"][kept]
    made = repeats(who[kept], day, worth, len(persons), today)
    return {"shoppers": len(persons), **_fitted(made), "day": today}


def _code(person: str, persons: dict[str, int], consents: Permissions) -> int:
    return persons.setdefault(person, len(persons)) if consents.allows(person, PERSONALISATION) else -1


def _fitted(made: Repeats) -> dict[str, Any]:
    again = int(((made.frequency > 0) & (made.mean_fen > 0)).sum())
    if again < LEAST_REPEATS:
        return {"repeat_shoppers": again, "model": None}
    frequency = made.frequency.astype(np.float64)
    orders, money = bgnbd.fit(grouped(made, UNIT_DAYS)), gamma_gamma.fit(frequency, made.mean_fen)
    return {"repeat_shoppers": again, "correlation": correlation(frequency, made.mean_fen),
            "model": {"orders": asdict(orders), "money": asdict(money)}}  # fmt: skip


def model_of(about: Mapping[str, Any]) -> ValueModel | None:
    """Read the models from what `fit` returned."""
    kept = about.get("model")
    return ValueModel(BgNbd(**kept["orders"]), GammaGamma(**kept["money"])) if kept else None


def told(model: ValueModel, person: str, rows: list[Row], zone: str, today: int, at: int) -> Value | None:
    """Return the value of one person from their orders; None without one that counts.

    The draws of the interval follow from the person and the day, so the same question has the same answer.
    """
    paid = [row for row in rows if row["paid_at"] and not row["cancelled_at"]]
    if not paid:
        return None
    day = np.array([local_day(int(row["paid_at"] or 0), zone) for row in paid], np.int64)
    worth = np.array([int(row["total_fen"] or 0) - int(row["refunded_fen"] or 0) for row in paid], np.int64)
    made = repeats(np.zeros(len(paid), np.int64), day, worth, 1, today)
    one = (float(made.frequency[0]), made.recency_days[0] / UNIT_DAYS, made.age_days[0] / UNIT_DAYS,
           max(0.0, float(made.mean_fen[0])))  # fmt: skip
    point = outlook(model, *(np.array([value]) for value in one))
    seed = int.from_bytes(blake2b(f"{person}\0{today}".encode(), digest_size=8).digest(), "big")
    drawn = interval(model, *one, np.random.default_rng(seed))
    return Value(
        float(point.alive[0]), float(point.orders[0]), drawn.orders, round(point.clv_fen[0]),
        (round(drawn.clv_fen[0]), round(drawn.clv_fen[1])), model.months, len(paid), today - int(day.max()), at,
    )  # fmt: skip
