"""An expression cut into tokens; full-width punctuation, as Chinese keyboards give it, is read like the plain."""

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

from huozhao.insight.tags.language.vocabulary import UNITS_MS, WORDS
from huozhao.terms.errors import BadInput

TokenKind = Literal["number", "duration", "text", "name", "word", "symbol", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind, what it says (a duration in ms), how it was written, and where (offset in characters)."""

    kind: TokenKind
    value: str | float | int
    written: str
    offset: int


class ExpressionError(BadInput):
    """An expression that cannot be read; `offset` is the place in characters, `length` how much is wrong."""

    def __init__(self, message: str, hint: str, offset: int, length: int = 1) -> None:
        super().__init__("tag_expression_invalid", message, field="when", hint=hint)
        self.offset, self.length = offset, max(1, length)


_PLAIN = str.maketrans("（），“”‘’＞＜＝＋－＊／｜：；", "(),\"\"''><=+-*/|:;")
_TOKEN = re.compile(
    r"""(?P<space>[\s\u3000]+)
    | (?P<number>\d+(?:\.\d+)?)(?P<unit>[A-Za-z\u4e00-\u9fff]*)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<name>[^\W\d]\w*)
    | (?P<symbol>->|→|>=|<=|!=|==|≥|≤|≠|[()|,<>=+\-*/])""",
    re.VERBOSE,
)
_SAME = {"→": "->", "≥": ">=", "≤": "<=", "≠": "!=", "==": "="}


def tokens(expression: str) -> list[Token]:
    """Return the tokens of an expression, the last one of kind `end`; ExpressionError for what is no token."""
    text, found, at = expression.translate(_PLAIN), list[Token](), 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            _refuse(text, at)
        if not match["space"]:
            found.append(_token(match))
        at = match.end()
    return [*found, Token("end", "", "", len(text))]


def _token(match: re.Match[str]) -> Token:
    written, at = match.group(), match.start()
    if match["number"]:
        return _number(match["number"], match["unit"], written, at)
    if match["text"]:
        return Token("text", written[1:-1], written, at)
    if match["name"]:
        word = WORDS.get(written.lower())
        return Token("word", word, written, at) if word else Token("name", written, written, at)
    return Token("symbol", _SAME.get(written, written), written, at)


def _number(number: str, unit: str, written: str, at: int) -> Token:
    if not unit:
        return Token("number", float(number), written, at)
    size = UNITS_MS.get(unit.lower())
    if size is None:
        raise ExpressionError(f"{written!r} is no span of time", "write 30m, 48h, 30d or 4w; 30分钟 or 48小时", at,
                              len(written))
    return Token("duration", round(float(number) * size), written, at)


def _refuse(text: str, at: int) -> NoReturn:
    if text[at] in "\"'":
        raise ExpressionError("a text begins here and does not end", f"close it with {text[at]}", at, len(text) - at)
    raise ExpressionError(f"{text[at]!r} means nothing here", "see the tag language in docs/explanation/tags.md", at)
