"""Purchasing: the lines of a purchase order, the moves that follow from them, lead times learned from receipts."""

from huozhao.supply.purchasing.lead_times import LeadTime, Observed, learn
from huozhao.supply.purchasing.lines import (
    STATES,
    Answer,
    Arrival,
    Line,
    Shift,
    arrived,
    cancelled,
    confirmed,
    line_from,
    shifts,
    state_of,
)

__all__ = [
    "STATES",
    "Answer",
    "Arrival",
    "LeadTime",
    "Line",
    "Observed",
    "Shift",
    "arrived",
    "cancelled",
    "confirmed",
    "learn",
    "line_from",
    "shifts",
    "state_of",
]
