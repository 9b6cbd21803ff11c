"""A tiny city at a real server and a fake WeChat: it logs in, pays, allows messages and hears, and is counted."""

import time
from pathlib import Path

import httpx
import pytest

from huozhao.terms.time import parse_instant
from huozhao.twin.api import Api
from huozhao.twin.report import Report
from huozhao.twin.run import live
from huozhao.twin.settings import CitySettings
from tests.shopping import eventually
from tests.storefront.wechat_mall import WechatMall, connected

TINY = CitySettings(seed=5, shops=3, shoppers=30, skus=60, days=3, sessions_a_day=20.0, desk=False)
LONGEST_S = 200.0

pytestmark = [pytest.mark.slow, pytest.mark.alone]


def has_happened(both: WechatMall) -> bool:
    world = both.world
    return len(world.messages) > 1 and sum(bool(each.uploads) for each in list(world.payments.values())) > 1


@pytest.mark.timeout(400)
def test_the_city_logs_in_pays_and_hears_through_wechat_and_wechat_counts_who_came(tmp_path: Path) -> None:
    report, began = Report(print), time.monotonic()
    with (connected(tmp_path, "--speed", "720") as both, httpx.Client(base_url=both.url, timeout=60) as mall,
          httpx.Client(base_url=both.sandbox, timeout=60) as wechat):
        status = mall.get("/v1/status").json()
        ahead = parse_instant(status["now"]) / 1000 - time.monotonic() * 720
        both.world.days_by = lambda: ahead + time.monotonic() * 720
        live(TINY, Api(mall), tmp_path / "twin.json", report,
             lambda: has_happened(both) or time.monotonic() - began > LONGEST_S, Api(wechat, 2.0))
        assert has_happened(both) and not [name for name in report.counts if name.startswith("failed")], report.line()
        world = both.world
        for message in world.messages:
            payment = world.payments[message["data"]["character_string3"]["value"]]
            assert (message["template_id"], message["touser"]) == ("parcel", payment.order["payer"]["openid"])
        assert all(user.startswith("U0") for user in world.users.values())
        assert 3 <= len(world.visits) <= 5 and sum(world.visits.values()) > 30 and len(world.opened) >= len(world.users)

        now = mall.get("/v1/wechat").json()
        assert (now["is_connected"], now["takes_pushes"], now["takes_payments"], now["odd"]) == (True, True, True, 0)

        def used() -> int:
            return sum(each["used"] for each in mall.get("/v1/messages").json()["templates"])

        assert eventually(used, lambda found: found >= len(world.messages)) >= 2
        paid = [name for name, each in world.payments.items() if each.transaction_id]
        order = mall.get(f"/v1/orders/{paid[0]}").json()
        assert order["shopper"].startswith("wx-") and order["status"] in ("paid", "shipped", "delivered", "returned")
        person = mall.get(f"/v1/shoppers/{order['shopper']}/identities").json()
        assert person["person"].startswith("U0") and order["shopper"] in person["members"]
