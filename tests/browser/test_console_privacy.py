"""A walk through privacy and access: consents, notices, erasure with its receipt, keys, log-in and roles."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "four words make one"


def test_the_office_shows_consents_notices_and_a_whole_ledger(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/privacy")
    expect(page.get_by_test_id("purpose").filter(has_text="营销消息")).to_contain_text(re.compile(r"\d+ 人同意"))
    page.get_by_test_id("prove").click()
    expect(page.get_by_text(re.compile("账本完整：[1-9]"))).to_be_visible()
    page.get_by_test_id("purpose").filter(has_text="营销消息").get_by_role("button", name=re.compile("告知书")).click()
    expect(page.get_by_text("随时退订").first).to_be_visible()


def test_a_consent_is_taken_back_for_a_shopper_and_given_again_by_undo(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/shoppers/shopper-007")
    page.get_by_text("同意与隐私").click()
    consents = page.get_by_test_id("consents")
    row = consents.locator("li").filter(has_text="营销消息")
    row.locator(".t-switch").click()
    expect(row).to_contain_text("不同意")
    page.get_by_test_id("undo").click()
    expect(row).to_contain_text(re.compile("同意 · 告知书第 1 版"))
    expect(row).not_to_contain_text("不同意")


def test_a_shopper_is_erased_and_the_receipt_can_be_seen_again(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/shoppers/shopper-039")
    page.get_by_text("同意与隐私").click()
    page.get_by_test_id("erase").click()
    go = page.locator(".t-dialog").get_by_role("button", name="删除此人")
    expect(go).to_be_disabled()
    page.get_by_test_id("type-id").locator("input").or_(page.locator(".t-dialog input")).first.fill("shopper-039")
    go.click()
    receipt = page.get_by_test_id("receipt")
    expect(receipt).to_contain_text("全部删除完毕")
    expect(receipt).to_contain_text("Ed25519")
    page.get_by_role("button", name="关闭", exact=True).click()
    page.goto(f"{insight_mall}/#/privacy")
    page.get_by_text("顾客请求", exact=True).click()
    page.get_by_test_id("request").first.get_by_role("button", name="查看回执").click()
    expect(page.get_by_test_id("receipt")).to_contain_text("密钥已销毁")


def test_keys_are_rotated_and_retention_and_minimisation_report(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/privacy")
    page.get_by_text("密钥", exact=True).click()
    page.get_by_test_id("rotate").click()
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("轮换完成。")).to_be_visible(timeout=60_000)
    page.get_by_text("保存期限", exact=True).click()
    page.get_by_test_id("run-retention").click()
    expect(page.get_by_test_id("retention")).to_contain_text("失败事件", timeout=60_000)
    page.get_by_text("最小化", exact=True).click()
    expect(page.get_by_text(re.compile("最近 [\\d,]+ 个事件里"))).to_be_visible()
    page.get_by_text("处理记录", exact=True).click()
    expect(page.get_by_test_id("record")).to_contain_text("履行订单与服务")


def test_the_first_owner_is_made_and_everybody_logs_in_from_then_on(page: Page, tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        page.goto(f"{server.url}/#/access")
        form = page.get_by_test_id("first-owner")
        form.get_by_label("用户名").fill("li.na")
        form.get_by_label("密码").fill(PASSWORD)
        form.get_by_role("button", name="创建").click()
        expect(page.get_by_test_id("user")).to_contain_text("li.na")
        page.get_by_role("button", name="添加用户").click()
        dialog = page.locator(".t-dialog")
        dialog.get_by_label("用户名").fill("wang")
        dialog.get_by_text("只看汇总数据").click()
        dialog.get_by_label("密码").fill(PASSWORD)
        dialog.get_by_role("button", name="创建").click()
        expect(page.get_by_test_id("user-row")).to_have_count(2)
        assert httpx.get(f"{server.url}/v1/users").status_code == 401
        page.get_by_text("接口密钥", exact=True).click()
        page.get_by_role("button", name="新建密钥").click()
        dialog.get_by_label("名称").fill("mini-program")
        dialog.get_by_role("button", name="创建").click()
        expect(page.get_by_test_id("secret")).to_contain_text(re.compile("hz_"))
        page.get_by_role("button", name="已保存，关闭").click()
        expect(page.get_by_role("row", name=re.compile("mini-program"))).to_contain_text("events:write")
        page.get_by_test_id("user").click()
        page.get_by_test_id("log-out").click()
        _log_in(page, "wang", "a wrong password")
        expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
        _log_in(page, "wang", PASSWORD)
        expect(page.get_by_test_id("user")).to_contain_text("wang")
        nav = page.get_by_role("navigation")
        expect(nav.get_by_role("link", name="标签", exact=True)).to_be_visible()
        expect(nav.get_by_role("link", name="用户与密钥")).to_have_count(0)
        expect(nav.get_by_role("link", name="顾客", exact=True)).to_have_count(0)


def test_keys_wait_for_an_owner_so_that_nobody_is_shut_out(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/access")
    page.get_by_text("接口密钥", exact=True).click()
    expect(page.get_by_text("请先建立一个所有者")).to_be_visible()
    expect(page.get_by_role("button", name="新建密钥")).to_be_disabled()


def _log_in(page: Page, name: str, password: str) -> None:
    form = page.get_by_test_id("login")
    form.get_by_label("用户名").fill(name)
    form.get_by_label("密码").fill(password)
    form.get_by_role("button", name="登录").click()
