"""Every search index finds the same goods for the same question."""

from collections.abc import Iterator

import pytest

from huozhao.backends.tantivy_index import TantivyIndex
from huozhao.matching.search.index import Alternative, SearchIndex, Wanted, entry_of
from huozhao.terms.goods import Sku

MASK = Sku(
    "mask", "mask", "敏感肌补水保湿面膜10片", ("美妆", "面膜"), 9900, attributes={"品牌": "自然堂", "肤质": "干性"}
)
CREAM = Sku("cream", "cream", "保湿面霜50g", ("美妆", "面霜"), 12900)
RING = Sku("ring", "ring", "银 宝石戒指", ("珠宝 首饰",), 100)
GOODS = [MASK, CREAM, RING]


@pytest.fixture(params=[TantivyIndex])
def index(request: pytest.FixtureRequest) -> Iterator[SearchIndex]:
    made: SearchIndex = request.param()
    made.build(map(entry_of, GOODS))
    yield made


def wanted(*words: str, need: int | None = None, **more: object) -> Wanted:
    return Wanted(tuple((Alternative(word),) for word in words), len(words) if need is None else need, **more)  # type: ignore[arg-type]


def found(index: SearchIndex, *words: str, need: int | None = None, **more: object) -> list[str]:
    return [sku for sku, _ in index.search(wanted(*words, need=need, **more), 10).hits]


def test_an_empty_index_finds_nothing() -> None:
    assert found(TantivyIndex(), "面膜") == []


def test_a_word_of_two_characters_is_found_in_every_field(index: SearchIndex) -> None:
    assert set(found(index, "保湿")) == {"mask", "cream"}
    assert found(index, "干性") == ["mask"] and found(index, "自然堂") == ["mask"] and found(index, "首饰") == ["ring"]


def test_one_character_and_what_no_dictionary_cuts_are_found(index: SearchIndex) -> None:
    assert set(found(index, "面")) == {"mask", "cream"}
    assert found(index, "湿面膜") == ["mask"]


def test_all_words_must_match_unless_fewer_are_needed(index: SearchIndex) -> None:
    assert found(index, "保湿", "戒指") == []
    assert set(found(index, "保湿", "戒指", need=1)) == {"mask", "cream", "ring"}


def test_alternatives_stand_for_a_word_and_the_written_one_leads(index: SearchIndex) -> None:
    either = Wanted(((Alternative("戒指"), Alternative("面霜", 0.5)),), 1)
    assert {sku for sku, _ in index.search(either, 10).hits} == {"ring", "cream"}


def test_bounds_of_price_category_and_excluded_words_hold(index: SearchIndex) -> None:
    assert found(index, "保湿", high_fen=9900) == ["mask"]
    assert found(index, "保湿", low_fen=9901) == ["cream"]
    assert found(index, "保湿", category="面霜") == ["cream"]
    assert found(index, category="珠宝_首饰") == ["ring"]
    assert found(index, "保湿", excluded=("面膜",)) == ["cream"]


def test_more_than_the_limit_is_counted_and_not_returned(index: SearchIndex) -> None:
    matches = index.search(wanted("保湿"), 1)
    assert len(matches.hits) == 1 and matches.total == 2


def test_a_change_is_seen_by_the_next_search(index: SearchIndex) -> None:
    index.update([entry_of(Sku("mask", "mask", "睡眠面膜")), entry_of(Sku("new", "new", "保湿喷雾"))], ["cream"])
    assert found(index, "保湿") == ["new"] and found(index, "睡眠") == ["mask"]


def test_building_again_replaces_everything(index: SearchIndex) -> None:
    index.build([entry_of(RING)])
    assert found(index, "保湿") == [] and found(index, "戒指") == ["ring"]


def test_equal_scores_stand_in_the_order_of_their_skus(index: SearchIndex) -> None:
    index.build(entry_of(Sku(name, name, "茶叶")) for name in "cab")
    assert found(index, "茶叶") == ["a", "b", "c"]
