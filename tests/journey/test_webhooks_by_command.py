"""Systems are subscribed, tested and mended from the command line, beside a running mall and without one."""

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from huozhao.app import open_app
from huozhao.cli.main import app
from huozhao.flows.webhooks.message import PATIENCE_MS
from huozhao.settings import load
from huozhao.terms.errors import BadInput, NotFound
from tests.receiver import Receiver, receiving
from tests.server import Server, serving


@pytest.fixture(autouse=True)
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let messages go to this machine."""
    monkeypatch.setenv("HUOZHAO_CONNECT_PRIVATE_RECEIVERS", "true")


def huozhao(folder: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["webhooks", *words, "--data", str(folder)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.stdout


def told(folder: Path, *words: str, code: int = 0) -> dict[str, Any]:
    return dict(json.loads(huozhao(folder, *words, "--json", code=code)))


def given_up(folder: Path, *topics: str) -> None:
    """Let messages be tried and given up, as after three days."""
    with open_app(load(folder)) as mall:
        for number, topic in enumerate(topics):
            mall.webhooks.news.announce(topic, {"plan": f"p{number}"}, about=f"p{number}")
        outbox = mall.webhooks.outbox
        outbox.deliver()
        for each in outbox.list():
            since = each.body["at"] - PATIENCE_MS
            outbox.documents.put("outbox", each.id, {**each.body, "since": since, "tries": 30, "next_at": 0})
        outbox.deliver()
        outbox.deliver()


def test_a_system_is_subscribed_tested_and_what_it_missed_is_sent_again(tmp_path: Path) -> None:
    with receiving() as receiver:
        secret = huozhao(tmp_path, "add", "erp", receiver.url, "--topic", "plan.ready", "--name", "ERP").strip()
        assert told(tmp_path, "add", "erp", receiver.url, "--topic", "plan.ready", "--name", "仓库")["secret"] == ""
        assert "HTTP 204" in huozhao(tmp_path, "test", "erp") and receiver.got[0].is_signed_with(secret)
        receiver.answer = lambda message, tries: 503
        assert told(tmp_path, "test", "erp", code=1)["told"] == "HTTP 503: the receiver says: 不行"
        given_up(tmp_path, "plan.ready", "plan.ready")
        (kept,) = told(tmp_path, "list")["items"]
        assert (kept["name"], kept["dead"], kept["waiting"], kept["audit"][-1]["who"]) == ("仓库", 2, 0, "cli")
        dead = told(tmp_path, "failed", "erp")["items"]
        assert [each["about"] for each in dead] == ["p1", "p0"] and dead[0]["tries"] > 30
        assert "HTTP 503" in huozhao(tmp_path, "failed") and told(tmp_path, "failed", "other")["items"] == []
        receiver.answer = lambda message, tries: 503 if message["data"].get("plan") == "p1" else 200
        assert told(tmp_path, "resend", dead[1]["id"]) == {"delivered": 1, "left": 0}
        assert told(tmp_path, "resend", code=1) == {"delivered": 0, "left": 1}
        assert [each["state"] for each in told(tmp_path, "failed", "--waiting")["items"]] == ["waiting"]
        receiver.answer = lambda message, tries: 200
        assert "delivered 1" in huozhao(tmp_path, "resend")
        assert [each.message["data"]["plan"] for each in receiver.accepted("plan.ready")] == ["p0", "p1"]
        huozhao(tmp_path, "remove", "erp")
        assert told(tmp_path, "list")["items"] == []


def test_what_cannot_be_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no topic"):
        huozhao(tmp_path, "add", "erp", "https://erp.example.com", "--topic", "order.eaten")
    with pytest.raises(NotFound, match="no subscription 'erp'"):
        huozhao(tmp_path, "pause", "erp")
    with pytest.raises(NotFound, match="no message"):
        huozhao(tmp_path, "resend", "nothing")


def paid(server: Server, *orders: str) -> None:
    """Record that orders were paid."""
    events = [{"id": f"e-{order}", "name": "Order Paid", "at": int(time.time() * 1000), "shopper": "s-1",
               "properties": {"order": order, "lines": [{"sku": "milk", "quantity": 1, "price_fen": 500}],
                              "total_fen": 500}} for order in orders]  # fmt: skip
    httpx.post(f"{server.url}/v1/events", json={"events": events}, timeout=60).raise_for_status()


def orders(receiver: Receiver, count: int) -> list[str]:
    return [each.message["data"]["order"] for each in receiver.wait(count, "order.paid")]


@pytest.mark.slow
def test_a_running_mall_follows_what_the_command_says(tmp_path: Path) -> None:
    with receiving() as receiver, serving(tmp_path) as server:
        goods = [{"sku": "milk", "spu": "milk", "title": "纯牛奶", "price_fen": 500}]
        httpx.put(f"{server.url}/v1/goods", json={"goods": goods}, timeout=60).raise_for_status()
        secret = huozhao(tmp_path, "add", "erp", receiver.url, "--topic", "order.paid").strip()
        paid(server, "o1")
        assert orders(receiver, 1) == ["o1"] and receiver.got[0].is_signed_with(secret)
        huozhao(tmp_path, "pause", "erp")
        paid(server, "o2")
        receiver.answer, receiver.later = lambda message, tries: 429, "3600"
        huozhao(tmp_path, "resume", "erp")
        deadline = time.monotonic() + 30
        while not (waits := told(tmp_path, "failed", "erp", "--waiting")["items"]):
            assert time.monotonic() < deadline
        assert (waits[0]["about"], waits[0]["tries"]) == ("e-o2", 1)
        paid(server, "o3")
        receiver.answer = lambda message, tries: 200
        assert told(tmp_path, "resend")["left"] == 0
        assert orders(receiver, 3) == ["o1", "o2", "o3"]
        huozhao(tmp_path, "remove", "erp")
        assert httpx.get(f"{server.url}/v1/webhooks", timeout=60).json()["items"] == []
