"""Short words for tests about scenes: declare one, ask for a page somewhere, look at its zones."""

from typing import Any

from tests.shopping import Mall, skus, zone

WUHAN = {"longitude": 114.3045, "latitude": 30.5928, "system": "gcj02"}
BEIJING = {"longitude": 116.4074, "latitude": 39.9042, "system": "gcj02"}


def scene(mall: Mall, name: str, when: dict[str, Any], goods: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Publish a scene that nobody is held out of, unless `more` says so."""
    body = {"scene": name, "title": {"zh": name, "en": name}, "when": when, "goods": goods, "hold_out": 0} | more
    answer = mall.http.put(f"/v1/scenes/{name}", json={"scene": body})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def seen(mall: Mall, name: str, shopper: str = "", **ask: Any) -> list[str] | None:
    """Return the SKUs of a scene's zone on a home page, None where the zone is not there."""
    page = mall.page("home", shopper, **ask)
    found = zone(page, f"scene:{name}")
    return skus(found) if found else None


def stock(mall: Mall, **titles: str) -> None:
    """List goods by sku = title."""
    goods = [{"sku": sku, "spu": sku, "title": title, "category": ["百货"], "price_fen": 1000}
             for sku, title in titles.items()]
    assert mall.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []


def preview(mall: Mall, name: str, **wanted: Any) -> dict[str, Any]:
    """Return what a preview says of one scene."""
    answer = mall.http.post("/v1/scenes/preview", json=wanted)
    assert answer.status_code == 200, answer.text
    return next(dict(each) for each in answer.json()["scenes"] if each["id"] == name)
