"""O8: popups, home cards and WeChat subscription messages under one cap, quiet hours, consent and one-time quota."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, cast
from zoneinfo import ZoneInfo

from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.http.server import create
from huozhao.settings import Messages, Settings, Storage
from tests.shopping import Mall, eventually, patient, shopping

WORDS = {"zh": "清仓", "en": "sale"}
ALWAYS = {"quiet_from": "00:00", "quiet_until": "00:00"}


def rules(mall: Mall, templates: dict[str, Any] | None = None, **policy: Any) -> None:
    """Set the arbiter's rules, without quiet hours unless they are named: the clock of a test is the real one."""
    body: dict[str, Any] = {"policy": {**ALWAYS, **policy}} | ({"templates": templates} if templates else {})
    answer = mall.http.put("/v1/messages/rules", json=body)
    assert answer.status_code == 200, answer.text


def wish(key: str, shopper: str = "ann", **more: Any) -> dict[str, Any]:
    return {"key": key, "shopper": shopper, "topic": f"about {key}", "kind": "marketing", "title": WORDS, "body": WORDS,
            "valid_until": 4_000_000_000_000, **more}  # fmt: skip


def hand(mall: Mall, *wishes: dict[str, Any]) -> int:
    answer = mall.http.post("/v1/messages", json={"wishes": list(wishes)})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["new"])


def told(mall: Mall, shopper: str = "ann") -> dict[str, tuple[str, str, str]]:
    """Return what became of a shopper's messages, by topic."""
    items = mall.get(f"/v1/shoppers/{shopper}/messages")["items"]
    return {each["topic"].removeprefix("about "): (each["state"], each["channel"], each["reason"]) for each in items}


def settled(mall: Mall, shopper: str = "ann") -> dict[str, tuple[str, str, str]]:
    """Return the same once everything was judged."""
    return cast(dict[str, tuple[str, str, str]], eventually(
        lambda: told(mall, shopper), lambda found: all(state != "waiting" or why for state, _, why in found.values())))


def mine(mall: Mall, path: str, shopper: str = "ann", body: dict[str, Any] | None = None) -> Any:
    """Ask as the shopper."""
    headers = mall.token(shopper)
    answer = mall.http.post(path, json=body, headers=headers) if body is not None else mall.http.get(path,
                                                                                                     headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


class Gateway:
    """The mall's own gateway to WeChat: real HTTP, answering what it is told to."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.bodies: list[dict[str, Any]] = []
        gateway = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                gateway.bodies.append(json.loads(body)["data"])
                self.send_response(gateway.answers.pop(0) if gateway.answers else 204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@contextmanager
def connected() -> Iterator[tuple[Mall, Gateway]]:
    """Open a mall whose subscription messages go to a gateway."""
    gateway = Gateway()
    settings = replace(Settings(), storage=Storage(backend="memory"), matching=patient(),
                       messages=Messages(gateway=gateway.url))
    with open_app(settings) as app, TestClient(create(app)) as http:
        yield Mall(http, app), gateway
    gateway.server.shutdown()
    gateway.server.server_close()


def test_one_tap_is_one_message_the_rest_stands_in_the_mall_and_43101_empties_the_balance() -> None:
    with connected() as (mall, gateway):
        templates = {"sale": {"kind": "marketing"}, "parcel": {"label": {"zh": "物流", "en": "parcel"}}}
        rules(mall, templates, a_day=9, a_week=9)
        mall.consent("ann", "marketing")
        taps = [{"id": f"t{n}", "template": "sale"} for n in (1, 2, 1)] + [{"id": "p", "template": "parcel"}]
        left = mine(mall, "/v1/me/subscriptions", body={"grants": taps})["items"]
        assert {each["template"]: each["left"] for each in left} == {"sale": 2, "parcel": 1}, "a tap sent again is one"
        hand(mall, wish("a", template="sale"), wish("keep", template="parcel", channels=["subscription", "inbox"]))
        found = settled(mall)
        assert found["a"][:2] == ("sent", "subscription") and gateway.bodies[0]["template"] == "sale"
        assert found["keep"][1] == "inbox", "the last message of a service template is not for marketing"
        gateway.answers = [410]
        hand(mall, wish("b", template="sale"))
        assert settled(mall)["b"][:2] == ("sent", "card"), "WeChat said 43101: told in the mall itself"
        left = mine(mall, "/v1/me/subscriptions")["items"]
        assert {each["template"]: each["left"] for each in left} == {"sale": 0, "parcel": 1}
        hand(mall, wish("c", template="sale"))
        assert settled(mall)["c"][1] == "card" and len(gateway.bodies) == 2, "not tried again"
        seen = eventually(lambda: mall.get("/v1/messages"), lambda m: sum(d["n"] for d in m["days"]) >= 5)
        sale = next(each for each in seen["templates"] if each["template"] == "sale")
        assert (sale["granted"], sale["used"], sale["refused"]) == (2, 2, 1) and seen["is_connected"]


def test_one_cap_holds_for_all_channels_and_the_most_valuable_goes_first() -> None:
    with shopping() as mall:
        rules(mall)
        mall.consent("ann", "marketing")
        wishes = wish("small", value_fen=1), wish("great", value_fen=900), wish("service", kind="service")
        assert hand(mall, *wishes) == 3
        assert hand(mall, wish("small")) == 0, "handed in again counts once"
        found = settled(mall)
        assert found["great"][:2] == ("sent", "card") and found["service"][0] == "sent", "service has no cap"
        assert found["small"] == ("waiting", "", "capped")
        assert mall.get("/v1/messages")["waiting"][0]["said"]["zh"] == "已达营销消息频次上限"
        hand(mall, wish("great again", topic="about great", value_fen=1))
        rules(mall, a_day=5, a_week=5)
        found = eventually(lambda: told(mall), lambda all_: all_["small"][0] == "sent")
        assert found["small"][0] == "sent", "more a day: what waited goes at once"
        again = [each for each in mall.get("/v1/shoppers/ann/messages")["items"] if each["reason"] == "same_topic"]
        assert len(again) == 1, "the same topic is told once in seven days"


def test_quiet_hours_defer_and_what_is_stale_by_then_is_dropped() -> None:
    with shopping() as mall:
        hour = datetime.now(ZoneInfo("Asia/Shanghai")).hour
        rules(mall, quiet_from=f"{(hour - 1) % 24:02d}:00", quiet_until=f"{(hour + 3) % 24:02d}:00")
        mall.consent("ann", "marketing")
        soon = mall.app.clock() + 3_600_000
        hand(mall, wish("offer"), wish("stale", channels=["card"], valid_until=soon), wish("care", kind="service"),
             wish("courier", kind="service", urgent=True), wish("note", kind="service", channels=["inbox"]))
        found = settled(mall)
        assert found["offer"] == ("waiting", "", "quiet") and found["care"] == ("waiting", "", "quiet")
        assert found["stale"] == ("dropped", "", "stale")
        assert found["courier"][0] == "sent" and found["note"][1] == "inbox"
        rules(mall)
        assert eventually(lambda: told(mall), lambda all_: all_["offer"][0] == "sent")["care"][0] == "sent"


def test_without_consent_no_marketing_and_a_withdrawal_takes_it_off_the_page() -> None:
    with shopping() as mall:
        rules(mall)
        mall.goods(tea=("食品",))
        hand(mall, wish("offer"), wish("parcel", kind="service", channels=["card"]))
        assert settled(mall)["offer"] == ("dropped", "", "no_consent")
        mall.consent("ann", "marketing")
        hand(mall, wish("second"))
        settled(mall)
        cards = mall.page("home", "ann")["cards"]
        assert len(cards) == 2 and mall.page("cart", "ann")["cards"] == [], "cards stand on the home page"
        mall.consent("ann", "marketing", given=False)
        cards = mall.page("home", "ann")["cards"]
        assert len(cards) == 1, "marketing goes at once, service stays"
        mine(mall, f"/v1/me/messages/{cards[0]['id']}/dismiss", body={})
        assert mall.page("home", "ann")["cards"] == []


def test_the_shopper_reads_and_puts_away_only_their_own_messages_and_a_popup_comes_once() -> None:
    with shopping() as mall:
        rules(mall)
        mall.goods(tea=("食品",))
        hand(mall, wish("pop", kind="service", channels=["popup"]), wish("card", kind="service", channels=["card"]))
        settled(mall)
        inbox = mine(mall, "/v1/me/messages")
        assert inbox["unread"] == 2 and len(inbox["items"]) == 2
        popup = mall.page("home", "ann")["popup"]
        assert popup["title"] == WORDS
        foreign = mall.http.post(f"/v1/me/messages/{popup['id']}/read", headers=mall.token("bob"))
        missing = mall.http.post("/v1/me/messages/none/read", headers=mall.token("bob"))
        assert foreign.status_code == missing.status_code == 404
        assert mall.http.post(f"/v1/popups/{popup['id']}/seen", json={"shopper": "ann"}).status_code == 200
        assert mall.page("home", "ann")["popup"] is None and mine(mall, "/v1/me/messages")["unread"] == 1


def test_not_connected_says_so_and_tells_the_shopper_in_the_mall() -> None:
    with shopping() as mall:
        rules(mall)
        mine(mall, "/v1/me/subscriptions", body={"grants": [{"id": "1", "template": "parcel"}]})
        hand(mall, wish("way", kind="service", template="parcel"))
        assert settled(mall)["way"][:2] == ("sent", "card") and not mall.get("/v1/messages")["is_connected"]


def test_the_copy_holds_all_messages_and_an_erasure_leaves_none() -> None:
    who = "shopper-ann-77"
    with shopping() as mall:
        rules(mall)
        mall.consent(who, "marketing", "personalisation")
        mine(mall, "/v1/me/subscriptions", who, body={"grants": [{"id": "1", "template": "sale"}]})
        hand(mall, wish("one", who, value_fen=5), wish("two", who))
        settled(mall, who)
        copy = mine(mall, "/v1/me/copy", who)
        assert {each["topic"] for each in copy["messages"]} == {"about one", "about two"}
        assert copy["subscriptions"] == {"sale": 1}
        receipt = mall.http.post("/v1/me/erase", headers=mall.token(who)).json()
        assert receipt["removed"]["messages"] >= 3
        assert not mall.app.documents.mentions([who])
        assert mall.get(f"/v1/shoppers/{who}/messages")["items"] == []


def test_rules_are_changed_by_operators_on_record_and_taken_back() -> None:
    with shopping() as mall:
        rules(mall, a_day=2)
        mall.http.put("/v1/messages/rules", json={"policy": {"a_week": 7}})
        shown = mall.get("/v1/messages")
        assert (shown["policy"]["a_day"], shown["policy"]["a_week"]) == (2, 7) and len(shown["audit"]) == 2
        assert mall.http.post("/v1/messages/rules/undo").json()["policy"]["a_week"] == 3
        wrong = mall.http.put("/v1/messages/rules", json={"policy": {"quiet_from": "25:00"}})
        assert wrong.status_code == 422
        bad = mall.http.post("/v1/messages", json={"wishes": [wish("w", channels=["sms"])]})
        assert bad.status_code == 422
