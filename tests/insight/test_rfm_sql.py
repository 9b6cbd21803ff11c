"""RFM of Online Retail II: the product's segments and sums are those that plain SQL finds in the export."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from huozhao.app import App, open_app
from huozhao.backends.files.tables import open_tables
from huozhao.insight.standing import thresholds_to_dict
from huozhao.privacy.consent import Decision
from huozhao.settings import Settings, Storage
from huozhao.terms.time import day_name

FILE = "year_2009_2010.parquet"
OWN: dict[str, Any] = {
    "recency_days": [7, 30, 90, 180], "frequency": [1, 2, 4, 8], "monetary_fen": [20_000, 50_000, 120_000, 300_000],
    "low_value_fen": 20_000, "vip_days": 14, "churn_days": 45, "churn_gaps": 1.5, "new_days": 60,
    "dormant_days": 240, "high_score": 4,
}  # fmt: skip
# What counts as goods, a sale and a return is stated in flows/imports/online_retail.py; here it is said again in SQL.
MEASURES = """
CREATE TABLE lines AS
  SELECT Invoice AS invoice, "Customer ID" AS shopper, CAST(InvoiceDate AS DATE) AS day, Quantity AS quantity,
         Quantity * CAST(round(Price * 100) AS BIGINT) AS fen, Price AS price
  FROM read_parquet(?)
  WHERE NOT starts_with(Invoice, 'A') AND regexp_full_match(StockCode, '(?i)\\d{5}[A-Z]{0,3}|DCGS\\w+|PADS|SP1002')
    AND "Customer ID" IS NOT NULL;
CREATE TABLE sales AS SELECT shopper, invoice, min(day) AS day, sum(fen) AS fen FROM lines
  WHERE NOT starts_with(invoice, 'C') AND quantity > 0 GROUP BY shopper, invoice;
CREATE TABLE refunds AS SELECT shopper, sum(-fen) AS fen, max(day) AS day FROM lines
  WHERE starts_with(invoice, 'C') AND quantity < 0 GROUP BY shopper;
CREATE TABLE gaps AS SELECT shopper, gap, row_number() OVER (PARTITION BY shopper ORDER BY gap) AS place,
    count(*) OVER (PARTITION BY shopper) AS n
  FROM (SELECT shopper, day - lag(day) OVER (PARTITION BY shopper ORDER BY day) AS gap FROM sales)
  WHERE gap IS NOT NULL;
CREATE TABLE rhythm AS SELECT shopper, gap FROM gaps WHERE n >= 4 AND place = ceil(0.95::DOUBLE * n);
CREATE TABLE today AS SELECT max(day) AS day FROM (SELECT day FROM sales UNION ALL SELECT day FROM refunds);
CREATE TABLE measures AS SELECT shopper, (SELECT day FROM today) - max(sales.day) AS recency, count(*) AS frequency,
    sum(sales.fen) - coalesce(any_value(refunds.fen), 0) AS fen, max(sales.day) - min(sales.day) AS span,
    any_value(rhythm.gap) AS rhythm
  FROM sales LEFT JOIN refunds USING (shopper) LEFT JOIN rhythm USING (shopper) GROUP BY shopper;
"""
SEGMENTS = """
SELECT segment, count(*), sum(fen) FROM (
  SELECT fen, CASE
    WHEN recency <= {vip_days} AND f >= {high_score} AND m >= {high_score} THEN 'vip'
    WHEN recency >= {dormant_days} THEN 'dormant'
    WHEN recency >= {churn_days} AND frequency >= 2
      AND recency > coalesce(rhythm, {churn_gaps}::DOUBLE * span / (frequency - 1)) THEN 'churn_warning'
    WHEN f >= {high_score} AND floor(fen / frequency) <= {low_value_fen} THEN 'bargain_hunter'
    WHEN frequency = 1 AND recency <= {new_days} THEN 'new'
    WHEN frequency = 1 THEN 'once' ELSE 'steady' END AS segment
  FROM (SELECT *, 1 + {f} AS f, 1 + {m} AS m FROM measures)) GROUP BY segment
"""


def score(column: str, cuts: list[int]) -> str:
    return " + ".join(f"({column} > {cut})::INT" for cut in cuts)


@pytest.fixture(scope="module")
def retail() -> Iterator[App]:
    from tests.conftest import DATA

    if not (DATA / "online-retail-ii" / FILE).exists():
        pytest.skip("Online Retail II is not on this machine")
    with open_app(replace(Settings(), storage=Storage(backend="memory"))) as mall:
        mall.imports.run("online-retail", open_tables(DATA / "online-retail-ii" / FILE))
        mall.folds.catch_up()
        names = {str(row["shopper"]) for row in mall.state.scan("shoppers")}
        mall.consents.tell([Decision(who, "personalisation", True, 1, "import", mall.clock()) for who in names])
        yield mall


def in_sql(file: Path, thresholds: dict[str, Any]) -> tuple[str, dict[str, tuple[int, int]]]:
    """Return the day that windows end with and, by segment, shoppers and fen."""
    with duckdb.connect() as connection:
        for statement in MEASURES.strip().split(";\n"):
            connection.execute(statement, [str(file)] if "read_parquet" in statement else [])
        cuts = {"f": score("frequency", thresholds["frequency"]), "m": score("fen", thresholds["monetary_fen"])}
        rows = connection.execute(SEGMENTS.format(**thresholds, **cuts)).fetchall()
        day = connection.execute("SELECT day FROM today").fetchall()[0][0]
    return str(day), {segment: (int(n), int(fen)) for segment, n, fen in rows}


@pytest.mark.slow
@pytest.mark.parametrize("own", [OWN, {}])
def test_counts_and_sums_of_every_segment_equal_plain_sql(retail: App, shared_data: Path, own: dict[str, Any]) -> None:
    retail.documents.put("rfm_thresholds", "current", own)
    standing = retail.learned.restand()
    day, found = in_sql(shared_data / "online-retail-ii" / FILE, thresholds_to_dict(standing.thresholds))
    assert day_name(standing.today) == day
    ours = {name: (n, fen) for name, n, fen in standing.summary() if n and name != "none"}
    assert ours == found
    assert sum(n for n, _ in ours.values()) > 4_000 and len(ours) == 7
