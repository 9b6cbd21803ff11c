"""What shoppers say between the lines: complaints and needs in reviews, service talks and posts.

A low rating or a talk that left the shopper unsatisfied is a complaint whatever the words. Otherwise a short list of
words decides, kept plain so that an operator can see why. Health is left out: it would need a consent of its own.
"""

from collections.abc import Iterable
from typing import Any

from huozhao.events.catalogue import CommunityInteracted, ProductReviewed, Properties, ServiceTalked

COMPLAINED, NEEDED = "Complaint Heard", "Need Stated"
LOW_STARS = 2
# Theme of a complaint -> words that give it away.
COMPLAINTS: dict[str, tuple[str, ...]] = {
    "delivery": ("太慢", "没收到", "还没到", "丢件", "快递慢", "物流慢", "送错", "late delivery", "never arrived"),
    "quality": ("质量差", "质量不好", "坏了", "破损", "漏液", "掉色", "起球", "瑕疵", "变质", "broken", "poor quality"),
    "description": ("与描述不符", "货不对板", "色差", "假货", "不是正品", "not as described"),
    "fit": ("尺码不", "尺码小", "尺码大", "偏大", "偏小", "不合身", "wrong size"),
    "price": ("太贵", "就降价", "保价", "买贵", "overpriced"),
    "service": ("态度差", "没人回", "不理人", "不解决", "投诉", "差评", "complaint"),
}
NEEDS = ("求购", "想买", "想要", "有没有", "什么时候上", "什么时候有", "求推荐", "希望有", "补货", "looking for",
         "do you have", "back in stock")  # fmt: skip
# Words shortly before a complaint that turn it into its opposite.
DENIALS = ("没有", "无", "no ", "not ")


def heard(what: Properties) -> Iterable[tuple[str, str]]:
    """Yield (act, subject) for each complaint and need in an event; the subject is its theme, topic or SKU."""
    if not isinstance(what, ProductReviewed | ServiceTalked | CommunityInteracted):
        return
    text = (what.text or "").lower()
    themes = [theme for theme, words in COMPLAINTS.items() if any(_says(text, word) for word in words)]
    if not themes and _is_bad(what):
        themes = [_about(what)]
    yield from ((COMPLAINED, theme) for theme in themes)
    if any(word in text for word in NEEDS):
        yield NEEDED, _about(what)


def _is_bad(what: Any) -> bool:
    stars, satisfied = getattr(what, "stars", None), getattr(what, "satisfied", None)
    return (stars is not None and stars <= LOW_STARS) or satisfied is False


def _about(what: Any) -> str:
    return str(getattr(what, "topic", None) or getattr(what, "sku", None) or "")


def _says(text: str, word: str) -> bool:
    """Tell whether a text holds a word that is not denied just before it: 没有色差 complains of nothing."""
    place = text.find(word)
    while place >= 0:
        before = text[max(0, place - 4):place]
        if not before.endswith("不") and not any(denial in before for denial in DENIALS):
            return True
        place = text.find(word, place + 1)
    return False
