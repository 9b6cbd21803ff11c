"""Every look at personal data is on record before it is answered."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from huozhao.http.gate.permissions import TABLE
from huozhao.privacy.looks import Wanted
from huozhao.privacy.principal import LOCAL, shopper_principal
from huozhao.settings import Access
from tests.doors import Door, code, door


@pytest.fixture
def mall() -> Iterator[Door]:
    with door() as opened:
        yield opened


def test_a_look_is_on_record_with_who_whose_what_why_and_from_where(mall: Door) -> None:
    operator, owner = mall.log_in("operator"), mall.log_in("owner")
    why = {"X-Reason": quote("客诉 #4711,本人来电 13812345678")}
    mall.http.get("/v1/shoppers/s1/timeline", headers=operator | why)
    found = mall.http.get("/v1/access-log", headers=owner).json()["items"]
    assert len(found) == 1
    assert {k: found[0][k] for k in ("kind", "who", "role", "what", "shoppers", "reason")} == {
        "kind": "user", "who": "operator", "role": "operator", "what": "timeline", "shoppers": ["s1"],
        "reason": "客诉 #4711,本人来电 138****5678",
    }


def test_the_record_is_narrowed_by_who_whose_what_and_when_and_read_page_by_page(mall: Door) -> None:
    operator, owner = mall.log_in("operator"), mall.log_in("owner")
    for shopper in ("s1", "s2", "s3"):
        mall.http.get(f"/v1/shoppers/{shopper}", headers=operator)
        mall.http.get(f"/v1/shoppers/{shopper}/timeline", headers=owner)

    def asked(query: str) -> list[tuple[str, str]]:
        items = mall.http.get(f"/v1/access-log?{query}", headers=owner).json()["items"]
        return [(each["who"], each["shoppers"][0]) for each in items]

    assert asked("who=operator") == [("operator", "s3"), ("operator", "s2"), ("operator", "s1")]
    assert asked("shopper=s2") == [("owner", "s2"), ("operator", "s2")]
    assert asked("what=profile&shopper=s1") == [("operator", "s1")]
    assert asked("since=2999-01-01T00:00:00Z") == [] and len(asked("until=2999-01-01T00:00:00Z")) == 6
    first = mall.http.get("/v1/access-log?limit=4", headers=owner).json()
    rest = mall.http.get(f"/v1/access-log?limit=4&after={first['next']}", headers=owner).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (4, 2, None)
    assert code(mall.http.get("/v1/access-log?after=x", headers=owner)) == "cursor_unreadable"


def test_every_route_that_shows_personal_data_leaves_its_mark(mall: Door) -> None:
    headers = {**mall.log_in("owner"), "X-Reason": "test"}
    for line, rule in TABLE.items():
        if rule.look:
            method, path = line.split()
            path = path.replace("{" + rule.subject + "}", "s1").replace("{", "").replace("}", "")
            query = "" if "s1" in path else f"?{rule.subject}=s1"
            before = len(mall.app.looks.find(Wanted(what=rule.look), 1000))
            mall.http.request(method, path + query, headers=headers, json=None if method == "GET" else {})
            assert len(mall.app.looks.find(Wanted(what=rule.look), 1000)) > before, line


def test_a_search_and_a_look_that_found_nobody_are_on_record_too(mall: Door) -> None:
    owner = mall.log_in("owner")
    mall.http.get("/v1/shoppers?query=138", headers=owner)
    mall.http.get("/v1/shoppers/nobody-here", headers=owner)
    found = mall.http.get("/v1/access-log", headers=owner).json()["items"]
    assert [(each["what"], each["shoppers"]) for each in found] == [("profile", ["nobody-here"]), ("shopper_list", [])]


def test_who_may_not_look_leaves_no_look(mall: Door) -> None:
    assert mall.http.get("/v1/shoppers/s1", headers=mall.log_in("analyst")).status_code == 403
    assert mall.app.looks.count(["s1"]) == 0


def test_a_shopper_who_looks_at_the_own_data_is_not_counted_and_others_are(mall: Door) -> None:
    looks = mall.app.looks
    looks.looked(shopper_principal("s1"), "s1", "copy")
    assert looks.count(["s1"]) == 0
    looks.looked(LOCAL, ["s1", "s2"], "export")
    looks.looked(LOCAL, "d1", "profile")
    assert looks.count(["s1", "d1"]) == 2 and looks.count(["s2"]) == 1


def test_erasing_a_shopper_keeps_that_somebody_looked_and_forgets_at_whom_and_ends_the_tokens(mall: Door) -> None:
    owner = mall.log_in("owner")
    mall.http.get("/v1/shoppers/shopper-canary", headers=owner)
    token = mall.token("shopper-canary")
    assert mall.app.looks.forget(["shopper-canary"]) == 1
    found = mall.http.get("/v1/access-log", headers=owner)
    assert "canary" not in found.text and found.json()["items"][0]["shoppers"][0].startswith("erased-")
    assert code(mall.http.post("/v1/page", json={"placement": "home"}, headers=token)) == "token_ended"


def test_looks_go_after_their_time_and_not_before() -> None:
    with door(users=False, access=Access(access_log_days=1)) as mall:
        mall.http.get("/v1/shoppers/s1")
        assert mall.app.looks.expire() == 0
    with door(users=False, access=Access(access_log_days=-1)) as mall:
        mall.http.get("/v1/shoppers/s1")
        assert mall.app.looks.expire() == 1


def test_the_list_of_what_was_refused_is_downloaded_with_a_log_in_and_is_on_record(mall: Door) -> None:
    cookie = {"Cookie": mall.log_in("operator")["Cookie"]}  # a link in the browser sends the cookie and nothing else
    answer = mall.http.get("/v1/failed-events.csv", headers=cookie)
    assert answer.status_code == 200 and answer.text.startswith("\ufeffid,")
    assert len(mall.app.looks.find(Wanted(what="failed_events_export"))) == 1
