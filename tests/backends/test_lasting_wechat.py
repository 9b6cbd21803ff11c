"""A fake WeChat that was ended, also by a kill, goes on where it stopped."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huozhao.backends.wechat.client import Client
from huozhao.backends.wechat.figures import WechatFigures
from huozhao.insight.portrait import read
from huozhao.insight.portrait_source import NotReady
from huozhao.sandbox.keys import merchant_pem, platform_pem
from huozhao.sandbox.lasting import lasting
from huozhao.sandbox.server import running
from huozhao.sandbox.world import SHARES, Payment, World
from tests.wechatting import Fake

PUSHES = "http://127.0.0.1:9/v1/wechat/push"
CHINA = timedelta(hours=8)


def test_what_users_allowed_paid_and_opened_outlives_the_fake_and_a_line_that_was_cut_short(tmp_path: Path) -> None:
    world = lasting(tmp_path, PUSHES)
    with running(world) as sandbox:
        fake = Fake(sandbox.url, world)
        code = fake.code("ann")
        fake.act("taps", user="ann", templates=["parcel", "sale", "parcel"])
        fake.act("opens", user="ann", pages=3)
        fake.act("opens", user="ann", pages=2)
    ann = world.openid("ann")
    order = {"amount": {"total": 5}, "description": "一\u2028二", "payer": {"openid": ann}}
    world.payments["o1"] = Payment("o1", order, "wx1")
    world.payments["o1"].uploads.append({"shipping_list": []})
    world.payments["o1"] = world.payments["o1"]
    keys = merchant_pem(), platform_pem()
    with (tmp_path / "wechat.jsonl").open("ab") as file:
        file.write('["[\\"taps\\", [\\"切'.encode()[:-1])

    again = lasting(tmp_path, PUSHES)
    assert (again.secret, again.api_v3_key, again.push_key) == (world.secret, world.api_v3_key, world.push_key)
    assert (merchant_pem(), platform_pem()) == keys
    assert again.users == {ann: "ann"} and again.taps == {(ann, "parcel"): 2, (ann, "sale"): 1}
    assert [(openid, *opened) for (_, openid), opened in again.opened.items()] == [(ann, 2, 5, False)]
    assert again.payments == world.payments and code not in again.codes
    assert (tmp_path / "wechat.jsonl").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("hour", [9, 11])
def test_days_are_counted_by_the_clock_of_a_mall_that_lives_ahead_and_from_who_opened_it(hour: int) -> None:
    then = datetime(2030, 5, 4, 20, tzinfo=UTC) - CHINA
    world = World(days_by=lambda: then.timestamp())
    with running(world) as sandbox:
        fake = Fake(sandbox.url, world)
        for user, is_new in (("ann", False), ("bob", True), ("ann", False)):
            fake.act("opens", user=user, pages=4, is_new=is_new)
        fake.act("visits", **{"20300503": 70})
        fake.act("settings", shares={"city": {"沈阳": 1.0}})
        world.days_by = lambda: then.timestamp() + (hour - 20 + 24) * 3600
        client = Client(sandbox.url, world.appid, world.secret, rest=lambda _: None)
        figures = WechatFigures(client)
        if hour >= 10:
            told = figures.visits("2030-05-04")
            assert (told.visitors, told.new_visitors, told.sessions, told.views) == (2, 1, 3, 12)
            found = read(figures.fetch("2030-04-28", "2030-05-04"))
            assert found.active["city"] == {"沈阳": 72}
        else:
            with pytest.raises(NotReady):
                figures.visits("2030-05-04")
        assert figures.visits("2030-05-03").visitors == 70 and SHARES["city"]["洛阳"] == 0.6
        client.close()
