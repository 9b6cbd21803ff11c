"""Each route says what it needs, and each role gets that and no more."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from huozhao.http.gate.permissions import ANYONE, OPEN, TABLE
from huozhao.privacy.looks import Wanted
from huozhao.privacy.roles import PERMISSIONS, ROLES, permissions_in, permissions_of
from huozhao.settings import Access
from huozhao.terms.errors import BadInput
from tests.doors import PASSWORD, Door, bearer, code, door
from tests.shopping import shopping

YES, NO = True, False
#                                              owner operator analyst service
MATRIX: dict[tuple[str, str], tuple[bool, bool, bool, bool]] = {
    ("GET", "/v1/board"): (YES, YES, YES, NO),
    ("GET", "/v1/tags"): (YES, YES, YES, NO),
    ("GET", "/v1/crowds"): (YES, YES, YES, NO),
    ("GET", "/v1/shoppers"): (YES, YES, NO, NO),
    ("GET", "/v1/shoppers/s1"): (YES, YES, NO, NO),
    ("GET", "/v1/shoppers/s1/timeline"): (YES, YES, NO, NO),
    ("GET", "/v1/decisions?shopper=s1"): (YES, YES, NO, NO),
    ("GET", "/v1/orders"): (YES, YES, NO, YES),
    ("GET", "/v1/failed-events"): (YES, YES, NO, YES),
    ("POST", "/v1/events"): (YES, YES, NO, YES),
    ("PUT", "/v1/goods"): (YES, YES, NO, YES),
    ("POST", "/v1/shopper-tokens"): (YES, NO, NO, YES),
    ("GET", "/v1/access-log"): (YES, NO, NO, NO),
    ("GET", "/v1/users"): (YES, NO, NO, NO),
    ("POST", "/v1/users"): (YES, NO, NO, NO),
    ("GET", "/v1/keys"): (YES, NO, NO, NO),
    ("POST", "/v1/keys"): (YES, NO, NO, NO),
    ("POST", "/v1/shopper-tokens/rotate"): (YES, NO, NO, NO),
    ("GET", "/metrics"): (YES, YES, YES, YES),
    ("GET", "/v1/status"): (YES, YES, YES, YES),
}


@pytest.fixture(scope="module")
def mall() -> Iterator[Door]:
    with door() as opened:
        yield opened


def _routes(schema: dict[str, Any]) -> set[str]:
    return {f"{method.upper()} {path}" for path, item in schema["paths"].items() for method in item}


def test_every_route_of_the_api_says_what_it_needs_and_no_line_is_left_over(mall: Door) -> None:
    routes = _routes(mall.http.app.openapi_schema.to_schema()) | {"GET /v1/openapi.json"}
    assert routes - OPEN == set(TABLE)


def test_every_need_is_a_permission_that_the_owner_or_a_shopper_has() -> None:
    needs = {rule.permission for rule in TABLE.values()} - {ANYONE}
    assert needs <= set(PERMISSIONS)
    assert needs - permissions_of("owner") <= {"me:use"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_its_row_says_and_no_more(mall: Door, role: str) -> None:
    column, headers = list(ROLES).index(role), mall.log_in(role)
    for (method, path), allowed in MATRIX.items():
        answer = mall.http.request(method, path, headers=headers, json=None if method == "GET" else {"wrong": 1})
        refused = answer.status_code == 403
        assert refused != allowed[column], (role, method, path, answer.text)
        if refused:
            assert code(answer) == "not_allowed"


def test_without_anything_shown_only_health_the_console_and_the_log_in_answer() -> None:
    with door(access=Access(address_rate_per_s=10_000)) as mall:
        for path in ("/health/live", "/health/ready", "/"):
            assert mall.http.get(path).status_code == 200
        for line in TABLE:
            method, path = line.split()
            if TABLE[line].permission != ANYONE:
                answer = mall.http.request(method, re.sub(r"\{[^}]+\}", "x", path))
                assert (answer.status_code, code(answer)) == (401, "login_needed"), line


@pytest.mark.parametrize("path", [
    "//v1/shoppers", "/v1//shoppers", "/%76%31/shoppers", "/v1/shoppers/", "/x/../v1/shoppers", "/V1/shoppers",
    "//metrics", "/metrics/",
])
def test_no_other_spelling_of_a_path_goes_round_the_door(mall: Door, path: str) -> None:
    assert mall.http.get(f"http://testserver.local{path}").status_code in (401, 404, 429)


def test_an_analyst_previews_a_tag_without_names_and_an_operator_with_names_on_record() -> None:
    body = {"source": "tag: mask_fan\nlabel: {zh: 面膜迷, en: mask fan}\nwhen: count(view, 30d) >= 1\n"}
    with shopping() as mall:
        mall.goods(m1=("美妆", "面膜"))
        mall.did("keen", "Product Viewed", 1, sku="m1")
        mall.send()
        for role in ("owner", "operator", "analyst"):
            mall.app.access.users.add(role, role, PASSWORD)
        mall.app.access.changed()
        at_door, seen = Door(mall.http, mall.app), {}
        for role in ("operator", "analyst"):
            answer = mall.http.post("/v1/tags/preview", json=body, headers=at_door.log_in(role))
            assert answer.status_code == 200, answer.text
            seen[role] = answer.json()["items"][0]
        assert (seen["operator"]["shoppers"], seen["operator"]["sample"]) == (1, ["keen"])
        assert (seen["analyst"]["shoppers"], seen["analyst"]["sample"]) == (1, [])
        assert [each.who for each in mall.app.looks.find(Wanted(what="tag_preview"))] == ["operator"]


def test_an_address_that_shows_nothing_is_slowed_down_and_can_still_log_in(mall: Door) -> None:
    answers = [mall.http.get("/v1/status") for _ in range(60)]
    assert (answers[0].status_code, answers[-1].status_code) == (401, 429)
    mall.log_in("owner")


def test_an_unknown_route_tells_nothing_but_that(mall: Door) -> None:
    answer = mall.http.get("/v1/nowhere", headers=mall.log_in("analyst"))
    assert (answer.status_code, code(answer)) == (404, "not_found")


def test_a_key_may_do_what_its_scopes_say_and_no_more(mall: Door) -> None:
    goods = mall.key("goods:*", "board:read", name="goods-only")
    assert mall.http.get("/v1/goods", headers=goods).status_code == 200
    assert mall.http.put("/v1/goods", headers=goods, json={"goods": []}).status_code == 200
    assert mall.http.get("/v1/board", headers=goods).status_code == 200
    assert code(mall.http.get("/v1/shoppers", headers=goods)) == "not_allowed"
    assert code(mall.http.get("/v1/keys", headers=goods)) == "not_allowed"
    mine = mall.http.get("/v1/me/orders", headers=goods).json()["error"]
    assert mine["field"] == "me:use" and "/v1/shopper-tokens" in mine["hint"], "no owner could give this"


def test_a_scope_that_does_not_exist_is_refused_with_a_list_of_those_that_do() -> None:
    for scopes in (("goods",), ("goods:fly",), ("nothing:*",), (), ("",), ("me:use",)):
        with pytest.raises(BadInput):
            permissions_in(scopes)
    assert permissions_in(("*",)) == permissions_of("owner")


def test_a_key_nobody_made_opens_nothing(mall: Door) -> None:
    for shown in ("hz_wrong", "x", "", "a.b.c", "hz_" + "A" * 10_000):
        answer = mall.http.get("/v1/status", headers=bearer(shown))
        assert answer.status_code in (401, 429), shown
    assert mall.http.get("/v1/status", headers={"Authorization": "Basic abc"}).status_code in (401, 429)
