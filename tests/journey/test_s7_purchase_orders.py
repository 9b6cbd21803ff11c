"""S7, the orders go out: a draft is sent, confirmed by a sheet, received in parts, and the lead time is learned."""

import base64
import hashlib
import hmac
import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from huozhao.app import open_app
from huozhao.cli.main import app
from huozhao.flows.purchasing import purchase_of
from huozhao.settings import load
from tests.shopping import DAY, Mall, eventually, shopping


class Erp:
    """A system of a supplier that takes messages, and refuses the first ones when told to."""

    def __init__(self, refuse: int = 0) -> None:
        self.seen: list[tuple[dict[str, str], bytes]] = []
        self.refuse = refuse
        erp = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                erp.seen.append(({key.lower(): value for key, value in self.headers.items()}, body))
                erp.refuse -= 1
                self.send_response(500 if erp.refuse >= 0 else 204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}/orders"


@contextmanager
def erp(refuse: int = 0) -> Iterator[Erp]:
    taking = Erp(refuse)
    thread = threading.Thread(target=taking.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield taking
    taking.server.shutdown()
    thread.join()
    taking.server.server_close()


@pytest.fixture
def mall() -> Iterator[Mall]:
    with shopping() as mall:
        goods = [{"sku": sku, "spu": sku, "title": title, "category": ["茶"], "price_fen": 1200, "cost_fen": 700,
                  "supplier": "tea-house", "lead_time_days": 2, "pack_size": 6}
                 for sku, title in (("tea", "龙井"), ("cup", "茶杯"))]
        shops = [{"shop": "near", "name": "近店", "city": "上海"}]
        assert mall.http.put("/v1/goods", json={"goods": goods}).json()["accepted"] == 2
        assert mall.http.put("/v1/shops", json={"shops": shops}).json()["accepted"] == 1
        yield mall


def count(mall: Mall, sku: str, on_hand: int) -> None:
    body = {"counts": [{"key": f"{sku}-{on_hand}", "sku": sku, "shop": "near", "on_hand": on_hand}]}
    assert mall.http.post("/v1/stock/counts", json=body).json()["posted"] == 1


def post(mall: Mall, path: str, body: Any = None, status: int = 200) -> Any:
    answer = mall.http.post(f"/v1/purchase-orders/{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def level(mall: Mall, sku: str = "tea") -> dict[str, Any]:
    return dict(mall.get(f"/v1/stock?sku={sku}&shop=near")["items"][0])


def draft(mall: Mall) -> dict[str, Any]:
    """Sell for eight weeks, plan, approve everything, and return today's draft."""
    for days in range(1, 57):
        for sku in ("tea", "cup"):
            line = {"sku": sku, "quantity": 5 + days % 3, "price_fen": 1200}
            mall.did("bob", "Order Paid", days, order=f"{sku}{days}", lines=[line], total_fen=6000, shop="near")
    mall.send()
    count(mall, "tea", 4)
    count(mall, "cup", 3)
    mall.run()
    assert mall.http.post("/v1/proposals/approve", json={"all": True}).json()["approved"] >= 2
    order, = mall.get("/v1/purchase-orders?state=draft")["items"]
    return dict(order)


def test_an_order_lives_from_approval_to_a_learned_lead_time(mall: Mall) -> None:
    with erp() as supplier:
        put = mall.http.put("/v1/suppliers/tea-house", json={
            "name": "龙井茶厂", "lead_time_days": 2, "min_order_fen": 100, "webhook_url": supplier.url})
        assert put.status_code == 200, put.text
        secret = mall.get("/v1/suppliers/tea-house/secret")["secret"]
        order = draft(mall)
        asked = {line["sku"]: line["quantity"] for line in order["lines"]}
        assert level(mall)["in_transit"] == asked["tea"] and order["state"] == "draft"

        sent_at = mall.now - 5 * DAY
        sent = post(mall, f"{order['id']}/send", {"way": "webhook", "sent_at": sent_at})
        assert sent["state"] == "sent" and sent["late_days"] >= 2
        delivered = eventually(lambda: mall.get(f"/v1/purchase-orders/{order['id']}")["deliveries"],
                               lambda found: found[0]["state"] == "delivered")
        assert [each["state"] for each in delivered] == ["delivered"]
    (headers, body), = supplier.seen
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mark = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), told, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(mark).decode()
    data = json.loads(body)["data"]
    assert {line["sku"]: line["quantity"] for line in data["lines"]} == asked
    assert post(mall, f"{order['id']}/send", {"way": "webhook"})["state"] == "sent", "sending again is no second order"
    assert mall.http.post(f"/v1/purchase-orders/{order['id']}/undo").json()["error"]["code"] == "supplier_was_told"

    short = asked["tea"] - 2
    answered = answer(mall, order["id"], {"tea": short, "cup": asked["cup"] + 600}, "2030-01-15")
    assert (answered["rows"], answered["confirmed"]) == (2, 1)
    bad, = answered["refused"]
    assert (bad["row"], bad["sku"], bad["field"]) == (row_of("cup", asked), "cup", "quantity") and bad["hint"]["zh"]
    assert [each["sku"] for each in mall.get("/v1/purchase-orders/confirmations/failed")["items"]] == ["cup"]
    assert level(mall)["in_transit"] == short, "what the supplier will not send is not in transit"
    again = answer(mall, order["id"], {"tea": short, "cup": asked["cup"]}, "2030-01-15")
    assert (again["confirmed"], again["unchanged"], again["refused"]) == (1, 1, [])
    assert mall.get("/v1/purchase-orders/confirmations/failed")["items"] == []
    assert mall.get(f"/v1/purchase-orders/{order['id']}")["state"] == "confirmed"

    note = {"lines": [{"sku": "tea", "quantity": short - 3, "damaged": 1}], "reference": "DN-1"}
    half = post(mall, f"{order['id']}/receive", note)
    assert post(mall, f"{order['id']}/receive", note) == half, "the same delivery note counts once"
    there = level(mall)
    assert half["state"] == "partly_received"
    assert (there["in_transit"], there["on_hand"], there["quarantine"]) == (2, 4 + short - 3, 1)
    done = post(mall, f"{order['id']}/receive")
    assert done["state"] == "received" and level(mall)["in_transit"] == 0

    learned = mall.get("/v1/suppliers/tea-house")["lead_time"]
    assert learned["deliveries"] == 2 and learned["mean"] == pytest.approx(3, abs=0.2), "two promises, one experience"
    assert learned["variance"] > 0 and learned["chance"][5] > 0.3 and "约定 2 天" in learned["words"]["zh"]
    count(mall, "tea", 1)
    mall.run()
    proposal = next(p for p in mall.get("/v1/proposals?state=open")["items"] if p["sku"] == "tea")
    assert proposal["forecast"]["days"] == round(learned["mean"]) + 1, "the plan waits as long as experience says"

def row_of(sku: str, asked: dict[str, int]) -> int:
    return list(asked).index(sku) + 2


def answer(mall: Mall, order: str, units: dict[str, int], day: str) -> dict[str, Any]:
    """Fill in the exported sheet as a supplier does, and import it."""
    book = load_workbook(io.BytesIO(mall.http.get(f"/v1/purchase-orders/{order}/export?format=xlsx").content))
    sheet = book.worksheets[0]
    names = [str(cell.value) for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        row[names.index("确认数量")].value = units[str(row[names.index("商品编码")].value)]
        row[names.index("确认到货日")].value = day
    file = io.BytesIO()
    book.save(file)
    sent = mall.http.post("/v1/purchase-orders/confirmations", files={"file": ("answer.xlsx", file.getvalue())})
    assert sent.status_code == 200, sent.text
    return dict(sent.json())


def test_a_step_can_be_undone_and_the_stock_follows(mall: Mall) -> None:
    order = draft(mall)
    asked = next(line["quantity"] for line in order["lines"] if line["sku"] == "tea")
    post(mall, f"{order['id']}/send")
    cut = post(mall, f"{order['id']}/cancel", {"lines": [{"sku": "tea", "quantity": 2}], "reason": "too much"})
    assert level(mall)["in_transit"] == asked - 2 and cut["can_undo"]
    post(mall, f"{order['id']}/undo")
    assert level(mall)["in_transit"] == asked
    came = post(mall, f"{order['id']}/receive", {"lines": [{"sku": "tea", "quantity": 3}]})
    assert came["state"] == "partly_received" and level(mall)["on_hand"] == 7
    back = post(mall, f"{order['id']}/undo")
    assert (back["state"], level(mall)["on_hand"], level(mall)["in_transit"]) == ("sent", 4, asked)
    post(mall, f"{order['id']}/receive", {"lines": [{"sku": "tea", "quantity": 1}]})
    assert post(mall, f"{order['id']}/close")["state"] == "closed"
    assert level(mall)["in_transit"] == 0
    assert [step["what"] for step in mall.get(f"/v1/purchase-orders/{order['id']}")["history"]] == [
        "send", "cancel", "undo", "receive", "undo", "receive", "close"]


def test_too_much_and_wrong_goods_are_refused_unless_somebody_says_what_becomes_of_them(mall: Mall) -> None:
    order = draft(mall)
    asked = next(line["quantity"] for line in order["lines"] if line["sku"] == "tea")
    post(mall, f"{order['id']}/send")
    more = {"lines": [{"sku": "tea", "quantity": asked + 5}]}
    refused = post(mall, f"{order['id']}/receive", more, 422)["error"]
    assert refused["code"] == "receipt_too_much" and "quarantine" in refused["hint"]
    post(mall, f"{order['id']}/receive", {**more, "extra": "quarantine"})
    there = level(mall)
    assert (there["on_hand"], there["quarantine"], there["in_transit"]) == (4 + asked, 5, 0)


def test_a_message_that_is_refused_is_tried_again_and_says_so(mall: Mall) -> None:
    with erp(refuse=1) as supplier:
        mall.http.put("/v1/suppliers/tea-house", json={"webhook_url": supplier.url})
        order = draft(mall)
        post(mall, f"{order['id']}/send", {"way": "webhook"})
        waits = eventually(lambda: mall.get("/v1/deliveries")["items"], lambda found: found[0]["tries"] == 1)[0]
        assert (waits["state"], waits["error"], waits["about"]) == ("waiting", "HTTP 500", order["id"])
        retried = mall.http.post(f"/v1/deliveries/{waits['id']}/retry").json()
        assert (retried["state"], retried["tries"]) == ("delivered", 2)
        assert mall.get("/v1/deliveries")["items"] == []
        ids = {headers["webhook-id"] for headers, _ in supplier.seen}
        assert len(supplier.seen) == 2 and len(ids) == 1, "the receiver can tell a repeat by its id"


def test_an_order_whose_message_was_given_up_is_read_without_it(mall: Mall) -> None:
    with erp(refuse=1_000) as supplier:
        mall.http.put("/v1/suppliers/tea-house", json={"webhook_url": supplier.url})
        order = draft(mall)
        message, = post(mall, f"{order['id']}/send", {"way": "webhook"})["deliveries"]
        assert mall.http.delete(f"/v1/deliveries/{message['id']}").status_code == 204
        assert mall.get(f"/v1/purchase-orders/{order['id']}")["deliveries"] == []


def test_a_supplier_s_least_order_holds_a_draft_back(mall: Mall) -> None:
    mall.http.put("/v1/suppliers/tea-house", json={"min_order_units": 100_000})
    order = draft(mall)
    assert "100000" in order["warnings"][0]["zh"]
    refused = post(mall, f"{order['id']}/send", {"way": "hand"}, 409)["error"]
    assert (refused["code"], refused["field"]) == ("below_minimum", "min_order_units")
    assert post(mall, f"{order['id']}/send", {"way": "hand", "anyway": True})["state"] == "sent"


@pytest.mark.parametrize("url", ["http://erp.example.com/x", "ftp://a.b/c", "https://me:pw@a.b/c", "https://"])
def test_messages_go_nowhere_that_is_not_safe(mall: Mall, url: str) -> None:
    answer = mall.http.put("/v1/suppliers/tea-house", json={"webhook_url": url})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "webhook_url")


def huozhao(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--data", str(folder)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_orders_go_out_and_answers_come_back_by_command(tmp_path: Path) -> None:
    with open_app(load(tmp_path)) as mall:
        now = mall.clock()
        body = {"sku": "tea", "shop": "near", "supplier": "tea-house", "quantity": 12, "unit_fen": 700,
                "lead_time_days": 3, "audit": []}
        order = mall.purchasing.purchases.order([("p1", {**body, "purchase_order": purchase_of(body, now)})], now)
        id = str(order[0]["purchase_order"])
    sheet = tmp_path / "orders.csv"
    assert "1 张采购单" in huozhao(tmp_path, "purchases", "export", "--to", str(sheet), "--send")
    header, row = sheet.read_text("utf-8-sig").splitlines()
    cells = dict(zip(header.split(","), row.split(","), strict=True))
    assert (cells["采购单号"], cells["订购数量"]) == (id, "12")
    sheet.write_text("\n".join([header, row.replace(",,,", ",6,2030-02-01,")]), encoding="utf-8-sig")
    answered = json.loads(huozhao(tmp_path, "purchases", "import", str(sheet), "--json"))
    assert (answered["rows"], answered["confirmed"], answered["refused"]) == (1, 1, [])
    listed, = json.loads(huozhao(tmp_path, "purchases", "list", "--json"))["items"]
    line, = listed["lines"]
    assert (listed["state"], listed["sent_by"], line["open"]) == ("confirmed", "file", 6)
    assert line["due_at"].startswith("2030-01-31"), "a day begins at local midnight"
