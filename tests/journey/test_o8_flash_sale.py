"""O8: flash sales never oversell, cap each shopper and tell the truth; group-buys count when enough have paid."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from huozhao.settings import Storefront
from tests.selling import HOUR, code, order, sale, step, stocked
from tests.shopping import DAY, Mall, shopping

# Another till of the same mall: asks for one unit forty times and prints how many it got.
TILL = """
import sys
from pathlib import Path
from huozhao.backends.sqlite.ledger import SqliteLedger
from huozhao.flows.sales.quotas import Quotas

ledger = SqliteLedger(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.readline()
print(sum(Quotas(ledger).take(f"{sys.argv[2]}-{n}", "flash", 1, 1, 2) for n in range(40)))
ledger.close()
"""


def test_many_buy_at_once_and_not_one_unit_too_many_is_sold() -> None:
    with shopping() as mall:
        stocked(mall, units=100, tea=1_000)
        sale(mall, "flash", quantity=12, per_shopper=1)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda n: order(mall, f"o{n}", f"u{n}", {"tea": 1}, sale="flash"), range(40)))
        won = [answer.json() for answer in answers if answer.status_code == 201]
        assert len(won) == 12 and {each["total_fen"] for each in won} == {500}
        assert {code(answer) for answer in answers if answer.status_code != 201} == {"sold_out"}
        for each in won[:3]:
            step(mall, each["order"], "pay")
        step(mall, won[3]["order"], "cancel")
        found = mall.get("/v1/sales/flash")
        assert (found["left"], found["sold_fen"]) == ({"free": 1, "held": 8, "sold": 3}, 1_500)
        assert mall.get("/v1/stock?sku=tea")["items"][0]["reserved"] == 8


def test_tills_in_several_processes_share_one_quantity(tmp_path: Path) -> None:
    with shopping(data=tmp_path) as mall:
        stocked(mall, units=100, tea=1_000)
        sale(mall, "flash", quantity=25, per_shopper=1)
    words = [sys.executable, "-c", TILL, str(tmp_path / "quotas.db")]
    tills = [subprocess.Popen([*words, f"till{n}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
             for n in range(2)]
    for till in tills:
        assert till.stdout is not None and till.stdout.readline() == "open\n"
    for till in tills:
        assert till.stdin is not None
        till.stdin.write("go\n")
        till.stdin.flush()
    got = [int(till.communicate()[0]) for till in tills]
    assert sum(got) == 25, got
    with shopping(data=tmp_path) as mall:
        assert mall.get("/v1/sales/flash")["left"] == {"free": 0, "held": 25, "sold": 0}


def test_a_shopper_buys_no_more_than_their_cap_and_hears_the_truth_about_what_is_left() -> None:
    with shopping() as mall:
        stocked(mall, units=100, tea=1_000)
        sale(mall, "flash", quantity=3, per_shopper=2)
        assert order(mall, "o1", "ann", {"tea": 2}, sale="flash").status_code == 201
        assert code(order(mall, "o2", "ann", {"tea": 1}, sale="flash")) == "sale_cap"
        assert order(mall, "o1", "ann", {"tea": 2}, sale="flash").status_code == 201, "the same order counts once"
        assert code(order(mall, "o3", "bob", {"tea": 2}, sale="flash")) == "sold_out"
        assert order(mall, "o4", "bob", {"tea": 1}, sale="flash").status_code == 201
        seen = mall.http.get("/v1/live-sales", headers=mall.token("cid")).json()["items"][0]
        assert (seen["phase"], seen["may_buy"], seen["left"]["held"]) == ("on", 0, 3)
        assert "等待付款" in seen["said"]["zh"]
        step(mall, "o1", "cancel")
        assert mall.http.get("/v1/live-sales", headers=mall.token("ann")).json()["items"][0]["may_buy"] == 2
        assert code(order(mall, "o5", "ann", {"tea": 1, }, sale="flash", vouchers=["none"])) == "unknown_voucher"
        assert mall.get("/v1/sales/flash")["left"]["free"] == 2, "who is refused holds nothing"


def test_a_sale_runs_only_in_its_time_and_stops_at_once_when_it_is_told_to() -> None:
    with shopping() as mall:
        stocked(mall, units=100, tea=1_000)
        sale(mall, "later", starts_at=mall.now + HOUR, ends_at=mall.now + 2 * HOUR)
        sale(mall, "past", starts_at=mall.now - 2 * HOUR, ends_at=mall.now - HOUR)
        sale(mall, "flash")
        assert code(order(mall, "o1", "ann", {"tea": 1}, sale="later")) == "sale_coming"
        assert code(order(mall, "o2", "ann", {"tea": 1}, sale="past")) == "sale_over"
        assert code(order(mall, "o3", "ann", {"tea": 1, "tea2": 1}, sale="flash")) in ("unknown_sku", "sale_goods")
        assert order(mall, "o4", "ann", {"tea": 2}, sale="flash").status_code == 201
        body = {"kind": "flash_sale", "sku": "tea", "price_fen": 500, "quantity": 1, "starts_at": mall.now - HOUR,
                "ends_at": mall.now + HOUR}
        assert code(mall.http.put("/v1/sales/flash", json=body)) == "sold_more"
        assert mall.http.put("/v1/sales/flash", json=body | {"quantity": 4}).json()["left"]["free"] == 2
        assert mall.http.post("/v1/sales/flash/stop").json()["state"] == "stopped"
        assert code(order(mall, "o5", "bob", {"tea": 1}, sale="flash")) == "sale_not_live"
        assert mall.http.post("/v1/sales/flash/undo").json()["phase"] == "on"
        assert order(mall, "o6", "bob", {"tea": 1}, sale="flash").status_code == 201


def test_a_group_that_fills_in_time_is_sent_and_one_more_finds_no_seat() -> None:
    with shopping(storefront=Storefront(trial_payment=True)) as mall:
        stocked(mall, units=100, tea=1_000)
        sale(mall, "pair", kind="group_buy", people=2, hours=24, per_shopper=1)
        group = order(mall, "o1", "ann", {"tea": 1}, sale="pair").json()["group"]
        step(mall, "o1", "pay")
        assert code(mall.http.post("/v1/orders/o1/ship")) == "group_waiting"
        may = mall.http.get("/v1/me/orders/o1", headers=mall.token("ann")).json()["may"]["receive"]
        assert not may["may"] and "成团" in may["why"]["zh"]
        seen = mall.http.get("/v1/live-sales", headers=mall.token("bob")).json()["items"][0]
        assert [(each["group"], each["lacking"]) for each in seen["groups"]] == [(group, 1)]
        assert code(order(mall, "o2", "ann", {"tea": 1}, sale="pair", group=group)) == "sale_cap"
        assert order(mall, "o3", "bob", {"tea": 1}, sale="pair", group=group).status_code == 201
        assert code(order(mall, "o4", "cid", {"tea": 1}, sale="pair", group=group)) == "group_full"
        assert mall.get(f"/v1/groups/{group}")["state"] == "open", "joined is not paid yet"
        step(mall, "o3", "pay")
        assert mall.get(f"/v1/groups/{group}")["state"] == "full"
        assert step(mall, "o1", "ship")["status"] == "shipped"
        assert mall.get("/v1/sales/pair")["left"] == {"free": 8, "held": 0, "sold": 2}


def test_the_plan_stocks_what_a_sale_has_set_aside_and_its_days_teach_no_demand() -> None:
    with shopping() as mall:
        stocked(mall, units=10, tea=1_000)
        for ago in range(1, 40):
            lines = [{"sku": "tea", "quantity": 45 if ago == 2 else 5, "price_fen": 1_000}]
            mall.did("ann", "Order Paid", ago, order=f"p{ago}", shop="a", lines=lines, total_fen=5_000)
        mall.send()
        sale(mall, "past", quantity=40, starts_at=mall.now - 2 * DAY - 1, ends_at=mall.now - 2 * DAY + 1)
        usual = week(mall)
        assert usual < 40, "the day of the past sale is told apart"
        sale(mall, "later", quantity=60, per_shopper=60, starts_at=mall.now + DAY, ends_at=mall.now + DAY + 1)
        # The past sale set 40 aside, of which the ledger of sales saw none: (0 + 50) / (40 + 50) of 60 are expected.
        expected = 60 * 50 / 90
        assert week(mall) == pytest.approx(usual + expected, abs=0.1)
        mall.run()
        found = next(each for each in mall.get("/v1/proposals?limit=50")["items"] if each["sku"] == "tea")
        assert "含秒杀、拼团留出的数量" in found["arithmetic"][0]["label"]["zh"]
        assert found["proposed"] >= expected
        assert mall.http.post("/v1/sales/later/stop").status_code == 200
        assert week(mall) == pytest.approx(usual, abs=0.1), "what was stopped is wanted no more"


def test_a_sale_of_goods_that_no_shop_ever_held_is_ordered_for() -> None:
    with shopping() as mall:
        stocked(mall, units=40, tea=1_000)
        new = {"sku": "new", "spu": "new", "title": "新品", "category": ["食品"], "price_fen": 900}
        assert mall.http.put("/v1/goods", json={"goods": [new]}).json()["refused"] == []
        sale(mall, "first", sku="new", quantity=30, ends_at=mall.now + DAY)
        mall.run()
        assert [each["proposed"] >= 30 for each in mall.get("/v1/proposals")["items"] if each["sku"] == "new"] == [True]


def week(mall: Mall) -> float:
    sums = mall.get("/v1/forecasts/tea?shop=a")["sums"]
    return next(float(each["mean"]) for each in sums if each["days"] == 7)
