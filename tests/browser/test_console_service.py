"""A walk through the service desk: a talk taken over and answered, knowledge written and tried, a return received."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server import serving
from tests.talking import CENTRE, GOODS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def say(api: httpx.Client, shopper: str, *texts: str) -> dict[str, object]:
    """Write messages as a shopper and return the last answer."""
    issued = api.post("/v1/shopper-tokens", json={"shopper": shopper, "ttl_s": 3600}).json()
    headers, answer = {"Authorization": f"Bearer {issued['token']}"}, {}
    for text in texts:
        answer = api.post("/v1/me/assistant", json={"text": text}, headers=headers).raise_for_status().json()
    return dict(answer)


@pytest.fixture(scope="module")
def service_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server where one shopper waits for a person and one asked for something unknown."""
    with serving(tmp_path_factory.mktemp("service")) as server, httpx.Client(base_url=server.url, timeout=60) as api:
        api.put("/v1/goods", json={"goods": list(GOODS)}).raise_for_status()
        shop = {"shop": "s1", "name": "福田店", "opens": "00:00", "closes": "24:00", **CENTRE}
        api.put("/v1/shops", json={"shops": [shop]}).raise_for_status()
        say(api, "one", "你们老板是哪里人")
        say(api, "two", "舒缓面霜的成分是什么", "转人工,电话13800138000")
        yield server.url


def test_a_talk_is_taken_over_answered_and_given_back(page: Page, service_mall: str) -> None:
    page.goto(f"{service_mall}/#/service")
    page.get_by_test_id("talk-waiting").first.click()
    talk = page.get_by_test_id("talk")
    expect(talk).to_contain_text("神经酰胺")
    expect(talk).not_to_contain_text("13800138000")
    talk.get_by_test_id("take").click()
    talk.get_by_test_id("reply").locator("textarea").fill("您好,我来看看")
    talk.get_by_test_id("send").click()
    expect(talk.get_by_test_id("turns")).to_contain_text("您好,我来看看")
    talk.get_by_test_id("give-back").click()
    expect(talk.get_by_test_id("take")).to_be_visible()


def test_a_question_without_an_answer_gets_one_and_is_tried(page: Page, service_mall: str) -> None:
    page.goto(f"{service_mall}/#/service")
    page.get_by_test_id("service-knowledge").click()
    page.get_by_test_id("missing").first.click()
    page.get_by_test_id("passage-answer").locator("textarea").fill("老板是湖北人")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_test_id("passage")).to_contain_text("老板是湖北人")
    page.get_by_test_id("try-question").locator("input").fill("老板哪里人")
    page.get_by_test_id("try-go").click()
    expect(page.get_by_test_id("try-found")).to_contain_text("会这样回答")


def test_figures_and_an_empty_desk_say_what_to_do(page: Page, service_mall: str, empty_mall: str) -> None:
    page.goto(f"{service_mall}/#/service")
    page.get_by_test_id("service-figures").click()
    expect(page.get_by_test_id("figures")).to_contain_text("没有接入大模型")
    page.goto(f"{empty_mall}/#/service")
    expect(page.get_by_text("没有会话")).to_be_visible()
