"""A walk through the WeChat page: what is connected, an odd payment settled and reopened, visitors, keywords."""

import re
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
        order = self.send("POST", "/v1/me/orders", header, key="k", lines=[{"sku": "mask", "quantity": 1}])["order"]
        self.send("POST", "/v1/me/wechat/payments", header, order=order)
        headers, body = notice(self.fake.world, paid(self.fake.world, order), changes)
        assert httpx.post(f"{self.url}/v1/wechat/pay", content=body, headers=headers, timeout=60).status_code == 200
        return str(order)


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
                "platform_key_file": str(theirs), "notify_url": "http://127.0.0.1:1/v1/wechat/pay"}  # fmt: skip
        lines = "".join(f'{name} = "{value}"\n' for name, value in told.items())
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


def test_visitors_are_fetched_and_keywords_of_a_template_filled_in(page: Page, wechat_mall: Shopping) -> None:
    page.goto(f"{wechat_mall.url}/#/wechat")
    page.get_by_test_id("wechat-visits").click()
    page.get_by_test_id("fetch-visits").click()
    expect(page.get_by_role("img", name=re.compile("微信统计的访客"))).to_be_visible()
    expect(page.get_by_text("日均访客")).to_be_visible()
    page.goto(f"{wechat_mall.url}/#/messages")
    page.get_by_test_id("messages-templates").click()
    page.get_by_test_id("fields").click()
    expect(page.get_by_label("字段名").first.locator("input")).to_have_value("thing1")
    page.get_by_label("填什么").first.locator("input").fill("{facts.goods}")
    page.get_by_role("button", name=re.compile("保存")).click()
    expect(page.get_by_test_id("fields")).to_contain_text("thing1, thing2")
    kept = wechat_mall.send("GET", "/v1/messages")["templates"][0]
    assert kept["fields"] == {"thing1": "{facts.goods}", "thing2": "{body}"}
