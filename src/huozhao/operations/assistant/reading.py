"""Read one message: its language, the order numbers in it, how upset it is, which of a list it means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from huozhao.privacy.minimise import mask

LONGEST = 1_000
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Numbers of orders have a digit in them; words of a language have none.
_ID = re.compile(
    r"(?<![A-Za-z0-9_-])(?=[A-Za-z_-]*\d)(?!\d+(?:cm|mm|km|kg|ml|g|m)\b)[A-Za-z0-9][A-Za-z0-9_-]{3,127}(?![A-Za-z0-9_-])"
    r"(?!\s*(元|块|天|码|岁|斤|折|毫升|ml|kg|cm|g\b|%))")  # fmt: skip
_ANGRY = re.compile(
    r"投诉|骗子|骗人|垃圾|差评|12315|气死|恶心|什么破|太(差|坑|烂|过分|离谱)|忍无可忍|报警|工商|消协|坑人|无语|"
    r"\b(scam|fraud|ridiculous|terrible|awful|worst|furious|angry|complain|lawyer|sue)\w*\b",
    re.IGNORECASE)  # fmt: skip
_CALM = re.compile(r"(没有?|不是|不算|没什么|not|no)\s*(投诉|垃圾|骗|差评|complain|angry)", re.IGNORECASE)
_THINGS = "(个|单|件|款|条|双)"
_ORDINALS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (
    rf"第一{_THINGS}|前面那个|\bfirst\b", rf"第二{_THINGS}|\bsecond\b", rf"第三{_THINGS}|\bthird\b"))
_LAST = re.compile(r"最(后|近)(的)?(一)?(个|单|笔)?|最新|\b(last|latest|most recent)\b", re.IGNORECASE)
# Asked in general, of anybody's case: the merchant's rules answer that, not an order.
_GENERAL = re.compile(
    r"怎么(办理|操作|退|换|取消|开|申请)|如何|流程|规则|政策|规定|几天内|多久内|运费(谁|由|怎么)|谁(出|承担)|是否支持|"
    r"支持.{0,8}吗|一般|通常|你们(家|店)?(支持|可以|能|有没有|几点)|"
    r"\bpolic|\brules?\b|\bhow (do|does|can|long)|\bwho pays|\bdo you (accept|support|offer|have)",
    re.IGNORECASE)  # fmt: skip
_MINE = re.compile(
    r"我的|我(要|想)|帮我|给我|我(上|昨|前|刚|今)|\bmy\b|\bi (want|would like|need)|for me", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:改(?:成|为|到)|换(?:成|到)|更改为|修改为|变更为|寄到|送到|新地址(?:是)?)[:：,，\s]*(?P<zh>\S.{4,119})$|"
    r"(?:address\s*(?:is|to)?|to)\s*:?\s+(?P<en>\d+\s.{5,119})$",
    re.IGNORECASE)  # fmt: skip
_ADDRESS_LIKE = re.compile(
    r"(路|街|巷|道|弄|村|镇|区|县|栋|幢|室|单元)\S{0,12}\d|\d+\s*(号|栋|幢|室|弄|单元)|"
    r"\b\d+ \w+ (street|st|road|rd|avenue|ave)\b",
    re.IGNORECASE)  # fmt: skip
_HEIGHT = re.compile(
    r"(?P<m>[12])\s*(?:米|m(?![a-z]))\s*(?P<rest>\d{1,2})|(?P<cm>\d{3})\s*(?:cm|厘米|公分)|"
    r"身高\s*(?:是|有)?\s*(?P<bare>\d{3})",
    re.IGNORECASE)  # fmt: skip
_WEIGHT = re.compile(r"(?:体重\s*(?:是|有)?\s*)?(?P<n>\d{2,3}(?:\.\d)?)\s*(?P<unit>kg|公斤|千克|斤)", re.IGNORECASE)
_END = re.compile(r"[\s。.!！]+$")
_POINTED = re.compile(r"(这|那|该)(个|款|件|条|双|瓶|盒|种)?|它|\b(it|this|that|them)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """Height and weight that a message tells, for advice on a size; `sex` is f, m or empty."""

    height_cm: float
    weight_kg: float | None = None
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message read. `text` has personal data masked; `ids` are what could be numbers of orders, as written."""

    text: str
    language: str
    ids: tuple[str, ...] = ()
    is_angry: bool = False
    is_general: bool = False
    is_mine: bool = False
    is_pointing: bool = False
    place_in_list: int | None = None
    address: str = ""
    has_address: bool = False
    body: Body | None = None


def read(given: str) -> Message:
    """Read a message as a shopper wrote it; at most 1,000 letters of it count."""
    plain = " ".join(given.split())[:LONGEST]
    text = mask(plain)
    address = _ADDRESS.search(plain)
    where = _END.sub("", address["zh"] or address["en"] or "") if address else ""
    return Message(
        text, "zh" if _HAN.search(plain) else "en", tuple(dict.fromkeys(match[0] for match in _ID.finditer(plain))),
        bool(_ANGRY.search(_CALM.sub(" ", plain))), bool(_GENERAL.search(plain)), bool(_MINE.search(plain)),
        bool(_POINTED.search(plain)), _place(plain), where if _ADDRESS_LIKE.search(where) else "",
        bool(_ADDRESS_LIKE.search(plain)), _body(plain),
    )  # fmt: skip


def says_any(text: str, words: Sequence[str]) -> bool:
    """Tell whether a message holds one of the merchant's own words."""
    plain = text.lower()
    return any(word.strip().lower() in plain for word in words if word.strip())


def _body(text: str) -> Body | None:
    """Read 165cm 52kg, 身高165体重100斤, 1米65; None where no height of a grown person is told."""
    found = _HEIGHT.search(text)
    if found is None:
        return None
    if found["m"]:
        height = 100.0 * int(found["m"]) + int(found["rest"].ljust(2, "0"))
    else:
        height = float(found["cm"] or found["bare"])
    weight = _WEIGHT.search(text)
    kilos = float(weight["n"]) * (0.5 if weight["unit"] == "斤" else 1.0) if weight else None
    sex = "f" if re.search(r"女|\bwoman|\bfemale", text) else "m" if re.search(r"男|\bman\b|\bmale", text) else ""
    good = 100 <= height <= 230 and (kilos is None or 25 <= kilos <= 250)
    return Body(height, kilos, sex) if good else None


def _place(text: str) -> int | None:
    for place, pattern in enumerate(_ORDINALS):
        if pattern.search(text):
            return place
    return 0 if _LAST.search(text) else None
