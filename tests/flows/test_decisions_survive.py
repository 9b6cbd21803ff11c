"""Decisions are durable: after a restart the same request, the same arm, the same caps and budgets."""

import json
from pathlib import Path

from huozhao.app import App, open_app
from huozhao.privacy.consent import Decision
from huozhao.settings import load
from huozhao.terms.time import DAY_MS, iso


def fill(mall: App) -> None:
    now = mall.clock()
    purposes = ("personalisation", "marketing")
    mall.consents.tell([Decision("ann", purpose, True, 1, "import", now) for purpose in purposes])
    events = [{"id": "g", "name": "Product Listed", "at": now, "properties": {"sku": "tea", "spu": "t", "title": "茶"}}]
    for days in (1, 2, 3):
        lines = [{"sku": "tea", "quantity": 1, "price_fen": 900}]
        events.append({"id": f"e{days}", "name": "Order Paid", "at": iso(now - days * DAY_MS), "shopper": "ann",
                       "properties": {"order": f"o{days}", "lines": lines, "total_fen": 900}})
    assert mall.collect.events([json.dumps(each).encode() for each in events]).accepted == 4
    mall.folds.catch_up()
    body = {"expression": "count(paid, 30d) >= 3", "offer": {"kind": "coupon", "parameters": {"coupon_fen": 500}},
            "hold_out": 0.01, "budget": {"uses": 10}}
    mall.targeting.book.write("thanks", body, "test", now)
    mall.targeting.book.step("thanks", "start", "test", now)


def test_a_restart_changes_no_decision(tmp_path: Path) -> None:
    with open_app(load(tmp_path)) as mall:
        fill(mall)
        first = mall.targeting.strategies.decide("r-1", "ann", "page", mall.clock())
        assert first.offer is not None and first.arm == "treatment"
    with open_app(load(tmp_path)) as mall:
        again = mall.targeting.strategies.decide("r-1", "ann", "page", mall.clock())
        assert again.is_repeated and (again.strategy, again.arm, again.offer) == ("thanks", "treatment", first.offer)
        later = mall.targeting.strategies.decide("r-2", "ann", "page", mall.clock())
        assert later.offer is None and later.verdicts[0].code == "capped"
        assert mall.targeting.strategies.spent("thanks").uses == 1
        assert [kept.state for kept in mall.targeting.book.running()] == ["running"]
