"""Reviews are read as shoppers mean them; complaints that rise are found, chance is not; tickets go their way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from huozhao.operations.voice.complaints import bar_of, evidence_of, measured_bar_of, usual_rate, watch
from huozhao.operations.voice.growing import new_words
from huozhao.operations.voice.lexicon import lexicon_from, lexicon_to_dict, standard
from huozhao.operations.voice.quotes import Quote, cut, fingerprint, representative, unnamed
from huozhao.operations.voice.reading import read
from huozhao.operations.voice.tickets import STATES, STEPS, Issue, after, because
from huozhao.operations.voice.words import OVERALL
from huozhao.terms.errors import BadInput, Conflict
from huozhao.terms.text import Text
from tests.operations.voice_sentences import sentences

HAIR = standard().words("洗发水")


def test_each_published_sentence_is_read_as_it_is_meant() -> None:
    found = {(said, goods): dict(read(said, standard().words(goods)).verdicts) for goods, said, _ in sentences()}
    wrong = {said: found[said, goods] for goods, said, expected in sentences() if found[said, goods] != expected}
    assert len(found) >= 150
    assert not wrong


@given(st.text(max_size=200), st.sampled_from([None, 1, 3, 5]))
def test_any_text_is_read_and_every_opinion_lies_inside_of_it(text: str, stars: int | None) -> None:
    for each in read(text, HAIR, stars).opinions:
        assert 0 <= each.start <= each.end <= len(text) and -1 <= each.sign <= 1 and each.aspect


def test_the_words_of_an_opinion_are_marked_where_they_stand_in_the_text() -> None:
    text = "包装不错，可是去屑效果真的很弱。"
    worst = next(each for each in read(text, HAIR).opinions if each.sign < 0)
    assert (text[worst.start:worst.end], text[worst.aspect_start:worst.aspect_end]) == ("弱", "去屑效果")


def test_stars_speak_only_where_words_do_not() -> None:
    assert read("没有头屑了", HAIR, stars=1).verdicts == {"dandruff": 1}
    assert read("昨天到的", HAIR, stars=1).verdicts == {OVERALL: -1}
    assert read("昨天到的", HAIR, stars=3).verdicts == {}
    assert read("真好用", HAIR, stars=1).verdicts == {} and read("真好用", HAIR, stars=1).is_unsure


def test_one_word_means_what_the_goods_make_of_it() -> None:
    assert read("味道很好", HAIR).verdicts == {"smell": 1}
    assert read("味道很好", standard().words("水果 苹果")).verdicts == {"taste": 1}


def test_a_state_that_belongs_to_no_aspect_is_judged_as_the_whole() -> None:
    for said in ("对问题的处理很好", "抗缩水不错", "治问题很差"):
        assert "" not in read(said, standard().words("衣服")).verdicts


def test_traditional_and_full_width_letters_are_read_alike() -> None:
    assert read("沒有頭屑了", HAIR).verdicts == read("没有头屑了", HAIR).verdicts == {"dandruff": 1}


def test_words_that_operators_add_are_read_and_survive_the_wire() -> None:
    own = lexicon_from({"aspects": {"cap": {"label": {"zh": "瓶盖", "en": "cap"}, "terms": ["翻盖"], "low": ["松"]}},
                        "words": {"bad": ["拉胯"]}})  # fmt: skip
    grown = standard().grown(own)
    assert read("翻盖太松", grown.words("洗发水")).verdicts == {"cap": -1}
    assert read("翻盖拉胯", grown.words("洗发水")).verdicts == {"cap": -1}
    assert lexicon_from(lexicon_to_dict(grown)) == grown
    with pytest.raises(BadInput):
        lexicon_from({"words": {"swear": ["x"]}})


def test_words_that_reviews_use_and_the_lexicon_lacks_are_proposed() -> None:
    good = [(f"弹性很好，周末去上海见同事，办公室里有个会议{n}", 5) for n in range(12)]
    bad = [(f"洗了就起毛，弹性很差{n}", 1) for n in range(12)]
    found = {(each.word, each.kind) for each in new_words([*good, *bad], standard().words("衣服"))}
    assert ("弹性", "aspect") in found and ("起毛", "bad") in found
    assert not any(word in standard().words("衣服").entries for word, _ in found)


@given(st.integers(1, 60), st.floats(0.002, 0.5), st.floats(0.0, 1.0))
def test_evidence_is_worth_at_most_one_on_average_while_nothing_changed(voices: int, usual: float, part: float) -> None:
    complaints = np.arange(voices + 1)
    e = evidence_of(np.full(voices + 1, float(voices)), complaints.astype(float), np.full(voices + 1, usual))
    assert float((binom.pmf(complaints, voices, usual * part) * e).sum()) <= 1 + 1e-9


def test_the_usual_rate_is_an_upper_bound_that_narrows_with_what_is_known() -> None:
    little, much = (float(usual_rate(np.array([n]), np.array([n / 20]), np.array([0.05]))[0]) for n in (20.0, 2000.0))
    assert little > much > 0.05


def test_a_rise_is_found_within_two_weeks_and_chance_is_not() -> None:
    rng = np.random.default_rng(7)
    voices = np.full((200, 40), 30.0)
    complaints = rng.binomial(30, 0.03, (200, 40)).astype(float)
    bar = bar_of(200, 0.05)
    kind = np.full(200, 0.03)
    assert not (watch(voices, complaints, kind).evidence >= bar).any()
    complaints[:20, -2:] = rng.binomial(30, 0.3, (20, 2))
    found = watch(voices, complaints, kind)
    assert (found.evidence[:20] >= bar).mean() >= 0.9 and not (found.evidence[20:] >= bar).any()
    assert (found.since[:20] >= 34).mean() > 0.8


@given(st.integers(1, 100_000), st.integers(1, 100_000), st.floats(0.01, 1.0))
def test_the_measured_bar_rises_with_streams_up_to_the_proven_one(one: int, other: int, allowed: float) -> None:
    few, many = sorted((one, other))
    assert 1.0 <= measured_bar_of(few, allowed) <= measured_bar_of(many, allowed) <= bar_of(many, allowed)


def test_nobody_can_be_found_in_a_quote() -> None:
    said = "我叫王小明，电话13812345678，住在幸福路12号，客服张女士说订单202611280001没问题 @小明同学"
    hidden = unnamed(said)
    assert not any(word in hidden for word in ("王小明", "13812345678", "幸福路12", "张女士", "202611280001", "小明"))
    assert "没问题" in hidden


def test_a_quote_keeps_its_marks_when_it_is_cut() -> None:
    text = "一" * 200 + "去屑效果弱" + "二" * 200
    quote = cut(text, Quote(text, 1, 204, 205, 200, 204))
    assert quote.text[quote.start:quote.end] == "弱" and quote.text[quote.aspect_start:quote.aspect_end] == "去屑效果"
    assert len(quote.text) < 90


def test_quotes_are_the_newest_that_differ() -> None:
    said = ["去屑效果弱得很", "去屑效果弱得很啊", "用了一周头屑更多"]
    chosen = representative([Quote(text, at, 0, 0) for at, text in enumerate(said)], 5)
    assert [each.text for each in chosen] == ["用了一周头屑更多", "去屑效果弱得很啊"]
    assert fingerprint("去屑 效果，弱得很！好") == fingerprint("去屑效果弱得很好") != ""


def test_a_ticket_takes_only_steps_that_are_open_to_it() -> None:
    state = "draft"
    for step in ("send", "acknowledge", "start", "solve", "close"):
        state = after(state, step)
    assert state == "closed"
    with pytest.raises(Conflict):
        after("closed", "send")
    with pytest.raises(BadInput):
        after("draft", "burn")
    assert {to for _, to in STEPS.values()} | {"draft"} == set(STATES)


def test_a_ticket_says_why_in_both_languages() -> None:
    why = because(Issue(12, 3, 48, 2, 900), Text("去屑", "dandruff control"), 0.031, is_rising=True)
    assert "12 位" in why.zh and "25%" in why.zh and "3.1%" in why.zh and "12 shoppers" in why.en
