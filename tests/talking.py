"""A mall whose shoppers talk with its assistant, over the public HTTP API, and short words for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from litestar.testing import TestClient

from huozhao.app import App, open_app
from huozhao.http.server import create
from huozhao.settings import Assistant, Settings, Storage

CENTRE = {"longitude": 114.05, "latitude": 22.54, "system": "wgs84"}
GOODS = (
    {"sku": "cream", "spu": "cream", "title": "舒缓面霜", "price_fen": 12800, "category": ["美妆", "面霜"],
     "attributes": {"成分": "神经酰胺、甘油", "规格": "50 克"}},
    *({"sku": f"shirt-{size.lower()}", "spu": "shirt", "title": "亚麻衬衫", "category": ["女装", "衬衫"],
       "price_fen": 19900, "attributes": {"面料": "亚麻", "尺码": size}} for size in ("S", "M", "L", "XL")),
    {"sku": "tea", "spu": "tea", "title": "高山乌龙茶", "category": ["食品", "茶"], "price_fen": 6600,
     "attributes": {}},
)  # fmt: skip


@dataclass
class Talking:
    """One mall, its HTTP client, and what shoppers and the desk do there."""

    http: TestClient[Any]
    app: App

    def open_shop(self) -> None:
        """List goods, open a shop near the centre and fill it."""
        assert self.http.put("/v1/goods", json={"goods": list(GOODS)}).json()["refused"] == []
        shop = {"shop": "s1", "name": "福田店", "opens": "00:00", "closes": "24:00", **CENTRE}
        assert self.http.put("/v1/shops", json={"shops": [shop]}).json()["refused"] == []
        counts = [{"key": f"c-{each['sku']}", "sku": each["sku"], "shop": "s1", "on_hand": 500} for each in GOODS]
        assert self.http.post("/v1/stock/counts", json={"counts": counts}).json()["refused"] == []

    def token(self, shopper: str) -> dict[str, str]:
        """Return the header with which a shopper speaks."""
        return {"Authorization": f"Bearer {self.app.access.tokens.issue(shopper, 3600).token}"}

    def order(self, order: str, shopper: str, *steps: str, sku: str = "cream", quantity: int = 1) -> None:
        """Place an order and take steps of it."""
        lines = [{"sku": sku, "quantity": quantity}]
        wanted = {"order": order, "shopper": shopper, "lines": lines, "place": CENTRE}
        placed = self.http.post("/v1/orders", json=wanted)
        assert placed.status_code == 201, placed.text
        for step in steps:
            done = self.http.post(f"/v1/orders/{order}/{step}")
            assert done.status_code == 200, done.text
        self.app.folds.catch_up()

    def say(self, shopper: str, text: str, **more: Any) -> dict[str, Any]:
        """Write a message and return the whole answer."""
        answer = self.http.post("/v1/me/assistant", json={"text": text, **more}, headers=self.token(shopper))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def ask(self, shopper: str, text: str, **more: Any) -> str:
        """Write a message and return what was answered, in Chinese."""
        return str(self.say(shopper, text, **more)["answer"]["text"]["zh"])

    def confirm(self, shopper: str, token: str, accept: bool = True) -> Any:
        """Confirm or decline a proposal and return the response."""
        return self.http.post("/v1/me/assistant/proposals", json={"token": token, "accept": accept},
                              headers=self.token(shopper))

    def status(self, order: str) -> str:
        """Return the status of an order."""
        return str(self.http.get(f"/v1/orders/{order}").json()["status"])


def proposal(answer: dict[str, Any]) -> str:
    """Return the token of what an answer proposes."""
    return next(str(block["token"]) for block in answer["answer"]["blocks"] if block["kind"] == "proposal")


def kinds(answer: dict[str, Any]) -> list[str]:
    """Return the kinds of blocks of an answer."""
    return [block["kind"] for block in answer["answer"]["blocks"]]


@contextmanager
def talking(given: Assistant | None = None) -> Iterator[Talking]:
    """Open a mall in memory with a shop that has goods."""
    settings = replace(Settings(), storage=Storage(backend="memory"), assistant=given or Assistant())
    with open_app(settings) as app, TestClient(create(app)) as http:
        mall = Talking(http, app)
        mall.open_shop()
        yield mall
