"""The desk of the demo mall: everything on it is taken by the real API, and written once."""

import time
from dataclasses import replace

from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.http.server import create
from huozhao.settings import Settings, Storage
from huozhao.twin.api import Api
from huozhao.twin.desk import CAMPAIGN, COUPONS, EXPERIMENT, KNOWLEDGE, set_up_desk
from huozhao.twin.report import Report


def test_the_desk_is_ready_once_and_what_a_person_made_of_it_stands() -> None:
    report = Report(lambda _: None)
    with open_app(replace(Settings(), storage=Storage(backend="memory"))) as mall, TestClient(create(mall)) as http:
        api, now = Api(http), int(time.time() * 1000)
        set_up_desk(api, report, now)
        assert not report.counts, report.counts
        states = {each["coupon"]: each["state"] for each in http.get("/v1/coupons").json()["items"]}
        assert states == dict.fromkeys(COUPONS, "live")
        assert http.get(f"/v1/experiments/{EXPERIMENT}").json()["state"] == "running"
        assert {each["id"] for each in http.get("/v1/knowledge").json()["items"]} == set(KNOWLEDGE)
        asked = http.post("/v1/knowledge/try", json={"text": "邮费怎么收"}).json()["items"][0]
        assert (asked["id"], asked["is_answer"]) == ("delivery_fee", True)
        assert http.get("/v1/campaigns/skin_care").json()["coupon"] == CAMPAIGN["coupon"]

        http.post("/v1/coupons/ten_off/stop", json={})
        http.post(f"/v1/experiments/{EXPERIMENT}/stop", json={})
        set_up_desk(api, report, now)
        assert not report.counts, report.counts
        assert http.get("/v1/coupons/ten_off").json()["state"] == "stopped"
        assert http.get(f"/v1/experiments/{EXPERIMENT}").json()["state"] == "stopped"
