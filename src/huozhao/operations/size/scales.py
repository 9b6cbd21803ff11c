"""Sizes as they are printed, on one scale per kind of wear: one step is what lies between M and L.

Codes such as 165/88A and their middle sizes follow GB/T 1335: height and girth in cm, girths 4 cm apart. Waists come in
inches (寸 on labels) or 尺, a third of a metre; shoes in European sizes or mm, 5 mm apart; children's wear in cm.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from huozhao.terms.goods import Sku

NAMES = ("尺码", "尺寸", "鞋码", "码数", "腰围", "size")
BRANDS = ("品牌", "brand")
TOP, BOTTOM, SHOE, CHILD = "top", "bottom", "shoe", "child"
_SHOES = ("鞋", "靴", "凉拖", "shoe", "sneaker", "boot")
_BOTTOMS = ("裤", "半身裙", "短裙", "pants", "jeans", "trousers", "skirt", "shorts")
_CHILDREN = ("童", "婴", "宝宝", "kids", "children", "baby")
# Middle sizes (cm): chest and waist.
MIDDLE: Mapping[str, Mapping[str, float]] = {"f": {TOP: 84.0, BOTTOM: 68.0}, "m": {TOP: 88.0, BOTTOM: 74.0}}
GIRTH_STEP, INCH_CM, CHI_CM = 4.0, 2.54, 100.0 / 3.0
_SMALLEST_SHOE, _LARGEST_SHOE = 15.0, 52.0
_CODE = re.compile(r"(1[2-9]\d)\s*/\s*(\d{2,3})\s*([ABCY])?")
_LETTERS = re.compile(r"(?<![A-Z0-9])(?:(\d)X|(X*))([SL])(?![A-Z0-9])|(?<![A-Z0-9])(M)(?![A-Z0-9])")
_CHI = re.compile(r"(\d)(?:\.(\d))?\s*尺\s*(\d)?")
_NUMBER = re.compile(r"(?<!\d)(\d{2,3}(?:\.5)?)(?!\d)")


@dataclass(frozen=True, slots=True)
class Size:
    """One size: as it is printed, of which wear ("top:f", "shoe"), and its place in steps; M is 0."""

    label: str
    wear: str
    step: float


def size_of(goods: Sku) -> Size | None:
    """Return the size of a SKU by its attributes, None for goods that come in none or in one that fits all."""
    label = next((goods.attributes[name] for name in NAMES if goods.attributes.get(name)), "")
    if not label:
        return None
    part, sex = _wear(" ".join((*goods.category, goods.title)).lower())
    step = step_of(label, part, sex)
    wear = part if part in (SHOE, CHILD) else f"{part}:{sex}"
    return None if step is None else Size(label, wear, step)


def maker_of(goods: Sku) -> str:
    """Return who cuts goods: the brand, else the supplier, else the narrowest category; it fits as its other goods."""
    brand = next((goods.attributes[name] for name in BRANDS if goods.attributes.get(name)), "")
    return brand or goods.supplier or (goods.category[-1] if goods.category else "")


def step_of(label: str, part: str, sex: str) -> float | None:
    """Return the place of a printed size in steps, None for what is no size."""
    text = unicodedata.normalize("NFKC", label).upper().strip()
    if part == SHOE:
        return _shoe(text)
    if part == CHILD:
        found = _NUMBER.search(text)
        return (float(found[1]) - 110.0) / 10.0 if found else None
    return next((step for step in (_code(text, sex), _letters(text), _chi(text, part, sex), _plain(text, part, sex))
                 if step is not None), None)  # fmt: skip


def _wear(about: str) -> tuple[str, str]:
    part = next((part for part, names in ((SHOE, _SHOES), (CHILD, _CHILDREN), (BOTTOM, _BOTTOMS))
                 if any(name in about for name in names)), TOP)  # fmt: skip
    is_male = "男" in about or re.search(r"\bmen", about) is not None
    return part, "m" if is_male and "女" not in about else "f"


def _code(text: str, sex: str) -> float | None:
    found = _CODE.search(text)
    if not found:
        return None
    girth = float(found[2])
    # A trouser code names the waist, which lies a good deal below the chest of the same height.
    part = BOTTOM if girth < float(found[1]) * 0.465 else TOP
    return (girth - MIDDLE[sex][part]) / GIRTH_STEP


def _letters(text: str) -> float | None:
    found = _LETTERS.search(text)
    if not found:
        return None
    if found[4]:
        return 0.0
    extra = int(found[1]) if found[1] else len(found[2] or "")
    return float(1 + extra) if found[3] == "L" else float(-1 - extra)


def _chi(text: str, part: str, sex: str) -> float | None:
    found = _CHI.search(text)
    if not found:
        return None
    return (float(f"{found[1]}.{found[2] or found[3] or 0}") * CHI_CM - MIDDLE[sex][part]) / GIRTH_STEP


def _plain(text: str, part: str, sex: str) -> float | None:
    """Read a bare number: a waist in inches for trousers, else a European dress size, two apart."""
    found = _NUMBER.search(text)
    if not found:
        return None
    number = float(found[1])
    if part == BOTTOM and 22 <= number <= 50:
        return (number * INCH_CM - MIDDLE[sex][BOTTOM]) / GIRTH_STEP
    return (number - (38 if sex == "f" else 48)) / 2 if 30 <= number <= 64 else None


def _shoe(text: str) -> float | None:
    found = _NUMBER.search(text)
    if not found:
        return None
    number = float(found[1])
    european = number / 5 - 10 if number > 100 else number
    return european - 38 if _SMALLEST_SHOE <= european <= _LARGEST_SHOE else None
