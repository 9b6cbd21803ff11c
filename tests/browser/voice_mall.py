"""A mall whose shampoo many complain of, with an improved one in stock."""

import httpx

from tests.browser.small_mall import event, run

DAY_S = 86_400
BAD = ("去屑效果弱，味道还可以", "用了半个月，头屑还是很多", "根本不去屑", "去屑效果不明显，失望",
       "洗完第二天又有头屑", "去屑没效果，有点贵", "泡沫很少，头屑也没减少",
       "没有去屑效果，客服倒是很有耐心")  # fmt: skip
GOOD = ("没有头屑了，味道也好闻", "去屑效果不错，会回购", "洗完很清爽，头发柔顺", "泡沫丰富，好用",
        "物流很快，包装严实",
        "性价比高，就是味道有点重", "瓶子漏了一点，其他都好", "还没用，看看效果再来评价")  # fmt: skip
GOODS = (("shampoo", "清爽去屑洗发水", "个护", "洗发水"), ("silky", "柔顺洗发水", "个护", "洗发水"),
         ("mask", "补水面膜", "护肤", "面膜"))  # fmt: skip
MASK = ("很保湿，吸收快", "补水效果好", "有点粘腻", "精华很多，便宜", "包装很精美", "用了过敏", "味道清香", "不保湿")


def fill_voice(url: str, now_s: float) -> None:
    """Send goods, stock and three months of reviews, and run the main job."""
    with httpx.Client(base_url=url, timeout=60) as api:
        goods = [{"sku": sku, "spu": sku, "title": title, "category": path, "price_fen": 3_900, "supplier": "华清日化"}
                 for sku, title, *path in GOODS]
        goods.append({"sku": "shampoo-2", "spu": "shampoo-2", "title": "强效去屑洗发水", "category": ["个护", "洗发水"],
                      "price_fen": 4_900, "succeeds": "shampoo"})
        api.put("/v1/goods", json={"goods": goods}).raise_for_status()
        api.put("/v1/shops", json={"shops": [{"shop": "s1", "name": "一店", "city": "成都"}]}).raise_for_status()
        counts = [{"key": "v1", "sku": "shampoo-2", "shop": "s1", "on_hand": 40}]
        api.post("/v1/stock/counts", json={"counts": counts}).raise_for_status()
        names = [f"{who}-{n}" for who in ("happy", "sad") for n in range(96)]
        consents = [{"shopper": name, "purpose": "personalisation", "given": True} for name in names]
        api.post("/v1/consents", json={"decisions": consents, "channel": "test"}).raise_for_status()
        for part in (_happy(now_s), _sad(now_s)):
            api.post("/v1/events", json={"events": part}).raise_for_status()
        run(api)


def _happy(now_s: float) -> list[dict[str, object]]:
    found = []
    for n in range(96):
        sku = GOODS[n % 3][0]
        text = f"{(MASK if sku == 'mask' else GOOD)[n % 8]}（{n}）"
        at = now_s - (12 + n * 0.8) * DAY_S
        found.append(_review(f"r{n}", f"happy-{n}", sku, 5 if n % 8 < 5 else 4, text, at))
        lines = [{"sku": sku, "quantity": 1, "price_fen": 3_900}]
        found.append(event(f"o{n}", "Order Paid", at - 3 * DAY_S if n < 80 else at, f"happy-{n}", order=f"o{n}",
                           lines=lines, total_fen=3_900))
    return found


def _sad(now_s: float) -> list[dict[str, object]]:
    return [_review(f"s{n}", f"sad-{n}", "shampoo", 2, f"{BAD[n % 8]}，第{n}瓶，我叫李小红",
                    now_s - (8 - n * 0.4) * DAY_S) for n in range(18)]  # fmt: skip


def _review(id: str, shopper: str, sku: str, stars: int, text: str, at_s: float) -> dict[str, object]:
    return event(id, "Product Reviewed", at_s, shopper, sku=sku, stars=stars, text=text)
