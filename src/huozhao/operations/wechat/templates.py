"""What the keywords of a WeChat template may hold, and how a wish fills them.

Source: the platform's rules for template parameters (error 47003): thing ≤ 20 characters, phrase ≤ 5 Chinese ones,
number and character_string ≤ 32, amount ≤ 10 digits with a currency, time and date in their forms.
"""

import re
from collections.abc import Mapping

from huozhao.operations.messages.wish import Wish
from huozhao.terms.errors import BadInput

# How long a text may be that is cut where it is longer; the others are right or wrong.
LONGEST = {"thing": 20, "name": 10, "phrase": 5}
_DAY = r"\d{4}(年|[-/.])\d{1,2}(月|[-/.])\d{1,2}日?"
_CLOCK = r"\d{1,2}:\d{2}(:\d{2})?"
FORMS = {
    "thing": r"[^\r\n\t]{1,20}", "name": r"[\u4e00-\u9fff]{1,10}|[A-Za-z ]{1,20}", "phrase": r"[\u4e00-\u9fff]{1,5}",
    "number": r"-?\d{1,32}(\.\d+)?", "letter": r"[A-Za-z]{1,32}", "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[!-~]{1,32}", "time": rf"({_DAY} )?{_CLOCK}(~.+)?", "date": rf"{_DAY}( {_CLOCK})?(~.+)?",
    "amount": r"[¥￥$]?\d{1,10}(\.\d+)?元?", "phone_number": r"[\d+\-]{1,17}",
    "car_number": r"[\u4e00-\u9fff]?[A-Z0-9]{1,7}[\u4e00-\u9fff]?",
}  # fmt: skip
KEYWORD = re.compile(rf"({'|'.join(sorted(FORMS, key=len, reverse=True))})\d+")
_PLACE = re.compile(r"\{(title|body|link|facts\.\w+)\}")
MOST_FIELDS = 10


def check_fields(fields: Mapping[str, str], where: str) -> None:
    """Raise BadInput for keywords that no template has."""
    if len(fields) > MOST_FIELDS:
        raise BadInput("too_many_keywords", f"a template has at most {MOST_FIELDS} keywords", field=where)
    for keyword in fields:
        if not KEYWORD.fullmatch(keyword):
            raise BadInput("keyword_unknown", f"{keyword!r} is no keyword of a template", field=where,
                           hint="as WeChat names them: thing1, time2, amount3 …")


def filled(fields: Mapping[str, str], wish: Wish) -> dict[str, dict[str, str]]:
    """Return the data of a subscription message: each keyword with its text, in which {title}, {body}, {link} and
    {facts.name} stand for what the wish says. BadInput names a keyword whose value WeChat would refuse."""
    return {keyword: {"value": fit(keyword, _PLACE.sub(lambda found: _said(found[1], wish), text))}
            for keyword, text in fields.items()}


def fit(keyword: str, value: str) -> str:
    """Return a value as its keyword takes it: texts are cut, everything else has to be right; BadInput when not."""
    kind = re.sub(r"\d+$", "", keyword)
    clean = " ".join(value.split())
    longest = LONGEST.get(kind)
    if longest and len(clean) > longest and not re.fullmatch(FORMS[kind], clean):
        clean = f"{clean[:longest - 1]}…" if kind == "thing" else clean[:longest]
    if not re.fullmatch(FORMS.get(kind, ".+"), clean):
        raise BadInput("keyword_unfit", f"{keyword} does not take {clean[:40]!r} / 模板字段内容不合要求", field=keyword,
                       hint="see docs/how-to/wechat.md for what each kind of keyword takes")
    return clean


def _said(place: str, wish: Wish) -> str:
    plain = {"title": wish.title.zh, "body": wish.body.zh, "link": wish.link}
    return plain[place] if place in plain else str(wish.facts.get(place.removeprefix("facts."), ""))
