"""Coupons and sales as flows: what time does to them, and what a crash leaves."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from huozhao.app import App, open_app
from huozhao.events.catalogue import ProductListed, ShopOpened
from huozhao.events.event import event
from huozhao.flows.orders.order import Wanted
from huozhao.flows.orders.steps import Steps
from huozhao.flows.orders.till import Claimed
from huozhao.operations.coupons.voucher import Voucher
from huozhao.settings import Settings, Storage
from huozhao.supply.ledger import Count
from huozhao.terms.errors import Conflict
from huozhao.terms.time import DAY_MS, HOUR_MS

STOREFRONT = Path(__file__).parents[2] / "clients" / "storefront" / "src" / "pages.json"
FIVE_OFF: dict[str, Any] = {"benefit": {"kind": "fixed", "tiers": [{"threshold_fen": 0, "off_fen": 500}]}}
PAIR: dict[str, Any] = {"kind": "group_buy", "sku": "tea", "price_fen": 600, "quantity": 10, "per_shopper": 1,
                        "people": 2, "hours": 1}


class Shop:
    """A mall in memory with ten units of tea."""

    def __init__(self, app: App) -> None:
        self.app, self.now = app, app.clock()
        app.collect.record([
            event("g", self.now, "", ProductListed(sku="tea", spu="tea", title="茶", price_fen=1_000)),
            event("s", self.now, "", ShopOpened(shop="a", name="A", opens="00:00", closes="24:00"))])
        app.folds.catch_up()
        app.ledger.post([Count("c", "tea", "a", 10, self.now)])

    def coupon(self, **more: Any) -> Voucher:
        self.app.coupons.book.write("five", {**FIVE_OFF, **more}, "op", self.now)
        self.app.coupons.book.step("five", "start", "op", self.now)
        return self.app.coupons.claim("five", "ann", "")

    def pair(self) -> None:
        body = {**PAIR, "starts_at": self.now - HOUR_MS, "ends_at": self.now + DAY_MS}
        self.app.sales.write("pair", body, "op")
        self.app.sales.step("pair", "start", "op")

    def place(self, order: str, shopper: str, at: int, **claimed: Any) -> dict[str, Any]:
        wanted = Wanted(order, shopper, (("tea", 1, None),), claimed=Claimed(**claimed))
        return self.app.orders.place(wanted, at)

    def state(self, voucher: Voucher, at: int) -> str:
        return self.app.coupons.wallets.get(voucher.voucher, at).state

    def free(self) -> int:
        return self.app.ledger.levels(["tea"])[0].available


@pytest.fixture
def shop() -> Any:
    with open_app(replace(Settings(), storage=Storage(backend="memory"))) as app:
        yield Shop(app)


def test_a_group_that_does_not_fill_is_let_go_with_all_that_it_held(shop: Shop) -> None:
    shop.pair()
    shop.place("o1", "ann", shop.now, sale="pair")
    Steps(shop.app.orders).pay("o1", None, shop.now)
    late = shop.now + HOUR_MS
    shop.app.orders.sweep(late - 1)
    assert shop.app.orders.get("o1").body["status"] == "paid"
    shop.app.orders.sweep(late)
    body = shop.app.orders.get("o1").body
    assert (body["status"], body["reason"]) == ("cancelled", "group_not_full")
    assert shop.free() == 10
    assert shop.app.sales.quotas.left("pair").free == 10
    assert shop.app.sales.buyers.bought("pair", "ann", late) == 0
    with pytest.raises(Conflict) as refused:
        shop.place("o2", "bob", late, sale="pair", group=body["group"])
    assert refused.value.code == "group_over"
    shop.app.orders.sweep(late + 1)
    assert shop.app.documents.count("sale_group_due") == 0


def test_an_unpaid_order_that_ends_gives_its_voucher_quantity_and_seat_back(shop: Shop) -> None:
    voucher = shop.coupon()
    shop.pair()
    shop.place("o1", "ann", shop.now, best=True)
    shop.place("o2", "ann", shop.now, sale="pair")
    later = shop.now + 6 * HOUR_MS
    assert sorted(shop.app.orders.sweep(later)) == ["o1", "o2"]
    assert shop.state(voucher, later) == "ready"
    assert shop.app.sales.quotas.left("pair").free == 10 and shop.free() == 10
    assert shop.app.sales.buyers.bought("pair", "ann", later) == 0


def test_a_voucher_held_by_an_order_that_a_crash_cut_short_is_free_again_after_a_while(shop: Shop) -> None:
    voucher = shop.coupon()
    shop.app.coupons.wallets.hold(voucher.voucher, "never-written", shop.now + HOUR_MS, shop.now)
    assert shop.state(voucher, shop.now) == "held"
    later = shop.now + 2 * HOUR_MS
    assert shop.state(voucher, later) == "ready"
    assert shop.place("o1", "ann", later, vouchers=(voucher.voucher,))["discount_fen"] == 500


def test_a_voucher_whose_order_was_paid_before_a_crash_is_used_when_that_is_noticed(shop: Shop) -> None:
    voucher = shop.coupon(budget_fen=500)
    shop.place("o1", "ann", shop.now, best=True)
    Steps(replace(shop.app.orders, till=NoFollowing(shop.app.orders.till))).pay("o1", None, shop.now)
    assert shop.state(voucher, shop.now) == "used"
    assert shop.app.coupons.tidy(lambda *_: None)["repaired"] == 1
    found = shop.app.documents.get("voucher", voucher.voucher)
    assert found is not None and found.body["state"] == "used"


def test_a_voucher_whose_time_is_up_is_told_once_and_frees_the_budget(shop: Shop) -> None:
    voucher = shop.coupon(budget_fen=500, valid_until=shop.now + HOUR_MS)
    coupons = replace(shop.app.coupons, clock=lambda: shop.now + 2 * HOUR_MS)
    assert coupons.pricing.giving.given("five").committed_fen == 500
    assert coupons.tidy(lambda *_: None)["expired"] == 1
    assert coupons.tidy(lambda *_: None)["expired"] == 0
    assert coupons.pricing.giving.given("five").committed_fen == 0
    assert shop.state(voucher, shop.now + 2 * HOUR_MS) == "expired"
    shop.app.folds.catch_up()
    assert coupons.numbers(coupons.book.get("five").value).expired == 1
    much_later = replace(coupons, clock=lambda: shop.now + 400 * DAY_MS)
    assert much_later.tidy(lambda *_: None)["removed"] == 1


def test_a_promotion_with_a_budget_ends_by_itself_and_a_cancelled_order_gives_it_back(shop: Shop) -> None:
    body = {**FIVE_OFF, "layer": "promotion", "budget_fen": 1_000}
    shop.app.coupons.book.write("promo", body, "op", shop.now)
    shop.app.coupons.book.step("promo", "start", "op", shop.now)
    totals = [shop.place(f"o{n}", "ann", shop.now, vouchers=())["total_fen"] for n in range(3)]
    assert totals == [500, 500, 1_000]
    Steps(shop.app.orders).cancel("o0", None, shop.now)
    Steps(shop.app.orders).cancel("o0", None, shop.now)
    assert shop.app.coupons.pricing.giving.given("promo").committed_fen == 500
    assert shop.place("o4", "ann", shop.now, vouchers=())["total_fen"] == 500


def test_a_shopper_hears_once_that_a_coupon_is_about_to_expire_unless_it_is_used(shop: Shop) -> None:
    voucher = shop.coupon(valid_until=shop.now + 4 * DAY_MS, per_shopper=2)
    late = replace(shop.app.coupons, clock=lambda: shop.now + 2 * DAY_MS)
    assert shop.app.coupons.tidy(lambda *_: None)["reminded"] == 0, "on its first day nobody is told"
    assert [late.tidy(lambda *_: None)["reminded"] for _ in range(2)] == [1, 0]
    wish = late.ending.wish(late.wallets.get(voucher.voucher, late.clock()), late.clock())
    assert wish is not None and wish.body.zh.startswith("five（立减 5 元）") and wish.body.zh.endswith("到期")
    assert wish.asked and f'"{wish.link}"' in STOREFRONT.read_text("utf-8"), "WeChat opens a page that there is"
    assert late.ending.unfit(wish) == ""
    shop.place("o1", "ann", shop.now, best=True)
    Steps(shop.app.orders).pay("o1", None, shop.now)
    assert late.ending.unfit(wish) == "coupon_used"


class NoFollowing:
    """A till whose process ends before it brings coupons in line."""

    def __init__(self, till: Any) -> None:
        self._till = till

    def __getattr__(self, name: str) -> Any:
        return getattr(self._till, name)

    def stepped(self, body: Any, now: int) -> None:
        """The process ended here."""
