"""A walk through scenes: begun from a template, tried, published, seen through a place and a weather, taken back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.scenes_mall import declare
from tests.browser.small_mall import fill
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def scenes_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("scenes")) as server:
        fill(server.url)
        declare(server.url)
        yield server.url


def test_a_template_becomes_a_scene_that_is_taken_back(page: Page, scenes_mall: str) -> None:
    page.goto(f"{scenes_mall}/#/scenes/new")
    page.get_by_test_id("template").filter(has_text="春节年货").get_by_role("button").click()
    expect(page.get_by_test_id("verdict")).to_contain_text("春节")
    expect(page.get_by_test_id("try")).to_contain_text("原味坚果")
    page.get_by_test_id("publish").click()
    expect(page.get_by_text("“春节年货”已发布")).to_be_visible()
    expect(page.get_by_role("heading", name="春节年货")).to_be_visible()
    page.get_by_test_id("delete").click()
    deleted = page.locator(".t-message").filter(has_text="“春节年货”已删除")
    deleted.get_by_test_id("undo").click()
    expect(page.get_by_text("生效中")).to_be_visible()


def test_the_preview_says_which_scenes_hold_and_why(page: Page, scenes_mall: str) -> None:
    page.goto(f"{scenes_mall}/#/scenes")
    expect(page.get_by_test_id("scene").filter(has_text="保暖御寒专区")).to_contain_text("生效中")
    page.get_by_test_id("try-city").locator("input").fill("武汉")
    page.get_by_test_id("try-weather").click()
    page.get_by_test_id("try-look").click()
    cold = page.get_by_test_id("judged").filter(has_text="保暖御寒专区")
    expect(cold).to_contain_text("会展示")
    expect(cold).to_contain_text("羊毛围巾")
    expect(page.get_by_test_id("context")).to_contain_text("湖北 武汉")
    sakura = page.get_by_test_id("judged").filter(has_text="武汉樱花季")
    expect(sakura).to_contain_text("条件不成立")


def test_the_editor_draws_the_place_and_says_what_is_wrong(page: Page, scenes_mall: str) -> None:
    page.goto(f"{scenes_mall}/#/scenes/sakura/edit")
    picture = page.get_by_test_id("map")
    expect(picture).to_contain_text("东湖樱花园")
    expect(picture).to_contain_text("汉街店")
    day = page.get_by_test_id("yearly-from").locator("input")
    day.fill("02-31")
    day.blur()
    expect(page.get_by_test_id("verdict")).to_contain_text("不是月-日")
    expect(page.get_by_test_id("publish")).to_be_disabled()
