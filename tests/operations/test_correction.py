"""Weak categories are found, chance is not taken for weakness, and reasons are the ones that are there."""

import numpy as np
import pytest

from huozhao.operations.correction.causes import Evidence, causes, factor_of
from huozhao.operations.correction.misfiled import Misfiled, misfiled
from huozhao.operations.correction.weak import BAR, MOST_FALSE, Cell, Judged, judge

RATES = np.array([0.12, 0.06, 0.02])
DAYS = 28


def mall(rng: np.random.Generator, strengths: list[float], shown: float = 20.0) -> list[Cell]:
    """Return categories whose clicks are `strengths` times what their places earn; some stand lower than others."""
    cells = []
    for n, strength in enumerate(strengths):
        # The lower a category stands, the fewer clicks it gets through no fault of its own.
        share = np.array([0.5, 0.3, 0.2]) if n % 2 else np.array([0.1, 0.3, 0.6])
        seen = rng.poisson(shown * share, (DAYS, 3))
        cells.append(Cell("home", f"c{n}", seen, rng.binomial(seen, np.minimum(RATES * strength, 1.0))))
    return cells


def weak(found: list[Judged]) -> set[str]:
    return {each.category for each in found if each.is_weak}


def test_a_category_that_is_clicked_a_third_as_often_as_others_in_its_places_is_found() -> None:
    found = judge(mall(np.random.default_rng(1), [1.0] * 11 + [0.3]))
    assert weak(found) == {"c11"}
    assert found[0].category == "c11" and found[0].high < 0.7
    assert 0.3 <= factor_of(found[0]) <= 0.6


def test_standing_low_on_the_page_is_no_weakness() -> None:
    assert weak(judge(mall(np.random.default_rng(2), [1.0] * 12))) == set()


def test_few_impressions_prove_nothing() -> None:
    cells = mall(np.random.default_rng(3), [1.0] * 11)
    nothing = Cell("home", "rare", np.full((DAYS, 3), 2), np.zeros((DAYS, 3), np.int64))
    assert weak(judge([*cells, nothing])) == set()


@pytest.mark.parametrize("burst", [1, 6])
def test_false_calls_keep_their_bound_over_many_malls_also_when_clicks_come_in_bursts(burst: int) -> None:
    rng = np.random.default_rng(4)
    called = wrong = 0
    for _ in range(40):
        strengths = rng.gamma(6.0, 1 / 6.0, 25).tolist()
        # A shopper who clicks once clicks several times: clicks come in bursts of the same size.
        cells = [Cell(c.placement, c.category, c.shown * burst, c.clicked * burst) for c in mall(rng, strengths, 60.0)]
        for each in judge(cells):
            if each.is_weak:
                called += 1
                wrong += strengths[int(each.category[1:])] / float(np.mean(strengths)) >= BAR
    assert called > 50
    assert wrong / called <= MOST_FALSE


def test_a_title_that_reads_like_another_category_is_found_and_an_honest_one_is_not() -> None:
    masks = {f"m{n}": (f"补水保湿面膜 {n} 片装", "美妆/面膜") for n in range(8)}
    teas = {f"t{n}": (f"明前龙井绿茶 {n} 号礼盒", "食品/茶") for n in range(8)}
    titles = {**masks, **teas, "odd": ("补水保湿面膜 加强版", "食品/茶")}
    (found,) = misfiled(titles, ["odd", "m1", "t1"])
    assert (found.sku, found.stands_in, found.reads_like) == ("odd", "食品/茶", "美妆/面膜")


def test_each_reason_is_named_with_its_figure_and_none_is_said_too() -> None:
    odd = (Misfiled("odd", "a", "b", 0.99), 0.4)
    found = causes(Evidence(no_stock=0.9, price_ratio=1.6, repeats=8.0, astray=(odd,)))
    assert [each.code for each in found] == ["no_stock", "often", "astray", "dear"]
    assert "90%" in found[0].said.zh and "90%" in found[0].said.en
    assert [each.code for each in causes(Evidence(price_ratio=None))] == ["none"]
