"""Short words to give coupons, run sales and order with both, through the public API."""

from typing import Any

from tests.shopping import Mall

HOUR = 3_600_000
OFF_20_FROM_100 = {"kind": "reduction", "tiers": [{"threshold_fen": 10_000, "off_fen": 2_000}]}


def stocked(mall: Mall, units: int = 100, **prices: int) -> None:
    """List goods by sku = price (fen) and put units of each into one shop."""
    goods = [{"sku": sku, "spu": sku, "title": f"商品{sku}", "category": ["服装" if sku.startswith("s") else "食品"],
              "price_fen": fen} for sku, fen in prices.items()]
    assert mall.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
    mall.http.put("/v1/shops", json={"shops": [{"shop": "a", "name": "A", "opens": "00:00", "closes": "24:00"}]})
    counts = [{"key": f"count-{sku}", "sku": sku, "shop": "a", "on_hand": units, "source": "till"} for sku in prices]
    assert mall.http.post("/v1/stock/counts", json={"counts": counts}).json()["posted"] == len(prices)


def live(mall: Mall, coupon: str, benefit: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Write a coupon and start it."""
    written = mall.http.put(f"/v1/coupons/{coupon}", json={"benefit": benefit, **more})
    assert written.status_code == 200, written.text
    return dict(mall.http.post(f"/v1/coupons/{coupon}/start").json())


def claim(mall: Mall, coupon: str, shopper: str, key: str = "") -> Any:
    """Let a shopper take a coupon; return the answer."""
    return mall.http.post(f"/v1/me/coupons/{coupon}/claim", json={"key": key}, headers=mall.token(shopper))


def held(mall: Mall, shopper: str) -> list[dict[str, Any]]:
    """Return a shopper's vouchers as they see them."""
    found = mall.http.get("/v1/me/coupons", headers=mall.token(shopper))
    return list(found.json()["items"])


def order(mall: Mall, id: str, shopper: str, lines: dict[str, int], **more: Any) -> Any:
    """Place an order; return the answer."""
    body = {"order": id, "shopper": shopper, "lines": [{"sku": s, "quantity": n} for s, n in lines.items()], **more}
    return mall.http.post("/v1/orders", json=body)


def step(mall: Mall, id: str, what: str, **body: Any) -> dict[str, Any]:
    """Move an order on."""
    answer = mall.http.post(f"/v1/orders/{id}/{what}", json=body or None)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def sale(mall: Mall, id: str, **more: Any) -> dict[str, Any]:
    """Write a sale that is on now and start it."""
    body = {"kind": "flash_sale", "sku": "tea", "price_fen": 500, "quantity": 10, "per_shopper": 2,
            "starts_at": mall.now - HOUR, "ends_at": mall.now + HOUR, **more}
    written = mall.http.put(f"/v1/sales/{id}", json=body)
    assert written.status_code == 200, written.text
    return dict(mall.http.post(f"/v1/sales/{id}/start").json())


def code(answer: Any) -> str:
    """Return the code of a refusal."""
    return str(answer.json()["error"]["code"])
