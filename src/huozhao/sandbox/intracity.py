"""Same-city delivery: stores, deliveries with their fees, and the callbacks that tell how a rider gets on."""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import httpx

from huozhao.sandbox.asked import Answer, Asked, Refused, told
from huozhao.sandbox.world import World

PHONE = re.compile(r"1\d{10}|0\d{2,3}-\d{7,8}")
NEEDED = ("user_openid", "user_lng", "user_lat", "user_address", "user_name", "user_phone", "order_detail_path",
          "store_order_id")
CARGO = ("cargo_name", "cargo_type", "cargo_num", "cargo_price", "cargo_weight")
# A rider goes this far (degrees, roughly 20 km).
FARTHEST_DEG = 0.2
CREATED, CANCELLED, TAKEN, DONE = 10000, 20000, 30000, (20000, 20001, 70000)
FEE_FEN, FORFEIT_FEN, TIMEOUT_S = 800, 200, 5.0
TIMES = {CREATED: "create_time", TAKEN: "accept_time", 50000: "fetch_time", 70000: "finish_time",
         CANCELLED: "cancel_time", 20001: "cancel_time"}
REASONS = (1, 2, 3, 99)


def query_store(world: World, asked: Asked) -> Answer:
    """Answer with the store of a wx_store_id or an out_store_id."""
    body = asked.json()
    found = [each for each in world.stores.values()
             if any(body.get(name) == each[name] for name in ("wx_store_id", "out_store_id"))]
    return told(total=len(found), appid=world.appid, store_list=found)


def add_order(world: World, asked: Asked) -> Answer:
    """Take a delivery in; the same number again is the same delivery."""
    body = asked.json()
    _require_fit(world, body)
    store = world.stores[body["wx_store_id"]]
    if max(abs(float(body["user_lng"]) - store["lng"]), abs(float(body["user_lat"]) - store["lat"])) > FARTHEST_DEG:
        raise Refused(934019)
    name = f"{body['wx_store_id']} {body['store_order_id']}"
    if name not in world.deliveries:
        world.deliveries[name] = {**body, "wx_order_id": f"40{secrets.randbelow(10**17):017d}", "fee": FEE_FEN,
                                  "service_trans_id": "DADA", "deductfee": 0}
        _move(world, world.deliveries[name], CREATED)
    found = world.deliveries[name]
    return told(wx_store_id=found["wx_store_id"], store_order_id=found["store_order_id"], fee=found["fee"],
                wx_order_id=found["wx_order_id"], service_trans_id=found["service_trans_id"], distance=1200)


def query_order(world: World, asked: Asked) -> Answer:
    """Answer with how a delivery stands."""
    found = delivery(world, asked.json())
    return told(appid=world.appid, actualfee=found["fee"], user_openid=found["user_openid"],
                **_shown(found, TIMES.values()))


def cancel_order(world: World, asked: Asked) -> Answer:
    """Call a delivery off that has not ended; one that a rider took costs a forfeit."""
    body = asked.json()
    found = delivery(world, body)
    if body.get("cancel_reason_id") not in REASONS or found["order_status"] in DONE:
        raise Refused(40097)
    found["deductfee"] = FORFEIT_FEN if found["order_status"] >= TAKEN else 0
    _move(world, found, CANCELLED)
    return told(appid=world.appid, **_shown(found, ()))


def delivery(world: World, key: Mapping[str, Any]) -> dict[str, Any]:
    """Return the delivery of a wx_order_id, or of a store and its number."""
    for found in world.deliveries.values():
        if key.get("wx_order_id") == found["wx_order_id"] or (
                key.get("wx_store_id"), key.get("store_order_id")) == (found["wx_store_id"], found["store_order_id"]):
            return found
    raise Refused(40097)


def ride(world: World, found: dict[str, Any], status: int) -> int:
    """Let a rider get on and tell the mall; return the status of its answer, 0 when it did not take it."""
    _move(world, found, status)
    try:
        answer = httpx.post(found["callback_url"], content=callback(world, found), timeout=TIMEOUT_S, trust_env=False,
                            headers={"Content-Type": "application/json"})
    except httpx.HTTPError:
        return 0
    return answer.status_code


def callback(world: World, found: Mapping[str, Any]) -> bytes:
    """Return the callback of how a delivery stands now, signed."""
    body = {"appid": world.appid, "order_status": found["order_status"], "timestamp": int(world.now()),
            "service_trans_id": found["service_trans_id"], "status_change_time": found["status_change_time"],
            "store_order_id": found["store_order_id"], "wx_order_id": found["wx_order_id"],
            "wx_store_id": found["wx_store_id"]}
    plain = "&".join(f"{name}={value}" for name, value in sorted(body.items())) + f"&token={world.push_token}"
    return json.dumps({**body, "sign": hashlib.md5(plain.encode(), usedforsecurity=False).hexdigest()}).encode()


def _move(world: World, found: dict[str, Any], status: int) -> None:
    found["order_status"], found["status_change_time"] = status, int(world.now())
    if status in TIMES:
        found[TIMES[status]] = int(world.now())


def _shown(found: Mapping[str, Any], times: Iterable[str]) -> dict[str, Any]:
    shown = ("wx_store_id", "store_order_id", "wx_order_id", "order_status", "service_trans_id", "deductfee",
             *times)
    return {name: found[name] for name in shown if name in found}


def _require_fit(world: World, body: Mapping[str, Any]) -> None:
    cargo = body.get("cargo") or {}
    is_whole = all(body.get(name) for name in NEEDED) and all(cargo.get(name) for name in CARGO)
    if not is_whole or body.get("wx_store_id") not in world.stores or not PHONE.fullmatch(str(body["user_phone"])):
        raise Refused(40097)
    if body["user_openid"] not in world.users:
        raise Refused(40003)
