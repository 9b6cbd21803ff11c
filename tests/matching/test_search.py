"""Search as rules: spelling, words, reading of queries, corrections, synonyms, order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.matching.candidates import Taste
from huozhao.matching.search.completion import Completion, Completions
from huozhao.matching.search.corrections import corrections
from huozhao.matching.search.index import entry_of
from huozhao.matching.search.personal import Affinity, reordered
from huozhao.matching.search.query import Understood, understand
from huozhao.matching.search.ranking import Prior, one_each, rank
from huozhao.matching.search.spelling import grams, index_words, spelled, whole_words
from huozhao.matching.search.synonyms import BUILT_IN, Rule, Synonyms, read_rules
from huozhao.matching.search.vocabulary import vocabulary_of
from huozhao.terms.errors import BadInput
from huozhao.terms.goods import Sku

TITLES = (
    "敏感肌补水保湿面膜10片", "洗面奶男士控油", "loreal 欧莱雅 口红", "银 宝石戒指", "银耳面条", "连衣裙韩版",
)  # fmt: skip
WORDS = vocabulary_of(entry_of(Sku(str(n), str(n), title)) for n, title in enumerate(TITLES))


def meant(query: str) -> list[str]:
    return ["".join(each.words) for each in corrections(spelled(query), WORDS)]


def goods(*items: Sku) -> dict[str, Sku]:
    return {sku.sku: sku for sku in items}


def test_full_width_traditional_capitals_and_units_have_one_spelling() -> None:
    assert spelled("ＡＢＣ保濕面膜").strip() == "abc保湿面膜"
    assert {spelled(text).strip() for text in ("500克", "500 G", "０.5kg", "0.5公斤")} == {"500g"}
    assert spelled("升级版 2升级") == "升级版 2升级" and spelled("1.5升装") == "1500ml 装"


def test_words_are_cut_whole_and_in_parts_and_into_grams() -> None:
    assert whole_words("韩版连衣裙") == ["韩版", "连衣裙"]
    assert {"连衣裙", "连衣", "衣裙"} <= set(index_words("连衣裙")) and {"iphone7", "iphone"} <= set(
        index_words("iphone7")
    )
    assert set(grams("面膜a霜")) == {"面", "膜", "面膜", "霜"}


@given(st.text(max_size=60))
def test_any_text_can_be_spelled_twice_and_cut(text: str) -> None:
    assert [word for word in index_words(spelled(text)) if not word or " " in word] == []
    assert spelled(spelled(text)).split() == spelled(text).split()


@pytest.mark.parametrize(("query", "words", "low", "high"), [
    ("100元以内的洗面奶", ("洗面奶",), None, 10_000), ("50-100元面霜", ("面霜",), 5_000, 10_000),
    ("200元以上 手表", ("手表",), 20_000, None), ("9.9块以下零食", ("零食",), None, 990),
    ("under 50 yuan lipstick", ("lipstick",), None, 5_000), ("100元充值卡", ("100", "元", "充值卡"), None, None),
    ("5元以下", (), None, 500),
])  # fmt: skip
def test_prices_are_read_out_of_a_query(query: str, words: tuple[str, ...], low: int | None, high: int | None) -> None:
    read = understand(query)
    assert (read.words, read.low_fen, read.high_fen) == (words, low, high)


def test_cheap_and_unwanted_are_read_and_a_word_alone_stays_a_word() -> None:
    assert understand("便宜的口红") == Understood("口红", ("口红",), cheap=True)
    assert understand("面膜 不要韩国").excluded == ("韩国",) and understand("面膜 -韩国").words == ("面膜",)
    assert understand("便宜").words == ("便宜",) and understand("不要").words


@pytest.mark.parametrize(
    ("query", "code"), [("", "query_empty"), (" !! ", "query_empty"), ("长" * 121, "query_too_long")]
)
def test_a_query_without_words_is_refused(query: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        understand(query)
    assert refused.value.code == code and refused.value.field == "q"


@given(st.text(min_size=1, max_size=40))
def test_any_query_is_read_or_refused_with_a_reason(query: str) -> None:
    try:
        read = understand(query)
    except BadInput as refused:
        assert refused.field == "q"
    else:
        assert read.words or read.low_fen is not None or read.high_fen is not None
        corrections(read.text, WORDS)


@pytest.mark.parametrize(("query", "reading"), [
    ("洗面乃", "洗面奶"), ("面末", "面膜"), ("欧来雅口红", "欧莱雅口红"), ("mianmo", "面膜"), ("lorael", "loreal"),
    ("连衣群", "连衣裙"), ("mianmuo", "面膜"),
])  # fmt: skip
def test_slips_homophones_and_pinyin_are_read(query: str, reading: str) -> None:
    assert meant(query)[0] == reading


def test_homophones_stay_side_by_side_and_initials_are_read() -> None:
    assert set(meant("baoshi")) == {"保湿", "宝石"}
    assert "保湿面膜" in meant("bsmm")


def test_what_is_written_right_and_what_is_nothing_are_left_alone() -> None:
    assert "补水面膜" not in meant("补水面膜") and meant("qwrtpsd") == [] and meant("龘") == []


def test_synonyms_lead_both_ways_or_one_and_join_what_was_cut() -> None:
    synonyms = Synonyms([Rule(("苹果手机", "iphone"), one_way=True), Rule(("面贴膜", "面膜"))])
    assert synonyms.of("苹果手机") == ("iphone",) and synonyms.of("iphone") == () and synonyms.of("面膜") == ("面贴膜",)
    assert synonyms.joined(["洁面", "乳", "男"]) == ["洁面乳", "男"]
    assert "洗面奶" in synonyms.of("洁面乳") and Synonyms((), built_in=False).of("洁面乳") == ()


def test_no_word_stands_twice_in_the_synonyms_of_the_product() -> None:
    words = [word for line in BUILT_IN for word in line]
    assert len(words) == len(set(words)) and read_rules([{"words": line} for line in BUILT_IN])


@pytest.mark.parametrize(("line", "code"), [
    ({"words": ["一个"]}, "synonyms_alone"), ({"words": ["面膜", "ＭＭ "] * 11}, None),
    ({"words": ["a", ""]}, "synonym_length"),
    ({"words": "面膜"}, "synonyms_unreadable"), ({"words": ["面膜", "面 膜"]}, "synonyms_alone"),
])  # fmt: skip
def test_a_line_of_synonyms_is_read_or_refused(line: dict[str, object], code: str | None) -> None:
    if code is None:
        assert read_rules([line])[0].words == ("面膜", "mm")
        return
    with pytest.raises(BadInput) as refused:
        read_rules([line])
    assert refused.value.code == code and refused.value.field == "rules[0].words"


def test_the_phrase_and_popularity_lift_what_matches_and_ties_go_by_sku() -> None:
    shelf = goods(Sku("a", "a", "面膜 保湿"), Sku("b", "b", "保湿面膜大盒"), Sku("c", "c", "保湿面膜大包"))
    ranked = rank([("a", 1.0), ("b", 1.0), ("c", 1.0)], "保湿面膜", shelf, Prior({}))
    assert [hit.sku for hit in ranked] == ["b", "c", "a"]
    ranked = rank([("a", 1.0), ("b", 1.0), ("c", 1.0)], "保湿面膜", shelf, Prior({"c": 9.0}))
    assert ranked[0].sku == "c" and [factor.code for factor in ranked[0].why] == ["text", "phrase", "popular"]


def test_a_score_is_the_product_of_what_is_told() -> None:
    shelf = goods(Sku("a", "a", "茶", price_fen=5), Sku("b", "b", "茶杯", price_fen=9))
    for hit in rank([("a", 2.0), ("b", 3.0)], "茶", shelf, Prior({"a": 4.0}, cheap=True)):
        score = 1.0
        for factor in hit.why:
            score *= factor.value
        assert hit.score == pytest.approx(score)


def test_one_product_shows_once() -> None:
    shelf = goods(Sku("s", "dress", "裙 S"), Sku("m", "dress", "裙 M"), Sku("x", "other", "裙 X"))
    hits = rank([("s", 1.0), ("m", 2.0), ("x", 1.5)], "裙", shelf, Prior({}))
    assert [hit.sku for hit in one_each(hits, shelf)] == ["m", "x"]


def test_taste_orders_what_fits_alike_and_the_text_still_leads() -> None:
    shelf = goods(
        Sku("a", "a", "保湿面膜", ("面膜",)), Sku("b", "b", "保湿面霜", ("面霜",)), Sku("c", "c", "面霜", ("面霜",))
    )
    hits = rank([("a", 3.0), ("b", 2.9), ("c", 1.0)], "", shelf, Prior({}))
    affinity = Affinity.of([Taste("c", 10, 1, 0)], shelf)
    mine = reordered(hits, affinity, shelf)
    assert [hit.sku for hit in hits] == ["a", "b", "c"] and [hit.sku for hit in mine] == ["b", "a", "c"]
    assert mine[0].why[-1].code == "taste" and not Affinity.of([], shelf)
    assert reordered(hits, Affinity.of([], shelf), shelf) == hits


def test_typing_is_completed_by_characters_pinyin_and_initials() -> None:
    texts = Completions(
        [Completion("保湿面膜", "query", 9), Completion("面膜", "category", 3), Completion("保湿", "word", 5)]
    )
    for typed in ("保", "bao", "bs", "ＢＡＯ"):
        assert [each.text for each in texts.find(typed, 9)] == ["保湿面膜", "保湿"]
    assert [each.kind for each in texts.find("mianm", 9)] == ["category"] and texts.find(" ", 9) == []
