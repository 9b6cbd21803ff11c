"""I12: strategies per segment, edited by operators, each with a hold-out so that its lift is measured."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from huozhao.operations.assignment import is_held_out
from tests.selling import sale
from tests.shopping import Mall, shopping

MINE = {"recency_days": [7, 14, 30, 90], "frequency": [1, 2, 3, 4], "monetary_fen": [1000, 5000, 20000, 50000],
        "low_value_fen": 1500}


def consent(mall: Mall, *shoppers: str, given: bool = True) -> None:
    """Let shoppers consent to marketing, or take it back."""
    decisions = [{"shopper": who, "purpose": "marketing", "given": given} for who in shoppers]
    answer = mall.http.post("/v1/consents", json={"decisions": decisions, "channel": "test"})
    assert answer.status_code == 200, answer.text


def churning(mall: Mall, shopper: str) -> None:
    """Note the orders of a shopper who bought every five days and then fell silent."""
    for days in (45, 50, 55, 60, 65):
        mall.bought(shopper, "tea", "tea2", days_ago=days, fen=2_000)
    mall.bought(shopper, "soap", days_ago=70, fen=2_000)


def fill(mall: Mall) -> None:
    mall.goods(tea=("食品", "茶"), tea2=("食品", "茶"), soap=("日用", "香皂"))
    for shopper in ("churn", "churn2", "silent"):
        churning(mall, shopper)
    for days in (2, 10, 20, 30, 40):
        mall.bought("vip", "tea", days_ago=days, fen=20_000)
        mall.bought("bargain", "tea", days_ago=days * 2 + 6, fen=900)
    mall.send()
    assert mall.http.put("/v1/rfm/thresholds", json=MINE).status_code == 200
    consent(mall, "churn", "churn2", "vip", "bargain")


def silent_mall(mall: Mall, shoppers: int) -> list[str]:
    """Fill a mall with shoppers who all fell silent, and return them."""
    mall.goods(tea=("食品",))
    names = [f"u{n}" for n in range(shoppers)]
    for name in names:
        for days in (40, 45, 50, 55):
            mall.bought(name, "tea", days_ago=days, fen=900)
    mall.did("looker", "Product Viewed", sku="tea")
    mall.send()
    mall.http.put("/v1/rfm/thresholds", json=MINE)
    consent(mall, *names)
    return names


def start(mall: Mall, strategy: str, **changes: Any) -> dict[str, Any]:
    """Edit a strategy, start it and return it."""
    body = strategy_body(mall.get(f"/v1/strategies/{strategy}")) | changes
    edited = mall.http.put(f"/v1/strategies/{strategy}", json=body)
    assert edited.status_code == 200, edited.text
    started = mall.http.post(f"/v1/strategies/{strategy}/start")
    assert started.status_code == 200, started.text
    return dict(started.json())


def strategy_body(shown: dict[str, Any]) -> dict[str, Any]:
    """Return what may be written of a strategy that was read."""
    offer = {name: shown["offer"][name] for name in ("kind", "parameters", "cost_fen")}
    names = ("expression", "label", "channels", "cap", "budget", "value_fen", "margin", "hold_out", "window_days")
    return {name: shown[name] for name in names} | {"offer": offer}


def decide(mall: Mall, shopper: str, **more: Any) -> dict[str, Any]:
    answer = mall.http.post("/v1/decisions", json={"shopper": shopper, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_the_product_brings_drafts_for_vip_churn_warning_and_bargain_hunters() -> None:
    with shopping() as mall:
        drafts = mall.get("/v1/strategies")["items"]
        assert {d["expression"] for d in drafts} == {'segment("vip")', 'segment("churn_warning")',
                                                     'segment("bargain_hunter")'}
        assert {d["state"] for d in drafts} == {"draft"} and {d["hold_out"] for d in drafts} == {0.1}
        kinds = {d["offer"]["kind"] for d in drafts}
        assert kinds == {"premium_zone", "new_goods_first", "return_coupon", "group_buy", "flash_sale"}
        fill(mall)
        assert decide(mall, "vip")["arm"] == "none", "a draft decides nothing"


def test_each_segment_meets_its_strategy_and_a_churn_warning_gets_usual_categories() -> None:
    with shopping() as mall:
        fill(mall)
        sale(mall, "pair", kind="group_buy", people=2, hours=24)
        for strategy in ("vip_premium", "churn_return", "bargain_group_buy"):
            start(mall, strategy, hold_out=0.01)
        found = {who: decide(mall, who, channel="page") for who in ("vip", "churn", "bargain")}
        assert {who: made["offer"]["kind"] for who, made in found.items()} == {
            "vip": "premium_zone", "churn": "return_coupon", "bargain": "group_buy"}
        assert found["bargain"]["offer"]["parameters"] == {"sale": "pair"}
        assert found["churn"]["categories"] == ["茶", "香皂"]
        assert found["vip"]["segment"] == "vip" and found["vip"]["verdicts"][0]["code"] == "won"
        assert {v["strategy"]: v["code"] for v in found["vip"]["verdicts"]}["churn_return"] == "not_in_crowd"
        assert found["churn"]["reason"]["zh"].startswith("“流失预警")


def test_without_consent_to_marketing_nothing_is_offered_and_the_record_names_nobody() -> None:
    with shopping() as mall:
        fill(mall)
        start(mall, "churn_return", hold_out=0.01)
        assert decide(mall, "silent")["reason"]["en"] == "the shopper has not consented to marketing"
        assert decide(mall, "churn", channel="page")["offer"]
        consent(mall, "churn2", given=False)
        assert decide(mall, "churn2", channel="page")["offer"] is None, "withdrawal counts at once"
        anonymous = [r.event for r in mall.app.log.read(0, 10_000) if r.event.name == "Strategy Decided"]
        assert sorted(event.shopper for event in anonymous) == ["", "", "churn"]


def test_the_arm_is_sticky_and_survives_a_change_of_the_hold_out() -> None:
    with shopping() as mall:
        names = silent_mall(mall, 60)
        start(mall, "churn_return", hold_out=0.2, cap={"times": 5, "days": 1})
        arms = {name: decide(mall, name, channel="page")["arm"] for name in names}
        assert {name for name, arm in arms.items() if arm == "hold_out"} == {
            name for name in names if is_held_out("churn_return", name, 0.2)}
        assert {"hold_out", "treatment"} == set(arms.values())
        mall.http.put("/v1/strategies/churn_return",
                      json=strategy_body(mall.get("/v1/strategies/churn_return")) | {"hold_out": 0.5})
        assert {name: decide(mall, name, channel="page")["arm"] for name in names} == arms
        held = next(name for name, arm in arms.items() if arm == "hold_out")
        assert decide(mall, held, channel="page")["offer"] is None


def test_the_same_request_gets_the_same_answer_and_is_recorded_once() -> None:
    with shopping() as mall:
        fill(mall)
        start(mall, "vip_premium", hold_out=0.01)
        first = decide(mall, "vip", channel="page", request_id="r-1")
        again = decide(mall, "vip", channel="page", request_id="r-1")
        assert again["is_repeated"] and {**again, "is_repeated": False} == first
        assert [d["request_id"] for d in mall.get("/v1/decisions?shopper=vip")["items"]] == ["r-1"]
        other = mall.http.post("/v1/decisions", json={"shopper": "churn", "request_id": "r-1"})
        assert other.status_code == 409 and other.json()["error"]["code"] == "request_known"


def test_caps_and_budgets_hold_even_under_concurrent_decisions() -> None:
    with shopping() as mall:
        names = silent_mall(mall, 40)
        start(mall, "churn_return", hold_out=0.01, budget={"uses": None, "fen": 3_000 * 7})
        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(lambda name: decide(mall, name, channel="page"), names))
        assert sum(bool(each["offer"]) for each in made) == 7
        assert mall.get("/v1/strategies/churn_return")["spent"] == {"uses": 7, "fen": 21_000}
        late = decide(mall, next(m["shopper"] for m in made if m["arm"] == "none"), channel="page")
        assert late["verdicts"][0]["code"] == "budget_spent"
        lucky = next(m["shopper"] for m in made if m["offer"])
        assert decide(mall, lucky, channel="page")["verdicts"][0]["code"] == "capped"


def test_an_operator_edits_pauses_and_takes_back_with_everything_on_record() -> None:
    with shopping() as mall:
        fill(mall)
        shown = start(mall, "vip_premium", value_fen=900)
        assert shown["state"] == "running" and [entry["what"] for entry in shown["audit"]] == ["edit", "start"]
        body = strategy_body(shown) | {"value_fen": 100}
        edited = mall.http.put("/v1/strategies/vip_premium", json=body).json()
        assert (edited["value_fen"], edited["version"]) == (100, shown["version"] + 1)
        assert edited["audit"][-1]["from"] == {"value_fen": 900} and edited["audit"][-1]["who"]
        assert mall.http.post("/v1/strategies/vip_premium/undo").json()["value_fen"] == 900
        assert mall.http.post("/v1/strategies/vip_premium/pause").json()["state"] == "paused"
        assert decide(mall, "vip", channel="page")["arm"] == "none"
        assert mall.http.post("/v1/strategies/vip_premium/undo").json()["state"] == "running"
        assert mall.http.post("/v1/strategies/vip_premium/end").json()["state"] == "ended"
        assert mall.http.post("/v1/strategies/vip_premium/start").status_code == 409
        wrong = mall.http.put("/v1/strategies/mine", json={**body, "hold_out": 0})
        assert wrong.status_code == 422 and wrong.json()["error"]["field"] == "hold_out"
        unknown = mall.http.put("/v1/strategies/mine", json={**body, "expression": 'segment("rich")'})
        assert unknown.status_code == 422, unknown.text


def test_lift_is_measured_against_the_hold_out_and_never_assumed() -> None:
    with shopping() as mall:
        names = silent_mall(mall, 400)
        start(mall, "churn_return", hold_out=0.3, margin=0.4)
        arms = {name: decide(mall, name, channel="page")["arm"] for name in names}
        early = mall.get("/v1/strategies/churn_return/lift")
        assert early["buyers"] is None and early["said"]["en"].startswith("not enough yet: about ")
        mall.now = mall.app.clock()
        buyers = [name for n, name in enumerate(names) if n % (2 if arms[name] == "treatment" else 10) == 0]
        for name in buyers:
            mall.bought(name, "tea", fen=5_000)
        mall.send()
        lift = mall.get("/v1/strategies/churn_return/lift")
        held = sum(arm == "hold_out" for arm in arms.values())
        assert lift["hold_out"]["shoppers"] == held and lift["treatment"]["shoppers"] == 400 - held
        assert lift["treatment"]["revenue_fen"] == 5_000 * lift["treatment"]["orders"]
        assert lift["buyers"]["low"] > 0.2 and lift["buyers"]["high"] < 0.6 and lift["is_clear"]
        assert lift["split_is_sound"] and "raised" in lift["said"]["en"]
        worth = lift["revenue_fen"]["difference"] * 0.4 - 3_000
        fresh = decide(mall, "u1", channel="page")["verdicts"][0]
        assert fresh["is_measured"] and abs(fresh["expected_fen"] - worth) < 1e-6


def test_two_ids_of_one_person_share_arm_cap_and_consent() -> None:
    with shopping() as mall:
        fill(mall)
        mall.did("phone-7", "Product Viewed", sku="tea")
        mall.did("churn", "Identity Linked", kind="device", value="phone-7")
        mall.send()
        start(mall, "churn_return", hold_out=0.01)
        assert decide(mall, "churn", channel="page")["offer"]
        other = decide(mall, "phone-7", channel="page")
        assert other["offer"] is None and other["verdicts"][0]["code"] == "capped"
        assert len(mall.get("/v1/decisions?shopper=phone-7")["items"]) == 1


def rules(mall: Mall, **policy: Any) -> None:
    """Set the arbiter's rules, without quiet hours unless they are named: the clock of a test is the real one."""
    policy = {"quiet_from": "00:00", "quiet_until": "00:00"} | policy
    assert mall.http.put("/v1/messages/rules", json={"policy": policy}).status_code == 200


def verdict(mall: Mall, shopper: str, **more: Any) -> str:
    return str(decide(mall, shopper, **more)["verdicts"][0]["code"])


def test_an_offer_that_interrupts_counts_under_the_caps_of_all_messages() -> None:
    with shopping() as mall:
        fill(mall)
        rules(mall, a_day=1)
        often = {"hold_out": 0.01, "cap": {"times": 9, "days": 1}, "budget": {"uses": 9, "fen": None}}
        start(mall, "churn_return", **often)
        sms = decide(mall, "churn", channel="sms", request_id="r-1")
        assert sms["offer"] and verdict(mall, "churn", channel="popup") == "disturbed_enough"
        assert decide(mall, "churn", channel="sms", request_id="r-1")["is_repeated"]
        assert verdict(mall, "churn", channel="page") == "won", "what waits on a page disturbs nobody"
        offer = {"key": "m-1", "shopper": "churn", "topic": "t", "kind": "marketing", "title": {"zh": "新茶"},
                 "body": {"zh": "到了"}, "valid_until": mall.now + 3 * 86_400_000, "channels": ["card"]}
        handed = mall.http.post("/v1/messages", json={"wishes": [offer]})
        assert handed.status_code == 200, handed.text
        mall.app.messages.pulse.look()
        waits = mall.get("/v1/shoppers/churn/messages")["items"][0]
        assert (waits["state"], waits["reason"]) == ("waiting", "capped")
        assert mall.get("/v1/strategies/churn_return")["spent"]["uses"] == 2, "what was not offered costs nothing"


def test_nothing_that_leaves_the_mall_is_offered_in_quiet_hours() -> None:
    with shopping() as mall:
        fill(mall)
        hour = (mall.app.clock() // 3_600_000 + 8) % 24
        rules(mall, quiet_from=f"{(hour - 1) % 24:02d}:00", quiet_until=f"{(hour + 3) % 24:02d}:00")
        start(mall, "churn_return", hold_out=0.01)
        assert verdict(mall, "churn", channel="wechat") == "quiet"
        assert verdict(mall, "churn", channel="popup") == "won", "who opens a page is awake"


def test_a_strategy_offers_a_sale_only_where_one_is_on() -> None:
    with shopping() as mall:
        fill(mall)
        unsold = mall.http.post("/v1/strategies/bargain_flash_sale/start").json()["error"]
        assert (unsold["code"], unsold["field"]) == ("no_live_sale", "offer.parameters.sale")
        sale(mall, "late", ends_at=mall.now + 7_200_000)
        sale(mall, "soon")
        named = {"kind": "flash_sale", "parameters": {"sale": "tonight"}}
        body = strategy_body(mall.get("/v1/strategies/bargain_flash_sale")) | {"offer": named, "channels": ["page"],
                                                                                "cap": {"times": 9, "days": 1}}
        assert mall.http.put("/v1/strategies/bargain_flash_sale", json=body).status_code == 200
        wrong = mall.http.post("/v1/strategies/bargain_flash_sale/start").json()["error"]
        assert wrong["hint"] == "live ones: late, soon"
        start(mall, "bargain_flash_sale", offer={"kind": "flash_sale", "parameters": {"sale": ""}}, hold_out=0.01)
        assert decide(mall, "bargain")["offer"]["parameters"] == {"sale": "soon"}, "the one that ends first"
        mall.http.post("/v1/sales/soon/stop")
        assert decide(mall, "bargain")["offer"]["parameters"] == {"sale": "late"}
        mall.http.post("/v1/sales/late/stop")
        assert verdict(mall, "bargain") == "no_sale"
