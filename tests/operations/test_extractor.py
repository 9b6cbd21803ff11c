"""Labels teach a reading: its parts do what their formulas say, and what it reads lies where it stands."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.operations.voice.extractor import letters
from huozhao.operations.voice.extractor.chain import _path, _surprise
from huozhao.operations.voice.extractor.extractor import Extractor, learn_extractor, read_by
from huozhao.operations.voice.extractor.kept import arrays_of, extractor_from
from huozhao.operations.voice.extractor.labels import Labelled, labelled_from
from huozhao.operations.voice.extractor.proof import prove
from huozhao.operations.voice.lexicon import standard
from huozhao.terms.errors import BadInput
from tests.operations.label_rows import CODES, rows

WORDS = standard().words("护肤")
KINDS = 3


@pytest.fixture(scope="module")
def labelled() -> list[Labelled]:
    """Return 240 labelled reviews of words that no lexicon knows."""
    return labelled_from(rows(240), CODES)


@pytest.fixture(scope="module")
def extractor(labelled: list[Labelled]) -> Extractor:
    """Return what the first 180 of them teach."""
    return learn_extractor(labelled[:180], WORDS)


def scores(size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return scores of letters and of steps."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(size, KINDS)), rng.normal(size=(KINDS, KINDS))


def score_of(path: tuple[int, ...], score: np.ndarray, step: np.ndarray) -> float:
    """Return the score of a path, as the model defines it."""
    return float(sum(score[at, tag] for at, tag in enumerate(path))
                 + sum(step[a, b] for a, b in pairwise(path)))  # fmt: skip


@given(st.integers(1, 6), st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_the_best_path_is_the_best_of_all_paths(size: int, seed: int) -> None:
    score, step = scores(size, seed)
    best = max(product(range(KINDS), repeat=size), key=lambda path: score_of(path, score, step))
    assert tuple(_path()(score, step)) == best


@given(st.integers(1, 5), st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_surprise_is_that_of_all_paths_and_its_slopes_are_its_slopes(size: int, seed: int) -> None:
    score, step = scores(size, seed)
    right = np.random.default_rng(seed + 1).integers(0, KINDS, size)

    def surprise(score: np.ndarray, step: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        off, off_step = np.zeros_like(score), np.zeros_like(step)
        return _surprise()(np.array([0, size]), score, step, right, off, off_step), off, off_step

    value, off, off_step = surprise(score, step)
    every = [score_of(path, score, step) for path in product(range(KINDS), repeat=size)]
    assert value == pytest.approx(np.logaddexp.reduce(every) - score_of(tuple(right), score, step))
    for slope, moved in ((off, score), (off_step, step)):
        at = tuple(np.random.default_rng(seed).integers(0, moved.shape))
        before = moved[at]
        moved[at] = before + 1e-5
        more = surprise(score, step)[0]
        moved[at] = before
        assert (more - value) / 1e-5 == pytest.approx(slope[at], abs=1e-3)


def test_reviews_of_unknown_words_are_read_as_their_labels_would_have_it(
    labelled: list[Labelled], extractor: Extractor
) -> None:
    held_out = labelled[180:]
    right = sum(set(extractor.quads(each.text, WORDS)) == set(each.quads) for each in held_out)
    assert right >= 0.8 * len(held_out)


@given(text=st.text(max_size=60), stars=st.sampled_from([None, 1, 3, 5]))
@settings(max_examples=40, deadline=None)
def test_any_text_is_read_and_what_is_found_lies_inside_of_it(
    extractor: Extractor, text: str, stars: int | None
) -> None:
    for each in read_by(extractor, text, WORDS, stars).opinions:
        assert 0 <= each.start <= each.end <= len(text) and each.sign in (-1, 0, 1)
        assert 0 <= each.aspect_start <= each.aspect_end <= len(text)


def test_tags_and_places_are_two_ways_to_say_the_same(labelled: list[Labelled]) -> None:
    for each in labelled:
        aspects, opinions = letters.spans_of(letters.tags_of(each))
        assert set(opinions) == {quad.opinion for quad in each.quads if quad.opinion}
        assert set(aspects) == {quad.aspect for quad in each.quads if quad.aspect}


def test_what_is_kept_reads_as_what_was_learned(labelled: list[Labelled], extractor: Extractor) -> None:
    again = extractor_from(arrays_of(extractor), extractor.codes)
    assert all(again.quads(each.text, WORDS) == extractor.quads(each.text, WORDS) for each in labelled[180:200])


def test_low_stars_make_praise_of_the_whole_unsure(extractor: Extractor) -> None:
    assert read_by(extractor, "整体绝了", WORDS, 5).verdicts == {"overall": 1}
    assert read_by(extractor, "整体绝了", WORDS, 1).verdicts == {}


def test_where_nothing_is_found_the_stars_speak(extractor: Extractor) -> None:
    assert read_by(extractor, "", WORDS, 1).by_stars


def test_labels_are_proved_on_reviews_that_were_not_learned_from(labelled: list[Labelled]) -> None:
    proof = prove(labelled, WORDS, np.random.default_rng(1))
    assert proof.is_better and proof.learned > 0.8 > proof.rules and proof.reviews == len(labelled)


def test_few_labels_prove_nothing(labelled: list[Labelled]) -> None:
    with pytest.raises(BadInput, match="too few"):
        prove(labelled[:50], WORDS, np.random.default_rng(1))


@pytest.mark.parametrize(("field", "value"), [("aspect", "nobody"), ("sign", "很好"), ("opinion_term", "不在里面"),
                                               ("review", " ")])  # fmt: skip
def test_a_label_that_cannot_be_read_names_its_row_and_field(field: str, value: str) -> None:
    row = {"review": "质地拉垮", "aspect_term": "质地", "opinion_term": "拉垮", "aspect": "texture", "sign": "-1"}
    with pytest.raises(BadInput, match="row 3") as caught:
        labelled_from([row, {**row, field: value}], CODES)
    assert caught.value.field == field


def test_the_same_words_twice_in_a_review_are_two_places() -> None:
    row = {"review": "绝了，真的绝了", "aspect_term": "", "opinion_term": "绝了", "aspect": "整体", "sign": "好评"}
    found = labelled_from([row, row], CODES)
    assert [quad.opinion for quad in found[0].quads] == [(0, 2), (5, 7)]


def test_a_review_without_a_judgement_is_a_label_too() -> None:
    assert labelled_from([{"review": "昨天到的"}], CODES) == [Labelled("昨天到的", ())]
