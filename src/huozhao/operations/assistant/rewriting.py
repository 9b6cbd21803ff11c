"""Let a model put a draft into friendlier words, and believe none of it that code cannot check.

A model is shown the draft with its values left out: {1} for the order number, {2} for the verdict. So it can neither
learn nor change them. What it gives back goes out only if it holds the same places, each once, and nothing outside of
them that could be a fact: no digit, no number word with a unit, no name of the mall's goods or shops, no foreign word,
no quotation, no link, no new negation and no promise. Otherwise the draft goes out as it is.
"""

import re
from collections.abc import Iterable

from huozhao.operations.assistant.draft import Draft, places

_MARK = re.compile(r"\{(\d{1,2})\}")
_DIGIT = re.compile(r"[\d0-9①-⑳〇]")
_COUNTED = re.compile(
    r"[零一二两三四五六七八九十百千万半几]+\s*(天|日|月|年|周|星期|小时|个|钟头|分|刻钟|元|块|毛|角|折|件|单|次|号|点|倍|成|"
    r"公里|米|斤|工作日)")  # fmt: skip
_COUNTED_EN = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|hundred|thousand|half|"
    r"dozen|couple|first|second|third|today|tomorrow|tonight|yesterday|monday|tuesday|wednesday|thursday|friday|"
    r"saturday|sunday)\b", re.IGNORECASE)  # fmt: skip
_WHEN = re.compile(
    r"今天|明天|后天|昨天|今晚|当天|次日|马上到|立即到|立刻到|(周|星期)[一二三四五六日天]|月初|月底|年底")
_QUOTED = re.compile(r"[「」『』“”‘’《》\"`<>@#￥¥$%％*_|\\/]|https?|www\.")
_NOT = re.compile(r"不|没|无|未|别|勿|非|\bnot\b|n't|\bno\b|\bnever\b|\bwithout\b|\bcannot\b", re.IGNORECASE)
# What binds a merchant. A model may not say it of its own accord.
_PROMISE = re.compile(
    r"赔|免费|包邮|保证|承诺|一定|肯定|绝对|全额|补偿|赠|送您|送你|优惠|折扣|红包|退款|退货|取消|到账|返现|权益|法律|"
    r"\b(free|guarantee\w*|promise\w*|refund\w*|compensat\w*|gift|discount\w*|certainly|definitely|always|full|cancel\w*|"
    r"return\w*)\b", re.IGNORECASE)  # fmt: skip
_LATIN = re.compile(r"[A-Za-z]{2,}")
_NAME_EN = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-Z][a-zA-Z]+")
LONGER, SPARE = 3, 60


def marked(draft: Draft, language: str) -> tuple[str, dict[str, str]]:
    """Return a draft with its places numbered, and number → name of the place."""
    sentence, names = draft.sentence(language), {}
    for number, name in enumerate(dict.fromkeys(places(sentence)), 1):
        sentence = sentence.replace("{" + name + "}", "{" + str(number) + "}")
        names[str(number)] = name
    return sentence, names


def taken(draft: Draft, given: str, language: str, names: Iterable[str] = ()) -> Draft | None:
    """Return the draft in a model's words, or None where anything in them is not the draft's own.

    `names` are titles of goods and shops, none of which may be named outside of the draft's places.
    """
    shown, numbers = marked(draft, language)
    sentence = " ".join(given.split())
    outside, before = _MARK.sub(" ", sentence), _MARK.sub(" ", shown)
    if sorted(_MARK.findall(sentence)) != sorted(_MARK.findall(shown)) or "{" in outside or "}" in outside:
        return None
    if not sentence or len(sentence) > LONGER * len(shown) + SPARE:
        return None
    if _states_more(outside, before, language) or any(name in outside for name in names if len(name) > 1):
        return None
    filled = _MARK.sub(lambda found: "{" + numbers[found[1]] + "}", sentence)
    return draft.with_sentence(language, filled)


def _states_more(outside: str, before: str, language: str) -> bool:
    """Tell whether the words around the places say something that the draft's own words do not."""
    if len(_NOT.findall(outside)) != len(_NOT.findall(before)):
        return True
    checks = (_DIGIT, _COUNTED, _WHEN, _QUOTED, _PROMISE) if language == "zh" else (
        _DIGIT, _COUNTED_EN, _QUOTED, _PROMISE, _NAME_EN)  # fmt: skip
    known = before.lower()
    found = [match.group().lower() for check in checks for match in check.finditer(outside)]
    if language == "zh":
        found += [match.group().lower() for match in _LATIN.finditer(outside)]
    return any(each not in known for each in found)
