"""Improved goods are offered to who is still unhappy, not to the content and not to the hurt."""

from huozhao.operations.voice.satisfied import Said, open_complaint

BAD = Said(100, "review", 2, {"dandruff": -1})


def test_the_last_word_about_the_aspect_counts() -> None:
    assert open_complaint([BAD], "dandruff", [], 0) == 100
    assert open_complaint([BAD], "smell", [], 0) is None
    assert open_complaint([BAD, Said(200, "review", 3, {"dandruff": 1})], "dandruff", [], 0) is None
    assert open_complaint([Said(50, "review", 5, {"dandruff": 1}), BAD], "dandruff", [], 0) == 100
    assert open_complaint([BAD, Said(300, "talk", None, {"dandruff": -1})], "dandruff", [], 0) == 300


def test_high_stars_or_another_purchase_later_mean_content() -> None:
    assert open_complaint([BAD, Said(200, "review", 5, {})], "dandruff", [], 0) is None
    assert open_complaint([BAD, Said(200, "review", 3, {})], "dandruff", [], 0) == 100
    assert open_complaint([BAD], "dandruff", [150], 0) is None
    assert open_complaint([BAD], "dandruff", [50], 0) == 100


def test_who_sent_it_back_in_anger_or_was_harmed_is_left_to_people() -> None:
    back = Said(150, "return", None, {})
    assert open_complaint([BAD, back], "dandruff", [], 0) == 100, "a return alone is no anger"
    assert open_complaint([Said(100, "review", 1, {"dandruff": -1}), back], "dandruff", [], 0) is None
    assert open_complaint([BAD, Said(90, "talk", None, {"safety": -1})], "dandruff", [], 0) is None


def test_old_complaints_are_forgotten() -> None:
    assert open_complaint([BAD], "dandruff", [], 101) is None
