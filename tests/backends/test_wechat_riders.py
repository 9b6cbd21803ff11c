"""The calls for riders, against a fake that takes sealed calls only and has WeChat's rules."""

import base64
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from huozhao.backends.wechat.client import Client
from huozhao.backends.wechat.riders import WechatRiders
from huozhao.backends.wechat.seal import ApiKeys, Seal
from huozhao.operations.wechat.city_delivery import DeliveryWish, Recipient
from huozhao.sandbox.world import key_pair
from huozhao.terms.errors import HuozhaoError
from tests.wechatting import Fake, key_files, wechat

ADD = "/cgi-bin/express/intracity/addorder"


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    with wechat() as found:
        found.act("stores", out_store_id="s1", lng=112.4, lat=34.6)
        yield found


@pytest.fixture
def seal(fake: Fake, tmp_path: Path) -> Seal:
    own, theirs = key_files(tmp_path)
    world = fake.world
    keys = ApiKeys(world.api_key_number, world.api_key, own, world.api_certificate_number, theirs)
    return Seal(world.appid, keys, time.time)


@pytest.fixture
def riders(fake: Fake) -> Iterator[Callable[[Seal], WechatRiders]]:
    with ExitStack() as stack:
        def made(seal: Seal) -> WechatRiders:
            client = Client(fake.url, fake.world.appid, fake.world.secret, rest=lambda _: None, seal=seal)
            stack.callback(client.close)
            return WechatRiders(client, "https://mall.example/v1/wechat/delivery", fake.world.push_token, True)

        yield made


def wish(fake: Fake, number: str, shop: str = "s1", phone: str = "+8613800138000") -> DeliveryWish:
    to = Recipient("王女士", phone, "王城大道1号", 112.41, 34.61)
    return DeliveryWish(number, shop, fake.world.openid("ann"), to, (("面膜", "", 2),), 2000, 800, 57, "pages/order")


def refused(call: Callable[[], object]) -> HuozhaoError:
    with pytest.raises(HuozhaoError) as caught:
        call()
    return caught.value


def test_a_call_that_is_not_sealed_or_with_a_wrong_key_is_refused_and_says_which_setting(
    fake: Fake, seal: Seal, riders: Callable[[Seal], WechatRiders], tmp_path: Path
) -> None:
    plain_client = fake.client()
    token = plain_client.tokens.current()
    plain_client.close()
    plain = httpx.post(f"{fake.url}{ADD}?access_token={token}", json={}).json()
    assert plain["errcode"] == 40231
    other = replace(seal, keys=replace(seal.keys, key=base64.b64encode(b"k" * 32).decode()))
    assert refused(lambda: riders(other).add(wish(fake, "n-1"))).field == "wechat.api_key"
    pem = key_pair("other").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "other.pem").write_bytes(pem)
    swapped = replace(seal, keys=replace(seal.keys, own_key_file=tmp_path / "other.pem"))
    assert refused(lambda: riders(swapped).add(wish(fake, "n-1"))).field == "wechat.api_key_file"
    late = replace(seal, clock=lambda: time.time() - 301)
    assert "40240" in refused(lambda: riders(late).add(wish(fake, "n-1"))).message
    assert fake.world.deliveries == {}


def test_a_delivery_is_asked_for_once_and_called_off_once(
    fake: Fake, seal: Seal, riders: Callable[[Seal], WechatRiders]
) -> None:
    desk = riders(seal)
    first = desk.add(wish(fake, "n-2"))
    assert (first.number, first.status, first.fee_fen) == ("n-2", 10000, 800)
    assert desk.add(wish(fake, "n-2")) == first and len(fake.world.deliveries) == 1
    found = next(iter(fake.world.deliveries.values()))
    assert (found["use_sandbox"], found["user_phone"]) == (1, "13800138000")
    assert desk.query("s1", "n-2").at > 0
    assert desk.cancel("s1", "n-2", 1).forfeit_fen == 0, "no rider had it yet"
    assert refused(lambda: desk.cancel("s1", "n-2", 1)).code == "wechat_unfit"


def test_a_shop_without_a_store_and_a_number_that_cannot_be_called_are_refused(
    fake: Fake, seal: Seal, riders: Callable[[Seal], WechatRiders]
) -> None:
    desk = riders(seal)
    assert refused(lambda: desk.add(wish(fake, "n-3", shop="s9"))).code == "store_unknown"
    assert refused(lambda: desk.add(wish(fake, "n-3", phone="12"))).code == "wechat_unfit"
    assert refused(lambda: desk.add(wish(fake, "n-3", phone="+447911123456"))).code == "wechat_unfit"
