"""Reviews in which a person marked each judgement: where it stands, of which aspect it is, praise or complaint."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from huozhao.terms.errors import BadInput

Span = tuple[int, int]
COLUMNS = ("review", "aspect_term", "opinion_term", "aspect", "sign")
SIGNS = {"1": 1, "+1": 1, "praise": 1, "好评": 1, "正面": 1, "-1": -1, "complaint": -1, "抱怨": -1, "负面": -1,
         "0": 0, "unsure": 0, "中性": 0}  # fmt: skip
BLANK = frozenset({"", "_"})
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Quad:
    """One judgement: places of the words that name the aspect and that judge it (None: unsaid), aspect, sign."""

    aspect: Span | None
    opinion: Span | None
    code: str
    sign: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """A review with all its judgements."""

    text: str
    quads: tuple[Quad, ...]


def labelled_from(rows: Iterable[Mapping[str, str]], codes: Mapping[str, str]) -> list[Labelled]:
    """Read labels, one row a judgement; rows of one review share its text.

    `codes` gives the aspect by code or label. A review without a judgement has one row with the rest blank. BadInput
    names the row that cannot be read.
    """
    found: dict[str, list[Quad]] = {}
    for number, row in enumerate(rows, 2):
        text = (row.get("review") or "").strip()
        if not text or len(text) > LONGEST:
            raise _bad(number, "review", f"a text of at most {LONGEST} letters")
        quads = found.setdefault(text, [])
        if any((row.get(name) or "").strip() not in BLANK for name in COLUMNS[1:]):
            quads.append(_quad(number, text, row, codes, quads))
    return [Labelled(text, tuple(quads)) for text, quads in found.items()]


def _quad(
    number: int, text: str, row: Mapping[str, str], codes: Mapping[str, str], before: Sequence[Quad]
) -> Quad:
    code = codes.get((row.get("aspect") or "").strip().lower())
    if code is None:
        raise _bad(number, "aspect", "a code or label of GET /v1/voice/words; add aspects there first")
    sign = SIGNS.get((row.get("sign") or "").strip().lower())
    if sign is None:
        raise _bad(number, "sign", "1 praise, -1 complaint, 0 unsure")
    opinion = _place(number, text, row, "opinion_term", {each.opinion for each in before})
    aspect = _place(number, text, row, "aspect_term", set())
    if opinion is None and aspect is None:
        raise _bad(number, "opinion_term", "the words of the opinion, or those that name the aspect")
    return Quad(aspect, opinion, code, sign)


def _place(number: int, text: str, row: Mapping[str, str], name: str, taken: set[Span | None]) -> Span | None:
    """Return where words stand in a review: at their first place that no earlier row has."""
    term = (row.get(name) or "").strip()
    if term in BLANK:
        return None
    at = text.find(term)
    if at < 0:
        raise _bad(number, name, "words as they stand in the review")
    first = at
    while at >= 0 and (at, at + len(term)) in taken:
        at = text.find(term, at + 1)
    return (at, at + len(term)) if at >= 0 else (first, first + len(term))


def _bad(number: int, name: str, hint: str) -> BadInput:
    return BadInput("label_unreadable", f"row {number} cannot be read", field=name, hint=hint)
