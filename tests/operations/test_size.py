"""Size: printed sizes on one scale, words of fit, beliefs, and the advice that follows from them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.operations.size.advice import Offer, advise, chances_of
from huozhao.operations.size.body import Measures
from huozhao.operations.size.body import usual_of as usual_by_body
from huozhao.operations.size.filter import LARGE, OFFSET, SMALL, Measure, Rows, prior, walk
from huozhao.operations.size.learned import Learned, keys_of, nothing
from huozhao.operations.size.learning import Told, learn
from huozhao.operations.size.scales import Size, size_of
from huozhao.operations.size.shopper import Taken, Usual, persons_of, usual_of
from huozhao.operations.size.words import fit_of
from huozhao.terms.goods import Sku

TOP = "top:f"
STEPS = {"S": -1.0, "M": 0.0, "L": 1.0, "XL": 2.0}


def sized(label: str, *category: str, title: str = "") -> Size | None:
    return size_of(Sku("k", "p", title, category, attributes={"尺码": label}))


def step(label: str, *category: str) -> float:
    found = sized(label, *category)
    assert found is not None
    return found.step


def took(label: str, at: int = 0, *, fit: int = 0, weight: float = 1.0, spu: str = "old", back: bool = False) -> Taken:
    size = Size(label, TOP, STEPS[label])
    return Taken(f"{spu}-{label}", label, "旧款", TOP, size.step, keys_of("b", spu, f"{spu}-{label}", size), at, fit,
                 weight, back)  # fmt: skip


def offers(spu: str = "new") -> list[Offer]:
    return [Offer(f"{spu}-{label}", label, at, keys_of("b", spu, f"{spu}-{label}", Size(label, TOP, at)))
            for label, at in STEPS.items()]  # fmt: skip


def known(spu: str = "new", fit: int = -1, times: int = 60) -> Learned:
    """Return what is learned when a product was told so often to run small (−1) or large (1), another to fit."""
    keys, told = [], []
    for n in range(times):
        for name, said in ((spu, fit if n % 10 else 0), ("plain", (n % 10 == 0) * (1 if n % 20 else -1))):
            keys.append(keys_of("b", name, f"{name}-M", Size("M", TOP, 0.0)))
            told.append(said)
    rows = Told(np.arange(len(keys)), keys, [TOP] * len(keys), np.zeros(len(keys)), np.array(told), np.ones(len(keys)))
    return learn(rows, len(keys)).learned


@pytest.mark.parametrize(("label", "category", "expected"), [
    ("M", ("女装", "T恤"), 0), ("XL", ("女装", "T恤"), 2), ("2XL", ("女装", "T恤"), 3), ("XXL", ("女装", "T恤"), 3),
    ("XS", ("女装", "T恤"), -2), ("L码", ("女装", "T恤"), 1), ("165/88A(L)", ("女装", "T恤"), 1),
    ("170/88A", ("男装", "衬衫"), 0), ("160/68A", ("女装", "裤子"), 0), ("2尺1", ("女装", "裤子"), 0.5),
    ("240mm", ("鞋",), 0), ("38", ("女鞋",), 0), ("37.5", ("女鞋",), -0.5), ("120cm", ("童装",), 1),
])  # fmt: skip
def test_printed_sizes_lie_on_one_scale_of_steps(label: str, category: tuple[str, ...], expected: float) -> None:
    assert step(label, *category) == pytest.approx(expected, abs=0.01)


def test_waists_in_inches_rise_by_their_centimetres() -> None:
    assert step("28", "女装", "牛仔裤") - step("27", "女装", "牛仔裤") == pytest.approx(2.54 / 4)
    assert sized("27", "女装", "牛仔裤") != sized("27", "男装", "牛仔裤"), "the same waist is another size for men"


def test_goods_that_come_in_no_sizes_have_none() -> None:
    assert sized("均码", "女装") is None and size_of(Sku("k", "p", "洗发水", ("个护",))) is None


@given(st.text(max_size=30), st.sampled_from(["女装", "男装", "鞋", "童装", "裤子"]))
def test_any_label_is_read_or_left(label: str, category: str) -> None:
    found = sized(label, category)
    assert found is None or abs(found.step) < 300


@pytest.mark.parametrize(("text", "fit"), [
    ("衣服偏小，建议买大一码", -1), ("有点紧", -1), ("太大了，穿着松垮", 1), ("拍小一码就好", 1), ("很合身", 0),
    ("尺码标准，正好", 0), ("不偏小", None), ("味道太大", None), ("大小合适", 0), ("不合适", None),
    ("没有偏大，合身", 0), ("鞋子挤脚", -1), ("runs small, order up", -1), ("true to size", 0), ("质量不错", None),
    ("上身合适，袖子太长", None), ("色差太大", None),
])  # fmt: skip
def test_words_say_how_goods_fitted(text: str, fit: int | None) -> None:
    assert fit_of(text) == fit


def test_a_product_told_to_be_small_is_believed_to_run_small_and_others_are_not() -> None:
    learned = known()
    small, plain = (learned.part(keys_of("b", spu, f"{spu}-M", Size("M", TOP, 0.0))) for spu in ("new", "plain"))
    assert small.offset > 0.8 > abs(plain.offset) and small.doubt < sum(learned.measure.spreads)


def test_advice_sizes_up_where_goods_run_small_and_says_why() -> None:
    learned = known()
    past = [took("M", n, spu="plain") for n in range(3)]
    found = advise(offers(), usual_of(past, learned, Usual(0.0, 4.0)), past, learned, by_body=False)
    assert found.kind == "size" and found.best is not None and found.runs in ("small", "slightly_small")
    assert found.best.label == "L" and found.best.small < found.sizes[1].small, "the size above is less often small"
    assert "你上次买的 M 码合身" in found.why.zh and "偏小" in found.why.zh and found.best.label in found.why.en


@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from([-1, 0, 1])), min_size=1, max_size=12))
def test_chances_are_chances_and_shares_sum_to_one(history: list[tuple[str, int]]) -> None:
    past = [took(label, n, fit=fit) for n, (label, fit) in enumerate(history)]
    found = chances_of(offers(), usual_of(past, nothing(), Usual(0.0, 4.0)), past, nothing())
    assert sum(each.share for each in found) == pytest.approx(1.0)
    assert all(each.small + each.fits + each.large == pytest.approx(1.0) and each.fits >= 0 for each in found)


@given(st.sampled_from(sorted(STEPS)))
def test_what_was_too_small_moves_the_usual_size_up_and_what_was_too_large_down(label: str) -> None:
    sizes = [usual_of([took(label, fit=fit)], nothing(), Usual(0.0, 4.0)).mean for fit in (-1, 0, 1)]
    assert sizes[0] > sizes[1] > sizes[2]


def test_every_piece_makes_the_usual_size_surer() -> None:
    spreads = [usual_of([took("M", n) for n in range(count)], nothing(), Usual(0.0, 4.0)).variance
               for count in range(5)]  # fmt: skip
    assert spreads == sorted(spreads, reverse=True) and spreads[-1] < spreads[0] / 5


def test_nobody_known_is_asked_for_measures_and_measures_answer() -> None:
    asked = advise(offers(), Usual(0.0, 4.0), [], nothing(), by_body=False)
    assert asked.kind == "measures" and "身高" in asked.why.zh and asked.best is None
    usual = usual_by_body(Measures(158, 52), TOP)
    assert usual is not None
    told = advise(offers(), Usual(*usual), [], nothing(), by_body=True)
    assert told.kind == "size" and told.best is not None and told.best.label in ("S", "M") and told.sure != "high"


@given(st.floats(145, 185), st.floats(40, 110))
def test_heavier_bodies_take_larger_sizes(height: float, weight: float) -> None:
    low, high = (usual_by_body(Measures(height, kg), TOP) for kg in (weight, weight + 5))
    assert low is not None and high is not None and low[0] < high[0]


def test_two_modes_are_two_persons_and_one_far_piece_is_a_gift() -> None:
    both = persons_of([took("S", 1), took("XL", 2), took("S", 3), took("XL", 4), took("S", 5)])
    assert [{each.label for each in mode} for mode in both] == [{"S"}, {"XL"}]
    gift = persons_of([took("S", 1), took("S", 2), took("S", 3), took("XL", 4)])
    assert [{each.label for each in mode} for mode in gift] == [{"S"}]
    assert len(persons_of([took("M", 1), took("L", 2), took("M", 3), took("L", 4)])) == 1


def test_what_was_too_small_in_this_very_product_is_not_advised_again() -> None:
    past = [*(took("M", n) for n in range(4)), took("M", 9, fit=-1, spu="new", back=True)]
    found = advise(offers(), usual_of(past, nothing(), Usual(0.0, 4.0)), past, nothing(), by_body=False)
    assert found.best is not None and found.best.label == "L"


def test_a_size_that_is_not_made_is_not_advised() -> None:
    past = [replace(took("XL", n), step=6.0, label="6XL") for n in range(3)]
    found = advise(offers(), usual_of(past, nothing(), Usual(0.0, 9.0)), past, nothing(), by_body=False)
    assert found.kind == "none_fits" and found.best is None and "XL" in found.why.zh


def test_what_is_thought_before_a_row_knows_nothing_of_what_it_tells() -> None:
    rows = Rows(np.zeros(3, np.int64), np.tile(np.arange(4), (3, 1)), np.zeros(3), np.array([0, 0, -1]), np.ones(3),
                np.zeros(3), np.ones(3))  # fmt: skip
    level, measure = np.arange(4), Measure()
    _, told = walk(rows, prior(level, measure), measure, 1)
    _, other = walk(replace(rows, fit=np.array([0, 0, 1])), prior(level, measure), measure, 1)
    assert np.array_equal(told, other) and told[0, OFFSET] == 0 and told[0, SMALL] == told[0, LARGE]


def test_a_city_that_fits_at_random_teaches_nothing_better_than_its_rates() -> None:
    rng = np.random.default_rng(5)
    size = 2_000
    keys = [keys_of("b", f"p{n % 50}", f"p{n % 50}-M", Size("M", TOP, 0.0)) for n in range(size)]
    fit = rng.choice([-1, 0, 1], size, p=[0.1, 0.8, 0.1])
    lesson = learn(Told(np.arange(size), keys, [TOP] * size, np.zeros(size), fit, np.ones(size)), size)
    runs = np.where(np.arange(size) % 50 < 10, rng.choice([-1, 0], size, p=[0.7, 0.3]), fit)
    taught = learn(Told(np.arange(size), keys, [TOP] * size, np.zeros(size), runs, np.ones(size)), size)
    assert not lesson.is_better and taught.is_better
