"""What a mall needs beside goods and orders to show insight and privacy: contact, links, consents, a portrait."""

import time
from typing import Any

import httpx

from tests.browser.small_mall import SHOPPERS, event

PHONE = "13812345678"
PERSON = SHOPPERS[3]
TAG = """tag: cup_fan
label: {zh: 杯子爱好者, en: cup fan}
when: count(view, 30d) >= 5
owner: 运营
"""


def enrich(url: str) -> None:
    """Add contact, links, a marketing consent of most, a crowd, a running strategy with decisions, and a portrait."""
    with httpx.Client(base_url=url, timeout=60) as api:
        _tell(api)
        _people(api)
        _target(api)
        _ok(api.post("/v1/portrait", json=portrait()))


def portrait() -> dict[str, Any]:
    """Return the platform's answer for thirty days, as it comes."""
    first, last = (time.strftime("%Y%m%d", time.gmtime(time.time() - days * 86_400)) for days in (30, 1))
    provinces = [{"id": 32, "name": "广东省", "value": 700}, {"id": 31, "name": "湖南省", "value": 200}]
    return {"ref_date": f"{first}-{last}", "visit_uv_new": {}, "visit_uv": {
        "province": provinces,
        "city": [{"id": 1, "name": "深圳市", "value": 500}, {"id": 2, "name": "长沙市", "value": 200}],
        "genders": [{"id": 1, "name": "男", "value": 300}, {"id": 2, "name": "女", "value": 600}],
        "platforms": [{"id": 1, "name": "iPhone", "value": 400}, {"id": 2, "name": "Android", "value": 500}],
        "devices": [{"name": "iPhone 15", "value": 200}, {"name": "HUAWEI Mate 60", "value": 150}],
        "ages": [{"id": 1, "name": "18-24岁", "value": 200}, {"id": 2, "name": "25-29岁", "value": 400},
                 {"id": 3, "name": "30-39岁", "value": 300}],
    }}  # fmt: skip


def _tell(api: httpx.Client) -> None:
    facts = [{"shopper": each, "sex": ("female", "male")[n % 3 == 0], "birth_year": 1985 + n % 20, "city": "深圳",
              "province": "广东", "device": ("iPhone 15", "HUAWEI Mate 60")[n % 2]} for n, each in enumerate(SHOPPERS)]
    _ok(api.put("/v1/shoppers", json={"shoppers": facts}))
    decisions = [{"shopper": each, "purpose": "marketing", "given": True} for each in SHOPPERS[:32]]
    _ok(api.post("/v1/consents", json={"decisions": decisions, "channel": "mini_program"}))


def _people(api: httpx.Client) -> None:
    told = {"phone": PHONE, "name": "李娜", "address": "深圳市南山区科苑路 15 号"}
    contact = event("contact-1", "Shopper Contact Given", time.time() - 90_000, PERSON) | {"properties": told}
    receipt = _ok(api.post("/v1/events", json={"events": [contact]}))
    assert receipt["refused"] == [], receipt
    links = [("device", "device-77"), ("openid", "openid-ab12"), ("phone", PHONE)]
    for kind, value in links:
        _ok(api.post("/v1/identities/link", json={"shopper": PERSON, "kind": kind, "value": value}))


def _target(api: httpx.Client) -> None:
    crowd = {"expression": 'segment("vip") and count(view, 30d) >= 3', "label": {"zh": "活跃 VIP", "en": "active VIP"}}
    _ok(api.put("/v1/crowds/active_vip", json=crowd))
    label = {"zh": "常客小券", "en": "coupon for regulars"}
    strategy = {"expression": 'segment("vip") or segment("steady")', "label": label,
                "offer": {"kind": "coupon", "parameters": {"coupon_fen": 500, "min_spend_fen": 3000, "valid_days": 7}},
                "channels": ["page", "popup"], "hold_out": 0.3, "value_fen": 300, "budget": {"uses": 500, "fen": None}}
    _ok(api.put("/v1/strategies/regular_coupon", json=strategy))
    _ok(api.post("/v1/strategies/regular_coupon/start"))
    for each in SHOPPERS:
        _ok(api.post("/v1/decisions", json={"shopper": each, "channel": "page"}))


def _ok(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code < 300, answer.text
    return dict(answer.json())
