"""Read an expression: a recursive-descent parser whose errors point at the character and say what to write.

    either     = both ("or" both)*
    both       = opposite ("and" opposite)*
    opposite   = "not" opposite | comparison
    comparison = sum [sign sum | "between" sum "and" sum | ["not"] "in" "(" literal ("," literal)* ")"]
    sum        = product (("+" | "-") product)*
    product    = term (("*" | "/") term)*
    term       = number | text | "(" either ")" | function "(" arguments ")"
"""

from dataclasses import replace

from huozhao.insight.tags.language.arguments import read_arguments
from huozhao.insight.tags.language.calls import MAKE
from huozhao.insight.tags.language.lexer import ExpressionError, Token
from huozhao.insight.tags.language.stream import Stream
from huozhao.insight.tags.language.tree import (
    Arithmetic,
    Both,
    Compared,
    Decayed,
    Either,
    InCrowd,
    Kind,
    Node,
    Not,
    Number,
    Sequence,
    TagHeld,
    Told,
    ToldAmong,
    walk,
)
from huozhao.insight.tags.language.vocabulary import FUNCTIONS, nearest

MOST_CHARACTERS = 4_000
MOST_DEPTH = 40
SIGNS = ("<", "<=", ">", ">=", "=", "!=")


def parse(expression: str) -> Node:
    """Return the tree of a condition; ExpressionError where it cannot be read or is not a condition."""
    tree = _read(expression)
    if kind_of(tree) != "truth":
        raise ExpressionError(
            "this is a number, not a condition", "compare it, for example … >= 3", 0, len(expression))
    if any(isinstance(node, Decayed) and not node.half_life_ms for node in walk(tree)):
        at = max(0, expression.find("decayed"))
        raise ExpressionError("decayed needs a half-life", "decayed(view, half_life = 7d)", at, len("decayed"))
    return tree


def parse_score(expression: str, half_life_ms: int) -> Decayed:
    """Return the score of a tag that fades: one `decayed`, or a sum of them times numbers.

    `half_life_ms` is the tag's own, for calls that name none.
    """
    tree = _read(expression)
    if not isinstance(tree, Decayed):
        raise ExpressionError(
            "a tag with decay needs a score that decays",
            'for example decayed(view, category = "零食") + 3 * decayed(cart, category = "零食")', 0, len(expression))
    if tree.half_life_ms not in (0, half_life_ms):
        raise ExpressionError("the score has another half-life than the tag", "leave half_life out of decayed( … )", 0)
    return replace(tree, half_life_ms=half_life_ms)


def kind_of(node: Node) -> Kind:
    """Return whether a tree is a number, a truth or a text."""
    if isinstance(node, Both | Either | Not | Compared | Sequence | TagHeld | InCrowd | ToldAmong):
        return "truth"
    return "text" if isinstance(node, Told) else "number"


def _read(expression: str) -> Node:
    if not expression.strip():
        raise ExpressionError("there is no expression", "for example count(view, 30d) >= 10", 0)
    if len(expression) > MOST_CHARACTERS:
        raise ExpressionError(f"an expression has at most {MOST_CHARACTERS} characters",
                              'split it into tags and join them with tag("…")', MOST_CHARACTERS)
    stream = Stream(expression)
    tree = _either(stream)
    if stream.peek.kind != "end":
        raise stream.refuse("the expression is complete before this", "join conditions with and / or")
    return tree


def _either(stream: Stream) -> Node:
    parts = [_both(stream)]
    while stream.take("word", "or"):
        _require_truth(parts[-1], stream)
        parts.append(_both(stream))
    if len(parts) > 1:
        _require_truth(parts[-1], stream)
    return parts[0] if len(parts) == 1 else Either(tuple(parts))


def _both(stream: Stream) -> Node:
    parts = [_opposite(stream)]
    while stream.take("word", "and"):
        _require_truth(parts[-1], stream)
        parts.append(_opposite(stream))
    if len(parts) > 1:
        _require_truth(parts[-1], stream)
    return parts[0] if len(parts) == 1 else Both(tuple(parts))


def _opposite(stream: Stream) -> Node:
    if stream.take("word", "not"):
        with stream.deeper(MOST_DEPTH):
            part = _opposite(stream)
        _require_truth(part, stream)
        return Not(part)
    return _comparison(stream)


def _comparison(stream: Stream) -> Node:
    start = stream.peek
    left = _sum(stream)
    if stream.take("word", "between"):
        low = _sum(stream)
        stream.expect("word", "and", "between has two ends: between 3 and 5")
        return Both((_compared(stream, start, ">=", left, low), _compared(stream, start, "<=", left, _sum(stream))))
    negated = stream.peek.value == "not" and stream.peek.kind == "word" and bool(stream.take("word", "not"))
    if stream.take("word", "in"):
        found = _among(stream, start, left)
        return Not(found) if negated else found
    if negated:
        raise stream.refuse("in is missing after not", 'for example fact("city") not in ("深圳", "广州")')
    sign = stream.peek
    if sign.kind == "symbol" and sign.value in SIGNS:
        stream.next()
        right = _sum(stream, words=isinstance(left, Told))
        return _compared(stream, sign, str(sign.value), left, right)
    return left


def _among(stream: Stream, start: Token, left: Node) -> Node:
    values = stream.literals()
    if isinstance(left, Told):
        return ToldAmong(left.name, tuple(str(value) for value in values))
    parts = []
    for value in values:
        if not isinstance(value, float):
            raise ExpressionError("a number is not among texts", "list numbers", start.offset)
        parts.append(_compared(stream, start, "=", left, Number(value)))
    return Either(tuple(parts))


def _compared(stream: Stream, place: Token, sign: str, left: Node, right: Node) -> Node:
    if isinstance(left, Word) or isinstance(right, Word):
        return _compared_words(place, sign, left, right)
    for side in (left, right):
        if kind_of(side) == "truth":
            raise ExpressionError("a condition cannot be compared", "join conditions with and / or", place.offset)
    decayed, number = (any(isinstance(side, kind) for side in (left, right)) for kind in (Decayed, Number))
    if decayed and not number:
        raise ExpressionError("a decayed score is compared with a number", "for example … >= 2", place.offset)
    return Compared(sign, left, right)  # type: ignore[arg-type]


class Word(Number):
    """A text or bare word in the place of a number, until it is known what it is compared with."""


def _compared_words(place: Token, sign: str, left: Node, right: Node) -> Node:
    told, word = (left, right) if isinstance(left, Told) else (right, left)
    if not isinstance(told, Told) or sign not in ("=", "!="):
        raise ExpressionError("a text is compared with a fact, by = or !=", 'for example fact("city") = "深圳"',
                              place.offset)
    found = ToldAmong(told.name, (str(word.value),))  # type: ignore[union-attr]
    return found if sign == "=" else Not(found)


def _sum(stream: Stream, words: bool = False) -> Node:
    left = _product(stream, words)
    while stream.peek.kind == "symbol" and stream.peek.value in ("+", "-"):
        left = _arithmetic(stream.next(), left, _product(stream, False))
    return left


def _product(stream: Stream, words: bool) -> Node:
    left = _term(stream, words)
    while stream.peek.kind == "symbol" and stream.peek.value in ("*", "/"):
        left = _arithmetic(stream.next(), left, _term(stream, False))
    return left


def _arithmetic(sign: Token, left: Node, right: Node) -> Node:
    if "truth" in (kind_of(left), kind_of(right)) or isinstance(left, Word) or isinstance(right, Word):
        raise ExpressionError("only numbers can be reckoned with", "compare first, then join with and / or",
                              sign.offset)
    if isinstance(left, Number) and isinstance(right, Number):
        return Number(_reckon(sign, left.value, right.value))
    if isinstance(left, Decayed) or isinstance(right, Decayed):
        return _combined(sign, left, right)
    return Arithmetic(sign.value, left, right)  # type: ignore[arg-type]


def _reckon(sign: Token, left: float, right: float) -> float:
    if sign.value == "/" and right == 0:
        raise ExpressionError("this divides by zero", "use another number", sign.offset)
    return {"+": left + right, "-": left - right, "*": left * right, "/": left / (right or 1)}[str(sign.value)]


def _combined(sign: Token, left: Node, right: Node) -> Node:
    """Scale or add decayed scores, so that their sum decays as one and its crossings are exact."""
    if sign.value == "+" and isinstance(left, Decayed) and isinstance(right, Decayed):
        if left.half_life_ms == right.half_life_ms:
            return Decayed(left.terms + right.terms, left.half_life_ms)
        raise ExpressionError("scores of different half-lives cannot be added", "give both the same half-life",
                              sign.offset)
    score, number = (left, right) if isinstance(left, Decayed) else (right, left)
    divides = sign.value == "/" and score is left
    scaled = isinstance(number, Number) and number.value > 0 and (sign.value == "*" or divides)
    if isinstance(score, Decayed) and isinstance(number, Number) and scaled:
        by = 1 / number.value if divides else number.value
        return Decayed(tuple((weight * by, acts) for weight, acts in score.terms), score.half_life_ms)
    raise ExpressionError("decayed scores can be added, and multiplied by numbers above 0", "for example decayed(view, "
                          "half_life = 7d) + 3 * decayed(cart, half_life = 7d)", sign.offset)


def _term(stream: Stream, words: bool) -> Node:
    token = stream.peek
    if token.kind == "symbol" and token.value == "(":
        return _bracketed(stream)
    if token.kind == "symbol" and token.value == "-" and stream.after.kind == "number":
        stream.next()
        return Number(-float(stream.next().value))
    if token.kind == "number":
        return Number(float(stream.next().value))
    if token.kind == "text" or (words and token.kind == "name"):
        return Word(str(stream.next().value))  # type: ignore[arg-type]
    if token.kind == "name":
        return _call(stream)
    raise stream.refuse("a condition or a number is missing here", "for example count(view, 30d) >= 10")


def _bracketed(stream: Stream) -> Node:
    opening = stream.next()
    with stream.deeper(MOST_DEPTH):
        inner = _either(stream)
    if not stream.take("symbol", ")"):
        raise ExpressionError("this bracket is not closed", "add )", opening.offset)
    return inner


def _call(stream: Stream) -> Node:
    token = stream.next()
    name = FUNCTIONS.get(token.written.lower(), "")
    if not name:
        guess = nearest(token.written, FUNCTIONS)
        known = ", ".join(function for function in FUNCTIONS if function.isascii())
        hint = f"did you mean {guess}?" if guess else f"the functions are {known}"
        raise ExpressionError(f"there is no function {token.written!r}", hint, token.offset, len(token.written))
    stream.expect("symbol", "(", f"{name} is followed by ( … )")
    return MAKE[name](read_arguments(stream, token, name))


def _require_truth(node: Node, stream: Stream) -> None:
    if kind_of(node) != "truth":
        raise stream.refuse("and / or / not join conditions, and this is a number", "compare it, for example … >= 3",
                            before=True)
