"""The algebra of one clause: what negation, decrease, comparison and doubt make of an opinion, and of which aspect."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from huozhao.operations.voice.clauses import Clause
from huozhao.operations.voice.words import OVERALL, Token, Words

# How far a negation reaches over what is no opinion, in letters: 没有[想象中的那么]好用, and in Latin script.
REACH, FAR_REACH, LATIN_REACH = 5, 12, 16
NEAR = 4
EFFECT = "effect"
# 头屑都没 has none of it, 头屑也没减少 as much as before.
ALSO_NOT = frozenset({"都没", "也没", "都没有", "也没有"})
NAMES = frozenset({"aspect", "verb"})
JOINS = frozenset({"、", "和", "跟", "与", "及", "以及", "还有", "and"})
OPINIONS = frozenset({"good", "bad", "trouble", "worse", "mild"})
DENIES_ALL = frozenset({"没有", "没", "无", "从没", "从未", "不会", "毫无", "没有一点", "绝不", "没能", "never",
                        "without"})  # fmt: skip
_A_NOT_A = re.compile(r"(.{1,2})[不没](\1)")
# 贵是贵(但好用) grants a fault and goes on; 比之前更油腻 compares with before and does not tell of it.
_CONCEDES = re.compile(r"^[就的]?(.{1,3})(?:倒|归|虽)?是\1了?$")
_IS_COMPARED = re.compile(r"比(?:以前|之前|原来|从前|过去|先前)")
_ASKS = re.compile(r"[吗么]$|没有$(?<=了没有)")
_REALLY_SAYS = re.compile(r"怎么|这么|凭什么|什么破|为什么|难道")
_NO_WEIGHT = re.compile(r"[吧啊呀的了得哦呢嗯哈\s]*$")


@dataclass(frozen=True, slots=True)
class Judged:
    """An opinion with the aspect it is of; `named` is the word that names it, `is_weak` where it was guessed."""

    token: Token
    start: int
    aspect: str
    sign: int
    named: Token | None = None
    is_weak: bool = False


@dataclass(slots=True)
class Thread:
    """What one clause leaves to the next: the aspect last named without a judgement, a trouble that was had before."""

    named: Token | None = None
    trouble: Token | None = None
    is_ironic: bool = False


@dataclass(slots=True)
class _Scan:
    """A clause as it is read from left to right; `held` are negations that have met no opinion yet."""

    text: str
    clause: Clause
    tokens: Sequence[Token]
    words: Words
    thread: Thread
    held: list[Token] = field(default_factory=list)
    named: list[Token] = field(default_factory=list)
    found: list[Judged] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def judge(text: str, clause: Clause, tokens: Sequence[Token], words: Words, thread: Thread) -> list[Judged]:
    """Return the opinions of one clause, doubtful ones with sign 0; `thread` goes on to the next clause."""
    scan = _Scan(text, clause, tokens, words, thread)
    thread.is_ironic |= any(each.entry.kind == "irony" for each in tokens)
    for place, token in enumerate(tokens):
        _step(scan, place, token)
    _unsaid(scan)
    doubt = _is_doubtful(scan)
    found = [Judged(each.token, each.start, each.aspect, 0, each.named, each.is_weak) if doubt else each
             for each in scan.found]
    _hand_on(scan)
    return found


def _step(scan: _Scan, place: int, token: Token) -> None:
    kind = token.entry.kind
    if place in scan.used:
        return
    if kind == "not":
        scan.held.append(token)
    elif kind in ("aspect", "verb"):
        scan.named.append(token)
    elif kind == "trouble":
        _trouble(scan, place, token)
    elif kind in OPINIONS:
        _opinion(scan, place, token)
    elif kind == "plain":
        _plain(scan, place, token)
    elif kind == "less":
        _less(scan, place, token)


def _opinion(scan: _Scan, place: int, token: Token) -> None:
    if _is_degree(scan, place, token) or _is_idle(scan, token):
        return
    sign = token.entry.sign
    if token.entry.kind == "worse":
        scan.used.update(n for n in range(place + 1, len(scan.tokens)) if scan.tokens[n].entry.kind in OPINIONS)
    nots = _reaching(scan, token)
    sign, start = _turned(sign, nots), min([token.start, *(each.start for each in nots)])
    aspect, named, weak = _aspect_of(scan, token)
    for each in _listed(scan, named) if named else [None]:
        of = (each.entry.aspect or OVERALL) if each else aspect
        scan.found.append(Judged(token, start, of, sign, each, weak))


def _trouble(scan: _Scan, place: int, token: Token) -> None:
    """Judge a state that nobody wants: bad, good once denied or less, nothing where it only tells of before."""
    before = scan.tokens[place - 1] if place else None
    if before and before.entry.kind in ("suits", "verb") and token.start - before.end <= 1:
        scan.named.append(token)
        return
    if before and before.entry.kind == "trouble" and before.end == token.start and not token.entry.aspect:
        return
    nots, start = _reaching(scan, token) or _shared(scan, before, token), token.start
    sign, end = _turned(-1, nots), token
    if before and before.entry.kind == "less" and token.start - before.end <= NEAR:
        sign, start = -sign, before.start
        nots = [*nots, *_nots_before(scan, place - 1)]
        sign = _turned(-1, _nots_before(scan, place - 1)) * -1
    else:
        sign, end = _grown(scan, place, token, sign)
    if not nots and sign < 0 and _is_before(scan, place):
        scan.thread.trouble = token
        scan.named.append(token)
        return
    start = min([start, *(each.start for each in nots)])
    named = token if end is not token else None
    scan.found.append(Judged(end, start, token.entry.aspect or _aspect_of(scan, token)[0], sign, named))


def _shared(scan: _Scan, before: Token | None, token: Token) -> list[Token]:
    """Return the negation of a trouble that stands right before this one: 没有褪色缩水 denies both."""
    last = scan.found[-1] if scan.found else None
    if not before or not last or last.token is not before or last.sign <= 0 or before.end != token.start:
        return []
    return [each for each in scan.tokens if each.start == last.start and each.entry.kind == "not"]


def _grown(scan: _Scan, place: int, token: Token, sign: int) -> tuple[int, Token]:
    """Return the sign of a trouble after what follows it: less of it is good, no less of it is not."""
    denied = False
    for n in range(place + 1, len(scan.tokens)):
        after = scan.tokens[n]
        kind = after.entry.kind
        if after.start - token.end > REACH + NEAR or kind in ("aspect", "verb", "trouble", "bad"):
            break
        if kind == "not" or (after.word in ALSO_NOT and _is_less(scan.tokens[n + 1:n + 2])):
            denied = not denied
        elif kind == "more" or (denied and after.word == "多"):
            return (1 if _is_so_much(scan.tokens[n - 1]) else 0) if denied else -1, token
        elif kind == "less" or after.word in ("少", "好", "好多了", "好很多", "好些了"):
            scan.used.update(range(place + 1, n + 1))
            return (-1 if denied else 1), after
    return sign, token


def _is_so_much(before: Token) -> bool:
    """Tell 没那么多, which is less, from 没有变多, which may be as much."""
    return "那么" in before.word


def _is_less(after: Sequence[Token]) -> bool:
    return any(each.entry.kind == "less" for each in after)


def _plain(scan: _Scan, place: int, token: Token) -> None:
    """Judge a plain word (少, 大, 慢) by the aspect that is named before it, or right after it with 的 between."""
    named = scan.named[-1] if scan.named else None
    after = next((each for each in scan.tokens[place + 1:] if each.entry.kind in ("aspect", "verb")), None)
    if named is None and after and scan.text[token.end:after.start] == "的":
        named = after
    carried = named is None
    named = named or scan.thread.named
    if named is None or named.entry.kind == "trouble" or (not carried and token.start - named.end > REACH + NEAR):
        return
    sign = scan.words.sign_of(token.word, named.entry.aspect)
    named = named if carried else _specific(scan, named)
    if not sign or (carried and token.start - scan.clause.start > NEAR):
        return
    nots = _reaching(scan, token)
    start = min([token.start, *(each.start for each in nots)])
    for each in _listed(scan, named):
        scan.found.append(Judged(token, start, each.entry.aspect, _turned(sign, nots), each, carried))


def _less(scan: _Scan, place: int, token: Token) -> None:
    """Judge 没有了, 改善 and the like whose trouble was named in the clause before; else they speak of an effect."""
    follows = scan.tokens[place + 1:place + 2]
    if any(each.entry.kind == "trouble" and each.start - token.end <= NEAR for each in follows):
        return
    nots = _reaching(scan, token)
    trouble = scan.thread.trouble
    if trouble is not None:
        scan.found.append(Judged(token, token.start, trouble.entry.aspect or OVERALL, _turned(1, nots), None, True))
    elif nots and token.word in ("改善", "缓解", "好转", "解决"):
        aspect, named, _ = _aspect_of(scan, token)
        scan.found.append(Judged(token, nots[0].start, aspect, -1, named, True))


def _unsaid(scan: _Scan) -> None:
    """Judge aspects that no opinion is about: 没有去屑效果 and 不去屑 are complaints, 很去屑 is praise."""
    judged = {each.named.start for each in scan.found if each.named}
    for place, token in enumerate(scan.tokens):
        if token.entry.kind not in NAMES or token.start in judged or _goes_on(scan, place):
            continue
        named = _specific(scan, token)
        aspect = scan.words.aspects.get(named.entry.aspect)
        near = [each for each in scan.held if 0 <= token.start - each.end <= 3]
        denied = len(near) == 1 or _is_missing(scan, place) or _falls_short(scan, token)
        if aspect and ((denied and aspect.wanted) or (not denied and _is_claimed_in_vain(scan))):
            start = min([named.start, *(each.start for each in near[-1:])])
            scan.found.append(Judged(token, start, aspect.aspect, -1, named, True))
        elif aspect and not denied and (much := _much(scan, place)):
            scan.found.append(Judged(token, much.start, aspect.aspect, 1, token, True))


def _falls_short(scan: _Scan, token: Token) -> bool:
    """Tell whether 不够 stands alone behind an aspect: 去屑力度不够."""
    return any(each.word == "不够" and each.start == token.end and each.end >= scan.clause.end - 1
               for each in scan.held)  # fmt: skip


def _goes_on(scan: _Scan, place: int) -> bool:
    """Tell whether the name of an aspect is only the beginning of a longer one."""
    token, after = scan.tokens[place], scan.tokens[place + 1:place + 2]
    return any(each.entry.kind in NAMES and each.start == token.end for each in after)


def _much(scan: _Scan, place: int) -> Token | None:
    """Return the word by which a verb is praise: 很 in 很去屑."""
    token, before = scan.tokens[place], scan.tokens[place - 1] if place else None
    if token.entry.kind == "verb" and before and before.entry.kind == "degree" and before.end == token.start:
        return before
    return None


def _is_missing(scan: _Scan, place: int) -> bool:
    """Tell whether an aspect is denied after its name: 一点效果都没有."""
    after = scan.tokens[place + 1] if place + 1 < len(scan.tokens) else None
    return after is not None and after.word[:2] in ("都没", "也没", "几乎") and after.end >= scan.clause.end - 1


def _is_claimed_in_vain(scan: _Scan) -> bool:
    """Tell whether a promise is thrown back: 说好的去屑呢."""
    claims = any(each.word in ("说好的", "说好") for each in scan.tokens)
    return claims and scan.text[scan.clause.start:scan.clause.end].rstrip().endswith("呢")


def _aspect_of(scan: _Scan, token: Token) -> tuple[str, Token | None, bool]:
    """Return the aspect of an opinion, the word that names it, and whether it is only carried over."""
    if token.entry.aspect:
        return token.entry.aspect, _same(scan, token.entry.aspect), False
    if scan.named:
        named = _specific(scan, scan.named[-1])
        return named.entry.aspect or OVERALL, named, False
    after = next((each for each in scan.tokens if each.start >= token.end and each.entry.kind in NAMES), None)
    if after and after.start - token.end <= 1:
        return after.entry.aspect, after, False
    carried = scan.thread.named
    if carried and carried.entry.aspect != OVERALL:
        return carried.entry.aspect, None, True
    return OVERALL, None, False


def _specific(scan: _Scan, named: Token) -> Token:
    """Return what a general name of an effect stands for: in 去屑没效果 it is 去屑."""
    if named.entry.aspect != EFFECT:
        return named
    before = [each for each in scan.named if each.start < named.start and each.entry.kind != "trouble"]
    return before[-1] if before else named


def _same(scan: _Scan, aspect: str) -> Token | None:
    return next((each for each in reversed(scan.named) if each.entry.aspect == aspect), None)


def _listed(scan: _Scan, named: Token) -> list[Token]:
    """Return the aspects that are judged together with one: 味道和包装都好; others that stand alone are not."""
    found = [named]
    for each in reversed(scan.named[:scan.named.index(named)] if named in scan.named else []):
        between = scan.text[each.end:found[-1].start].strip()
        if between not in JOINS and not (between == "" and each.end < named.start):
            break
        if each.entry.aspect != found[-1].entry.aspect:
            found.append(each)
    return found


def _reaching(scan: _Scan, token: Token) -> list[Token]:
    """Return the negations that reach an opinion, and let go of all that are held."""
    found = [each for each in scan.held if token.start - each.end <= _reach(scan, each, token)]
    scan.held.clear()
    return found


def _reach(scan: _Scan, denial: Token, token: Token) -> int:
    if denial.word.isascii():
        return LATIN_REACH
    between = (each for each in scan.tokens if denial.end <= each.start and each.end <= token.start)
    wide = any(each.entry.kind in ("compare", "claim", "past", "aspect", "verb", "degree", "not") for each in between)
    return FAR_REACH if wide else REACH


def _nots_before(scan: _Scan, place: int) -> list[Token]:
    start = scan.tokens[place].start
    return [each for each in scan.tokens[:place] if each.entry.kind == "not" and start - each.end <= NEAR]


def _turned(sign: int, nots: Sequence[Token]) -> int:
    """Return a sign after its negations; of two, 没有不满意 is praise and 不是不好用 says neither."""
    if len(nots) >= 2:
        return sign if nots[0].word in DENIES_ALL else 0
    return -sign if nots else sign


def _is_degree(scan: _Scan, place: int, token: Token) -> bool:
    """Tell whether 好 only says how much: 好贵, 好小."""
    if token.word not in ("好", "行") or place + 1 >= len(scan.tokens):
        return False
    after = scan.tokens[place + 1]
    return after.start == token.end and after.entry.kind in ("good", "bad", "plain", "trouble", "mild")


def _is_idle(scan: _Scan, token: Token) -> bool:
    """Tell whether a word is no verdict but says how often or when: 一般都买, 最好早点来."""
    rest = scan.text[token.end:scan.clause.end]
    return token.word in ("一般", "最好", "刚好", "正好") and not _NO_WEIGHT.match(rest)


def _is_before(scan: _Scan, place: int) -> bool:
    """Tell whether a trouble is what the shopper came with: 以前头屑多, 我头发容易出油."""
    kinds = [each.entry.kind for each in scan.tokens]
    if "after" in kinds or "more" in kinds or _IS_COMPARED.search(scan.text[scan.clause.start:scan.clause.end]):
        return False
    return "past" in kinds[:place] or "own" in kinds[:place]


def _is_doubtful(scan: _Scan) -> bool:
    """Tell whether a clause wishes, asks or repeats a promise, so that nothing of it counts."""
    said = scan.text[scan.clause.start:scan.clause.end]
    if any(each.entry.kind == "maybe" for each in scan.tokens) or _A_NOT_A.search(said) or _CONCEDES.search(said):
        return True
    if any(_is_claim(scan, place) for place in range(len(scan.tokens))):
        return not _is_claimed_in_vain(scan)
    asked = scan.clause.is_asked or bool(_ASKS.search(said.rstrip()))
    return asked and not _REALLY_SAYS.search(said)


def _is_claim(scan: _Scan, place: int) -> bool:
    """Tell whether a word repeats a promise; 没有宣传的好 compares with it."""
    denied = place > 0 and scan.tokens[place - 1].entry.kind == "not"
    return scan.tokens[place].entry.kind == "claim" and not denied


def _hand_on(scan: _Scan) -> None:
    """Leave to the next clause what was named last and not judged."""
    judged = {each.aspect for each in scan.found}
    left = [each for each in scan.named if each.entry.kind != "trouble"]
    if left:
        scan.thread.named = None if left[-1].entry.aspect in judged else left[-1]
    elif scan.found:
        scan.thread.named = None
