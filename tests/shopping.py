"""A mall in memory behind its public HTTP API, and short words to shop in it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from litestar.testing import TestClient

from huozhao.app import App, open_app
from huozhao.http.server import create
from huozhao.settings import Delivery, Matching, Settings, Storage, Storefront, Supply

DAY = 86_400_000
PATIENCE_MS = 60_000.0


@dataclass
class Mall:
    """The HTTP client of one mall and the events waiting to be sent."""

    http: TestClient[Any]
    app: App
    now: int = field(default_factory=lambda: int(time.time() * 1000) - 1000)
    events: list[dict[str, Any]] = field(default_factory=list)
    sent: int = 0
    purposes: tuple[str, ...] = ("personalisation",)
    consented: set[str] = field(default_factory=set)

    def goods(self, **titles: tuple[str, ...]) -> None:
        """List goods by sku = category path."""
        goods = [
            {"sku": sku, "spu": sku, "title": f"商品{sku}", "category": list(path), "price_fen": 1000}
            for sku, path in titles.items()
        ]
        assert self.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []

    def did(self, shopper: str, name: str, /, days_ago: float = 0, **properties: Any) -> None:
        """Note an event; `send` sends all."""
        self.sent += 1
        at = self.now - int(days_ago * DAY)
        self.events.append(
            {"id": f"e{self.sent}", "name": name, "at": at, "shopper": shopper, "properties": properties}
        )

    def bought(self, shopper: str, *skus: str, days_ago: float = 0, fen: int = 1000) -> None:
        """Note a paid order of one of each."""
        lines = [{"sku": sku, "quantity": 1, "price_fen": fen} for sku in skus]
        order = f"o{self.sent + 1}"
        self.did(shopper, "Order Paid", days_ago, order=order, lines=lines, total_fen=fen * len(skus))

    def consent(self, shopper: str, *purposes: str, given: bool = True) -> None:
        """Record what a shopper decided, through the API."""
        decisions = [{"shopper": shopper, "purpose": purpose, "given": given} for purpose in purposes]
        answer = self.http.post("/v1/consents", json={"decisions": decisions, "channel": "test"})
        assert answer.status_code == 200, answer.text
        self.consented.add(shopper)

    def send(self) -> None:
        """Send what was noted and wait until it can be read; who has decided nothing yet consents to `purposes`."""
        for shopper in {event["shopper"] for event in self.events} - self.consented - {""}:
            if self.purposes:
                self.consent(shopper, *self.purposes)
        for first in range(0, len(self.events), 500):
            receipt = self.http.post("/v1/events", json={"events": self.events[first : first + 500]}).json()
            assert receipt["refused"] == []
            assert self.app.folds.reached(receipt["position"], 240.0)
            assert self.app.tags.wait(receipt["position"], 240.0)
        self.events = []

    def run(self) -> dict[str, Any]:
        """Do the main job through the API and return its summary."""
        job = self.http.post("/v1/jobs", json={"kind": "run"}).json()
        job = eventually(
            lambda: self.http.get(f"/v1/jobs/{job['id']}").json(), lambda seen: seen["state"] in ("done", "failed"), 180
        )
        assert job["state"] == "done", job
        return dict(job["summary"])

    def page(self, placement: str, shopper: str, **more: Any) -> dict[str, Any]:
        """Ask for a page."""
        answer = self.http.post("/v1/page", json={"placement": placement, "shopper": shopper, **more})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def token(self, shopper: str) -> dict[str, str]:
        """Return the header with which a shopper speaks for themselves."""
        answer = self.http.post("/v1/shopper-tokens", json={"shopper": shopper, "ttl_s": 300})
        assert answer.status_code in (200, 201), answer.text
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    def get(self, path: str) -> Any:
        """Read a resource."""
        answer = self.http.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()


def eventually(read: Callable[[], Any], wanted: Callable[[Any], bool], within_s: float = 60.0) -> Any:
    """Read until a value that is at most moments old is what it should be; return the last one read."""
    deadline = time.monotonic() + within_s
    while not wanted(found := read()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def patient(**chosen: Any) -> Matching:
    """Return settings of pages that explore nothing, and are whole however busy the machine is."""
    return Matching(**{"explore": 0.0, "page_budget_ms": PATIENCE_MS, **chosen})


@contextmanager
def shopping(
    *, purposes: tuple[str, ...] = ("personalisation",), data: Path | None = None, matching: Matching | None = None,
    supply: Supply | None = None, delivery: Delivery | None = None, storefront: Storefront | None = None,
) -> Iterator[Mall]:  # fmt: skip
    """Open a mall whose shoppers consent to `purposes` with their first event; () = to nothing.

    It lives in memory, or durably in the folder `data`. Unless `matching` says otherwise, pages are `patient`.
    """
    storage = Storage(data=data) if data else Storage(backend="memory")
    settings = replace(Settings(), storage=storage, matching=matching or patient(),
                       supply=supply or Supply(), delivery=delivery or Delivery(),
                       storefront=storefront or Storefront())  # fmt: skip
    with open_app(settings) as app, TestClient(create(app)) as http:
        yield Mall(http, app, purposes=purposes)


def zone(page: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the items of one zone, none when it is not there."""
    return next((list(z["items"]) for z in page["zones"] if z["zone"] == name), [])


def skus(items: list[dict[str, Any]]) -> list[str]:
    """Return the SKUs of items."""
    return [item["sku"] for item in items]
