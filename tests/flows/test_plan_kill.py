"""A plan that is killed goes on where it stopped: the same plan, nothing computed twice, nothing different."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from huozhao.app import App, open_app
from huozhao.events.catalogue import Line, OrderPaid, ProductListed, ShopOpened
from huozhao.events.event import Event, event
from huozhao.settings import load
from huozhao.supply.ledger import Count, Move
from huozhao.supply.plan_book import Wanted
from huozhao.terms.time import DAY_MS

NOW, SKUS = 1_790_000_000_000, 12
CHILD = f"""
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from huozhao.app import open_app
from huozhao.settings import load

def watch(_, done, total):
    if done >= 5:
        os.kill(os.getpid(), signal.SIGKILL)

with open_app(load(Path(sys.argv[1]))) as mall:
    replace(mall.planner, chunk_rows=2).build({NOW}, watch)
"""


def facts() -> list[Event]:
    shops = [event("w", NOW, "", ShopOpened(shop="W", name="W", kind="warehouse")),
             event("s", NOW, "", ShopOpened(shop="S", name="S", supplied_from="W"))]
    goods = [event(f"g{n}", NOW, "", ProductListed(sku=f"k{n:02d}", spu="k", title="k", price_fen=900, cost_fen=500))
             for n in range(SKUS)]
    lines = [Line(sku=f"k{n:02d}", quantity=1 + n % 3, price_fen=900) for n in range(SKUS)]
    sales = [event(f"o{day}", NOW - day * DAY_MS, "", OrderPaid(order=f"o{day}", total_fen=1, shop="S", lines=lines))
             for day in range(1, 60)]
    return [*shops, *goods, *sales]


def proposals(mall: App, plan: str) -> list[tuple[Any, ...]]:
    return [(each.id[-8:], each.kind, each.sku, each.shop, each.quantity, each.value_fen)
            for each in mall.plans.all(Wanted(plan))]


def test_a_plan_killed_in_the_middle_is_taken_up_again_and_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    with open_app(load(tmp_path)) as mall:
        mall.collect.record(facts())
        mall.folds.catch_up()
        mall.ledger.post([Count(f"c{n}", f"k{n:02d}", "W", 5, NOW - 1) for n in range(SKUS)])
    child = subprocess.run([sys.executable, "-c", CHILD, str(tmp_path)], env={**os.environ}, check=False)
    assert child.returncode == -signal.SIGKILL
    with open_app(load(tmp_path)) as mall:
        assert mall.plans.latest() is None, "half a plan is no plan"
        plan, before = f"{NOW:015d}", mall.planner.parts.skus(f"{NOW:015d}")
        assert before == {f"k{n:02d}" for n in range(5)}
        mall.ledger.post([Move("m", "k01", "W", "supplier", "in_transit", 100, NOW)])
        told: list[int] = []
        made = replace(mall.planner, chunk_rows=2).build(NOW + 3_600_000, lambda _, done, total: told.append(done))
        assert made["plan"] == plan and told[0] == 5 and told[-1] == SKUS
        assert mall.planner.documents.list("plan_run") == []
        found = proposals(mall, plan)
        assert not [each for each in found if each[1:3] == ("purchase", "k01")], "it came on its way meanwhile"
        whole = mall.planner.build(NOW + 1)
        assert [each[1:] for each in proposals(mall, whole["plan"])] == [each[1:] for each in found]
        assert mall.planner.parts.skus(plan) == set(), "what nobody reads any more is gone"


def test_a_plan_killed_between_publishing_and_the_end_is_published_once(tmp_path: Path) -> None:
    with open_app(load(tmp_path)) as mall:
        mall.collect.record(facts())
        mall.folds.catch_up()
        mall.documents.put("stock_policy", "0/0", {"rows": []})
        mall.documents.put_many("proposal", [("old1", {"state": "open"}), ("old2", {"state": "approved"})])
        made = mall.planner.build(NOW)
        approved = next(mall.plans.all(Wanted(made["plan"])))
        mall.planner.documents.put("plan_run", made["plan"], {
            "now": NOW, "last_day": made["history_until_day"], "head": 0, "hot_rate": 1.0, "early": {},
            "format": made["format"]})
        mall.decisions.approve(approved.id, "li", NOW)
        again = mall.planner.build(NOW + 1)
        assert again["plan"] == made["plan"] and mall.decisions.proposal(approved.id).state == "approved"
        assert again["proposals"] == made["proposals"]
        left = [found.id for kind in ("stock_policy", "proposal") for found in mall.documents.list(kind)]
        assert left == ["old2"], "of an earlier release only what was decided stays"
