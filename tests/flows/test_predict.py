"""What is kept of predictions holds no shopper longer than it may."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.flows.predict.predictions import Predictions
from huozhao.flows.predict.scoring import Scores
from huozhao.http.server import create
from huozhao.privacy.consent import Decision
from huozhao.settings import Settings, Storage
from tests.shopping import DAY, Mall

CANARY = "canary-7f3a"


@contextmanager
def mall_on_disk(folder: Path) -> Iterator[Mall]:
    """Open a mall on files whose shoppers consent to everything that tags need."""
    settings = replace(Settings(), storage=Storage(data=folder))
    with open_app(settings) as app, TestClient(create(app)) as http:
        yield Mall(http, app, purposes=("personalisation", "sensitive"))


def fill(mall: Mall) -> None:
    mall.goods(skin1=("美妆", "敏感肌面霜"))
    for shopper in (CANARY, "other"):
        for day in (3, 10, 20, 30):
            mall.bought(shopper, "skin1", days_ago=day)
    mall.send()
    mall.app.predict.stage(lambda *_: None)


def files_with(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in (folder / "models").rglob("*")
            if "predicted" in str(path) and path.is_file() and CANARY.encode() in path.read_bytes()]


def test_forgetting_takes_a_shopper_out_of_every_file_of_predictions(tmp_path: Path) -> None:
    with mall_on_disk(tmp_path) as mall:
        fill(mall)
        assert files_with(tmp_path) and mall.app.predict.of(CANARY)
        assert mall.app.predict.forget([CANARY]) == 1
        assert files_with(tmp_path) == [] and mall.app.predict.of(CANARY) == []
        assert mall.app.predict.of("other")


def test_a_withdrawal_is_off_the_disk_within_two_seconds_and_when_the_mall_closes(tmp_path: Path) -> None:
    with mall_on_disk(tmp_path) as mall:
        fill(mall)
        mall.consent(CANARY, "personalisation", given=False)
        deadline = time.monotonic() + 2
        while files_with(tmp_path) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert files_with(tmp_path) == []
        mall.consent(CANARY, "personalisation")
        mall.app.predict.stage(lambda *_: None)
        assert files_with(tmp_path)
        mall.consent(CANARY, "personalisation", given=False)
    assert files_with(tmp_path) == []


def test_who_withdraws_while_scores_are_kept_is_in_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mall_on_disk(tmp_path) as mall:
        fill(mall)
        predict, allowed = mall.app.predict, Predictions._allowed
        taking_off = threading.Thread(target=predict._take_off)

        def withdrawn(made: Predictions, scores: Scores) -> Scores:
            """Let a shopper withdraw when all consents have been looked at and nothing has been kept."""
            found = allowed(made, scores)
            mall.app.consents.tell([Decision(CANARY, "personalisation", False, 1, "test", mall.app.clock())])
            taking_off.start()
            taking_off.join(0.3)
            return found

        monkeypatch.setattr(Predictions, "_allowed", withdrawn)
        predict.stage(lambda *_: None)
        taking_off.join(60)
        assert files_with(tmp_path) == []


def test_what_was_learned_is_there_again_after_a_restart(tmp_path: Path) -> None:
    with mall_on_disk(tmp_path) as mall:
        fill(mall)
        before = mall.app.predict.of("other")
    with mall_on_disk(tmp_path) as mall:
        again = mall.app.predict.of("other")
        assert again == before and mall.app.predict.cards()[0][1].version


def test_a_mall_without_any_shopper_learns_nothing_and_says_so(tmp_path: Path) -> None:
    with mall_on_disk(tmp_path) as mall:
        summary = mall.app.predict.stage(lambda *_: None)
        assert summary["models"] == 0 and mall.app.predict.of("nobody") == []
        assert {card.why for _, card in mall.app.predict.cards()} <= {"no_history", "too_few"}


def test_an_order_whose_coupon_and_payment_are_told_twice_counts_once(tmp_path: Path) -> None:
    with mall_on_disk(tmp_path) as mall:
        mall.goods(tea=("食品", "茶"))
        lines = [{"sku": "tea", "quantity": 1, "price_fen": 1000}]
        for day in (20, 40):
            mall.did("ann", "Order Paid", day, order=f"o{day}", lines=lines, total_fen=900, coupon="c",
                     payment_method="微信支付")  # fmt: skip
            mall.did("ann", "Coupon Used", day - 1, order=f"o{day}", coupon="c", discount_fen=100)
            mall.did("ann", "Payment Received", day - 1, order=f"o{day}", amount_fen=900, method="wechat")
        mall.did("ann", "Order Paid", 10, order="o10", lines=lines, total_fen=900, payment_method="alipay")
        mall.send()
        mall.app.predict.stage(lambda *_: None)
        found = {told.prediction.tag: told for told in mall.app.predict.of("ann")}
        said = {reason.feature: reason.value for told in found.values() for reason in told.reasons}
        assert round(said["coupon_share_365"] or 0, 2) == 0.67 and said["orders_365"] == 3
        assert found["discount_sensitive"].carried


def test_a_tag_ends_after_its_time_even_when_learning_fails(tmp_path: Path) -> None:
    with mall_on_disk(tmp_path) as mall:
        fill(mall)
        assert len(mall.app.tags.bitmap("sensitive_skin")) == 2
        predict = mall.app.predict
        predict._on = replace(predict._on, clock=lambda: mall.now + 61 * DAY, zone="Nowhere/At_All")
        with pytest.raises(Exception, match="Nowhere"):
            predict.train(lambda *_: None)
        assert len(mall.app.tags.bitmap("sensitive_skin")) == 0 and len(mall.app.tags.bitmap("high_value")) > 0
