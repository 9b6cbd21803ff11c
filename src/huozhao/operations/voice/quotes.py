"""Quotes for a ticket: whole clauses about one aspect, of different shoppers, unlike one another, naming nobody."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from huozhao.operations.voice.clauses import plain
from huozhao.privacy.minimise import mask

LONGEST, ALIKE = 80, 0.5
HIDDEN = "***"
_SURNAMES = ("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻苏潘葛"
             "范彭鲁韦马方俞任袁柳史唐费薛雷贺倪汤罗毕郝安常于傅康余顾孟黄萧尹姚邵汪毛戴宋庞熊纪舒项祝董梁"
             "杜阮蓝闵江童郭梅林钟徐邱骆高夏蔡田樊胡凌霍万柯莫房解应丁邓洪包左石崔龚程嵇邢裴陆荣翁羊段侯牛"
             "叶白赖卓易涂龙曾")  # fmt: skip
_TITLED = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?(?=先生|女士|小姐|老师|经理|师傅|同学)")
_NAMED = re.compile(r"(我叫|名叫|姓名|收件人|收货人|联系人|本人姓名|客服叫|my name is|i am called)([\s:：是为]{0,3})"
                    r"([\u4e00-\u9fff]{2,4}|[A-Za-z]+(?: [A-Za-z]+)?)", re.IGNORECASE)  # fmt: skip
_NUMBER = re.compile(r"(?<![\d.])\d{6,}(?![\d.])")
_MASKED = re.compile(r"1\d{2}\*{4}\d{4}")
_HANDLE = re.compile(r"@[\w\u4e00-\u9fff-]{2,24}")
_ADDRESS = re.compile(r"[\u4e00-\u9fff]{2,8}(?:路|街|巷|弄|小区|花园|大厦)\d*[号栋幢座单元室\d-]*")


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, with the places of the words that name the aspect and judge it; `at` in ms."""

    text: str
    at: int
    start: int
    end: int
    aspect_start: int = 0
    aspect_end: int = 0
    stars: int | None = None


def unnamed(text: str) -> str:
    """Return a text in which nobody can be found: contact data masked, names, numbers, handles and addresses hidden."""
    text = _NAMED.sub(lambda found: found[1] + found[2] + HIDDEN, mask(text))
    text = _TITLED.sub(HIDDEN, text)
    text = _HANDLE.sub("@" + HIDDEN, text)
    text = _ADDRESS.sub(lambda found: HIDDEN if any(c.isdigit() for c in found[0]) else found[0], text)
    return _NUMBER.sub(HIDDEN, _MASKED.sub(HIDDEN, text))


def cut(text: str, quote: Quote) -> Quote:
    """Return a quote of at most `LONGEST` letters around its words, with nobody named in it."""
    first = quote.aspect_start if quote.aspect_end else quote.start
    left, right = min(first, quote.start), max(quote.end, quote.aspect_end)
    spare = max(0, LONGEST - (right - left)) // 2
    begin, stop = max(0, left - spare), min(len(text), right + spare)
    before, words, after = (unnamed(part) for part in (text[begin:left], text[left:right], text[right:stop]))
    lead = "…" if begin else ""
    said = lead + before + words + after + ("…" if stop < len(text) else "")
    if words != text[left:right]:
        return Quote(said, quote.at, 0, 0, stars=quote.stars)
    shift = len(lead) + len(before) - left
    names = (quote.aspect_start + shift, quote.aspect_end + shift) if quote.aspect_end else (0, 0)
    return Quote(said, quote.at, quote.start + shift, quote.end + shift, *names, stars=quote.stars)


def representative(quotes: Iterable[Quote], most: int) -> list[Quote]:
    """Return the newest quotes that differ from one another: of two that share most of their letters, the newer."""
    chosen: list[Quote] = []
    grams: list[frozenset[str]] = []
    for quote in sorted(quotes, key=lambda each: -each.at):
        mine = _grams(quote.text)
        if len(chosen) >= most:
            break
        if not any(_likeness(mine, other) > ALIKE for other in grams):
            chosen.append(quote)
            grams.append(mine)
    return chosen


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", plain(text))


def fingerprint(text: str) -> str:
    """Return the letters of a text without marks and gaps; "" for one too short to be told from chance."""
    found = _letters(text)
    return found if len(found) >= 8 else ""


def _grams(text: str) -> frozenset[str]:
    letters = _letters(text)
    return frozenset(letters[n:n + 2] for n in range(max(1, len(letters) - 1)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)
