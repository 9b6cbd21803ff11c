"""Who is held out of top-ups is told of no gap to a discount: the quote says so to the client."""

from dataclasses import replace

from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.http.server import create
from huozhao.operations.top_up.policy import Policy
from tests.journey.test_storefront import Shop, fill, settings


def test_a_quote_says_who_is_held_out_of_top_ups_and_stays_with_it() -> None:
    held = replace(settings(guests=True), top_up=replace(Policy(), hold_out=0.5))
    with open_app(held) as app, TestClient(create(app)) as http:
        fill(http)
        assert _arm(Shop(http, app), agrees=False) == ""  # nobody is looked at without their consent
        arms = [_arm(Shop(http, app)) for _ in range(24)]
        assert set(arms) == {"hold_out", "treatment"}


def _arm(shop: Shop, agrees: bool = True) -> str:
    if agrees:
        consents = [{"purpose": "personalisation", "given": True}]
        assert shop.ask("PUT", "/v1/me/consents", consents=consents).status_code == 200
    arms = {shop.ask("POST", "/v1/quotes", shopper=shop.me["shopper"], lines=[{"sku": "cup-red"}]).json()["arm"]
            for _ in range(2)}  # fmt: skip
    assert len(arms) == 1
    return str(arms.pop())
