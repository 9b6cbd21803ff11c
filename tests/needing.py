"""Malls with goods for needs: baby food, skin care, camping gear; and shoppers who live in cities."""

from typing import Any

from tests.shopping import Mall

BABY = {
    "rice-1": ("有机米粉", {"添加剂": "无添加"}), "rice-2": ("高铁米粉", {"添加剂": "无添加"}),
    "rice-3": ("原味米粉", {"添加剂": "无添加"}), "rice-4": ("水果味米粉", {"添加剂": "含香精"}),
    "rice-5": ("蔬菜味米粉", {"添加剂": "含香精"}), "rice-6": ("奶味米粉", {"添加剂": "含香精"}),
    "rice-7": ("米粉礼盒套装", {"添加剂": "无添加"}), "rice-8": ("甜味米粉", {"添加剂": "含香精"}),
}  # fmt: skip
SKIN = {
    "cream-1": ("冬季保湿面霜", {"肤质": "干性"}), "cream-2": ("保湿霜补水", {"肤质": "干性"}),
    "cream-3": ("保湿套装礼盒", {"肤质": "干性"}), "cream-4": ("清爽保湿乳", {"肤质": "油性"}),
    "sun-1": ("防晒霜", {"肤质": "通用"}), "sun-2": ("防晒喷雾", {"肤质": "通用"}),
}  # fmt: skip
CAMP = {"tent": "双人帐篷", "stove": "便携炉具", "rental": "露营装备租赁套餐"}
CITY_GOODS = tuple(CAMP)
DAILY = {f"daily-{n}": f"日用品{n}" for n in range(6)}


def goods_of_needs() -> list[dict[str, Any]]:
    """Return the goods of all three stories as the API takes them."""
    goods = [_good(sku, title, ("母婴", "辅食", "米粉"), said) for sku, (title, said) in BABY.items()]
    goods += [_good(sku, title, ("个护", "护肤", "防晒" if sku.startswith("sun") else "面霜"), said)
              for sku, (title, said) in SKIN.items()]
    goods += [_good(sku, title, ("服务", "租赁") if sku == "rental" else ("户外", "露营"), {})
              for sku, title in CAMP.items()]
    return goods + [_good(sku, title, ("日用", "清洁"), {}) for sku, title in DAILY.items()]


def list_goods(mall: Mall) -> None:
    """List these goods."""
    answer = mall.http.put("/v1/goods", json={"goods": goods_of_needs()})
    assert answer.json()["refused"] == [], answer.text


def _good(sku: str, title: str, category: tuple[str, ...], said: dict[str, str]) -> dict[str, Any]:
    return {"sku": sku, "spu": sku, "title": title, "category": list(category), "price_fen": 5_000, "attributes": said}


def needs(mall: Mall, query: str = "") -> list[dict[str, Any]]:
    """Read the needs of the mall."""
    return list(mall.get(f"/v1/needs{query}")["items"])
