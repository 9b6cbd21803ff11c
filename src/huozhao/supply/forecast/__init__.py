"""Forecast: what will be wanted, per SKU, shop and day, with quantiles of the sum over the protection interval."""

from huozhao.supply.forecast.portfolio import LEVELS, MODELS, Forecast, forecast
from huozhao.supply.forecast.quantiles import negative_binomial_quantile
from huozhao.supply.forecast.seasonal import seasonal_mean
from huozhao.supply.forecast.smoothing import ALPHAS, ses_levels, weekly_ses_levels

__all__ = [
    "ALPHAS",
    "LEVELS",
    "MODELS",
    "Forecast",
    "forecast",
    "negative_binomial_quantile",
    "seasonal_mean",
    "ses_levels",
    "weekly_ses_levels",
]
