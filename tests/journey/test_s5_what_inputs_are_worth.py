"""S5: a past year comes in; a holiday raises its days, each input tells what it is worth, cities and shops add up."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.shopping import Mall, shopping

FIRST, LAST = date(2024, 8, 26), date(2025, 9, 23)
CITIES = {"s1": "上海", "s2": "上海", "s3": "杭州"}
SKUS = [f"k{n}" for n in range(5)]
GOLDEN_WEEK = [date(2024, 10, day) for day in range(1, 8)]


def huozhao(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", "huozhao", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Import goods, shops and 400 days of orders by command: a week that repeats, thrice as much in the golden week."""
    place = tmp_path_factory.mktemp("worth")
    rng = np.random.default_rng(4)
    goods = "\n".join(f"{sku},{sku},食品,10" for sku in SKUS)
    shops = "\n".join(f"{shop},{shop},{city}" for shop, city in CITIES.items())
    (place / "goods.csv").write_text(f"商品编码,商品名称,类目,单价\n{goods}\n", "utf-8")
    (place / "shops.csv").write_text(f"门店编码,门店名称,城市\n{shops}\n", "utf-8")
    lines = ["订单号,买家,付款时间,商品编码,数量,单价,门店编码"]
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        rate = (4, 4, 4, 4, 6, 9, 9)[day.weekday()] * (3 if day in GOLDEN_WEEK else 1)
        for shop in CITIES:
            lines += [f"{n}{shop},u{n % 50},{day} 10:00,{sku},{units},10,{shop}"
                      for sku, units in zip(SKUS, rng.poisson(rate, len(SKUS)).tolist(), strict=True) if units]
    (place / "orders.csv").write_text("\n".join(lines) + "\n", "utf-8")
    for kind in ("goods", "shops", "orders"):
        found = json.loads(huozhao("import", kind, str(place / f"{kind}.csv"), "--data", str(place / "data"), "--json"))
        assert found["refused"] == 0, found
    return place / "data"


@pytest.fixture(scope="module")
def mall(folder: Path) -> Iterator[Mall]:
    with shopping(data=folder) as opened:
        opened.run()
        yield opened


def look(mall: Mall, sku: str, **more: str) -> dict[str, Any]:
    answer = mall.http.get(f"/v1/forecasts/{sku}", params=more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_the_golden_week_is_raised_by_what_the_last_one_did(mall: Mall) -> None:
    found = look(mall, "k3", shop="s1")
    days = {day["day"]: day for day in found["days"]}
    assert days["2025-10-01"]["occasion"]["zh"] == "国庆节" and days["2025-10-01"]["lift"] == pytest.approx(3, rel=0.2)
    assert days["2025-10-01"]["mean"] > 2 * days["2025-10-15"]["mean"]
    assert any("国庆节" in note["zh"] for note in found["notes"])


def test_shops_and_cities_add_up_to_the_whole(mall: Mall) -> None:
    whole = {each["days"]: each["mean"] for each in look(mall, "k1")["sums"]}
    for level, names in (("city", {"上海", "杭州"}), ("shop", set(CITIES))):
        found = look(mall, "k1", level=level)
        assert {part["name"] for part in found["parts"]} == names
        for place, days in enumerate(whole):
            assert sum(part["sums"][place]["mean"] for part in found["parts"]) == pytest.approx(whole[days], abs=0.05)
    assert mall.http.get("/v1/forecasts/k1", params={"level": "moon"}).json()["error"]["field"] == "level"


def test_the_report_says_of_every_input_what_it_is_worth(mall: Mall) -> None:
    found = mall.get("/v1/forecasts/worth")
    assert (found["last_day"], found["rows"]) == (LAST.isoformat(), 15)
    inputs = {each["input"]: each for each in found["inputs"]}
    assert {"stock_outs", "promotions", "occasions", "price", "similar", "intent", "global_model"} <= set(inputs)
    for each in inputs.values():
        assert each["low"] <= each["gain"] <= each["high"] and each["verdict"]["zh"] and each["verdict"]["en"]
        pays = each["cases"] < 30 or (each["gain"] > -0.002 and each["high"] >= 0)
        assert each["input"] == "global_model" or each["is_on"] == pays
    assert inputs["promotions"]["cases"] == 0 and inputs["promotions"]["is_on"]
    assert {"occasion": "national_day:on"}.items() <= found["occasions"][0].items()
    assert found["occasions"][0]["factor"] == pytest.approx(3, rel=0.1)
    assert set(found["levels"]) == {"bottom_up", "top_down", "reconciled"}


def test_the_report_is_there_by_command_too(mall: Mall, folder: Path) -> None:
    assert "节假日" in huozhao("forecast", "--worth", "--data", str(folder))
