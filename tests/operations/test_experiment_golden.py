"""Every figure of experiments equals what other programs publish, to the printed digit."""

import pytest

from tests.operations.golden_experiments import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_ours_is_the_published_figure(case: Case) -> None:
    assert case.misses() == []
