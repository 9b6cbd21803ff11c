"""Metrics: what a figure of the mall is, the one definition for board, experiments, alerts and reports."""

from huozhao.operations.metrics.definitions import BY_NAME, METRICS, Metric, Unit
from huozhao.operations.metrics.measures import COLUMNS, MEASURES, REPEAT_DAYS, Measure

__all__ = ["BY_NAME", "COLUMNS", "MEASURES", "METRICS", "REPEAT_DAYS", "Measure", "Metric", "Unit"]
