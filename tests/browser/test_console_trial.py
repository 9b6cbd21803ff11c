"""The trial in the console: how to make one where there is none, then measures, intervals, sources of habits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from huozhao.app import open_trials
from huozhao.cli.trials.arms import ARMS
from huozhao.cli.trials.book import report
from huozhao.cli.trials.living import Size
from huozhao.operations.trial import MEASURES
from huozhao.settings import load
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def keep(data: Path) -> None:
    """Keep a report of four cities in which only the delivery time differs for sure."""
    usual = {"conversion": 0.2, "delivery_hours": 49.0}
    runs = [
        {"arm": arm, "seed": seed, "troubles": [], "measures": {
            each.name: usual.get(each.name, 4.0) * (1 + 0.05 * ((seed * 7 + len(arm)) % 4 - 1.5))
            * (0.1 if arm == "loop" and each.name == "delivery_hours" else 1) for each in MEASURES}}
        for seed in range(1, 5) for arm in ("loop", "usual")
    ]  # fmt: skip
    with open_trials(load(data)) as trials:
        trials.keep(report(runs, [ARMS["loop"], ARMS["usual"]], Size()))


@pytest.fixture(scope="module")
def mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    data = tmp_path_factory.mktemp("trial")
    with serving(data) as server:
        yield server.url, data


def test_without_a_report_the_page_says_how_to_make_one_and_then_shows_it(page: Page, mall: tuple[str, Path]) -> None:
    url, data = mall
    page.goto(f"{url}/#/trial")
    expect(page.get_by_test_id("empty")).to_contain_text("huozhao trial")
    keep(data)
    page.reload()
    table = page.get_by_test_id("versus-usual")
    expect(table).to_contain_text("转化率")
    expect(table.locator("svg")).to_have_count(len(MEASURES))
    expect(table.locator("tr", has_text="送达时长")).to_contain_text("达到")
    page.get_by_test_id("habits").locator("summary").click()
    expect(page.get_by_test_id("habits")).to_contain_text("Emmelhainz")
