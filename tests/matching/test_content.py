"""Content: goods are alike by what is written of them, new goods at once, in every spelling."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huozhao.matching.candidates import Taste
from huozhao.matching.content_fit import extended, learn
from huozhao.matching.contents import from_arrays, no_content, to_arrays
from huozhao.matching.recall import content
from huozhao.matching.words import one_spelling, words
from huozhao.terms.goods import Sku

NOW = 1_800_000_000_000
MASK = Sku("mask", "mask", "敏感肌补水保湿面膜10片", ("美妆", "面膜"), 9900, attributes={"适用肤质": "敏感肌"})
OTHER = Sku("mask2", "mask2", "敏感肌修护面膜", ("美妆", "面膜"), 8900, attributes={"适用肤质": "敏感肌"})
CREAM = Sku("cream", "cream", "保湿面霜50g", ("美妆", "面霜"), 12900, attributes={"适用肤质": "干性"})
TENT = Sku("tent", "tent", "户外露营帐篷双人", ("户外", "帐篷"), 39900)
STOVE = Sku("stove", "stove", "户外露营炉具", ("户外", "炊具"), 19900)
GOODS = [MASK, OTHER, CREAM, TENT, STOVE]


def skus(found: list) -> list[str]:
    return [c.sku for c in found]


def test_one_spelling_for_full_width_traditional_and_capitals() -> None:
    assert one_spelling("ＡＢＣ敏感肌膚") == "abc敏感肌肤"
    assert words("敏感肌膚專用") == words("敏感肌肤专用") and "帐篷" in words("露營帳篷")
    assert words("RED HEARTS, 2 boxes!") == ["red", "heart", "boxe"] and words("——!!") == []


def test_goods_are_alike_by_their_words_attributes_and_category() -> None:
    held = learn(GOODS)
    assert skus(content.alike(held, "mask"))[0] == "mask2" and "tent" not in skus(content.alike(held, "mask"))
    assert skus(content.alike(held, "tent"))[0] == "stove" and content.alike(held, "ghost") == []


def test_a_shopper_of_one_look_is_led_to_what_is_like_it() -> None:
    found = content.recall(learn(GOODS), [Taste("mask", 1, 0, NOW)], NOW)
    assert found[0].sku == "mask2" and found[0].evidence == ("mask",) and found[0].source == "content"
    assert "mask" not in skus(found)


def test_what_is_known_of_a_newcomer_leads_to_goods_for_them() -> None:
    found = content.recall(learn(GOODS), [], NOW, words=("敏感肌",))
    assert set(skus(found)[:2]) == {"mask", "mask2"} and found[0].evidence == ()
    assert content.recall(learn(GOODS), [], NOW) == [] and content.recall(no_content(), [], NOW, words=("茶",)) == []


def test_goods_listed_a_moment_ago_are_found_and_lead_on() -> None:
    held = extended(learn(GOODS[:2] + GOODS[3:]), GOODS)
    assert held.skus.names() == sorted(sku.sku for sku in GOODS)
    assert "cream" in skus(content.recall(held, [Taste("mask", 1, 0, NOW)], NOW))
    assert "mask" in skus(content.recall(held, [Taste("cream", 1, 0, NOW)], NOW))
    assert skus(content.alike(held, "tent"))[0] == "stove"
    assert extended(held, GOODS) is held and extended(no_content(), GOODS).skus.names() == held.skus.names()


def test_sizes_of_one_product_are_not_offered_for_each_other() -> None:
    small = Sku("mask-s", "mask", "敏感肌补水保湿面膜5片", ("美妆", "面膜"), 5900)
    assert "mask-s" not in skus(content.alike(learn([*GOODS, small]), "mask"))
    assert "mask-s" not in skus(content.alike(extended(learn(GOODS), [*GOODS, small]), "mask"))


def test_content_comes_back_from_its_arrays() -> None:
    held = learn(GOODS)
    again = from_arrays(to_arrays(held))
    assert content.alike(again, "mask") == content.alike(held, "mask")


titles = st.lists(st.text("红蓝茶杯壶ab ", min_size=1, max_size=8), min_size=1, max_size=12)


@given(titles, st.integers(0, 12))
def test_likeness_is_the_cosine_and_the_same_for_goods_listed_later(told: list[str], later: int) -> None:
    goods = [Sku(f"s{i:02d}", f"s{i:02d}", title, (), 100 * (i + 1)) for i, title in enumerate(told)]
    held = learn(goods)
    dense = np.zeros((len(goods), len(held.terms)))
    for i in range(len(goods)):
        places, values = held.vectors.row(i)
        dense[i, places] = values
    np.testing.assert_allclose(np.linalg.norm(dense, axis=1), 1, rtol=1e-5)
    cosine = dense @ dense.T
    for i in range(len(goods)):
        places, values = held.alike.row(i)
        np.testing.assert_allclose(values, cosine[i, places], atol=1e-5)
        assert i not in places and (np.diff(values) <= 1e-6).all()
    grown = extended(learn(goods[:later]), goods)
    assert grown.skus.names() == held.skus.names() and grown.vectors.rows == len(goods)
