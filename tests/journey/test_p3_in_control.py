"""P3: the shopper sees, corrects, switches off, copies, and has everything erased, backups included."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from huozhao.backends.files.canaries import search
from tests.shopping import Mall, shopping

ME = "shopper-canary-77"
CANARIES = (ME, "独一无二的搜索词", "13800138077", "金丝雀七", "深圳市福田区金丝雀巷 77 号")


def live(mall: Mall) -> None:
    """Leave traces of one shopper wherever a mall keeps any."""
    mall.goods(milk=("食品", "乳品"), tea=("食品", "茶"), mask=("美妆",))
    for n in range(5):
        mall.bought(f"someone-else-{n}", "milk", "tea", days_ago=2)
    for days in (3, 2, 1):
        mall.did(ME, "Product Viewed", days_ago=days, sku="milk")
        mall.did(ME, "Product Added To Cart", days_ago=days, sku="milk")
    mall.did(ME, "Products Searched", query=CANARIES[1])
    mall.bought(ME, "milk", "tea", days_ago=1)
    mall.did(ME, "Shopper Registered", sex="female", city="深圳")
    mall.did(ME, "Shopper Contact Given", phone=CANARIES[2], name=CANARIES[3], address=CANARIES[4])
    mall.send()
    broken = {"id": "broken", "name": "Product Viewed", "at": mall.now, "shopper": ME, "properties": {"sku": "none"}}
    mall.http.post("/v1/events", json={"events": [broken]}, headers={"Idempotency-Key": "k1"})
    mall.http.put("/v1/shops", json={"shops": [{"shop": "s1", "name": "福田店"}]})
    mall.http.post("/v1/stock/counts", json={"counts": [{"key": "c1", "sku": "milk", "shop": "s1", "on_hand": 9}]})
    lines = [{"sku": "milk", "quantity": 1}]
    placed = mall.http.post("/v1/orders", json={"order": "order-1", "shopper": ME, "lines": lines})
    assert placed.status_code in (200, 201), placed.text
    mall.page("home", ME)
    mall.run()
    mall.get(f"/v1/shoppers/{ME}")


def test_the_shopper_sees_what_is_held_and_inferred_and_why() -> None:
    with shopping() as mall:
        live(mall)
        me = mall.http.get("/v1/me", headers=mall.token(ME)).json()
        kept = {k["name"]: k for k in me["held"]}
        assert kept["Product Viewed"]["n"] == 3 and kept["Product Viewed"]["purpose"] == "personalisation"
        assert kept["Order Paid"]["purpose"] == "service"
        assert me["contact"]["phone"] == "138****8077"
        assert {f["field"] for f in me["profile"]["facts"]} >= {"sex", "city"}
        assert me["profile"]["tags"] and all(t["evidence"]["zh"] for t in me["profile"]["tags"])
        assert me["shown"] and me["shown"][0]["reason"]["text"]["zh"]
        assert me["looks"] == 1
        switches = {c["purpose"]: c["given"] for c in me["consents"]}
        assert switches == {"service": True, "personalisation": True, "sensitive": False, "location": False,
                            "marketing": False}


def test_the_shopper_corrects_a_fact_and_contests_a_tag() -> None:
    with shopping() as mall:
        live(mall)
        token = mall.token(ME)
        assert mall.http.post("/v1/me/corrections", json={"facts": {"city": "广州"}}, headers=token).json()["done"]
        mall.app.folds.catch_up()
        facts = {f["field"]: f["value"] for f in mall.get(f"/v1/shoppers/{ME}")["facts"]}
        assert facts["city"] == "广州"
        refused = mall.http.post("/v1/me/corrections", json={"facts": {"spent": 1}}, headers=token)
        assert refused.json()["error"]["code"] == "not_correctable"
        wrong = next(t["tag"] for t in mall.get(f"/v1/shoppers/{ME}")["tags"] if t["layer"] != "fact")
        mall.http.post("/v1/me/contests", json={"tag": wrong, "reason": "不是我"}, headers=token)
        assert wrong not in {t["tag"] for t in mall.get(f"/v1/shoppers/{ME}")["tags"]}
        asked = [r["what"] for r in mall.get("/v1/privacy/requests")["items"]]
        assert asked == ["contest", "correct"]


def test_the_switch_turns_personal_recommendation_off_end_to_end() -> None:
    with shopping() as mall:
        live(mall)
        token = mall.token(ME)
        off = {"consents": [{"purpose": "personalisation", "given": False}]}
        items = mall.http.put("/v1/me/consents", json=off, headers=token).json()["items"]
        assert not next(c for c in items if c["purpose"] == "personalisation")["given"]
        assert mall.http.get("/v1/me/consents", headers=token).json()["items"] == items
        assert mall.page("home", ME)["personal"] is False
        me = mall.http.get("/v1/me", headers=token).json()
        assert me["shown"] == [] and me["predictions"] == [] and "大家都在买" in me["why_shown"]["zh"]


def test_the_shopper_takes_a_copy_to_read_and_to_carry_away() -> None:
    with shopping() as mall:
        live(mall)
        token = mall.token(ME)
        copy = mall.http.get("/v1/me/copy", headers=token).json()
        assert copy["contact"]["phone"] == "+8613800138077" and copy["contact"]["address"] == CANARIES[4]
        assert {"Products Searched", "Order Paid"} <= {e["name"] for e in copy["events"]}
        assert [o["order"] for o in copy["orders"]] == ["order-1"] and copy["consent_history"][0]["given"]
        page = mall.http.get("/v1/me/copy.html", headers=token)
        assert page.headers["content-type"].startswith("text/html")
        assert CANARIES[1] in page.text and "我的数据" in page.text and "My data" in page.text


def test_a_token_opens_nothing_of_another_shopper() -> None:
    with shopping() as mall:
        live(mall)
        token = mall.token("someone-else-1")
        assert mall.http.get("/v1/me", headers=token).json()["shopper"] == "someone-else-1"
        assert mall.http.get(f"/v1/shoppers/{ME}/privacy", headers=token).status_code == 403


def test_an_erasure_reaches_every_file_and_gives_a_receipt_that_can_be_checked(tmp_path: Path) -> None:
    with shopping(data=tmp_path / "data") as mall:
        live(mall)
        token = mall.token(ME)
        before = {found.word for found in search(tmp_path / "data", CANARIES)[0]}
        assert ME in before
        receipt = mall.http.post("/v1/me/erase", headers=token).json()
        assert search(tmp_path / "data", CANARIES)[0] == []
        assert receipt["removed"]["log"] > 5 and receipt["removed"]["vault"] == 3 and receipt["keys_destroyed"]
        check = "/v1/privacy/receipts/verify"
        assert mall.http.post(check, json=receipt).json()["genuine"]
        forged = {**receipt, "removed": {**receipt["removed"], "vault": 4}}
        assert not mall.http.post(check, json=forged).json()["genuine"]
        again = mall.http.post(f"/v1/shoppers/{ME}/erase").json()
        assert again == receipt
        assert mall.get("/v1/privacy/requests")["items"][0]["receipt"] == receipt["receipt"]
        assert mall.http.post("/v1/shoppers/lookup", json={"phone": CANARIES[2]}).json()["shoppers"] == []
        mall.run()
        mall.did("someone-else-1", "Product Viewed", sku="tea")
        mall.send()
        assert mall.get("/v1/consents/proof")["whole"]
        assert mall.get("/v1/shoppers/someone-else-1")["is_personal"]
    assert search(tmp_path / "data", CANARIES)[0] == []
    command = [sys.executable, "-m", "huozhao", "privacy", "verify", "--data", str(tmp_path / "data"), "--json"]
    words = [part for canary in CANARIES for part in ("--canary", canary)]
    done = subprocess.run([*command, *words], capture_output=True, text=True)
    assert done.returncode == 0 and json.loads(done.stdout)["found"] == 0, done.stdout
    with shopping(data=tmp_path / "data") as mall:
        board = [s for s in mall.app.folds.status() if s.error or s.lag]
        assert board == []


def test_orders_stay_in_the_books_without_anybody(tmp_path: Path) -> None:
    with shopping(data=tmp_path / "data") as mall:
        live(mall)
        mall.http.post(f"/v1/shoppers/{ME}/erase")
        events = mall.app.log.read(0, 10_000)
        left = [r.event for r in events if r.event.id.startswith("erased:")]
        assert {e.name for e in left} == {"Order Paid", "Order Placed"} and all(e.shopper == "" for e in left)
        paid = next(e for e in left if e.name == "Order Paid")
        assert paid.properties.total_fen == 2000 and paid.properties.order.startswith("erased:")  # type: ignore[attr-defined]
        order = mall.get("/v1/orders/order-1")
        assert order["shopper"] == "" and order["lines"][0]["sku"] == "milk"


def test_a_restored_backup_shows_nothing_of_who_was_erased(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    with shopping(data=data) as mall:
        live(mall)
    shutil.copytree(data, backup, ignore=shutil.ignore_patterns("keys"))
    with shopping(data=data) as mall:
        mall.http.post(f"/v1/shoppers/{ME}/erase")
        mall.sent = 1_000
        mall.did("late-comer", "Product Viewed", sku="tea")
        mall.send()
    for path in backup.iterdir():
        target = data / path.name
        shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
        shutil.copytree(path, target) if path.is_dir() else shutil.copy(path, target)
    with shopping(data=data) as mall:
        assert mall.app.log.by_shopper(ME, None, 10) == []
        assert mall.http.get("/v1/shoppers/someone-else-1").status_code == 200
        assert mall.page("home", ME)["personal"] is False
    assert search(data, CANARIES, passed=("access.db",))[0] == []


def test_an_erasure_under_one_id_reaches_all_ids_of_the_person_and_links_that_were_taken_back(tmp_path: Path) -> None:
    ids = ("account-canary-1", "openid-canary-1", "device-canary-1")
    with shopping(data=tmp_path / "data") as mall:
        mall.goods(milk=("食品",))
        for shopper in (*ids, "stranger-9"):
            mall.did(shopper, "Product Viewed", sku="milk")
        mall.did(ids[0], "Identity Linked", kind="openid", value=ids[1])
        mall.did(ids[0], "Identity Linked", kind="device", value=ids[2])
        mall.did("stranger-9", "Identity Linked", kind="account", value=ids[0])
        mall.did("stranger-9", "Identity Unlinked", kind="account", value=ids[0])
        mall.send()
        mall.run()
        assert len(mall.get(f"/v1/shoppers/{ids[1]}")["members"]) == 3
        receipt = mall.http.post(f"/v1/shoppers/{ids[1]}/erase").json()
        assert receipt["ids"] == 3
        assert search(tmp_path / "data", ids)[0] == []
        assert mall.get("/v1/shoppers/stranger-9")["members"] == ["stranger-9"]
    assert search(tmp_path / "data", ids, passed=("access.db",))[0] == []
