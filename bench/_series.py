"""The four real demand panels of the forecast figures; the test split is always the last `horizon` periods."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from huozhao.supply.forecast.panel import Covariates, Panel

DATA = Path(os.environ.get("HUOZHAO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))


@dataclass(frozen=True)
class Set:
    """One data set: its panel up to the test split, what was really sold in it (NaN = not on record), the horizon."""

    name: str
    panel: Panel
    actual: np.ndarray
    horizon: int
    known: float


def cut(name: str, y: np.ndarray, known: float, horizon: int, season: int, covariates: Covariates) -> Set:
    """Split a panel (n, T) in train and the last `horizon` periods."""
    return Set(name, Panel(y[:, :-horizon], season, covariates), y[:, -horizon:], horizon, known)


def m5(folder: Path = DATA) -> Set:
    """Return M5 by store and department, daily; known ahead: the published calendar (events, SNAP days)."""
    sales = pd.read_parquet(folder / "m5-store-dept" / "sales.parquet")
    table = sales.pivot_table(index=["store_id", "dept_id"], columns="date", values="sales", aggfunc="sum")
    days = pd.date_range(table.columns.min(), table.columns.max())
    table = table.reindex(columns=days).fillna(0.0)
    calendar = pd.read_csv(folder / "m5-store-dept" / "calendar.csv.gz", parse_dates=["date"])
    calendar = calendar.set_index("date").loc[days]
    event = calendar["event_name_1"].fillna("").astype("category").cat.codes.to_numpy(float)
    common = np.stack([days.dayofweek, days.day, days.month, days.dayofyear, event], axis=1).astype(float)
    state = [store[:2] for store, _ in table.index]
    snap = np.stack([calendar[f"snap_{code}"].to_numpy(float) for code in state])[:, :, None]
    return cut("m5-store-dept", table.to_numpy(float), 0.0977, 28, 7, Covariates(snap, common, _codes(table.index)))


def orange_juice(folder: Path = DATA) -> Set:
    """Return Dominick's orange juice by store and brand, weekly; known ahead: prices, deals, features.

    Weeks without a row are NaN: the brand was not sold there.
    """
    raw = pd.read_csv(folder / "orangejuice" / "yx.csv.gz")
    prices = raw[[f"price{n}" for n in range(1, 12)]].to_numpy(float)
    own = prices[np.arange(len(raw)), raw["brand"].to_numpy() - 1]
    raw = raw.assign(units=np.exp(raw["logmove"]), own=np.log(own), least=np.log(prices.min(axis=1)),
                     middle=np.log(prices.mean(axis=1)))
    weeks = np.arange(raw["week"].min(), raw["week"].max() + 1)
    wide = {name: raw.pivot_table(index=["store", "brand"], columns="week", values=name).reindex(columns=weeks)
            for name in ("units", "own", "least", "middle", "deal", "feat")}
    index = wide["units"].index
    extra = np.stack([wide[name].to_numpy(float) for name in ("own", "least", "middle", "deal", "feat")], axis=2)
    y = wide["units"].to_numpy(float)
    keep = (~np.isnan(y[:, :-8])).sum(axis=1) >= 26
    common = np.zeros((len(weeks), 0))
    return cut("orangejuice", y[keep], 0.419, 8, 1, Covariates(extra[keep], common, _codes(index)[keep]))


def walmart(folder: Path = DATA) -> Set:
    """Return Walmart by store and department, weekly; known ahead: the published holiday weeks and the calendar."""
    raw = pd.read_parquet(folder / "walmart-weekly" / "train.parquet")
    raw["Date"] = pd.to_datetime(raw["Date"])
    wide = raw.pivot_table(index=["Store", "Dept"], columns="Date", values="Weekly_Sales").sort_index(axis=1)
    days = wide.columns
    y = np.maximum(wide.to_numpy(float), 0.0)
    y = np.where(np.isnan(y) & (np.cumsum(~np.isnan(y), axis=1) > 0), 0.0, y)
    keep = (~np.isnan(y[:, :-8])).sum(axis=1) >= 60
    holiday = raw.groupby("Date")["IsHoliday"].max().reindex(days).to_numpy(float)
    week = days.isocalendar().week.to_numpy(float)
    ahead = np.append(holiday[1:], 0.0)
    common = np.stack([week, days.month, days.day, holiday, ahead], axis=1).astype(float)
    extra = np.zeros((int(keep.sum()), len(days), 0))
    return cut("walmart-weekly", y[keep], 0.0896, 8, 1, Covariates(extra, common, _codes(wide.index)[keep]))


def online_retail(folder: Path = DATA) -> Set:
    """Return Online Retail II by SKU, weekly, as far as the copy goes; nothing is known ahead but the calendar."""
    frames = []
    for path in sorted((folder / "online-retail-ii").glob("*.parquet")):
        part = pd.read_parquet(path).rename(columns={"InvoiceNo": "Invoice", "UnitPrice": "Price"})
        part["at"] = pd.to_datetime(part["InvoiceDate"])
        frames.append(part[["Invoice", "StockCode", "Quantity", "Price", "at"]])
    raw = pd.concat(frames).drop_duplicates()
    raw = raw[(raw["Quantity"] > 0) & (raw["Price"] > 0) & raw["StockCode"].str[:5].str.isdigit()]
    raw["week"] = (raw["at"] - raw["at"].min().normalize()).dt.days // 7
    whole = raw["week"] < raw["week"].max()
    wide = raw[whole].pivot_table(index="StockCode", columns="week", values="Quantity", aggfunc="sum")
    weeks = np.arange(wide.columns.min(), wide.columns.max() + 1)
    y = wide.reindex(columns=weeks).fillna(0.0).to_numpy(float)
    keep = ((y[:, :-4] > 0).sum(axis=1) >= 10) & (y[:, -30:-4].sum(axis=1) > 0)
    start = raw["at"].min().normalize() + pd.to_timedelta(weeks * 7, unit="D")
    common = np.stack([start.isocalendar().week.to_numpy(float), start.month], axis=1).astype(float)
    extra = np.zeros((int(keep.sum()), len(weeks), 0))
    codes = np.arange(len(y))[:, None][keep]
    return cut("online-retail-ii", y[keep], 0.591, 4, 1, Covariates(extra, common, codes[:, :0]))


def _codes(index: pd.MultiIndex) -> np.ndarray:
    return np.stack([pd.Categorical(index.get_level_values(n)).codes for n in range(index.nlevels)], axis=1)


def every() -> list[Set]:
    """Return the four sets."""
    return [m5(), orange_juice(), walmart(), online_retail()]


def wape(actual: np.ndarray, found: np.ndarray) -> float:
    """Return Σ|actual − forecast| / Σ actual over what is on record."""
    seen = ~np.isnan(actual)
    return float(np.abs(actual - found)[seen].sum() / actual[seen].sum())
