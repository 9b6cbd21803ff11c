"""O4 board: the figures of the mall by period, segment, placement, arm, shop and category; each can be recomputed."""

from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from huozhao.cli.main import app as command
from tests.shopping import Mall, shopping

SHOP = {"shop": "sz1", "name": "深圳一店", "city": "深圳"}


def a_week(mall: Mall) -> None:
    """Two categories, two shops, three shoppers; one buys what was recommended."""
    mall.goods(tea1=("食品", "茶"), tea2=("食品", "茶"), mask=("美妆", "面膜"))
    assert mall.http.put("/v1/shops", json={"shops": [SHOP]}).status_code == 200
    for shopper in ("a", "b", "c"):
        mall.did(shopper, "Page Viewed", 1, page="home")
        mall.did(shopper, "Recommendation Shown", 1, request_id=f"r{shopper}", placement="home",
                 skus=["tea1", "tea2", "mask"])
    mall.did("a", "Recommendation Clicked", 0.9, request_id="ra", placement="home", sku="tea1", position=0)
    lines = [{"sku": "tea1", "quantity": 2, "price_fen": 1500}]
    placed = mall.now - 80_000_000
    mall.did("a", "Order Placed", 80_000_000 / 86_400_000, order="o1", lines=lines, total_fen=3000, shop="sz1")
    mall.did("a", "Order Paid", 0.8, order="o1", lines=lines, total_fen=3000, shop="sz1")
    mall.did("a", "Order Delivered", 0.5, order="o1", placed_at=placed)
    mall.bought("b", "mask", days_ago=9)
    mall.bought("b", "mask", days_ago=0.7)
    mall.send()


def cut(mall: Mall, by: str, **more: Any) -> dict[str, dict[str, Any]]:
    """Return the rows of a cut by name."""
    found = mall.get(f"/v1/board/cuts?by={by}&days=7" + "".join(f"&{key}={value}" for key, value in more.items()))
    return {row["cut"]: row["values"] for row in found["rows"]}


def test_the_board_tells_every_figure_apart_by_segment_placement_shop_and_category() -> None:
    with shopping() as mall:
        a_week(mall)
        cards = {card["metric"]: card for card in mall.get("/v1/board?days=7")["cards"]}
        assert cards["conversion"]["value"] == 2 / 3
        assert cards["gmv"]["value"] == 4000 and cards["gmv"]["previous"] == 1000
        assert cards["recommendation_sales"]["value"] == 0.75 and cards["recommendation_orders"]["value"] == 0.5
        assert cards["coverage"]["value"] == 1.0 and 1.8 < cards["diversity"]["value"] < 2
        home = cut(mall, "placement")["home"]
        assert home["recommendation_ctr"]["value"] == 1 / 9 and home["recommendation_sales"]["value"] == 0.75
        shop = cut(mall, "shop")["sz1"]
        assert shop["gmv"] == {"value": 3000.0, "previous": None} and shop["delivery_time"]["value"] > 500
        category = cut(mall, "category")
        assert category["食品"]["goods_sales"]["value"] == 3000 and category["美妆"]["goods_sales"]["previous"] == 1000
        assert category["食品"]["recommendation_ctr"]["value"] == 1 / 6
        assert "食品/茶" in cut(mall, "category", depth=2)
        segments = cut(mall, "segment")
        assert sum(row["visits"]["value"] for row in segments.values()) == 3
        assert sum(row["gmv"]["value"] for row in segments.values()) == 4000


def test_a_shopper_held_out_from_personal_pages_counts_in_that_arm() -> None:
    with shopping() as mall:
        mall.goods(tea1=("食品",), mask=("美妆",))
        for shopper, arm in (("a", "main"), ("b", "hold_out")):
            mall.did(shopper, "Recommendation Shown", 1, request_id=f"r{shopper}", placement="home", skus=["tea1"],
                     arm=arm)
            mall.did(shopper, "Page Viewed", 0.9, page="home")
        mall.bought("a", "tea1", days_ago=0.5)
        mall.send()
        arms = cut(mall, "arm")
        assert arms["main"]["conversion"]["value"] == 1.0 and arms["hold_out"]["conversion"]["value"] == 0.0


def test_the_board_can_be_taken_as_a_file_and_refuses_what_it_cannot_tell() -> None:
    with shopping() as mall:
        a_week(mall)
        text = mall.http.get("/v1/board/export?format=csv&days=7").content.decode("utf-8-sig")
        gmv = next(line for line in text.splitlines() if line.startswith("gmv,"))
        assert gmv.startswith("gmv,成交额,Sales (GMV),fen,gmv_fen,4000.0,1000.0,")
        assert mall.http.get("/v1/board/export?format=xlsx").content[:2] == b"PK"
        for asked, field in (("by=moon", "by"), ("by=shop&days=0", "days"), ("by=category&depth=9", "depth"),
                             ("by=arm&experiment=none", "experiment")):
            answer = mall.http.get(f"/v1/board/cuts?{asked}")
            assert answer.status_code in (404, 422) and answer.json()["error"]["field"] == field


def test_every_figure_follows_from_the_log_and_one_command_shows_it(tmp_path: Path) -> None:
    with shopping(data=tmp_path) as mall:
        a_week(mall)
        before = mall.get("/v1/board?days=7")["cards"]
        mall.http.post("/v1/shoppers/c/erase", json={"channel": "test"})
    run = CliRunner()
    checked = run.invoke(command, ["metrics", "recompute", "--check", "--data", str(tmp_path)])
    assert checked.exit_code == 0 and " 0 differences" in checked.output, checked.output
    spoil(tmp_path)
    found = run.invoke(command, ["metrics", "recompute", "--check", "--data", str(tmp_path)])
    assert found.exit_code == 1 and "gmv_fen" in found.output
    mended = run.invoke(command, ["metrics", "recompute", "--data", str(tmp_path)])
    assert mended.exit_code == 0, mended.output
    with shopping(data=tmp_path) as mall:
        after = {card["metric"]: card["value"] for card in mall.get("/v1/board?days=7")["cards"]}
        for card in before:
            if card["metric"] in ("gmv", "orders", "recommendation_sales", "delivery_time"):
                assert after[card["metric"]] == card["value"], card["metric"]


def spoil(data: Path) -> None:
    """Write a wrong sum into the stored figures, as a fault would."""
    import sqlite3

    with sqlite3.connect(next(data.glob("state*.db"))) as stored:
        stored.execute("UPDATE daily SET value = value - 7 WHERE metric = 'gmv_fen'")
