"""A rider of WeChat's brings a paid order: asked for once, followed by signed callbacks, called off, asked for anew."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from secrets import token_hex
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.events.documents import Document, Documents
from huozhao.flows.wechat.deliveries import Deliveries
from huozhao.flows.wechat.wishes import Asked
from huozhao.http.server import create
from huozhao.operations.wechat.city_delivery import DeliveryTold, DeliveryWish
from huozhao.sandbox.intracity import callback
from huozhao.settings import Settings, Storage, Wechat
from tests.doors import bearer
from tests.shopping import Mall, eventually
from tests.wechatting import Fake, key_files, wechat

Both = tuple[Mall, Fake]
TO = {"name": "王女士", "phone": "13800138000", "address": "王城大道1号"}
NEAR, FAR = (112.41, 34.61), (113.6, 34.7)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    own, theirs = key_files(tmp_path_factory.mktemp("keys"))
    with wechat() as fake:
        world = fake.world
        chosen = Wechat(url=fake.url, appid=world.appid, secret=world.secret, push_token=world.push_token,
                        push_key=world.push_key, order_page="pages/order/order?order={order}", api_key=world.api_key,
                        api_key_number=world.api_key_number, api_key_file=str(own), api_certificate_file=str(theirs),
                        api_certificate_number=world.api_certificate_number,
                        delivery_url="https://mall.example/v1/wechat/delivery")
        settings = replace(Settings(), storage=Storage(backend="memory"), wechat=chosen)
        with open_app(settings) as app, TestClient(create(app)) as http:
            mall = Mall(http, app)
            mask = {"sku": "mask", "spu": "mask", "title": "面膜", "category": ["美妆"], "price_fen": 1000}
            assert http.put("/v1/goods", json={"goods": [mask]}).json()["refused"] == []
            soap = {"sku": "soap", "spu": "soap", "title": "香皂", "category": ["美妆"], "price_fen": 500}
            assert http.put("/v1/goods", json={"goods": [soap]}).json()["refused"] == []
            for name, sku in (("s1", "mask"), ("s2", "soap")):
                shop = {"shop": name, "name": name, "longitude": 112.4, "latitude": 34.6, "system": "gcj02"}
                assert http.put("/v1/shops", json={"shops": [shop]}).json()["refused"] == []
                count = {"key": f"c{name}", "sku": sku, "shop": name, "on_hand": 500}
                assert http.post("/v1/stock/counts", json={"counts": [count]}).status_code == 200
                fake.act("stores", out_store_id=name, lng=112.4, lat=34.6)
            yield mall, fake


def paid(both: Both, user: str, at: tuple[float, float] = NEAR, skus: tuple[str, ...] = ("mask",)) -> str:
    """Let a user of WeChat place an order near the shop and pay it."""
    mall, fake = both
    shopper = mall.http.post("/v1/wechat/session", json={"code": fake.code(user)}).json()["shopper"]
    body = {"order": f"order-{user}", "shopper": shopper, "lines": [{"sku": sku, "quantity": 2} for sku in skus],
            "place": {"longitude": at[0], "latitude": at[1], "system": "gcj02"}}  # fmt: skip
    assert mall.http.post("/v1/orders", json=body).status_code == 201
    assert mall.http.post(f"/v1/orders/order-{user}/pay", json={}).status_code == 200
    return f"order-{user}"


def ask(both: Both, order: str, **more: Any) -> httpx.Response:
    answer: httpx.Response = both[0].http.post("/v1/wechat/deliveries", json={"order": order, "to": TO, **more})
    return answer


def asked(both: Both, order: str) -> dict[str, Any]:
    answer = ask(both, order)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def step(both: Both, order: str, name: str, **more: Any) -> httpx.Response:
    answer: httpx.Response = both[0].http.post(f"/v1/wechat/deliveries/{order}/{name}", json=more or None)
    return answer


def at_wechat(both: Both, order: str) -> list[dict[str, Any]]:
    return [each for each in both[1].world.deliveries.values() if each["store_order_id"].startswith(order)]


def rides(both: Both, order: str) -> dict[str, dict[str, Any]]:
    """Return the deliveries of an order by shop, as the mall knows them."""
    return {each["shop"]: each for each in both[0].get("/v1/wechat/deliveries?limit=500")["items"]
            if each["order"] == order}


def told(both: Both, order: str, status: int, later_s: int = 1, rider: int = -1) -> httpx.Response:
    """Let a rider of an order, the newest, get on, and WeChat tell the mall."""
    mall, fake = both
    found = at_wechat(both, order)[rider]
    found["order_status"], found["status_change_time"] = status, found["status_change_time"] + later_s
    answer: httpx.Response = mall.http.post("/v1/wechat/delivery", content=callback(fake.world, found))
    return answer


def deliveries(both: Both) -> Deliveries:
    return both[0].app.wechat.require_deliveries()


def status(both: Both, order: str) -> str:
    return str(both[0].get(f"/v1/orders/{order}")["status"])


def test_a_rider_brings_an_order_and_the_order_moves_on_with_them(shared: Both) -> None:
    order = paid(shared, "ann")
    first = asked(shared, order)
    assert (first["state"], first["shop"], first["fee_fen"], first["carrier"]) == ("waiting", "s1", 800, "DADA")
    assert asked(shared, order) == first and len(at_wechat(shared, order)) == 1, "asked again, it is the same"
    sent = at_wechat(shared, order)[0]
    assert (sent["user_phone"], sent["user_lng"], sent["cargo"]["cargo_num"]) == ("13800138000", 112.41, 2)
    for code, expected in ((30000, "paid"), (40000, "paid"), (50000, "shipped"), (70000, "delivered")):
        answer = told(shared, order, code)
        assert answer.json() == {"return_code": 0, "return_msg": "OK"}
        assert status(shared, order) == expected
    assert told(shared, order, 50000, 0).status_code == 200 and status(shared, order) == "delivered"
    mine = next(each for each in shared[0].get("/v1/wechat/deliveries")["items"] if each["order"] == order)
    assert mine["state"] == "delivered" and mine["changed_at"] and "王女士" not in json.dumps(mine)
    assert step(shared, order, "cancel").json()["error"]["code"] == "delivery_state"


def test_a_callback_that_never_came_is_made_up_for_by_asking(shared: Both) -> None:
    order = paid(shared, "bob")
    asked(shared, order)
    shared[1].act("rides", wx_order_id=at_wechat(shared, order)[0]["wx_order_id"], order_status=50000)
    assert status(shared, order) == "paid", "the address of the mall is not this test's"
    assert step(shared, order, "refresh").json()["state"] == "on_the_way" and status(shared, order) == "shipped"


def test_a_delivery_that_was_called_off_costs_a_forfeit_and_another_can_be_asked_for(shared: Both) -> None:
    order = paid(shared, "cat")
    asked(shared, order)
    told(shared, order, 30000)
    off = step(shared, order, "cancel").json()
    assert (off["state"], off["forfeit_fen"], status(shared, order)) == ("cancelled", 200, "paid")
    assert asked(shared, order)["attempt"] == 2 and len(at_wechat(shared, order)) == 2
    old = at_wechat(shared, order)[0] | {"order_status": 70000, "status_change_time": 2**31}
    shared[0].http.post("/v1/wechat/delivery", content=callback(shared[1].world, old))
    assert status(shared, order) == "paid", "what is told of the first moves nothing any more"


def test_after_trouble_a_person_says_whether_the_goods_arrived_or_came_back(shared: Both) -> None:
    order = paid(shared, "dan")
    asked(shared, order)
    for code in (50000, 90000, 70000):
        told(shared, order, code)
    assert status(shared, order) == "shipped"
    mine = next(each for each in shared[0].get("/v1/wechat/deliveries")["items"] if each["order"] == order)
    assert mine["state"] == "unclear"
    trouble = shared[0].get("/v1/wechat/deliveries?status=trouble")["items"]
    assert [each["order"] for each in trouble] == [order] and shared[0].get("/v1/wechat")["riders"] == 1
    assert order not in [each["order"] for each in shared[0].get("/v1/wechat/deliveries?status=open")["items"]]


def test_a_lost_answer_asks_for_no_second_rider(shared: Both) -> None:
    order = paid(shared, "eve")
    shared[1].act("faults", path="/cgi-bin/express/intracity/addorder", times=1, lost=True)
    assert asked(shared, order)["state"] == "waiting" and len(at_wechat(shared, order)) == 1
    other = paid(shared, "fay")
    shared[1].act("faults", path="/cgi-bin/express/intracity/addorder", times=3, lost=True)
    assert ask(shared, other).status_code == 429
    shared[1].act("faults", path="/cgi-bin/express/intracity/addorder", times=1, errcode=934002)
    assert asked(shared, other)["state"] == "waiting", "WeChat says that it has it already"
    assert len(at_wechat(shared, other)) == 1


def test_what_cannot_be_brought_is_refused_with_what_to_do(shared: Both) -> None:
    mall, _ = shared
    far = paid(shared, "gil", FAR)
    assert ask(shared, far).json()["error"]["code"] == "too_far"
    near = paid(shared, "hal")
    without = ask(shared, near, to={**TO, "phone": ""}).json()["error"]
    assert (without["code"], without["field"]) == ("recipient_incomplete", "to.phone")
    mall.http.post(f"/v1/orders/{near}/cancel")
    assert ask(shared, near).json()["error"]["code"] == "order_state"
    assert step(shared, near, "refresh").json()["error"]["code"] == "unknown_delivery"


def test_a_delivery_that_wechat_refused_or_never_heard_of_does_not_go_on_and_may_be_asked_for_anew(
    shared: Both
) -> None:
    far, lost = paid(shared, "oda", FAR), paid(shared, "pam")
    assert ask(shared, far).json()["error"]["code"] == "too_far"
    shared[1].act("faults", path="/cgi-bin/express/intracity/addorder", times=3, status=500)
    assert ask(shared, lost).status_code == 429 and rides(shared, lost)["s1"]["state"] == "asked"
    assert step(shared, lost, "cancel").json()["state"] == "cancelled", "it goes as a parcel instead"
    assert rides(shared, far)["s1"]["state"] == "cancelled"
    still = [each["order"] for each in shared[0].get("/v1/wechat/deliveries?status=open")["items"]]
    assert far not in still and lost not in still
    assert asked(shared, lost)["attempt"] == 2 and len(at_wechat(shared, lost)) == 1


def test_what_wechat_took_before_it_refused_goes_on(shared: Both) -> None:
    order = paid(shared, "quin")
    shared[1].act("faults", path="/cgi-bin/express/intracity/addorder", times=3, lost=True)
    assert ask(shared, order).status_code == 429
    shared[1].act("faults", path="/cgi-bin/express/intracity/addorder", times=1, errcode=40097)
    assert ask(shared, order).json()["error"]["code"] == "wechat_unfit"
    assert rides(shared, order)["s1"]["state"] == "waiting" and len(at_wechat(shared, order)) == 1


class CalledOff:
    """Riders that are called off while they are being asked for."""

    def __init__(self, desk: Deliveries, order: str) -> None:
        self.desk, self.order = desk, order

    def add(self, wish: DeliveryWish) -> DeliveryTold:
        assert self.desk.cancel(self.order, 1).body["state"] == "cancelled", "WeChat has not heard of it yet"
        return self.desk.riders.add(wish)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.desk.riders, name)


def test_a_rider_that_is_called_off_while_wechat_is_asked_does_not_come(shared: Both) -> None:
    order, riders = paid(shared, "rae"), CalledOff(deliveries(shared), "order-rae")
    found: Any = replace(deliveries(shared), riders=riders).ask(order, Asked(to=TO))
    assert found.body["state"] == "cancelled" and at_wechat(shared, order)[0]["order_status"] == 20000


def ordered_to(both: Both, header: dict[str, str], address: str) -> str:
    """Let a shopper order to one of their addresses; return the order, paid."""
    wanted = {"key": token_hex(8), "lines": [{"sku": "mask"}], "address": address}
    order = str(both[0].http.post("/v1/me/orders", json=wanted, headers=header).json()["order"])
    assert both[0].http.post(f"/v1/orders/{order}/pay", json={}).status_code == 200
    return order


def brought_to(both: Both, order: str) -> tuple[str, float]:
    """Ask for the rider of an order; return where WeChat was told to bring it."""
    assert both[0].http.post("/v1/wechat/deliveries", json={"order": order}).status_code == 200
    found = at_wechat(both, order)[0]
    return str(found["user_address"]), float(found["user_lng"])


def test_a_rider_goes_to_the_address_that_was_chosen_as_the_shopper_has_it_now(shared: Both) -> None:
    mall, fake = shared
    guest = mall.app.storefront.guests.enter()

    def keep(header: dict[str, str], id: str, address: str, lon: float) -> None:
        place = {"longitude": lon, "latitude": 34.61, "system": "gcj02"}
        given = {"name": "安", "phone": "13800138000", "address": address, "place": place}
        assert mall.http.put(f"/v1/me/addresses/{id}", json=given, headers=header).status_code == 200

    keep(bearer(guest.token.token), "guest", "客路1号", 112.42)
    session = {"code": fake.code("sue")}
    keep(bearer(mall.http.post("/v1/wechat/session", json=session).json()["token"]), "own", "家街2号", 112.43)
    session = {"code": fake.code("sue")}
    token = mall.http.post("/v1/wechat/session", json=session, headers=bearer(guest.token.token)).json()["token"]
    assert mall.app.folds.reached(mall.app.log.head(), 60)
    mine = bearer(token)
    assert brought_to(shared, ordered_to(shared, mine, "own")) == ("家街2号", 112.43)
    assert brought_to(shared, ordered_to(shared, mine, "guest")) == ("客路1号", 112.42), "the default of the guest"
    order = ordered_to(shared, mine, "guest")
    keep(mine, "guest", "客路99号", 112.44)
    assert brought_to(shared, order) == ("客路99号", 112.44), "changed since"


def test_only_wechat_may_tell_of_deliveries(shared: Both) -> None:
    mall, fake = shared
    order = paid(shared, "ida")
    asked(shared, order)
    right = json.loads(callback(fake.world, at_wechat(shared, order)[-1] | {"order_status": 70000}))
    for wrong in ({**right, "sign": "0" * 32}, {**right, "order_status": 50000}, {"sign": "x"}, []):
        answer = mall.http.post("/v1/wechat/delivery", json=wrong)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "callback_forged"), answer.text
    assert status(shared, order) == "paid"


def test_a_cancelled_order_calls_its_rider_off_by_itself_and_says_what_that_cost(shared: Both) -> None:
    order = paid(shared, "jan")
    asked(shared, order)
    told(shared, order, 30000)
    assert shared[0].http.post(f"/v1/orders/{order}/cancel").status_code == 200
    off = eventually(lambda: rides(shared, order)["s1"], lambda found: found["state"] == "cancelled")
    assert (off["state"], off["forfeit_fen"], off["error"]) == ("cancelled", 200, "")
    assert at_wechat(shared, order)[0]["order_status"] == 20000


def test_a_rider_is_called_off_although_answers_are_lost_or_wechat_is_away(shared: Both) -> None:
    order = paid(shared, "kai")
    asked(shared, order)
    shared[1].act("faults", path="/cgi-bin/express/intracity/queryorder", times=3, lost=True)
    shared[1].act("faults", path="/cgi-bin/express/intracity/cancelorder", times=1, lost=True)
    assert shared[0].http.post(f"/v1/orders/{order}/cancel").status_code == 200
    assert eventually(lambda: rides(shared, order)["s1"]["error"], bool)
    off = deliveries(shared).off
    for _ in range(2):
        for each in off.documents.list(off.kind):
            off.again(each.id)
        deliveries(shared).work()
    assert rides(shared, order)["s1"]["state"] == "cancelled" and at_wechat(shared, order)[0]["order_status"] == 20000
    assert off.documents.list(off.kind) == []


def test_a_rider_that_wechat_never_heard_of_need_not_be_called_off(shared: Both) -> None:
    order = paid(shared, "leo")
    shared[1].act("faults", path="/cgi-bin/express/intracity/addorder", times=3, status=500)
    assert ask(shared, order).status_code == 429 and at_wechat(shared, order) == []
    assert shared[0].http.post(f"/v1/orders/{order}/cancel").status_code == 200
    assert eventually(lambda: rides(shared, order)["s1"]["state"], lambda found: found == "cancelled") == "cancelled"


def test_an_order_of_two_shops_has_a_rider_from_each_and_arrives_with_the_last(shared: Both) -> None:
    order = paid(shared, "mia", skus=("mask", "soap"))
    which = ask(shared, order).json()["error"]
    assert (which["code"], which["field"]) == ("several_shops", "shop") and "s1" in which["hint"]
    for shop in ("s1", "s2"):
        assert ask(shared, order, shop=shop).json()["shop"] == shop
    assert [each["cargo"]["cargo_price"] for each in at_wechat(shared, order)] == [2000, 1000]
    told(shared, order, 50000, rider=0)
    assert status(shared, order) == "shipped" and rides(shared, order)["s2"]["state"] == "waiting"
    told(shared, order, 70000, rider=0)
    assert status(shared, order) == "shipped", "the soap is still on its way"
    assert step(shared, order, "cancel").json()["error"]["field"] == "shop"
    assert step(shared, order, "cancel", shop="s2").json()["state"] == "cancelled"
    assert ask(shared, order, shop="s2").json()["attempt"] == 2
    told(shared, order, 70000)
    assert status(shared, order) == "delivered"
    assert {shop: each["state"] for shop, each in rides(shared, order).items()} == dict.fromkeys(("s1", "s2"),
                                                                                                 "delivered")


class Meeting:
    """Documents on whose lists two readers meet, where two come at the same moment."""

    def __init__(self, documents: Documents) -> None:
        self.documents, self.both = documents, threading.Barrier(2)

    def list(self, kind: str, after: str = "", limit: int = 100) -> list[Document]:
        found = self.documents.list(kind, after=after, limit=limit)
        with suppress(threading.BrokenBarrierError):
            self.both.wait(0.3)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.documents, name)


def test_riders_of_two_shops_that_arrive_at_the_same_moment_deliver_the_order(shared: Both) -> None:
    order, world = paid(shared, "noa", skus=("mask", "soap")), shared[1].world
    for shop in ("s1", "s2"):
        assert ask(shared, order, shop=shop).status_code == 200
    told(shared, order, 50000, rider=0)
    bodies = []
    for found in at_wechat(shared, order):
        found["order_status"], found["status_change_time"] = 70000, found["status_change_time"] + 9
        bodies.append(callback(world, found))
    meeting: Any = Meeting(deliveries(shared).documents)
    with ThreadPoolExecutor(2) as doors:
        list(doors.map(replace(deliveries(shared), documents=meeting).take, bodies))
    assert {each["state"] for each in rides(shared, order).values()} == {"delivered"}
    assert status(shared, order) == "delivered"
