"""What a visit has in hand: the city it comes from, the way to the mall, the cart."""

from typing import Any

import numpy as np

from huozhao.twin.api import Api
from huozhao.twin.city import City
from huozhao.twin.cupboard import Cupboard
from huozhao.twin.life import Life
from huozhao.twin.minds import Minds
from huozhao.twin.report import Report
from huozhao.twin.visits import Look, Visit


class Mall:
    """What a visit needs: the city it comes from, the way to the mall, the time, the report, and what people think."""

    def __init__(
        self, city: City, api: Api, life: Life, report: Report, cupboard: Cupboard | None = None
    ) -> None:
        self.city, self.api, self.life, self.report = city, api, life, report
        self.minds, self.cupboard = Minds(city), cupboard or Cupboard(city)
        self.index = {sku: number for number, sku in enumerate(city.assortment.skus)}

    def place(self, shopper: int) -> dict[str, Any]:
        """Return where the shopper is, as sent to the mall."""
        longitude, latitude = self.city.people.homes[shopper]
        return {"longitude": round(float(longitude), 6), "latitude": round(float(latitude), 6), "system": "wgs84"}


class Session:
    """One running visit: numbers its events and remembers what lies in the cart."""

    def __init__(self, mall: Mall, visit: Visit) -> None:
        self.mall, self.visit = mall, visit
        self.id = mall.city.people.ids[visit.shopper]
        self.rng = np.random.default_rng([*visit.seed, 1])
        self.cart: list[Look] = []
        self.sent = 0

    def tell(self, *happened: tuple[str, dict[str, Any]]) -> None:
        """Send events that happen now."""
        events = []
        for name, properties in happened:
            self.sent += 1
            events.append({"id": f"tw-{self.visit.id}-live-{self.sent}", "name": name, "at": self.mall.life.now,
                           "shopper": self.id, "properties": properties})
        if events and self.mall.report.check("events", self.mall.api.post("/v1/events", {"events": events})):
            self.mall.report.count("events", len(events))

    def wants(self, sku: int) -> bool:
        """Tell whether a product is not at home or in the cart already."""
        kinds = self.mall.city.assortment.kind
        in_cart = any(kinds[look.sku] == kinds[sku] for look in self.cart)
        return not in_cart and self.mall.cupboard.wants(self.visit, sku, self.mall.life.now)

    def page(self, placement: str, sku: str | None = None) -> tuple[str, list[str]]:
        """Ask for a page; return its request id and the recommended SKUs in order."""
        asked: dict[str, Any] = {"placement": placement, "shopper": self.id,
                                 "place": self.mall.place(self.visit.shopper)}
        if sku:
            asked["sku"] = sku
        answer = self.mall.api.post("/v1/page", asked)
        if not self.mall.report.check("page", answer):
            return "", []
        self.mall.report.count("pages")
        return answer[1]["request_id"], [item["sku"] for zone in answer[1]["zones"] for item in zone["items"]]
