"""The arbiter: sends stay within balances, caps, consent and quiet hours, and none goes to the hold-out."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.operations.assignment import is_held_out
from huozhao.operations.messages.arbiter import REASONS, Circumstances, Verdict, cap_ends, decide
from huozhao.operations.messages.book import MessageBook, book_from_body, book_to_body
from huozhao.operations.messages.policy import Policy, is_quiet, policy_from_dict, quiet_ends
from huozhao.operations.messages.wish import CHANNELS, INTERRUPTING, Wish, check, wish_from_body, wish_to_body
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, HOUR_MS, local_minute

ZONE = "Asia/Shanghai"
MORNING = 1_795_831_200_000  # 2026-11-28 10:00 in Shanghai
WORDS = Text("你好", "hello")
POLICY = Policy()


def wish(key: str = "w", **more: object) -> Wish:
    plain = Wish(key, "ann", f"topic-{key}", "marketing", WORDS, WORDS, MORNING + 30 * DAY_MS, "campaign:x")
    return replace(plain, **more)  # type: ignore[arg-type]


def around(**more: object) -> Circumstances:
    plain = Circumstances("ann", MORNING, ZONE, allows_marketing=True, granted={"sale": 3, "parcel": 1},
                          for_service=frozenset({"parcel"}), is_connected=True)
    return replace(plain, **more)  # type: ignore[arg-type]


def asked(key: str, **more: object) -> Wish:
    return wish(key, **{"asked": True, "template": "sale", **more})


HELD_OUT = next(name for name in (f"p{n}" for n in range(99)) if is_held_out("campaign:x", name, 0.3))
WISHES = st.lists(
    st.builds(
        lambda n, topic, kind, channels, value, start, hours, template, held, urgent, asked: wish(
            f"w{n}", topic=f"t{topic}", kind=kind, channels=tuple(channels), value_fen=value,
            valid_from=MORNING + start * HOUR_MS, valid_until=MORNING + (start + hours) * HOUR_MS, template=template,
            hold_out=held if kind == "marketing" else 0.0, urgent=urgent and kind == "service", asked=asked),
        st.integers(0, 999), st.integers(0, 6), st.sampled_from(("service", "marketing")),
        st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=4, unique=True), st.integers(0, 500),
        st.integers(0, 200), st.integers(1, 300), st.sampled_from(("", "sale", "parcel")),
        st.sampled_from((0.0, 0.3)), st.booleans(), st.booleans()),
    max_size=14, unique_by=lambda each: each.key)  # fmt: skip
POLICIES = st.builds(Policy, st.integers(0, 2), st.integers(0, 4), st.sampled_from(("21:00", "00:00", "12:00")),
                     st.sampled_from(("09:00", "00:00", "14:30")), st.integers(0, 9), st.integers(0, 2))


def live(wishes: list[Wish], policy: Policy, hours: int = 24 * 20, **more: object) -> tuple[MessageBook, list[Verdict]]:
    """Let a person's wishes be judged every hour as the messages flow does; return the book and what was sent."""
    book, left, sent = MessageBook(), list(wishes), list[Verdict]()
    for hour in range(hours):
        now = MORNING + hour * HOUR_MS
        for verdict in decide(left, book, around(now=now, **more), policy):
            if verdict.act == "send" and verdict.channel:
                book = book.claimed(verdict.wish, verdict.channel, now)
                sent.append(verdict)
            if verdict.act != "wait":
                left.remove(verdict.wish)
    return book, sent


@given(WISHES, POLICIES)
def test_whatever_is_wished_sends_stay_within_balances_caps_quiet_hours_and_out_of_the_hold_out(
    wishes: list[Wish], policy: Policy
) -> None:
    book, sent = live(wishes, policy)
    by_key = {each.wish.key: each.wish for each in sent}
    assert len(by_key) == len(sent) == len(book.claims), "each is sent at most once"
    for template, granted in around().granted.items():
        used = [claim for claim in book.claims if claim.template == template]
        assert len(used) <= granted
    assert not [c for c in book.claims if c.template == "parcel" and c.kind == "marketing"], "its last one is kept"
    unasked = [c for c in book.claims if c.kind == "marketing" and c.channel in INTERRUPTING]
    for claim in unasked:
        assert sum(claim.at - DAY_MS < other.at <= claim.at for other in unasked) <= policy.a_day
        assert sum(claim.at - 7 * DAY_MS < other.at <= claim.at for other in unasked) <= policy.a_week
    for claim in book.claims:
        one = by_key[claim.key]
        assert claim.channel in one.channels and one.valid_from <= claim.at < one.valid_until
        assert one.urgent or claim.channel == "inbox" or not is_quiet(policy, claim.at, ZONE)
        assert not is_held_out(one.source, "ann", one.hold_out)
        same = [c for c in book.claims if c.topic == claim.topic and c is not claim]
        assert all(abs(c.at - claim.at) >= policy.topic_days * DAY_MS for c in same)


@given(WISHES, POLICIES, st.integers(0, 2**32))
def test_it_does_not_matter_in_which_order_wishes_come(wishes: list[Wish], policy: Policy, seed: int) -> None:
    mixed = random.Random(seed).sample(wishes, len(wishes))
    book = MessageBook()
    assert decide(wishes, book, around(), policy) == decide(mixed, book, around(), policy)


@given(WISHES, POLICIES)
def test_without_consent_no_marketing_is_sent_through_any_channel(wishes: list[Wish], policy: Policy) -> None:
    _, sent = live(wishes, policy, 24 * 3, allows_marketing=False)
    assert all(each.wish.kind == "service" for each in sent)


@given(WISHES, POLICIES)
def test_the_hold_out_of_a_source_is_told_nothing(wishes: list[Wish], policy: Policy) -> None:
    _, sent = live(wishes, policy, 24 * 3, person=HELD_OUT)
    assert all(each.wish.hold_out == 0 for each in sent)


@given(WISHES, POLICIES, st.booleans())
def test_who_must_not_be_told_gets_no_more_than_they_asked_for_and_through_wechat_alone(
    wishes: list[Wish], policy: Policy, agreed: bool
) -> None:
    _, sent = live(wishes, policy, 24 * 3, person=HELD_OUT, allows_marketing=agreed, asked={"sale": 2, "parcel": 1})
    by_the_allow = [each for each in sent if each.wish.hold_out or (each.wish.kind == "marketing" and not agreed)]
    assert all(each.wish.asked and each.reason == "asked" for each in by_the_allow)
    assert {(each.channel, each.wish.template) for each in by_the_allow} <= {("subscription", "sale")}
    assert len(by_the_allow) <= 2
    assert not [each for each in sent if each.reason == "asked" and each not in by_the_allow]


def test_an_allow_is_consent_to_one_message_that_asked_for_it_through_wechat_and_no_other_channel() -> None:
    found = around(allows_marketing=False, granted={"sale": 1}, asked={"sale": 1})
    told, over = decide([asked("great", value_fen=9), asked("small")], MessageBook(), found, POLICY)
    assert (told.wish.key, told.act, told.reason, told.channel) == ("great", "send", "asked", "subscription")
    assert (over.act, over.reason) == ("drop", "not_asked")
    plain = decide([asked("w", asked=False)], MessageBook(), found, POLICY)[0]
    assert (plain.act, plain.reason) == ("drop", "no_consent"), "an offer by that template is not asked for"
    agreed = decide([asked("w")], MessageBook(), replace(found, allows_marketing=True, asked={}), POLICY)[0]
    assert (agreed.act, agreed.reason) == ("send", "sent"), "who agreed may be told by whatever else it wants"


def test_what_was_asked_for_keeps_to_caps_quiet_hours_and_topics_and_never_lies_in_the_inbox_instead() -> None:
    night = around(now=MORNING + 13 * HOUR_MS, allows_marketing=False, granted={"sale": 9}, asked={"sale": 9})
    waits = decide([asked("w")], MessageBook(), night, POLICY)[0]
    assert (waits.act, waits.reason, waits.until) == ("wait", "quiet", MORNING + 23 * HOUR_MS)
    late = decide([asked("w", valid_until=night.now + HOUR_MS)], MessageBook(), night, POLICY)[0]
    assert (late.act, late.reason) == ("drop", "stale")
    day = replace(night, now=MORNING)
    one, two, same = decide([asked("a", value_fen=2), asked("b", value_fen=1), asked("c", topic="topic-a")],
                            MessageBook(), day, POLICY)  # fmt: skip
    assert (one.act, two.reason, two.until, same.reason) == ("send", "capped", MORNING + DAY_MS, "same_topic")
    unplugged = decide([asked("w")], MessageBook(), replace(day, is_connected=False), POLICY)[0]
    assert (unplugged.act, unplugged.reason) == ("wait", "no_channel")


def test_only_what_was_allowed_since_the_last_no_and_is_not_spent_asks_for_a_message() -> None:
    found = around(allows_marketing=False, granted={"sale": 3}, asked={"sale": 1}, asked_since=MORNING - HOUR_MS)
    before = MessageBook().claimed(asked("old"), "subscription", MORNING - 2 * HOUR_MS)
    policy = replace(POLICY, a_day=9)
    assert decide([asked("w")], before, found, policy)[0].act == "send", "sent before the no, allowed before it"
    since = MessageBook().claimed(asked("new"), "subscription", MORNING - 1)
    assert since.balance("sale", 3) == 2 and decide([asked("w")], since, found, policy)[0].reason == "not_asked"
    emptied = MessageBook().refused("sale", 3, MORNING - 1)
    assert decide([asked("w")], emptied, found, policy)[0].reason == "not_asked", "WeChat said that nothing is left"
    assert decide([asked("w")], MessageBook(), replace(found, asked={}), policy)[0].reason == "not_asked"


def test_the_last_message_of_a_service_template_is_kept_from_what_was_asked_for_too() -> None:
    found = around(allows_marketing=False, granted={"parcel": 1}, asked={"parcel": 1})
    assert decide([asked("w", template="parcel")], MessageBook(), found, POLICY)[0].reason == "not_asked"
    more = replace(found, granted={"parcel": 2}, asked={"parcel": 2})
    assert decide([asked("w", template="parcel")], MessageBook(), more, POLICY)[0].reason == "asked"


def test_of_several_wishes_the_most_valuable_takes_the_place_of_the_day_and_the_next_waits_until_tomorrow() -> None:
    first, second = decide([wish("small", value_fen=1), wish("great", value_fen=9)], MessageBook(), around(), POLICY)
    assert (first.wish.key, first.act) == ("great", "send")
    assert (second.act, second.reason, second.until) == ("wait", "capped", MORNING + DAY_MS)


def test_a_wish_at_night_waits_for_the_morning_and_is_dropped_when_it_is_stale_by_then() -> None:
    night = MORNING + 13 * HOUR_MS  # 23:00
    waits = decide([wish(channels=("card",))], MessageBook(), around(now=night), POLICY)[0]
    assert (waits.act, waits.reason, waits.until) == ("wait", "quiet", MORNING + 23 * HOUR_MS)
    short = wish(channels=("card",), valid_until=night + HOUR_MS)
    assert decide([short], MessageBook(), around(now=night), POLICY)[0].reason == "stale"
    quietly = decide([replace(short, channels=("card", "inbox"))], MessageBook(), around(now=night), POLICY)[0]
    assert (quietly.act, quietly.channel) == ("send", "inbox")
    courier = wish(kind="service", urgent=True, channels=("card",))
    assert decide([courier], MessageBook(), around(now=night), POLICY)[0].act == "send"


def test_one_tap_is_one_message_and_then_the_next_channel_takes_over() -> None:
    book, found = MessageBook(), around(granted={"sale": 1})
    ways = []
    for n in range(3):
        one = wish(f"w{n}", kind="service", template="sale", channels=("subscription", "popup", "inbox"))
        verdict = decide([one], book, replace(found, popups=len(ways) // 2), POLICY)[0]
        assert verdict.channel
        ways.append(verdict.channel)
        book = book.claimed(one, verdict.channel, MORNING)
    assert ways == ["subscription", "popup", "inbox"]
    assert book.balance("sale", 1) == 0 and book.balance("sale", 2) == 1, "another tap is another message"


def test_the_last_message_of_a_service_template_is_never_spent_on_marketing() -> None:
    offer = wish(template="parcel", channels=("subscription", "inbox"))
    assert decide([offer], MessageBook(), around(), POLICY)[0].channel == "inbox"
    assert decide([offer], MessageBook(), around(granted={"parcel": 2}), POLICY)[0].channel == "subscription"
    service = replace(offer, kind="service")
    assert decide([service], MessageBook(), around(), POLICY)[0].channel == "subscription"


def test_after_43101_the_balance_is_nothing_until_the_shopper_taps_again() -> None:
    book = MessageBook().refused("sale", granted=5, at=MORNING)
    assert book.balance("sale", 5) == 0 and book.balance("sale", 6) == 1
    assert book_from_body(book_to_body(book, MORNING)) == book


@given(st.integers(0, 60 * 24 * 3), POLICIES)
def test_quiet_hours_end_when_they_say_and_never_later_than_a_day(minutes: int, policy: Policy) -> None:
    at = MORNING + minutes * 60_000 + 12_345
    end = quiet_ends(policy, at, ZONE)
    assert at <= end < at + DAY_MS and not is_quiet(policy, end, ZONE)
    if end != at:
        hour, minute = divmod(local_minute(end, ZONE), 60)
        assert f"{hour:02d}:{minute:02d}" == policy.quiet_until


@given(st.lists(st.integers(0, 20 * 24), max_size=6), st.integers(1, 2), st.integers(1, 4))
def test_a_cap_ends_at_the_first_instant_at_which_one_more_fits(hours: list[int], day: int, week: int) -> None:
    policy, book = Policy(day, week), MessageBook()
    for n, hour in enumerate(sorted(hours)):
        book = book.claimed(wish(f"w{n}"), "card", MORNING + hour * HOUR_MS)
    now = MORNING + 20 * DAY_MS
    end = cap_ends(book, policy, now)
    fits = [sum(at > end - within for at in book.interruptions()) < most for most, within in ((day, DAY_MS),
                                                                                         (week, 7 * DAY_MS))]
    assert all(fits) and end >= now


def test_wishes_that_make_no_sense_are_refused_with_the_field() -> None:
    check(wish())
    for name, value in (("key", ""), ("channels", ("sms",)), ("valid_until", 0), ("hold_out", 0.9), ("urgent", True),
                        ("title", Text("", "")), ("topic", "")):
        with pytest.raises(BadInput) as refused:
            check(wish(**{name: value}) if name != "key" else wish(key=""))
        assert refused.value.field == name
    with pytest.raises(BadInput):
        policy_from_dict({"quiet_from": "25:00"}, POLICY)
    assert policy_from_dict({"a_day": 2}, POLICY) == replace(POLICY, a_day=2)


def test_a_wish_survives_its_document_and_every_reason_is_told_in_two_languages() -> None:
    one = wish(skus=("a",), facts={"price": "9.90"}, coupon="c", link="/x", template="sale", hold_out=0.2, asked=True)
    assert wish_from_body(wish_to_body(one)) == one
    before = {name: value for name, value in wish_to_body(one).items() if name != "asked"}
    assert wish_from_body(before) == replace(one, asked=False), "one that waits from an older version"
    assert all(text.zh and text.en for text in REASONS.values())
