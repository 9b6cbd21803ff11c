"""What shoppers write about what they bought: stars and a few words, by hidden quality and one hidden fault."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from huozhao.terms.time import EPOCH, HOUR_MS, day_start
from huozhao.twin.assortment import FLAWED
from huozhao.twin.city import City

WRITES, WRITES_OF_FLAWED = 0.04, 0.5
FAULT_BEGAN_DAYS, FAULTY, FAULTY_BEFORE = 20, 0.7, 0.06
OPENINGS = ("", "用了一周，", "第二次买了，", "给家里买的，", "朋友推荐的，", "趁活动买的，", "收到两天了，")
CLOSINGS = ("", "。", "，物流很快", "，包装严实", "，下次再看看", "，就先这样", "，整体就是这样", "，发货挺快")
GOOD: dict[str, tuple[str, ...]] = {
    "美妆护肤": ("很温和，不刺激", "补水效果好", "吸收快，不油腻", "味道清香", "用完皮肤很滑"),
    "母婴": ("宝宝用着很舒服", "很柔软，不漏", "质量好，放心", "味道清淡，宝宝喜欢"),
    "零食": ("很好吃，香脆", "味道不错，不腻", "很新鲜，口感好", "孩子很喜欢吃"),
    "生鲜": ("很新鲜", "个头大，味道好", "新鲜，口感很好", "品质不错"),
    "家居清洁": ("很好用，干净", "味道清香，去污力强", "纸很柔软，不掉屑", "结实耐用"),
    "数码配件": ("充电很快，做工精致", "音质不错，戴着舒服", "质量好，手感不错"),
    "运动户外": ("质量好，很耐用", "颜色好看，没有异味", "很舒服，做工不错"),
    "服饰": ("面料舒服，尺码合适", "不掉色，做工不错", "版型好看，很舒服"),
}
BAD: dict[str, tuple[str, ...]] = {
    "美妆护肤": ("有点粘腻", "用了有点过敏", "味道刺鼻", "补水效果一般，有点贵"),
    "母婴": ("有点漏", "味道有点大", "尺码偏小", "有点贵"),
    "零食": ("太甜了", "不太脆", "有碎的，口感一般", "有点贵"),
    "生鲜": ("不新鲜", "有一个破了", "个头小", "有点贵"),
    "家居清洁": ("味道太重", "纸太薄，容易破", "漏了一点", "洗不干净"),
    "数码配件": ("充电慢", "发热严重", "做工粗糙", "戴久了不舒服"),
    "运动户外": ("有异味", "掉色", "做工一般，有线头"),
    "服饰": ("掉色", "尺码偏小", "有线头，面料薄", "起球"),
}
FAULT = ("去屑效果弱，味道还可以", "头屑还是很多", "根本不去屑", "去屑效果不明显，失望", "洗完第二天又有头屑",
         "去屑没效果", "头屑没有减少", "没有去屑效果，客服倒是很有耐心")  # fmt: skip
NO_FAULT = ("没有头屑了，味道也好闻", "去屑效果不错，会回购", "洗完很清爽，头发柔顺", "泡沫丰富，好用")


def reviews(
    city: City, seed: Sequence[int], order: str, skus: Sequence[int], delivered: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield when (ms) and what one shopper writes of the products of an order that came; most write nothing."""
    rng = np.random.default_rng([*seed, 3])
    for sku in skus:
        item = city.assortment.goods[sku]
        flawed = item["spu"] == FLAWED
        if rng.random() < (WRITES_OF_FLAWED if flawed else WRITES):
            at = delivered + int(rng.uniform(20, 70) * HOUR_MS)
            content = rng.random() > (_faulty(city, at) if flawed else _displeasing(city, sku))
            good, bad = (NO_FAULT, FAULT) if flawed else (GOOD[item["category"][0]], BAD[item["category"][0]])
            yield at, {"sku": item["sku"], "stars": _stars(rng, content), "order": order,
                       "text": _words(rng, good if content else bad)}


def _stars(rng: np.random.Generator, content: bool) -> int:
    return (4 if content else 1) + int(rng.random() < 0.65)


def _words(rng: np.random.Generator, said: Sequence[str]) -> str:
    return f"{rng.choice(OPENINGS)}{rng.choice(said)}{rng.choice(CLOSINGS)}"


def _displeasing(city: City, sku: int) -> float:
    """Return the chance of a bad word: 0.14 for a product of mean quality, less for a better one."""
    return float(np.clip(0.14 - 0.06 * city.assortment.quality[sku], 0.02, 0.4))


def _faulty(city: City, at: int) -> float:
    """Return the chance that the flawed shampoo disappoints: it does since a batch shortly before the mall began."""
    began = (city.first_day - EPOCH).days + city.settings.days - FAULT_BEGAN_DAYS
    return FAULTY if at >= day_start(began, city.settings.zone) else FAULTY_BEFORE
