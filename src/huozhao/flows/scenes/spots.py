"""Which city a request is about: one that the caller names, the city of a shop close by, the nearest in the table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from huozhao.matching.scenes.ports import Geocoder, Spot
from huozhao.terms.goods import Shop
from huozhao.terms.place import Coordinates, distance_km
from huozhao.terms.regions import plain_name

# A shop this close (km) names the city better than the nearest centre of a city does.
SHOP_KM = 15.0
NOWHERE = Spot("", "")


@dataclass(frozen=True, slots=True)
class Found:
    """A city and how it was found: named, shop, place, told (by the shopper before), or empty for not at all."""

    spot: Spot
    by: str = ""


class Spots:
    """Finds cities; `shops` gives the mall's shops."""

    def __init__(self, geocoder: Geocoder, shops: Callable[[], Sequence[Shop]]) -> None:
        self._geocoder, self._shops = geocoder, shops

    def find(self, place: Coordinates | None, city: str, told: str = "") -> Found:
        """Return the city of a request; `told` is a city on record, taken only where nothing else is known."""
        if plain_name(city):
            return Found(replace(self.named(city), place=place), "named")
        if place is not None:
            return self._near(place)
        return Found(self.named(told), "told") if plain_name(told) else Found(NOWHERE)

    def named(self, city: str) -> Spot:
        """Return a city by name with its centre: of the table, else where the mall's own shops in it stand."""
        known = self._geocoder.find(city)
        if known is not None:
            return known
        name = plain_name(city)
        at = next((s.place for s in self._shops() if s.place and s.open and plain_name(s.city) == name), None)
        around = self._geocoder.locate(at) if at else None
        return Spot(name, around.province if around else "", at)

    def is_known(self, city: str) -> bool:
        """Tell whether a city is in the table or has a shop of the mall."""
        return self._geocoder.find(city) is not None or any(
            plain_name(shop.city) == plain_name(city) for shop in self._shops())

    def _near(self, place: Coordinates) -> Found:
        open_shops = [shop for shop in self._shops() if shop.open and shop.place and shop.city]
        near = min(((distance_km(shop.place, place), shop) for shop in open_shops if shop.place),
                   key=lambda found: found[0], default=None)
        if near is not None and near[0] <= SHOP_KM:
            return Found(replace(self.named(near[1].city), place=place), "shop")
        found = self._geocoder.locate(place)
        return Found(replace(found, place=place), "place") if found else Found(replace(NOWHERE, place=place))
