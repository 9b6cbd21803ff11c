"""A walk through the pages that know the shopper: one shopper whole, tags, predictions, segments, the portrait."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.insight_mall import PERSON, PHONE, TAG

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TITLES = {"tags": "Tags", "predicted": "Predicted tags", "segments": "Segments", "crowds": "Crowds",
          "strategies": "Strategies", "portrait": "Portrait", "privacy": "Privacy", "looks": "Access log",
          "access": "Users & keys"}


def test_one_shopper_is_shown_whole_with_layers_value_and_reasons(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/shoppers/{PERSON}")
    expect(page.get_by_text("4 个编号为同一人").or_(page.get_by_text("3 个编号为同一人"))).to_be_visible()
    worth = page.get_by_test_id("worth")
    expect(worth).to_contain_text(re.compile(r"未来 12 个月的价值\s*¥[\d,.]+"))
    expect(worth.get_by_role("img", name=re.compile("仍会再来"))).to_be_visible()
    tags = page.get_by_test_id("tags")
    for layer in ("事实", "行为", "预测"):
        expect(tags.get_by_role("heading", name=layer, exact=True)).to_be_visible()
    tags.get_by_role("button", name="每月购买两次以上").click()
    why = page.get_by_test_id("why")
    expect(why).to_contain_text("近30天支付订单至少2次")
    expect(why.locator("tr").first).to_contain_text("支付")


def test_contact_is_masked_until_a_reason_is_given_and_the_look_is_on_record(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/shoppers/{PERSON}")
    page.get_by_text("身份与资料").click()
    facts = page.get_by_test_id("facts")
    expect(facts.get_by_test_id("reveal").first).to_be_visible()
    expect(facts).not_to_contain_text(PHONE)
    row = facts.locator("dd").filter(has_text="****").filter(has_text="138").first
    row.get_by_test_id("reveal").click()
    page.get_by_role("button", name="联系送货").click()
    page.locator(".t-dialog").get_by_role("button", name="查看", exact=True).click()
    expect(facts).to_contain_text(re.compile(PHONE[-8:]))
    page.goto(f"{insight_mall}/#/looks")
    expect(page.get_by_test_id("look").filter(has_text="联系送货")).to_contain_text(PERSON)


def test_an_identity_is_unlinked_and_linked_back_by_undo(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/shoppers/{PERSON}")
    page.get_by_text("身份与资料").click()
    joins = page.get_by_test_id("identities")
    join = joins.locator("li").filter(has_text="device-77")
    join.get_by_test_id("unlink").click()
    expect(page.get_by_text("已拆开")).to_be_visible()
    expect(join).to_have_count(0)
    page.get_by_test_id("undo").click()
    expect(join).to_have_count(1)


def test_a_shopper_is_found_by_phone_without_the_number_being_opened(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/shoppers")
    page.get_by_placeholder("按顾客编号搜索").fill(PHONE)
    page.get_by_test_id("by-phone").click()
    expect(page.get_by_role("heading", name=PERSON)).to_be_visible()


def test_a_tag_is_written_checked_previewed_published_changed_and_withdrawn(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/tags/new")
    source = page.get_by_test_id("source")
    source.fill(TAG.replace("count(view", "count(veiw"))
    problems = page.get_by_test_id("problems")
    expect(problems).to_contain_text("第 3 行 第 13 列")
    expect(page.locator(".bad", has_text="veiw").first).to_be_visible()
    expect(page.get_by_test_id("look")).to_be_disabled()
    source.fill(TAG)
    expect(problems).to_contain_text("近30天浏览至少5次")
    page.get_by_test_id("look").click()
    expect(page.get_by_test_id("preview")).to_contain_text(re.compile(r"占 \d+ 人的"))
    page.get_by_test_id("publish").click()
    expect(page.get_by_role("heading", name="杯子爱好者")).to_be_visible()
    expect(page.get_by_test_id("versions")).to_contain_text("第 1 版")
    page.get_by_test_id("withdraw").click()
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("已撤下").first).to_be_visible()
    page.get_by_test_id("undo").click()
    expect(page.get_by_text(re.compile("生效 · 第 2 版"))).to_be_visible()


def test_the_catalogue_shows_every_layer_with_sizes_and_freshness(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/tags")
    expect(page.get_by_test_id("fresh")).to_contain_text("标签与事件同步")
    row = page.get_by_test_id("tag-row").filter(has_text="buys_twice_a_month")
    expect(row).to_contain_text(re.compile(r"近30天支付订单至少2次.*\d+", re.S))
    page.locator("label").filter(has_text="预测").click()
    expect(page.get_by_test_id("tag-row").first).to_contain_text("预测")


def test_a_predicted_tag_says_how_good_it_is_or_why_a_rule_stands_in(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/predicted")
    expect(page.get_by_test_id("model").first).to_be_visible()
    page.get_by_test_id("model").filter(has_text="近期购买意向").click()
    expect(page.get_by_test_id("fallback")).to_contain_text("规则：")
    expect(page.get_by_role("heading", name="说得准不准")).to_be_visible()
    page.goto(f"{insight_mall}/#/predicted")
    page.get_by_test_id("train").click()
    expect(page.get_by_text("已开始学习")).to_be_visible()
    expect(page.get_by_test_id("train")).not_to_have_class(re.compile("t-is-loading"), timeout=90_000)


def test_thresholds_sort_the_shoppers_anew_at_once(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/segments")
    vip = page.locator("tr").filter(has_text="VIP 顾客")
    expect(vip).to_contain_text("7 天内下过单")
    page.get_by_label("高价值：多少天内买过").fill("14")
    page.get_by_role("button", name="保存").click()
    expect(vip).to_contain_text("14 天内下过单")


def test_the_platforms_portrait_stands_beside_the_malls_own_shoppers(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/portrait")
    expect(page.get_by_text("不涉及任何一位顾客")).to_be_visible()
    sex = page.get_by_test_id("dimension").filter(has_text="性别")
    expect(sex).to_contain_text("66.7%")
    page.locator("label").filter(has_text=re.compile(r"^7 天$")).click()
    expect(page.get_by_text("还没有平台画像")).to_be_visible()


def test_the_insight_pages_are_whole_in_english(page: Page, insight_mall: str) -> None:
    page.goto(insight_mall)
    expect(page.get_by_role("heading", level=1)).to_be_visible()  # an address changed before would be overtaken
    page.get_by_test_id("language").click()
    for path, title in TITLES.items():
        page.goto(f"{insight_mall}/#/{path}")
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        page.wait_for_timeout(250)
        shown = page.locator("main").inner_text()
        assert not re.search(rf"\b(people|{'|'.join(TITLES)})\.\w+", shown), path
    page.goto(f"{insight_mall}/#/shoppers/{PERSON}")
    expect(page.get_by_test_id("worth")).to_contain_text("Worth in the next 12 months")
    page.get_by_test_id("language").click()
