"""Baskets to shops: what each shop would take in time and in lost walk-in sales, the choice, and why."""

from huozhao.supply.sourcing.choose import Part, Sourced, source
from huozhao.supply.sourcing.promise import PARCEL_MINUTES, Promise, promised_minutes, wait_minutes
from huozhao.supply.sourcing.quote import NO_PRESSURE, Pressure
from huozhao.supply.sourcing.reasons import Option

__all__ = [
    "NO_PRESSURE",
    "PARCEL_MINUTES",
    "Option",
    "Part",
    "Pressure",
    "Promise",
    "Sourced",
    "promised_minutes",
    "source",
    "wait_minutes",
]
