"""I12: shoppers who fell silent are called back with a coupon, as many as the coupon has, with a hold-out."""

from typing import Any

from huozhao.operations.assignment import is_held_out
from tests.selling import OFF_20_FROM_100, held, live
from tests.shopping import eventually, shopping

MINE = {"recency_days": [7, 14, 30, 90], "frequency": [1, 2, 3, 4], "monetary_fen": [1000, 5000, 20000, 50000],
        "low_value_fen": 1500}
SILENT = [f"silent-{n}" for n in range(14)]


def test_the_silent_are_called_back_with_a_coupon_and_nobody_is_told_of_one_they_do_not_get() -> None:
    with shopping(purposes=("personalisation", "marketing")) as mall:
        mall.goods(tea=("食品", "茶"))
        for name in SILENT:
            for days in (40, 45, 50, 55):
                mall.bought(name, "tea", days_ago=days, fen=900)
        mall.did("looker", "Product Viewed", sku="tea")
        mall.send()
        mall.http.put("/v1/rfm/thresholds", json=MINE)
        mall.http.put("/v1/messages/rules", json={"policy": {"quiet_from": "00:00", "quiet_until": "00:00"}})
        live(mall, "welcome_back", OFF_20_FROM_100, label={"zh": "回归券", "en": "Welcome back"}, quantity=6)
        body = {"origin": "recall", "campaign": "recall"}
        draft = mall.http.post("/v1/campaigns/proposals", json=body).json()
        names = ("label", "expression", "title", "body", "ends_at", "channels", "hold_out", "window_days", "origin")
        edited = {name: draft[name] for name in names} | {"coupon": "welcome_back", "cost_fen": 2_000}
        assert mall.http.put("/v1/campaigns/recall", json=edited).status_code == 200
        preview = mall.http.post("/v1/campaigns/recall/preview").json()["preview"]
        assert preview["crowd"] == len(SILENT) and preview["needed"] == []
        mall.http.post("/v1/campaigns/recall/start")

        def fates() -> dict[str, Any]:
            found = {name: mall.get(f"/v1/shoppers/{name}/messages")["items"] for name in SILENT}
            return {name: items[0] for name, items in found.items() if items and items[0]["state"] != "waiting"}

        found = eventually(fates, lambda all_: len(all_) == len(SILENT))
        told = {name for name, each in found.items() if each["state"] == "sent"}
        assert len(told) == 6 and told == {name for name in SILENT if held(mall, name)}, "the coupon has six"
        assert "回归券" in found[next(iter(told))]["body"]["zh"]
        quiet = {name for name in SILENT if is_held_out("campaign:recall", name, 0.1)}
        assert not quiet & told and all(found[name]["reason"] == "held_out" for name in quiet)
        assert {each["reason"] for name, each in found.items() if name not in told | quiet} <= {"budget_spent",
                                                                                               "coupon_used"}
