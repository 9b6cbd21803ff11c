"""Shoppers come through WeChat: log-in, taps and messages, through the public API and a WeChat that is faked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.app.wechat import Wechat as WechatDesks
from huozhao.http.server import create
from huozhao.sandbox.pushes import encrypted, signature
from huozhao.settings import Settings, Storage, Wechat
from huozhao.terms.errors import NotFound
from huozhao.terms.time import day_name, local_day
from tests.doors import bearer
from tests.shopping import DAY, Mall, eventually, patient
from tests.wechatting import Fake, wechat

Both = tuple[Mall, Fake]
TEMPLATES = {"sale": {"kind": "marketing", "fields": {"thing1": "{title}", "thing2": "{body}"}},
             "parcel": {"label": {"zh": "物流", "en": "parcel"}}}  # fmt: skip
ALWAYS = {"quiet_from": "00:00", "quiet_until": "00:00", "a_day": 9, "a_week": 9}


@contextmanager
def mall_at_wechat(data: Path | None = None, **more: Any) -> Iterator[tuple[Mall, Fake]]:
    """Open a mall whose mini program lives at a fake WeChat, in memory or in the folder `data`."""
    with wechat() as fake:
        world = fake.world
        chosen = Wechat(url=fake.url, pay_url=fake.url, appid=world.appid, secret=world.secret,
                        push_token=world.push_token, push_key=world.push_key, **more)
        storage = Storage(data=data) if data else Storage(backend="memory")
        settings = replace(Settings(), storage=storage, matching=patient(), wechat=chosen)
        with open_app(settings) as app, TestClient(create(app)) as http:
            yield Mall(http, app), fake


def log_in(mall: Mall, fake: Fake, user: str, guest: str = "") -> tuple[str, dict[str, str]]:
    """Log a user of WeChat in; return the shopper's id and the header that speaks for them."""
    answer = mall.http.post("/v1/wechat/session", json={"code": fake.code(user), "scene": 1001},
                            headers=bearer(guest) if guest else {})
    assert answer.status_code == 201, answer.text
    body = answer.json()
    return str(body["shopper"]), bearer(body["token"])


def push(mall: Mall, fake: Fake, name: str, user: str, **more: Any) -> httpx.Response:
    """Let WeChat push an event of a user to the mall."""
    message = {"FromUserName": fake.world.openid(user), "CreateTime": int(fake.world.now()), "MsgType": "event",
               "Event": name, **more}  # fmt: skip
    sealed, stamp = encrypted(fake.world, json.dumps(message).encode()), str(int(fake.world.now()))
    query = {"timestamp": stamp, "nonce": "n",
             "msg_signature": signature(fake.world.push_token, stamp, "n", sealed)}  # fmt: skip
    answer: httpx.Response = mall.http.post("/v1/wechat/push", params=query, json={"Encrypt": sealed})
    return answer


def tapped(mall: Mall, fake: Fake, user: str, template: str, at: int = 0) -> None:
    """Let a user allow one message, as WeChat counts it and tells the mall."""
    openid = fake.world.openid(user)
    fake.world.taps[openid, template] = fake.world.taps.get((openid, template), 0) + 1
    told = {"TemplateId": template, "SubscribeStatusString": "accept", "PopupScene": "0"}
    more = {"CreateTime": at} if at else {}
    answer = push(mall, fake, "subscribe_msg_popup_event", user, List=[told], **more)
    assert (answer.status_code, answer.text) == (200, "success")
    assert mall.app.folds.reached(mall.app.log.head(), 60)


def left(mall: Mall, header: dict[str, str]) -> dict[str, int]:
    """Return how many messages a shopper still allows, by template."""
    items = mall.http.get("/v1/me/subscriptions", headers=header).json()["items"]
    return {each["template"]: each["left"] for each in items}


def wish(shopper: str, key: str, **more: Any) -> dict[str, Any]:
    """Return a wish to tell a shopper of a sale."""
    words = {"zh": "您收藏的面膜降价了", "en": "lower price"}
    return {"key": key, "shopper": shopper, "topic": key, "kind": "marketing", "title": words, "body": words,
            "valid_until": 4_000_000_000_000, "template": "sale", **more}  # fmt: skip


def told(mall: Mall, shopper: str) -> dict[str, tuple[str, str]]:
    """Return by topic what became of a shopper's messages once all were decided."""
    def read() -> list[dict[str, Any]]:
        return list(mall.get(f"/v1/shoppers/{shopper}/messages")["items"])

    items = eventually(read, lambda found: all(each["state"] != "waiting" for each in found))
    return {each["topic"]: (each["state"], each["channel"]) for each in items}


def test_a_code_becomes_a_token_and_neither_openid_nor_session_key_lies_in_the_clear(tmp_path: Path) -> None:
    with mall_at_wechat(tmp_path) as (mall, fake):
        shopper, header = log_in(mall, fake, "ann")
        assert log_in(mall, fake, "ann")[0] == shopper and log_in(mall, fake, "bob")[0] != shopper
        assert mall.http.get("/v1/me", headers=header).status_code == 200
        used = fake.code("ann")
        assert mall.http.post("/v1/wechat/session", json={"code": used}).status_code == 201
        again = mall.http.post("/v1/wechat/session", json={"code": used})
        assert (again.status_code, again.json()["error"]["code"]) == (422, "code_used")
        copy = mall.http.get("/v1/me/copy", headers=header).text
        assert fake.world.openid("ann") in copy, "who asks for a copy sees by what WeChat knows them"
        openid, unionid = fake.world.openid("ann"), fake.world.unionid(fake.world.openid("ann"))
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert shopper.encode() in kept
    assert openid.encode() not in kept and unionid.encode() not in kept


@pytest.fixture(scope="module")
def shared() -> Iterator[Both]:
    """One mall for tests that each bring users of their own."""
    with mall_at_wechat() as (mall, fake):
        assert mall.http.put("/v1/messages/rules", json={"policy": ALWAYS, "templates": TEMPLATES}).status_code == 200
        yield mall, fake


def test_one_unionid_is_one_person_and_a_guest_who_logs_in_takes_their_past_along(shared: Both) -> None:
    mall, fake = shared
    openid = fake.world.openid("uma")
    mall.http.post("/v1/identities/link", json={"shopper": "card-7", "kind": "unionid",
                                                "value": fake.world.unionid(openid)})
    guest = mall.app.storefront.guests.enter()
    shopper, _ = log_in(mall, fake, "uma", guest.token.token)
    found = mall.get(f"/v1/shoppers/{shopper}/identities")
    assert set(found["members"]) == {"card-7", shopper, guest.shopper} and found["person"] == "card-7"
    before = mall.app.log.head()
    log_in(mall, fake, "uma", guest.token.token)
    assert mall.app.log.head() == before + 1, "links are told once"
    other, _ = log_in(mall, fake, "una", guest.token.token)
    assert mall.get(f"/v1/shoppers/{other}/identities")["person"] != "card-7", "a shared phone joins nobody"


def test_a_phone_given_through_wechat_is_sealed_and_shown_masked(shared: Both) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "pia")
    code = fake.act("phone", user="pia", phone="13800138000")["code"]
    answer = mall.http.post("/v1/me/wechat/phone", json={"code": code}, headers=header)
    assert answer.json() == {"phone": "138****8000"}
    assert mall.get(f"/v1/shoppers/{shopper}")["contact"] == {"phone": "138****8000"}
    stolen = fake.act("phone", user="pit", phone="13900139000")["code"]
    answer = mall.http.post("/v1/me/wechat/phone", json={"code": stolen}, headers=header)
    assert answer.json()["error"]["code"] == "code_invalid"


def test_who_has_a_number_that_was_anothers_before_sees_nothing_of_theirs(shared: Both) -> None:
    mall, fake = shared
    fake.world.has_unionids = False  # as in a mini program that is bound to no open platform
    headers = []
    for user, address in (("old", "老街 1 号"), ("new", "")):
        _, header = log_in(mall, fake, user)
        headers.append(header)
        if address:
            mall.http.put("/v1/me/contact", json={"name": "王老", "address": address}, headers=header)
        code = fake.act("phone", user=user, phone="13900001111")["code"]
        assert mall.http.post("/v1/me/wechat/phone", json={"code": code}, headers=header).status_code == 200
    fake.world.has_unionids = True
    assert mall.app.folds.reached(mall.app.log.head(), 60)
    assert mall.http.get("/v1/me/contact", headers=headers[0]).json()["address"] == "老街 1 号"
    seen = mall.http.get("/v1/me/contact", headers=headers[1]).json()
    assert (seen["name"], seen["address"]) == ("", "")


def test_of_two_accounts_of_one_person_the_one_that_came_in_is_the_one_that_pays(shared: Both) -> None:
    mall, fake = shared
    one, other = (log_in(mall, fake, user)[0] for user in ("duo-1", "duo-2"))
    mall.http.post("/v1/identities/link", json={"shopper": one, "kind": "account", "value": other})
    assert mall.app.folds.reached(mall.app.log.head(), 60)
    openids = mall.app.wechat.connection.openids
    assert set(openids.people.members(one)) == {one, other}
    assert [openids.of(each) for each in (one, other)] == [fake.world.openid(f"duo-{n}") for n in (1, 2)]


def test_a_guests_token_opens_nothing_of_who_logged_in_with_it(shared: Both) -> None:
    mall, fake = shared
    guest = mall.app.storefront.guests.enter()
    earlier, looked = bearer(guest.token.token), {"id": "e-guest", "name": "Page Viewed", "at": mall.app.clock(),
                                                  "shopper": guest.shopper, "properties": {"page": "home"}}
    assert mall.http.get("/v1/me/contact", headers=earlier).status_code == 200
    _, header = log_in(mall, fake, "fay", guest.token.token)
    mall.http.put("/v1/me/contact", json={"name": "李", "address": "密巷 9 号"}, headers=header)
    assert mall.app.folds.reached(mall.app.log.head(), 60)
    again = bearer(mall.app.storefront.guests.enter(guest.secret).token.token)
    for kept in (earlier, again):
        answer = mall.http.get("/v1/me/contact", headers=kept)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "guest_logged_in")
    basket = {"lines": [{"sku": "mask"}]}
    for path, body in (("page", {"placement": "home"}), ("quotes", basket)):
        answer = mall.http.post(f"/v1/{path}", json=body, headers=earlier)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "guest_logged_in"), path
        assert mall.http.post(f"/v1/{path}", json=body, headers=header).status_code == 200, path
    assert mall.http.get("/v1/me/contact", headers=header).json()["address"] == "密巷 9 号"
    told = mall.http.post("/v1/events", json={"events": [looked]}, headers=earlier).json()
    assert told["accepted"] == 1, "what the guest did before may still be told"


def test_taps_that_wechat_tells_of_are_the_ledger_and_messages_leave_through_wechat_itself(shared: Both) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "tia")
    mall.consent(shopper, "marketing")
    tapped(mall, fake, "tia", "sale", at=1_700_000_000)
    answer = mall.http.post("/v1/me/subscriptions", json={"grants": [{"id": "t", "template": "sale"}]},
                            headers=header)  # fmt: skip
    assert answer.status_code == 200 and left(mall, header) == {"sale": 1}, "told by both sides, counted once"
    push(mall, fake, "subscribe_msg_popup_event", "tia", CreateTime=1_700_000_000,
         List=[{"TemplateId": "sale", "SubscribeStatusString": "accept", "PopupScene": "0"}])
    assert mall.app.folds.reached(mall.app.log.head(), 60)
    assert left(mall, header) == {"sale": 1}, "pushed again, counted once"
    mall.http.post("/v1/messages", json={"wishes": [wish(shopper, "first")]})
    assert told(mall, shopper)["first"] == ("sent", "subscription")
    messages = [each for each in fake.seen()["messages"] if each["touser"] == fake.world.openid("tia")]
    assert [each["data"]["thing1"]["value"] for each in messages] == ["您收藏的面膜降价了"]
    mall.http.post("/v1/messages", json={"wishes": [wish(shopper, "second")]})
    assert told(mall, shopper)["second"] == ("sent", "card"), "one tap is one message"


def test_wechat_knows_better_how_many_are_left_and_a_switch_in_its_settings_empties_the_ledger(shared: Both) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "wes")
    mall.consent(shopper, "marketing")
    for at in (1_700_000_000, 1_700_000_001):
        tapped(mall, fake, "wes", "sale", at)
    fake.world.taps[fake.world.openid("wes"), "sale"] = 0
    mall.http.post("/v1/messages", json={"wishes": [wish(shopper, "first")]})
    assert told(mall, shopper)["first"] == ("sent", "card") and left(mall, header) == {"sale": 0}, "43101"
    tapped(mall, fake, "wes", "sale", at=1_700_000_002)
    assert left(mall, header) == {"sale": 1}
    push(mall, fake, "subscribe_msg_change_event", "wes",
         List=[{"TemplateId": "sale", "SubscribeStatusString": "reject"}])
    assert left(mall, header) == {"sale": 0}


def test_only_wechat_may_push_and_a_greeting_is_answered_with_its_echo(shared: Both) -> None:
    mall, fake = shared
    stamp = str(int(fake.world.now()))
    query = {"timestamp": stamp, "nonce": "n", "echostr": "echo 7",
             "signature": signature(fake.world.push_token, stamp, "n")}  # fmt: skip
    assert mall.http.get("/v1/wechat/push", params=query).text == "echo 7"
    query["signature"] = signature("guessed", stamp, "n")
    answer = mall.http.get("/v1/wechat/push", params=query)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "push_forged")
    before = mall.app.log.head()
    answer = mall.http.post("/v1/wechat/push", params=query, json={"Encrypt": "x"})
    assert answer.status_code == 401 and mall.app.log.head() == before


def test_an_erased_shopper_leaves_no_openid_and_is_somebody_new_afterwards(shared: Both) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "eva")
    assert mall.app.wechat.require_door().openids.of(shopper) == fake.world.openid("eva")
    assert mall.http.post("/v1/me/erase", headers=header, json={}).status_code in (200, 201, 202)
    eventually(lambda: mall.app.wechat.require_door().openids.of(shopper), lambda found: found == "")
    assert mall.app.wechat.require_door().openids.of(shopper) == ""
    assert mall.http.get("/v1/me", headers=header).status_code == 401
    answer = mall.http.post("/v1/wechat/session", json={"code": fake.code("eva")})
    assert answer.json()["is_new"] is True


def test_a_mall_without_a_mini_program_says_what_is_missing(shared: Both) -> None:
    unset = replace(shared[0].app.wechat.connection, settings=Wechat())
    with pytest.raises(NotFound) as caught:
        WechatDesks(unset).require_door()
    assert caught.value.field == "wechat.appid" and caught.value.hint


def viewed(mall: Mall, shopper: str, referer: str = "", days_ago: float = 1, **said: str) -> None:
    """Let a shopper's own client tell a view, from an address, or with no address the mall's server."""
    mall.consent(shopper, "personalisation")
    headers = {**mall.token(shopper), "Referer": referer} if referer else {}
    event = {"id": f"view-{shopper}-{days_ago}", "name": "Product Viewed", "at": mall.now - int(days_ago * DAY),
             "shopper": shopper, "properties": {"sku": "mask"}, **said}
    assert mall.http.post("/v1/events", json={"events": [event]}, headers=headers).json()["refused"] == []


def test_wechats_count_of_visitors_stands_beside_those_that_the_mall_saw_in_the_mini_program(shared: Both) -> None:
    mall, fake = shared
    mall.now = mall.app.clock()
    yesterday = day_name(local_day(mall.now, "Asia/Shanghai") - 1)
    mall.goods(mask=("美妆",))
    fake.act("visits", **{yesterday.replace("-", ""): 8})
    mini = f"https://servicewechat.com/{fake.world.appid}/7/page-frame.html"
    for shopper in ("v1", "v2", "g1"):
        viewed(mall, shopper, mini)
    mall.did("v1", "Identity Linked", kind="device", value="g1")  # v1 was the guest g1 before
    mall.send()
    viewed(mall, "v3", "https://mall.example/shop/")
    viewed(mall, "v4", f"https://servicewechat.com/{fake.world.appid}2/7/page-frame.html")
    viewed(mall, "v5", source="weapp")
    viewed(mall, "v6")
    viewed(mall, "v6", days_ago=2)
    assert mall.app.folds.reached(mall.app.log.head(), 60)
    first = mall.app.wechat.require_visits().fetch()
    assert len(first["taken"]) == 7 and mall.app.wechat.require_visits().fetch()["taken"] == []
    newest = mall.get("/v1/wechat/visits?limit=1")
    assert newest["items"][0] == {"day": yesterday, "visitors": 8, "new_visitors": 1, "views": 72, "sessions": 16,
                                  "own_visitors": 3, "seen_share": 0.375}
    before = mall.get(f"/v1/wechat/visits?before={newest['next']}")["items"][0]
    assert before["visitors"] == 100
    assert (before["own_visitors"], before["seen_share"]) == (None, None), "nobody had said where they came from"
    assert mall.app.portraits.fetch()["taken"], "the same mini program gives the portrait"


def test_a_text_is_judged_by_wechat_before_others_read_it(shared: Both) -> None:
    mall, fake = shared
    _, header = log_in(mall, fake, "tex")
    for text, verdict in (("很好用", "pass"), ("代开发票", "risky")):
        answer = mall.http.post("/v1/me/wechat/text-check", json={"text": text}, headers=header)
        assert answer.json()["verdict"] == verdict
    answer = mall.http.post("/v1/me/wechat/text-check", json={"text": "x"}, headers=mall.token("somebody"))
    assert answer.json()["error"]["code"] == "not_through_wechat"
