"""Log-in: passwords, cookies, forgery, lock-out, and the first owner."""

import time
from collections.abc import Iterator
from itertools import count

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.flows.access.passwords import Passwords
from huozhao.flows.access.rates import Buckets, Lockout, Rate
from huozhao.flows.access.sessions import Sessions
from huozhao.flows.access.users import Users
from huozhao.settings import Access, Server, Storefront
from tests.doors import PASSWORD, Door, bearer, code, door


@pytest.fixture
def mall() -> Iterator[Door]:
    with door() as opened:
        yield opened


def test_who_is_logged_in_is_told_with_role_and_permissions_and_nobody_is_asked_to_log_in(mall: Door) -> None:
    nobody = mall.http.get("/v1/session")
    assert (nobody.status_code, code(nobody)) == (401, "login_needed")
    who = mall.http.get("/v1/session", headers=mall.log_in("analyst")).json()
    assert (who["kind"], who["name"], who["role"]) == ("user", "analyst", "analyst")
    assert "tags:read" in who["permissions"] and "shoppers:read" not in who["permissions"]


def test_the_cookie_cannot_be_read_by_scripts_and_is_not_sent_by_other_sites(mall: Door) -> None:
    answer = mall.http.post("/v1/session", json={"name": "owner", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "secure" not in cookie


def test_over_https_the_cookie_is_bound_to_this_host_and_never_leaves_it(mall: Door) -> None:
    mall.http.base_url = "https://testserver.local"  # type: ignore[assignment]
    answer = mall.http.post("/v1/session", json={"name": "owner", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-huozhao_session=") and "Secure" in cookie and "Path=/" in cookie
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(mall: Door) -> None:
    told = [mall.http.post("/v1/session", json={"name": name, "password": "wrong password"}).json()
            for name in ("owner", "nobody-at-all")]
    assert told[0] == told[1]
    assert told[0]["error"]["code"] == "wrong_password"


def test_checking_an_unknown_name_takes_as_long_as_a_known_one() -> None:
    passwords = Passwords(lambda n: b"s" * n, memory_kib=8192, passes=2)
    encoded = passwords.hash("correct horse")
    passwords.check("", "warm")

    def cost(stored: str) -> float:
        began = time.process_time()
        for _ in range(10):
            assert not passwords.check(stored, "wrong horse")
        return time.process_time() - began

    known, unknown = cost(encoded), cost("")
    assert 0.4 < unknown / known < 2.5


def test_a_write_without_the_sessions_token_is_refused(mall: Door) -> None:
    headers = mall.log_in("owner")
    bare = {"Cookie": headers["Cookie"]}
    for token in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "guess"}):
        answer = mall.http.put("/v1/goods", json={"goods": []}, headers=bare | token)
        assert (answer.status_code, code(answer)) == (403, "csrf_token_missing")
    assert mall.http.put("/v1/goods", json={"goods": []}, headers=headers).status_code == 200
    assert mall.http.get("/v1/goods", headers=bare).status_code == 200


def test_a_write_from_a_page_of_another_site_is_refused_even_with_the_token(mall: Door) -> None:
    headers = mall.log_in("owner")
    for origin in ("https://evil.example", "null", "http://testserver.local.evil.example"):
        answer = mall.http.put("/v1/goods", json={"goods": []}, headers=headers | {"Origin": origin})
        assert (answer.status_code, code(answer)) == (403, "origin_refused"), origin
    same = headers | {"Origin": "http://testserver.local"}
    assert mall.http.put("/v1/goods", json={"goods": []}, headers=same).status_code == 200
    log_in = mall.http.post("/v1/session", json={"name": "owner", "password": PASSWORD},
                            headers={"Origin": "https://evil.example"})
    assert code(log_in) == "origin_refused"


def test_an_open_mall_on_this_machine_refuses_pages_of_other_sites_too() -> None:
    with door(users=False) as mall:
        assert mall.http.put("/v1/goods", json={"goods": []}).status_code == 200
        answer = mall.http.put("/v1/goods", json={"goods": []}, headers={"Origin": "https://evil.example"})
        assert code(answer) == "origin_refused"


def test_logging_out_ends_the_session_at_once(mall: Door) -> None:
    headers = mall.log_in("operator")
    assert mall.http.delete("/v1/session", headers=headers).status_code == 204
    assert code(mall.http.get("/v1/status", headers=headers)) == "login_needed"


def test_another_role_password_or_a_shut_door_end_every_session_of_the_user(mall: Door) -> None:
    owner = mall.log_in("owner")
    for change in ({"role": "analyst"}, {"password": PASSWORD + "!"}, {"disabled": True}):
        mall.http.put("/v1/users/operator", json={"disabled": False, "password": PASSWORD}, headers=owner)
        session = mall.log_in("operator")
        assert mall.http.get("/v1/status", headers=session).status_code == 200
        assert mall.http.put("/v1/users/operator", json=change, headers=owner).status_code == 200
        assert mall.http.get("/v1/status", headers=session).status_code == 401, change
    answer = mall.http.post("/v1/session", json={"name": "operator", "password": PASSWORD})
    assert code(answer) == "wrong_password"  # shut out, and not told so


def test_the_own_password_is_changed_with_the_old_one(mall: Door) -> None:
    headers = mall.log_in("analyst")
    wrong = mall.http.put("/v1/session/password", headers=headers, json={"password": "no", "wanted": "x" * 12})
    assert code(wrong) == "wrong_password"
    short = mall.http.put("/v1/session/password", headers=headers, json={"password": PASSWORD, "wanted": "short"})
    assert code(short) == "password_length"
    done = mall.http.put("/v1/session/password", headers=headers,
                         json={"password": PASSWORD, "wanted": "another long sentence"})
    assert done.status_code == 204
    assert mall.http.get("/v1/status", headers=headers).status_code == 401
    mall.log_in("analyst", "another long sentence")


def test_after_wrong_passwords_the_pause_doubles_even_for_the_right_one(mall: Door) -> None:
    for _ in range(5):
        assert code(mall.http.post("/v1/session", json={"name": "owner", "password": "wrong one"})) == "wrong_password"
    locked = mall.http.post("/v1/session", json={"name": "owner", "password": PASSWORD})
    assert (locked.status_code, code(locked)) == (429, "locked_out")
    assert 25 <= int(locked.headers["retry-after"]) <= 31
    mall.log_in("operator")  # others are not held up


def test_the_pause_grows_from_half_a_minute_to_an_hour_and_ends_with_a_right_password() -> None:
    lockout = Lockout(free=3)
    waits = []
    for _ in range(12):
        lockout.wrong("li 1.2.3.4", 0)
        waits.append(lockout.wait_ms("li 1.2.3.4", 0) // 1000)
    assert waits == [0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert lockout.wait_ms("li 1.2.3.4", 3_600_000) == 0
    lockout.right("li 1.2.3.4")
    assert lockout.wait_ms("li 1.2.3.4", 0) == 0
    assert lockout.wait_ms("li 5.6.7.8", 0) == 0


def test_many_log_ins_from_one_address_are_slowed_down() -> None:
    with door(access=Access(log_in_rate_per_minute=3)) as mall:
        answers = [mall.http.post("/v1/session", json={"name": f"u{n}", "password": "wrong one"}) for n in range(5)]
        assert [a.status_code for a in answers] == [401, 401, 401, 429, 429]
        assert int(answers[-1].headers["retry-after"]) > 1


def test_a_crowd_of_guests_from_one_address_does_not_keep_its_operator_out() -> None:
    with door(access=Access(log_in_rate_per_minute=3), storefront=Storefront(guests=True)) as mall:
        seen = [mall.http.post("/v1/storefront/session").status_code for _ in range(4)]
        assert seen == [201, 201, 201, 429]
        assert mall.log_in("owner")["Cookie"]


def test_what_is_counted_by_name_does_not_grow_without_bound() -> None:
    buckets, lockout = Buckets(most=100), Lockout(1, most=100)
    for n in range(1000):
        buckets.take(f"address {n}", Rate(1, 1), 0)
        lockout.wrong(f"name {n}", 0)
    assert len(buckets._kept) == len(lockout._kept) == 100


def test_a_session_ends_after_an_hour_of_rest_and_after_twelve_hours_in_any_case() -> None:
    now, numbers = [0], count()
    documents = MemoryDocuments(lambda: 0)
    sessions = Sessions(documents, lambda: now[0], lambda n: next(numbers).to_bytes(n, "big"), 3_600_000, 43_200_000)
    secret, _ = sessions.open("li")
    now[0] = 3_600_000
    assert sessions.find(secret) is None
    secret, _ = sessions.open("li")
    for _ in range(23):
        now[0] += 1_800_000
        assert sessions.find(secret) is not None
    now[0] += 1_800_000
    assert sessions.find(secret) is None
    assert documents.count("session") == 0


def test_neither_passwords_nor_session_ids_are_kept_in_the_clear(mall: Door) -> None:
    headers = mall.log_in("owner")
    kept = repr([mall.app.documents.list(kind) for kind in ("user", "session")])
    assert headers["Cookie"].partition("=")[2] not in kept and PASSWORD not in kept
    assert "$argon2id$v=19$m=65536,t=3,p=2$" in kept


def test_an_old_hash_is_made_anew_at_the_next_log_in() -> None:
    documents = MemoryDocuments(lambda: 0)
    weak = Users(documents, Passwords(lambda n: b"s" * n, memory_kib=1024, passes=1), lambda: 0)
    weak.add("li", "owner", PASSWORD)
    strong = Users(documents, Passwords(lambda n: b"s" * n, memory_kib=2048, passes=2), lambda: 0)
    assert strong.check("li", PASSWORD) is not None
    found = documents.get("user", "li")
    assert found is not None and "m=2048,t=2" in found.body["password"]


def test_the_first_owner_is_made_on_this_machine_and_from_then_on_log_in_is_asked_for() -> None:
    with door(users=False) as mall:
        who = mall.http.get("/v1/session").json()
        assert (who["kind"], who["first_owner_wanted"]) == ("local", True)
        analyst = {"name": "li", "role": "analyst", "password": PASSWORD}
        assert code(mall.http.post("/v1/users", json=analyst)) == "first_user_is_owner"
        assert mall.http.post("/v1/users", json=analyst | {"role": "owner"}).status_code == 201
        assert code(mall.http.get("/v1/status")) == "login_needed"
        assert code(mall.http.post("/v1/users", json=analyst | {"name": "eve", "role": "owner"})) == "login_needed"
        assert mall.http.get("/v1/status", headers=mall.log_in("li")).status_code == 200


@pytest.mark.parametrize("headers", [
    {"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"},
])
def test_what_came_through_a_proxy_is_not_this_machine(headers: dict[str, str]) -> None:
    with door(users=False) as mall:
        answer = mall.http.get("/v1/status", headers=headers)
        assert (answer.status_code, code(answer)) == (403, "host_refused")


def test_one_owner_must_stay(mall: Door) -> None:
    owner = mall.log_in("owner")
    for change in ({"disabled": True}, {"role": "analyst"}):
        assert code(mall.http.put("/v1/users/owner", json=change, headers=owner)) == "last_owner"


@pytest.mark.parametrize(("name", "password", "wanted"), [
    ("li", "short", "password_length"), ("li", "x" * 300, "password_length"), ("li", "aaaaaaaaaaaa", "password_weak"),
    ("a-long-name", "a-long-name", "password_weak"), ("", PASSWORD, "name_unreadable"),
    ("li na", PASSWORD, "name_unreadable"), ("OWNER", PASSWORD, "user_exists"),
])
def test_a_user_with_an_unfit_name_or_password_is_refused(mall: Door, name: str, password: str, wanted: str) -> None:
    body = {"name": name, "role": "analyst", "password": password}
    assert code(mall.http.post("/v1/users", json=body, headers=mall.log_in("owner"))) == wanted


def test_the_setting_server_api_key_is_still_a_key_that_may_do_everything() -> None:
    with door(server=Server(api_key="from-the-settings"), users=False) as mall:
        assert code(mall.http.get("/v1/keys")) == "unauthorised"
        assert mall.http.get("/v1/keys", headers=bearer("from-the-settings")).status_code == 200
        assert code(mall.http.get("/v1/keys", headers=bearer("from-the-setting"))) == "unauthorised"
