"""The calls to WeChat, against a fake that has WeChat's rules."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from huozhao.backends.wechat.client import Client
from huozhao.backends.wechat.figures import WechatFigures
from huozhao.backends.wechat.people import WechatPeople
from huozhao.backends.wechat.pushes import WechatPushes
from huozhao.backends.wechat.sender import WechatSender
from huozhao.insight.portrait import read
from huozhao.insight.portrait_source import NotReady
from huozhao.operations.messages.wish import Wish
from huozhao.operations.wechat.platform import Forged, LogIn
from huozhao.sandbox.pushes import encrypted, signature
from huozhao.terms.errors import BadInput, Busy, HuozhaoError
from huozhao.terms.text import Text
from tests.wechatting import Fake, wechat

FIELDS = {"thing1": "{title}", "time2": "{facts.at}", "character_string3": "{facts.parcel}"}


@pytest.fixture
def fake() -> Iterator[Fake]:
    with wechat() as found:
        yield found


@pytest.fixture
def client(fake: Fake) -> Iterator[Client]:
    found = fake.client()
    yield found
    found.close()


def refused(call: Callable[[], object]) -> HuozhaoError:
    with pytest.raises(HuozhaoError) as caught:
        call()
    return caught.value


def wish(**more: Any) -> Wish:
    facts = {"at": "2026年11月28日 15:00", "parcel": "SF1234567890"}
    given = {"title": Text("您的订单已由门店送出", "on its way"), "facts": facts, **more}
    return Wish("k", "ann", "t", "service", body=Text("在路上", "on its way"), valid_until=2**50, source="api:w",
                template="parcel", **given)


def test_a_log_in_code_tells_who_it_is_once_and_keeps_no_session_key(fake: Fake, client: Client) -> None:
    people, code = WechatPeople(client), fake.code("ann")
    found = people.log_in(code)
    assert found == LogIn(fake.world.openid("ann"), fake.world.unionid(found.openid))
    assert refused(lambda: people.log_in(code)).code == "code_used"
    assert refused(lambda: people.log_in("never given")).field == "code"
    old = fake.code("ann")
    fake.act("clock", seconds=301)
    assert refused(lambda: people.log_in(old)).code == "code_invalid"
    fake.world.risky_users.add(found.openid)
    assert refused(lambda: people.log_in(fake.code("ann"))).code == "shopper_blocked"


def test_a_lost_answer_to_a_log_in_is_not_asked_for_again_as_the_code_is_used_up(fake: Fake, client: Client) -> None:
    fake.act("faults", path="/sns/jscode2session", lost=True)
    assert isinstance(refused(lambda: WechatPeople(client).log_in(fake.code("ann"))), Busy)
    assert fake.world.calls.count("/sns/jscode2session") == 1


def test_a_phone_number_is_given_to_the_user_whose_code_it_is(fake: Fake, client: Client) -> None:
    people = WechatPeople(client)
    code = fake.act("phone", user="ann", phone="13800138000")["code"]
    ann, bob = fake.world.openid("ann"), fake.world.openid("bob")
    assert refused(lambda: people.phone(code, bob)).code == "code_invalid"
    assert people.phone(code, ann) == "13800138000"
    assert refused(lambda: people.phone(code, ann)).code == "code_used"


def test_one_token_serves_all_who_ask_at_once_and_a_new_one_comes_before_it_ends(fake: Fake, client: Client) -> None:
    tokens: list[str] = []
    threads = [threading.Thread(target=lambda: tokens.append(client.tokens.current())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(tokens)) == 1 and fake.world.calls.count("/cgi-bin/stable_token") == 1
    now = [0.0]
    ask = iter([("first", 7200), ("second", 7200)])
    from huozhao.backends.wechat.tokens import Tokens

    held = Tokens(lambda: next(ask), clock=lambda: now[0])
    assert held.current() == "first"
    now[0] = 6_899.0
    assert held.current() == "first"
    now[0] = 6_901.0
    assert held.current() == "second"
    held.drop("first")
    assert held.current() == "second", "one that another asker has renewed meanwhile stays"


def test_a_token_that_another_system_ended_is_renewed_and_the_call_made_again(fake: Fake, client: Client) -> None:
    figures, day = WechatFigures(client), "2026-11-01"
    fake.world.visits["20261101"] = 80
    assert figures.visits(day).visitors == 80
    fake.act("end-tokens")
    assert figures.visits(day).visitors == 80
    fake.act("clock", seconds=7_300)
    assert figures.visits(day).visitors == 80, "one that has run out is renewed too"
    assert fake.world.calls.count("/cgi-bin/stable_token") == 3


def test_what_may_be_asked_again_is_when_wechat_stumbles_and_limits_say_when_to_come_back(
    fake: Fake, client: Client
) -> None:
    figures = WechatFigures(client)
    path = "/datacube/getweanalysisappiddailyvisittrend"
    for fault in ({"errcode": -1}, {"lost": True}, {"status": 502}):
        fake.act("faults", path=path, times=2, **fault)
        assert figures.visits("2026-11-01").visitors == 100
    fake.act("faults", path=path, errcode=45011)
    busy = refused(lambda: figures.visits("2026-11-01"))
    assert isinstance(busy, Busy) and busy.retry_after_s == 60


def test_one_tap_is_one_message_and_what_wechat_would_refuse_costs_nothing(fake: Fake, client: Client) -> None:
    sender = WechatSender(client, lambda _: fake.world.openid("ann"), lambda _: FIELDS, "formal")
    assert sender.send("m1", wish(), 0)[0] == "refused", "nobody has tapped"
    fake.act("taps", user="ann", templates=["parcel"])
    unfit = wish(facts={"at": "tomorrow", "parcel": "SF1"})
    assert sender.send("m2", unfit, 0) == ("failed", "keyword_unfit")
    assert sender.send("m3", wish(title=Text("很长" * 30, "long")), 0) == ("sent", "ok"), "a text is cut to 20"
    assert sender.send("m4", wish(), 0)[0] == "refused"
    message = fake.seen()["messages"][0]
    assert message["data"]["thing1"]["value"] == "很长" * 9 + "很…" and message["miniprogram_state"] == "formal"
    nobody = WechatSender(client, lambda _: "", lambda _: FIELDS, "formal")
    assert nobody.send("m5", wish(), 0)[0] == "failed"


@pytest.mark.parametrize("fault", [{"lost": True}, {"errcode": -1}, {"status": 500}])
def test_a_message_is_never_sent_twice_whatever_becomes_of_the_answer(
    fake: Fake, client: Client, fault: dict[str, Any]
) -> None:
    sender = WechatSender(client, lambda _: fake.world.openid("ann"), lambda _: FIELDS, "formal")
    for _ in range(3):
        fake.act("taps", user="ann", templates=["parcel"])
    fake.act("faults", path="/cgi-bin/message/subscribe/send", **fault)
    assert sender.send("m", wish(), 0)[0] == "failed"
    assert fake.world.calls.count("/cgi-bin/message/subscribe/send") == 1


def test_portraits_and_visits_keep_to_the_windows_that_wechat_allows(fake: Fake, client: Client) -> None:
    figures = WechatFigures(client)
    found = read(figures.fetch("2026-11-01", "2026-11-07"))
    assert (found.span, sum(found.active["sex"].values())) == (7, 700)
    assert refused(lambda: figures.fetch("2026-11-01", "2026-11-03")).field == "day"
    today = (datetime.now(UTC) + timedelta(hours=8)).strftime("%Y-%m-%d")
    assert isinstance(refused(lambda: figures.visits(today)), BadInput)
    fake.act("faults", path="/datacube/getweanalysisappiddailyvisittrend", errcode=61503)
    assert isinstance(refused(lambda: figures.visits("2026-11-01")), NotReady)


def test_texts_are_judged_and_who_was_not_here_lately_cannot_be_judged(fake: Fake, client: Client) -> None:
    people = WechatPeople(client)
    openid = people.log_in(fake.code("ann")).openid
    assert people.check("很好用", openid, 2) == ("pass", 100)
    assert people.check("加我 代开发票", openid, 2) == ("risky", 20006)
    fake.act("clock", seconds=7_201)
    assert refused(lambda: people.check("很好用", openid, 2)).code == "shopper_away"


def pushed(fake: Fake, message: bytes, **more: str) -> tuple[dict[str, str], bytes]:
    """Return query and body of a push as WeChat makes them."""
    sealed, stamp = encrypted(fake.world, message), str(int(fake.world.now()))
    query = {"timestamp": stamp, "nonce": "n", "msg_signature": signature("sandbox", stamp, "n", sealed), **more}
    return query, b'{"ToUserName":"gh","Encrypt":"' + sealed.encode() + b'"}'


def test_a_push_is_opened_when_it_is_wechats_and_new_and_refused_otherwise(fake: Fake) -> None:
    pushes = WechatPushes(fake.world.appid, "sandbox", fake.world.push_key, fake.world.now)
    message = b'{"FromUserName":"o1","CreateTime":"1620973045","Event":"subscribe_msg_popup_event","List":{"a":1}}'
    query, body = pushed(fake, message)
    found = pushes.read(query, body)
    assert (found.event, found.openid, found.at) == ("subscribe_msg_popup_event", "o1", 1_620_973_045_000)
    assert found.told("SubscribeMsgPopupEvent", "List") == [{"a": 1}]
    xml = (b"<xml><FromUserName><![CDATA[o1]]></FromUserName><Event><![CDATA[e]]></Event><SubscribeMsgPopupEvent><List>"
           b"<TemplateId>t1</TemplateId></List><List><TemplateId>t2</TemplateId></List></SubscribeMsgPopupEvent></xml>")
    told = pushes.read(*pushed(fake, xml)).told("SubscribeMsgPopupEvent", "List")
    assert [each["TemplateId"] for each in told] == ["t1", "t2"]
    forged = {**query, "msg_signature": "0" * 40}
    assert isinstance(refused(lambda: pushes.read(forged, body)), Forged)
    other = WechatPushes("wxother", "sandbox", fake.world.push_key, fake.world.now)
    assert isinstance(refused(lambda: other.read(query, body)), Forged), "for another program"
    fake.act("clock", seconds=301)
    assert refused(lambda: pushes.read(query, body)).field == "timestamp"


def test_entities_in_a_push_are_not_read(fake: Fake) -> None:
    pushes = WechatPushes(fake.world.appid, "sandbox", fake.world.push_key, fake.world.now)
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Event>&a;</Event></xml>'
    assert refused(lambda: pushes.read(*pushed(fake, bomb))).code == "push_unreadable"
    assert refused(lambda: pushes.read({}, bomb.decode().encode("utf-16-le"))).code == "push_unreadable"


def test_force_refresh_ends_the_token_before_it_and_is_rare(fake: Fake) -> None:
    def ask(force: bool) -> dict[str, Any]:
        body = {"grant_type": "client_credential", "appid": fake.world.appid, "secret": fake.world.secret,
                "force_refresh": force}
        return dict(httpx.post(f"{fake.url}/cgi-bin/stable_token", json=body).json())

    first = ask(force=False)["access_token"]
    assert ask(force=False)["access_token"] == first
    second = ask(force=True)["access_token"]
    assert second != first and ask(force=True)["errcode"] == 45009
    answer = httpx.post(f"{fake.url}/wxa/msg_sec_check?access_token={first}", json={}).json()
    assert answer["errcode"] == 40001
