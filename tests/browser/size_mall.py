"""A mall with a tee that is true to size and a shirt that most had to send back as too small."""

from typing import Any

import httpx

from tests.browser.small_mall import event, run

DAY_S = 86_400
LABELS = ("S", "M", "L", "XL")
NAMES = {"tee": ("纯棉T恤", "T恤", "素"), "shirt": ("修身衬衫", "衬衫", "窄")}


def fill_sizes(url: str, now_s: float) -> None:
    """Send goods, two months of orders and returns, and run the main job."""
    goods = [{"sku": f"{spu}-{label}", "spu": spu, "title": title, "category": ["女装", kind], "price_fen": 9_900,
              "attributes": {"尺码": label, "品牌": brand}}
             for spu, (title, kind, brand) in NAMES.items() for label in LABELS]  # fmt: skip
    events = [*_crowd(now_s), *_two(now_s)]
    names = sorted({str(each["shopper"]) for each in events})
    consents = [{"shopper": name, "purpose": "personalisation", "given": True} for name in names]
    with httpx.Client(base_url=url, timeout=60) as api:
        api.put("/v1/goods", json={"goods": goods}).raise_for_status()
        api.post("/v1/consents", json={"decisions": consents, "channel": "test"}).raise_for_status()
        api.post("/v1/events", json={"events": events}).raise_for_status()
        run(api)


def _crowd(now_s: float) -> list[dict[str, Any]]:
    """Return sixty shoppers whose tee fitted and whose shirt of the same size, four times of five, was too small."""
    found = []
    for n in range(60):
        who = f"buyer-{n}"
        found += [_bought(who, "tee-M", now_s - 70 * DAY_S), _bought(who, "shirt-M", now_s - 50 * DAY_S)]
        if n % 5:
            lines = [{"sku": "shirt-M", "quantity": 1, "price_fen": 9_900}]
            found.append(event(f"back-{n}", "Order Returned", now_s - 45 * DAY_S, who, order=f"{who}-shirt-M",
                               lines=lines, refund_fen=9_900, reason="尺码偏小，穿着紧"))
    return found


def _two(now_s: float) -> list[dict[str, Any]]:
    """Return one who says that M fits, and one who buys for two."""
    said = event("said", "Product Reviewed", now_s - 55 * DAY_S, "li", sku="tee-M", stars=5, text="很合身，料子舒服")
    two = [_bought("mum", f"tee-{label}", now_s - (60 - n) * DAY_S, f"{n}") for n in range(3) for label in ("S", "XL")]
    return [_bought("li", "tee-M", now_s - 60 * DAY_S), said, *two]


def _bought(who: str, sku: str, at_s: float, mark: str = "") -> dict[str, Any]:
    order = f"{who}-{sku}{mark}"
    lines = [{"sku": sku, "quantity": 1, "price_fen": 9_900}]
    return event(order, "Order Paid", at_s, who, order=order, lines=lines, total_fen=9_900)
