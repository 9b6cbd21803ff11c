"""A walk through the WeChat page: odd payments, refunds, riders, reviews that wait, visitors, keywords."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from huozhao.sandbox.pay import notice, paid
from tests.server import serving
from tests.wechatting import Fake, key_files, wechat

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MASK = {"sku": "mask", "spu": "mask", "title": "面膜", "category": ["美妆"], "price_fen": 9900}
SHOP = {"shop": "s1", "name": "西工店", "longitude": 112.4, "latitude": 34.6, "system": "gcj02"}


@dataclass
class Shopping:
    """A mall over HTTP and the WeChat that its shoppers use."""

    url: str
    fake: Fake

    def send(self, method: str, path: str, header: dict[str, str] | None = None, **body: Any) -> dict[str, Any]:
        answer = httpx.request(method, self.url + path, json=body, headers=header or {}, timeout=60)
        assert answer.status_code < 300, answer.text
        return dict(answer.json())

    def paid(self, user: str, **changes: Any) -> str:
        """Let a user order and pay, and tell the mall what WeChat says of it, with some changes; return the order."""
        came = self.send("POST", "/v1/wechat/session", code=self.fake.code(user))
        header = {"Authorization": f"Bearer {came['token']}"}
        place = {"longitude": 112.41, "latitude": 34.61, "system": "gcj02"}
        order = self.send("POST", "/v1/me/orders", header, key="k", lines=[{"sku": "mask", "quantity": 1}],
                          place=place)["order"]
        self.send("POST", "/v1/me/wechat/payments", header, order=order)
        headers, body = notice(self.fake.world, paid(self.fake.world, order), changes)
        assert httpx.post(f"{self.url}/v1/wechat/pay", content=body, headers=headers, timeout=60).status_code == 200
        return str(order)

    def wrote(self, user: str, text: str) -> None:
        """Let a user review the mask."""
        came = self.send("POST", "/v1/wechat/session", code=self.fake.code(user))
        decided = [{"shopper": came["shopper"], "purpose": "personalisation", "given": True}]
        self.send("POST", "/v1/consents", decisions=decided, channel="test")
        event = {"id": f"review-{user}", "name": "Product Reviewed", "shopper": came["shopper"],
                 "at": int(time.time() * 1000) - 1000, "properties": {"sku": "mask", "stars": 4, "text": text}}
        assert self.send("POST", "/v1/events", events=[event])["refused"] == []


@pytest.fixture(scope="module")
def wechat_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shopping]:
    """Return a mall that a fake WeChat is connected to."""
    folder = tmp_path_factory.mktemp("wechat")
    own, theirs = key_files(tmp_path_factory.mktemp("keys"))
    with wechat() as fake:
        world = fake.world
        told = {"url": fake.url, "pay_url": fake.url, "appid": world.appid, "secret": world.secret,
                "push_token": world.push_token, "push_key": world.push_key, "mchid": world.mchid,
                "merchant_serial": world.merchant_serial, "merchant_key_file": str(own),
                "api_v3_key": world.api_v3_key, "platform_key_id": world.platform_key_id,
                "platform_key_file": str(theirs), "notify_url": "http://127.0.0.1:1/v1/wechat/pay",
                "order_page": "pages/order/order?order={order}", "delivery_url": "http://127.0.0.1:1/v1/wechat/delivery",
                "api_key": world.api_key, "api_key_number": world.api_key_number, "api_key_file": str(own),
                "api_certificate_file": str(theirs), "api_certificate_number": world.api_certificate_number}
        lines = "".join(f'{name} = "{value}"\n' for name, value in told.items())
        fake.act("stores", out_store_id="s1", lng=112.4, lat=34.6)
        (folder / "huozhao.toml").write_text(f"[wechat]\n{lines}", "utf-8")
        with serving(folder) as server:
            mall = Shopping(server.url, fake)
            mall.send("PUT", "/v1/goods", goods=[MASK])
            mall.send("PUT", "/v1/shops", shops=[SHOP])
            mall.send("POST", "/v1/stock/counts", counts=[{"key": "c", "sku": "mask", "shop": "s1", "on_hand": 9}])
            mall.send("PUT", "/v1/messages/rules", templates={"t1": {"label": {"zh": "到货提醒", "en": "in stock"}}})
            yield mall


def test_payments_that_need_a_person_are_settled_and_reopened(page: Page, wechat_mall: Shopping) -> None:
    told = [wechat_mall.paid("ann"), wechat_mall.paid("bob", amount={"total": 1})]
    page.goto(f"{wechat_mall.url}/#/wechat")
    expect(page.get_by_test_id("payment")).to_have_count(2)  # all are shown; what needs a person is counted
    expect(page.get_by_test_id("filter-odd")).to_contain_text("1")
    page.get_by_test_id("filter-odd").click()
    expect(page.get_by_test_id("payment")).to_have_count(1)
    expect(page.get_by_test_id("payment")).to_contain_text(told[1])
    expect(page.get_by_test_id("payment")).to_contain_text("付款金额与订单不符")
    page.get_by_test_id("settle").click()
    expect(page.get_by_text("没有异常收款")).to_be_visible()
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("payment")).to_have_count(1)
    page.get_by_test_id("filter-unshipped").click()
    expect(page.get_by_test_id("payment")).to_contain_text(told[0])
    page.get_by_test_id("tell").click()
    page.get_by_test_id("tracking").locator("input").fill("SF1024")
    page.get_by_test_id("company").locator("input").fill("SF")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_test_id("payment")).to_contain_text("SF SF1024")
    page.get_by_test_id("wechat-now").click()
    expect(page.get_by_test_id("part-payments")).to_contain_text("已连接")


def test_money_goes_back_with_a_press_and_what_does_not_arrive_says_why(page: Page, wechat_mall: Shopping) -> None:
    odd, cancelled = wechat_mall.paid("cat", amount={"total": 2}), wechat_mall.paid("dan")
    wechat_mall.fake.world.balance_fen = 5_000
    wechat_mall.send("POST", f"/v1/orders/{cancelled}/cancel")
    page.goto(f"{wechat_mall.url}/#/wechat")
    page.get_by_test_id("filter-odd").click()
    mine = page.get_by_test_id("payment").filter(has_text=odd)
    mine.get_by_test_id("refund").click()
    page.get_by_role("button", name="确认").click()
    expect(mine).to_have_count(0)
    page.get_by_test_id("wechat-refunds").click()
    stuck = page.get_by_test_id("refund-row").filter(has_text=cancelled)
    expect(stuck).to_contain_text("充值", timeout=30_000)
    wechat_mall.fake.world.balance_fen = None
    stuck.get_by_test_id("refund-again").click()
    expect(stuck).to_contain_text("退款中")
    wechat_mall.fake.world.refund_s = 0
    stuck.get_by_test_id("refund-again").click()
    expect(stuck).to_have_count(0)
    page.get_by_test_id("refunds-all").click()
    expect(page.get_by_test_id("refund-row").filter(has_text=cancelled)).to_contain_text("已退款")


def test_a_refund_that_a_person_made_is_said_to_be_done_and_that_is_taken_back(
    page: Page, wechat_mall: Shopping
) -> None:
    order = wechat_mall.paid("gus")
    wechat_mall.fake.world.balance_fen = 5_000
    wechat_mall.send("POST", f"/v1/orders/{order}/cancel")
    page.goto(f"{wechat_mall.url}/#/wechat")
    page.get_by_test_id("wechat-refunds").click()
    row = page.get_by_test_id("refund-row").filter(has_text=order)
    expect(row).to_contain_text("充值", timeout=30_000)
    row.get_by_test_id("refund-by-hand").click()
    expect(row).to_have_count(0)
    page.get_by_test_id("undo").click()
    expect(row).to_contain_text("待受理")
    row.get_by_test_id("refund-by-hand").click()
    expect(row).to_have_count(0)
    page.get_by_test_id("refunds-all").click()
    expect(row).to_contain_text("人工退款")
    expect(row.get_by_role("button")).to_have_count(0)
    wechat_mall.fake.world.balance_fen = None


def test_a_rider_is_called_looked_after_and_called_off(page: Page, wechat_mall: Shopping) -> None:
    order = wechat_mall.paid("eve")
    page.goto(f"{wechat_mall.url}/#/wechat")
    page.get_by_test_id("wechat-rides").click()
    expect(page.get_by_text("还没叫过骑手")).to_be_visible()
    page.get_by_test_id("call-rider").click()
    page.get_by_test_id("which-order").click()
    page.locator(".t-select-option").filter(has_text=order).click()
    for name, value in (("name", "王女士"), ("phone", "13800138000"), ("address", "王城大道1号")):
        page.get_by_test_id(f"to-{name}").locator("input").fill(value)
    page.locator(".t-dialog").get_by_role("button", name="叫骑手").click()
    ride = page.get_by_test_id("ride").filter(has_text=order)
    expect(ride).to_contain_text("待接单")
    next(iter(wechat_mall.fake.world.deliveries.values()))["order_status"] = 90_000
    ride.get_by_test_id("refresh-ride").click()
    expect(page.get_by_test_id("wechat-rides")).to_contain_text("1")
    expect(page.get_by_test_id("rides-trouble")).to_contain_text("1")
    page.get_by_test_id("rides-trouble").click()
    expect(ride).to_contain_text("请联系骑手")
    ride.get_by_test_id("call-off").click()
    page.get_by_role("button", name="确认").click()
    page.get_by_test_id("rides-all").click()
    expect(ride).to_contain_text("已取消")
    expect(ride).to_contain_text("取消扣费")


def test_a_review_that_wechat_would_not_show_is_decided_by_a_person(page: Page, wechat_mall: Shopping) -> None:
    wechat_mall.wrote("fay", "代开发票,加我微信")
    page.goto(f"{wechat_mall.url}/#/wechat")
    page.get_by_test_id("wechat-reviews").click()
    held = page.get_by_test_id("held-review").filter(has_text="代开发票")
    expect(held).to_contain_text("违法犯罪", timeout=30_000)
    held.get_by_test_id("show-review").click()
    expect(page.get_by_text("没有待审的评价")).to_be_visible()
    assert wechat_mall.send("GET", "/v1/storefront/goods/mask/reviews")["items"][0]["text"] == "代开发票,加我微信"
    page.get_by_test_id("undo").click()
    expect(held).to_be_visible()
    held.get_by_test_id("hide-review").click()
    expect(page.get_by_text("没有待审的评价")).to_be_visible()


def test_visitors_are_fetched_and_keywords_of_a_template_filled_in(page: Page, wechat_mall: Shopping) -> None:
    page.goto(f"{wechat_mall.url}/#/wechat")
    page.get_by_test_id("wechat-visits").click()
    page.get_by_test_id("fetch-visits").click()
    expect(page.get_by_role("img", name=re.compile("微信统计的访客"))).to_be_visible()
    expect(page.get_by_text("日均访客")).to_be_visible()
    expect(page.get_by_text("还没有哪条行为说明来自小程序")).to_be_visible()
    page.goto(f"{wechat_mall.url}/#/messages")
    page.get_by_test_id("messages-templates").click()
    page.get_by_test_id("fields").click()
    expect(page.get_by_label("字段名").first.locator("input")).to_have_value("thing1")
    page.get_by_label("填什么").first.locator("input").fill("{facts.goods}")
    page.get_by_role("button", name=re.compile("保存")).click()
    expect(page.get_by_test_id("fields")).to_contain_text("thing1, thing2")
    kept = wechat_mall.send("GET", "/v1/messages")["templates"][0]
    assert kept["fields"] == {"thing1": "{facts.goods}", "thing2": "{body}"}


def test_a_template_is_given_its_use_which_others_cannot_have_then_and_keeps_its_keywords(
    page: Page, wechat_mall: Shopping
) -> None:
    both = {"t1": {"label": {"zh": "到货提醒", "en": "in stock"}, "fields": {"thing1": "{title}"}}, "t2": {}}
    wechat_mall.send("PUT", "/v1/messages/rules", templates=both)
    page.goto(f"{wechat_mall.url}/#/messages")
    page.get_by_test_id("messages-templates").click()
    page.get_by_test_id("uses").first.click()
    page.locator(".t-select-option:visible", has_text="收藏降价、到货").click()
    expect(page.get_by_test_id("template").first).to_contain_text("收藏降价、到货")
    page.mouse.click(2, 2)
    expect(page.locator(".t-select-option:visible")).to_have_count(0)
    page.get_by_test_id("uses").last.click()
    expect(page.locator(".t-select-option:visible", has_text="收藏降价、到货")).to_have_class(re.compile("is-disabled"))
    kept = {each["template"]: each for each in wechat_mall.send("GET", "/v1/messages")["templates"]}
    assert (kept["t1"]["uses"], kept["t1"]["fields"]) == (["favourites"], {"thing1": "{title}"})
