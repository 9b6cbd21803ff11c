"""The rules of webhooks: how long to wait, when a receiver is down, what leaves of an event, which topics there are."""

import ipaddress
import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.webhooks import _problem
from huozhao.events.catalogue import CATALOGUE, OrderPaid, ProductListed, ProductReviewed
from huozhao.events.event import event
from huozhao.events.fields import Line
from huozhao.flows.privacy.gate import fields_of
from huozhao.flows.webhooks.later import LATEST_MS, SOONEST_MS, asked_ms, next_at
from huozhao.flows.webhooks.message import BASE_MS, CAP_MS, PATIENCE_MS, Secrets, wait_ms
from huozhao.flows.webhooks.sources import KEPT_BACK, body_of
from huozhao.flows.webhooks.standing import DOWN, LEASE_MS, REST_MS, SHOWN, Standing, Standings, Try
from huozhao.flows.webhooks.topics import BY_EVENT, CONSENT, ERASED, TOPICS, Topic, wanted
from huozhao.http.gate.permissions import TABLE
from huozhao.privacy.roles import PERMISSIONS

CHANCE = st.floats(0, 1, exclude_max=True)


def tried(id: str, accepted: bool, at: int = 1_000) -> Try:
    return Try(id, "order.paid", at, 5, accepted, "HTTP 200" if accepted else "HTTP 500")


@given(st.integers(1, 200), CHANCE)
def test_the_wait_doubles_up_to_a_cap_and_half_of_it_is_chance(tries: int, chance: float) -> None:
    span = min(CAP_MS, BASE_MS * 2 ** min(tries, 40))
    assert span / 2 - 1 <= wait_ms(tries, chance) <= span
    assert wait_ms(tries, chance) <= wait_ms(tries + 1, chance)


@given(st.randoms(use_true_random=False))
def test_a_message_is_tried_some_thirty_times_in_three_days(rng: random.Random) -> None:
    at = tries = 0
    while at < PATIENCE_MS:
        tries += 1
        at += wait_ms(tries, rng.random())
    assert 20 <= tries <= 40 and at <= PATIENCE_MS + CAP_MS


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.booleans()), max_size=60), CHANCE)
def test_a_receiver_rests_only_after_several_messages_failed_and_never_for_long(
    tries: list[tuple[str, bool]], chance: float
) -> None:
    standing, since = Standing(), list[str]()
    for number, (id, accepted) in enumerate(tries):
        standing.heard(tried(id, accepted, at=number + 1), chance)
        since = [] if accepted else [*since, id]
        assert standing.is_resting(number + 1) == (len(set(since)) >= DOWN)
        assert standing.rest_until <= number + 1 + REST_MS
    assert standing.delivered + standing.failed == len(tries) and len(standing.newest) <= SHOWN
    assert bool(standing.failing_since) == bool(since)


def test_one_message_that_is_never_taken_pauses_nobody_but_days_of_silence_do() -> None:
    standing = Standing()
    standing.heard(tried("a", False), 0.5)
    assert not standing.is_given_up(1_000 + PATIENCE_MS)
    standing.heard(tried("b", False), 0.5)
    assert standing.is_given_up(1_000 + PATIENCE_MS) and not standing.is_given_up(999 + PATIENCE_MS)


def test_one_process_at_a_time_tells_a_subscription_and_another_takes_over_where_it_was() -> None:
    documents, now = MemoryDocuments(lambda: 0), [1_000]
    first, second = (Standings(documents, lambda: now[0], owner) for owner in ("first", "second"))
    first.begin("erp", {"events": 5})
    taken = first.take("erp")
    assert taken is not None and second.take("erp") is None
    taken.positions["events"] = 9
    first.save("erp")
    now[0] += LEASE_MS + 1
    over = second.take("erp")
    assert over is not None and over.positions == {"events": 9}
    assert first.take("erp") is None
    second.save("erp", more=False)
    assert first.take("erp") is not None


def test_no_personal_field_no_word_and_no_exact_place_of_any_event_is_told() -> None:
    lines = [Line("milk", 1, 500)]
    paid = OrderPaid("o1", lines, 500, city="上海", province="上海", shop="main", coupon="c1")
    told = body_of(event("e1", 1, "s1", paid))
    assert told == {"event": "e1", "shopper": "s1", "order": "o1", "lines": [msgspec.to_builtins(lines[0])],
                    "total_fen": 500, "shop": "main", "coupon": "c1"}  # fmt: skip
    said = ProductReviewed("milk", 5, "很好,给 13812345678 打电话", "o1")
    assert body_of(event("e2", 1, "", said)) == {"event": "e2", "sku": "milk", "stars": 5, "order": "o1"}
    assert body_of(event("e3", 1, "", ProductListed("milk", "milk", "牛奶")))["title"] == "牛奶"


@pytest.mark.parametrize("topic", [each for each in TOPICS.values() if each.event])
def test_every_topic_of_an_event_hides_what_the_catalogue_calls_personal(topic: Topic) -> None:
    name = topic.event
    assert BY_EVENT[name] in TOPICS and name in CATALOGUE
    shown = set(CATALOGUE[name].__struct_fields__) - {field for field, _ in fields_of(name)} - KEPT_BACK
    assert not shown & {"phone", "name", "address", "birth_year", "sex", "text"} or name.startswith("Shop ")


def test_whoever_hears_of_shoppers_hears_of_erasures_and_no_one_else_must() -> None:
    assert {ERASED, CONSENT} <= wanted(frozenset({"order.paid"}))
    assert wanted(frozenset({"stock.moved", "plan.ready"})) == {"stock.moved", "plan.ready"}
    assert all(each.permission in PERMISSIONS and each.label.zh and each.label.en for each in TOPICS.values())
    assert {"webhooks:read", "webhooks:manage"} <= {rule.permission for rule in TABLE.values()}


@pytest.mark.parametrize(("address", "public", "private"), [
    ("93.184.216.34", True, True), ("10.0.0.1", False, True), ("127.0.0.1", False, True), ("100.64.0.1", False, True),
    ("169.254.169.254", False, False), ("::ffff:10.0.0.1", False, True), ("64:ff9b::a9fe:a9fe", False, False),
    ("2002:7f00:1::", False, True), ("fd00::1", False, True), ("2606:2800:220:1::1", True, True),
    ("fe80::1", False, False), ("0.0.0.0", False, False), ("224.0.0.1", False, False)])  # fmt: skip
def test_an_address_is_judged_by_what_it_stands_for(address: str, public: bool, private: bool) -> None:
    found = ipaddress.ip_address(address)
    assert (_problem(found, private=False) == "", _problem(found, private=True) == "") == (public, private)


NOV_6 = 784_111_777_000


@pytest.mark.parametrize(("later", "wanted"), [
    ("120", 120_000), (" 120 ", 120_000), ("0", SOONEST_MS), ("15", SOONEST_MS), ("9" * 5_000, LATEST_MS),
    ("Sun, 06 Nov 1994 09:49:37 GMT", 3_600_000), ("Sunday, 06-Nov-94 09:49:37 GMT", 3_600_000),
    ("Sun Nov  6 09:49:37 1994", 3_600_000), ("Sun, 06 Nov 1994 07:49:37 GMT", SOONEST_MS),
    ("Fri, 31 Dec 9999 23:59:59 GMT", LATEST_MS), ("Sun, 06 Nov 99999999999999999999 09:49:37 GMT", 0),
    ("", 0), ("-5", 0), ("1.5", 0), ("²", 0), ("soon", 0)])  # fmt: skip
def test_what_a_busy_receiver_asks_for_is_read_as_seconds_or_a_date_and_bounded(later: str, wanted: int) -> None:
    assert asked_ms(later, NOV_6) == wanted


@given(st.text(max_size=60), st.integers(0, 10**13))
def test_whatever_stands_in_retry_after_is_no_more_than_a_wait(later: str, now: int) -> None:
    asked = asked_ms(later, now)
    assert asked == 0 or SOONEST_MS <= asked <= LATEST_MS


@given(st.integers(0, PATIENCE_MS), st.integers(SOONEST_MS, LATEST_MS))
def test_a_wait_that_was_asked_for_ends_with_all_patience(now: int, asked: int) -> None:
    again = next_at(now, asked, PATIENCE_MS)
    assert now + SOONEST_MS <= again <= now + asked and again <= max(PATIENCE_MS, now + SOONEST_MS)


def test_a_receiver_that_asks_for_a_rest_has_it_at_once_and_until_something_arrives() -> None:
    standing = Standing()
    for id in "abc":
        standing.heard(tried(id, False), 0.5)
    assert standing.is_resting(2_000) and not standing.is_asked(2_000)
    standing.heard(tried("d", False), 0.5, asked=60_000)
    assert (standing.rest_until, standing.resting_until) == (0, 61_005) and standing.is_asked(61_004)
    assert not standing.is_resting(61_005)
    standing.heard(tried("d", True), 0.5)
    assert not standing.is_resting(2_000)


def test_a_rest_that_another_process_ended_ends_here_too() -> None:
    documents = MemoryDocuments(lambda: 0)
    first, second = (Standings(documents, lambda: 0, name) for name in ("one", "two"))
    first.begin("erp", {"events": 1})
    first.of("erp").heard(tried("a", False), 0.5, asked=60_000)
    first.save("erp")
    second.of("erp").go_on()
    second.begin("erp", {"events": 1})
    assert first.of("erp").is_resting(2_000) and not first.fresh("erp").is_resting(2_000)


def test_secrets_do_not_repeat() -> None:
    secrets = Secrets(lambda: b"root")
    assert len({secrets.shown(f"webhook:{id}@{at}", n) for id in "ab" for at in (1, 2) for n in (1, 2)}) == 8
