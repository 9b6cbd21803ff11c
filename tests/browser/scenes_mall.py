"""Scenes on top of the small mall, through the public API: a place, a cold wave, a morning, and goods for them."""

import httpx

TITLES = {"sakura1": "樱花饼干礼盒", "sakura2": "樱花乌龙茶", "sakura3": "东湖赏樱套餐", "warm1": "轻薄羽绒背心",
          "warm2": "羊毛围巾", "warm3": "暖宝宝 30 片", "rush1": "全麦早餐面包", "rush2": "燕麦牛奶"}  # fmt: skip
SCENES = (
    {"scene": "sakura", "title": {"zh": "武汉樱花季", "en": "Cherry blossom in Wuhan"},
     "priority": 40, "owner": "市场部",
     "when": {"place": {"near": [{"longitude": 114.364, "latitude": 30.554, "system": "gcj02", "km": 4,
                                  "name": "东湖樱花园"}]}, "period": {"yearly": [{"from": "03-01", "to": "04-10"}]}},
     "goods": {"words": ["樱花", "赏樱"]}, "guide": {"zh": "东湖樱花园花期正好", "en": "The garden is in bloom"}},
    {"scene": "cold_wave", "title": {"zh": "保暖御寒专区", "en": "Keep warm"}, "priority": 50,
     "when": {"any": [{"weather": {"drop": {"by_c": 6, "days": 3}}}, {"weather": {"below_c": 0}}]},
     "goods": {"words": ["羽绒", "围巾", "暖宝宝"]}},
    {"scene": "rush", "title": {"zh": "早高峰早餐", "en": "Breakfast"}, "enabled": False,
     "when": {"period": {"days": ["workday"], "hours": [{"from": "06:30", "to": "09:30"}]}},
     "goods": {"words": ["早餐", "牛奶"]}},
)  # fmt: skip


def declare(url: str) -> None:
    """List the goods of the scenes and publish the scenes."""
    with httpx.Client(base_url=url, timeout=60) as api:
        goods = [{"sku": sku, "spu": sku, "title": title, "category": ["场景"], "price_fen": 2900}
                 for sku, title in TITLES.items()]
        api.put("/v1/goods", json={"goods": goods}).raise_for_status()
        shops = [{"shop": f"w{n}", "name": name, "city": "武汉", "longitude": longitude, "latitude": latitude,
                  "system": "gcj02"} for n, (name, longitude, latitude) in enumerate(
                      (("光谷店", 114.40, 30.51), ("汉街店", 114.34, 30.56), ("江汉路店", 114.29, 30.58)))]  # fmt: skip
        api.put("/v1/shops", json={"shops": shops}).raise_for_status()
        for scene in SCENES:
            api.put(f"/v1/scenes/{scene['scene']}", json={"scene": scene}).raise_for_status()
