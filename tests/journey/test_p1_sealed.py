"""P1: phones, names, addresses are sealed at rest with rotating keys; found by phone unopened; masked elsewhere."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from huozhao.backends.files.canaries import search
from huozhao.privacy.sealing import Unreadable
from tests.shopping import Mall, shopping

PHONE, NAME, ADDRESS = "13800138007", "金丝雀", "深圳市南山区金丝雀路 7 号"
SECRETS = (PHONE, NAME, ADDRESS)


def give_contact(mall: Mall, shopper: str = "u1", **more: str) -> None:
    mall.did(shopper, "Shopper Contact Given", **{"phone": PHONE, "name": NAME, "address": ADDRESS, **more})
    mall.send()


def test_contact_data_lie_in_no_file_in_the_clear_and_are_found_by_phone(tmp_path: Path) -> None:
    with shopping(data=tmp_path / "data") as mall:
        give_contact(mall)
        give_contact(mall, "u2", phone="+86 139-0013-9000")
        assert search(tmp_path, SECRETS)[0] == []
        for written in (PHONE, "138 0013 8007", "+8613800138007", "0086-138-0013-8007"):
            found = mall.http.post("/v1/shoppers/lookup", json={"phone": written}).json()
            assert found == {"shoppers": ["u1"], "phone": "138****8007"}
        profile = mall.get("/v1/shoppers/u1")
        assert profile["contact"] == {"phone": "138****8007", "name": "金**", "address": "深圳市南山区***"}
        said = mall.get("/v1/shoppers/u1/timeline")["items"][0]["properties"]
        assert said == {"phone": "sealed", "name": "sealed", "address": "sealed"}
    assert search(tmp_path, SECRETS)[0] == []


def test_a_sealed_field_is_opened_for_a_stated_reason_only_and_that_goes_on_record() -> None:
    with shopping() as mall:
        give_contact(mall)
        refused = mall.http.post("/v1/shoppers/u1/reveal", json={"field": "phone"})
        assert refused.status_code == 422 and refused.json()["error"]["code"] == "reason_missing"
        headers = {"X-Reason": "courier%20called"}
        opened = mall.http.post("/v1/shoppers/u1/reveal", json={"field": "phone"}, headers=headers).json()
        assert opened["value"] == "+8613800138007"
        look = mall.get("/v1/access-log?what=contact")["items"][0]
        assert look["shoppers"] == ["u1"] and look["reason"] == "courier called"


def test_a_number_that_is_none_is_refused_and_masked_in_the_failed_list() -> None:
    with shopping() as mall:
        mall.consented.add("u1")
        mall.did("u1", "Shopper Contact Given", phone="1380013", name=NAME, address=ADDRESS)
        receipt = mall.http.post("/v1/events", json={"events": mall.events}).json()
        assert [r["code"] for r in receipt["refused"]] == ["phone_unreadable"]
        kept = json.dumps(mall.get("/v1/failed-events"), ensure_ascii=False)
        assert NAME not in kept and ADDRESS not in kept


@pytest.mark.parametrize("swapped", ["sealed", "token"])
def test_a_row_moved_to_another_shopper_or_field_does_not_open(tmp_path: Path, swapped: str) -> None:
    with shopping(data=tmp_path / "data") as mall:
        give_contact(mall)
        give_contact(mall, "u2", phone="13900139000")
        with sqlite3.connect(tmp_path / "data" / "vault.db") as by_hand:
            if swapped == "sealed":
                by_hand.execute("UPDATE fields SET sealed = (SELECT sealed FROM fields AS f WHERE f.field = 'name' "
                                "AND f.token = fields.token) WHERE field = 'phone'")
            else:
                one, other = (row[0] for row in by_hand.execute("SELECT DISTINCT token FROM fields").fetchall())
                by_hand.execute("UPDATE fields SET sealed = (SELECT sealed FROM fields AS f WHERE f.token = ? AND "
                                "f.field = fields.field) WHERE token = ?", (one, other))
        with pytest.raises(Unreadable):
            for shopper in ("u1", "u2"):
                mall.app.vault.open(shopper, "phone")


def test_keys_rotate_as_a_job_and_everything_still_opens(tmp_path: Path) -> None:
    with shopping(data=tmp_path / "data") as mall:
        for n in range(30):
            give_contact(mall, f"u{n}")
        assert list(mall.get("/v1/privacy/keys")["versions"]) == ["1"]
        master = (tmp_path / "data" / "keys" / "master.json").read_text()
        job = mall.http.post("/v1/privacy/rotate").json()
        mall.app.jobs.stop()
        assert mall.get(f"/v1/jobs/{job['id']}")["state"] in ("done", "cancelled")
    command = [sys.executable, "-m", "huozhao", "privacy", "rotate", "--data", str(tmp_path / "data"), "--json"]
    summary = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert summary["keys"] == 30 and len(summary["versions"]) == 1 and "1" not in summary["versions"]
    assert (tmp_path / "data" / "keys" / "master.json").read_text() != master
    with shopping(data=tmp_path / "data") as mall:
        found = mall.http.post("/v1/shoppers/lookup", json={"phone": PHONE}).json()["shoppers"]
        assert len(found) == 30 and mall.app.vault.open("u7", "address") == ADDRESS
        assert mall.get("/v1/shoppers/u7/timeline")["items"]


def test_a_copy_of_the_data_without_the_keys_shows_nobody(tmp_path: Path) -> None:
    with shopping(data=tmp_path / "data") as mall:
        mall.goods(milk=("食品",))
        mall.did("very-special-shopper", "Product Viewed", sku="milk")
        give_contact(mall, "very-special-shopper")
    for name in ("log.db", "vault.db", "keys/keys.db"):
        raw = (tmp_path / "data" / name).read_bytes()
        assert b"very-special-shopper" not in raw and PHONE.encode() not in raw
