"""S6 by command: a merchant replays imported history and sees what every policy would have done."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from huozhao.cli.main import app

DAYS = 120
POLICIES = {"order_up_to", "reorder_up_to", "newsvendor", "days_of_cover", "static_min_max"}


def huozhao(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a data folder with four months of two goods, long ago, as an export has them."""
    folder = tmp_path_factory.mktemp("replayed")
    goods, orders, rng = folder / "goods.csv", folder / "orders.csv", np.random.default_rng(9)
    goods.write_text("商品编码,商品名称,单价\nmilk,纯牛奶,12.50\ntea,茶,30\n", "utf-8")
    lines = ["订单号,买家,付款时间,商品编码,数量,单价"]
    for day in range(DAYS):
        at = np.datetime64("2025-01-01") + day
        lines.append(f"m{day},u{day % 5},{at} 10:00,milk,{1 + rng.poisson(7)},12.5")
        if day % 6 == 0:
            lines.append(f"t{day},u1,{at} 11:00,tea,1,30")
    orders.write_text("\n".join(lines), "utf-8")
    for kind, file in (("goods", goods), ("orders", orders)):
        assert huozhao("import", kind, str(file), "--data", str(folder / "data")).exit_code == 0
    return str(folder / "data")


def test_the_trade_off_of_every_policy_is_printed_with_a_chart(data: str) -> None:
    done = huozhao("backtest", "--data", data, "--days", "60")
    assert done.exit_code == 0, done.output
    assert "满足率 fill rate" in done.output and "o 现用规则 now" in done.output
    assert "合计 together" in done.output and "steady" in done.output and "niche" in done.output


def test_the_report_says_on_which_days_it_chose_and_on_which_it_reports(data: str) -> None:
    found = json.loads(huozhao("backtest", "--data", data, "--days", "60", "--json").stdout)
    assert {curve["policy"] for curve in found["curves"]} == POLICIES
    assert found["chosen_on"] == ["2025-03-16", "2025-04-07"] and found["reported_on"] == ["2025-04-08", "2025-04-30"]
    assert found["present"]["fill"] > 0.9 and found["actual"] is None, "nobody counted stock"
    static = next(curve for curve in found["curves"] if curve["policy"] == "static_min_max")
    assert static["points"][0]["stock_days"] < static["points"][-1]["stock_days"]


def test_a_history_that_is_too_short_says_how_much_is_needed(data: str, tmp_path: Path) -> None:
    done = huozhao("backtest", "--data", str(tmp_path / "empty"))
    assert done.exit_code == 1 and "数据不足 too few" in done.output and "98" in done.output
