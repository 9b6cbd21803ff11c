"""From where: stock, plan, purchases, alerts."""

from huozhao.http.supply import (
    alerts,
    backtests,
    declines,
    forecasts,
    lots,
    plans,
    purchase_files,
    purchases,
    ranges,
    slow_goods,
    stock,
    suppliers,
    tiers,
    transfers,
)

ROUTERS = tuple(each.ROUTER for each in (
    alerts, backtests, declines, forecasts, lots, plans, purchase_files, purchases, ranges, slow_goods, stock,
    suppliers, tiers, transfers,
))  # fmt: skip
