"""What a visit has in hand: the city it comes from, the way to the mall, the cart."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from huozhao.twin.api import Api
from huozhao.twin.city import City
from huozhao.twin.cupboard import Cupboard
from huozhao.twin.life import Life
from huozhao.twin.log_in import Accounts
from huozhao.twin.minds import Minds
from huozhao.twin.report import Report
from huozhao.twin.visits import Look, Visit


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as a shopper sees it: its request id, the recommended SKUs in order, what the mall tells beside them."""

    request: str = ""
    skus: tuple[str, ...] = ()
    popup: dict[str, Any] | None = None
    cards: tuple[dict[str, Any], ...] = ()


class Mall:
    """What a visit needs: the city it comes from, the way to the mall, the time, the report, and what people think.

    `door` is how shoppers log in. `heard` holds when (ms) each shopper was last told of goods or offers.
    """

    def __init__(
        self, city: City, api: Api, life: Life, report: Report, cupboard: Cupboard | None = None,
        door: Accounts | None = None,
    ) -> None:  # fmt: skip
        self.door = door or Accounts(city, api, report)
        self.city, self.api, self.life, self.report = city, api, life, report
        self.minds, self.cupboard = Minds(city), cupboard or Cupboard(city)
        self.heard: dict[int, list[int]] = {}
        self.index = {sku: number for number, sku in enumerate(city.assortment.skus)}

    def place(self, shopper: int) -> dict[str, Any]:
        """Return where the shopper is, as sent to the mall."""
        longitude, latitude = self.city.people.homes[shopper]
        return {"longitude": round(float(longitude), 6), "latitude": round(float(latitude), 6), "system": "wgs84"}

    def token(self, shopper: int) -> str:
        """Return a shopper's own token, asked for anew before it runs out; empty where the mall gives none."""
        return self.door.token(shopper, self.life.now)


class Session:
    """One running visit: numbers its events and remembers what lies in the cart.

    `wished` are goods that a message was about, `tempted` tells that a discount decides.
    """

    def __init__(self, mall: Mall, visit: Visit) -> None:
        self.mall, self.visit = mall, visit
        self.id = mall.door.enter(visit, mall.life.now)
        self.rng = np.random.default_rng([*visit.seed, 1])
        self.cart: list[Look] = []
        self.wished: list[str] = []
        self.tempted = False
        self.sent = 0
        self._untold: list[dict[str, Any]] = []

    def tell(self, *happened: tuple[str, dict[str, Any]]) -> None:
        """Note what happens now; it is sent together, as mini programs do, before the mall is asked for anything."""
        for name, properties in happened:
            self.sent += 1
            self._untold.append({"id": f"tw-{self.visit.id}-live-{self.sent}", "name": name, "at": self.mall.life.now,
                                 "shopper": self.id, "properties": properties, "source": "weapp"})

    def send(self) -> None:
        """Send what has not been sent yet."""
        events, self._untold = self._untold, []
        if events and self.mall.report.check("events", self.mall.api.post("/v1/events", {"events": events})):
            self.mall.report.count("events", len(events))
            self.mall.report.count("clicks", sum(each["name"] == "Recommendation Clicked" for each in events))

    def wants(self, sku: int) -> bool:
        """Tell whether a product is not at home or in the cart already."""
        kinds = self.mall.city.assortment.kind
        in_cart = any(kinds[look.sku] == kinds[sku] for look in self.cart)
        return not in_cart and self.mall.cupboard.wants(self.visit, sku, self.mall.life.now)

    def page(self, placement: str, sku: str | None = None) -> Shown:
        """Ask for a page, once the mall knows what went before."""
        self.send()
        asked: dict[str, Any] = {"placement": placement, "shopper": self.id,
                                 "place": self.mall.place(self.visit.shopper)}
        if sku:
            asked["sku"] = sku
        answer = self.mall.api.post("/v1/page", asked)
        if not self.mall.report.check("page", answer):
            return Shown()
        self.mall.report.count("pages")
        page = answer[1]
        skus = tuple(item["sku"] for zone in page["zones"] for item in zone["items"])
        return Shown(page["request_id"], skus, page.get("popup"), tuple(page.get("cards") or ()))
