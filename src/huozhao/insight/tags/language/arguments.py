"""The arguments inside a call's brackets: kinds of act with filters, windows, options."""

from huozhao.insight.tags.language.calls import OPTIONS, STYLE, Arguments, filtered
from huozhao.insight.tags.language.lexer import ExpressionError, Token
from huozhao.insight.tags.language.stream import Stream
from huozhao.insight.tags.language.tree import Acts
from huozhao.insight.tags.language.vocabulary import FIELDS, SHORT, event, event_words, nearest

_SIGNS = ("=", "!=", "<", "<=", ">", ">=")


def read_arguments(stream: Stream, token: Token, name: str) -> Arguments:
    """Read the arguments of a function up to and including its closing bracket."""
    given, style = Arguments(token), STYLE[name]
    if style != "names":
        given.steps.append(_acts(stream))
        if style == "steps":
            _steps(stream, given)
        while stream.take("symbol", ","):
            _one(stream, given)
    elif stream.peek.value != ")":
        given.texts.append(_text(stream))
        while stream.take("symbol", ","):
            given.texts.append(_text(stream))
    if not stream.take("symbol", ")"):
        raise stream.refuse(f"{token.written}( … is not closed here", "arguments are separated by , and end with )")
    return given


def _steps(stream: Stream, given: Arguments) -> None:
    given.steps[0] = _bracketed_filters(stream, given.steps[0])
    while stream.take("symbol", "->"):
        given.steps.append(_bracketed_filters(stream, _acts(stream)))
    if stream.take("word", "within"):
        span = stream.next()
        if span.kind != "duration":
            raise ExpressionError("within is followed by a span of time", "for example within 2h", span.offset)
        given.within_ms = int(span.value)


def _bracketed_filters(stream: Stream, acts: Acts) -> Acts:
    if not stream.take("symbol", "("):
        return acts
    given = Arguments(stream.peek, [acts])
    _one(stream, given)
    while stream.take("symbol", ","):
        _one(stream, given)
    stream.expect("symbol", ")", "close the step's filters with )")
    return given.steps[0]


def _acts(stream: Stream) -> Acts:
    names = [_event(stream)]
    while stream.take("symbol", "|") or stream.take("word", "or"):
        names.append(_event(stream))
    return Acts(tuple(dict.fromkeys(names)))


def _event(stream: Stream) -> str:
    token = stream.peek
    if token.kind not in ("name", "text"):
        raise stream.refuse("the name of an event is missing here", f"one of {', '.join(_ascii())}")
    stream.next()
    found = event(str(token.value))
    if found is None:
        guess = nearest(str(token.value), event_words())
        hint = f"did you mean {guess}?" if guess else f"the short names are {', '.join(_ascii())}"
        raise ExpressionError(f"there is no event {str(token.value)!r}", hint, token.offset, len(token.written))
    return found


def _ascii() -> list[str]:
    return [word for word in SHORT if word.isascii()]


def _one(stream: Stream, given: Arguments) -> None:
    """Read one argument after the acts: a span, an option, what to sum, or a filter."""
    token = stream.peek
    if token.kind == "duration":
        given.spans.append(stream.next())
        return
    if token.kind != "name":
        raise stream.refuse("a filter or a window is missing here", 'for example category = "面膜" or 30d')
    stream.next()
    written = token.written.lower()
    if written in OPTIONS:
        stream.expect("symbol", "=", f"write {written} = …")
        given.options[written] = stream.next()
    elif written in FIELDS:
        _field(stream, given, token, FIELDS[written])
    else:
        guess = nearest(written, (*FIELDS, *OPTIONS))
        known = ", ".join(name for name in FIELDS if name.isascii())
        raise ExpressionError(f"there is no field {token.written!r}", f"did you mean {guess}?" if guess else
                              f"the fields are {known}", token.offset, len(token.written))


def _field(stream: Stream, given: Arguments, token: Token, name: str) -> None:
    sign = stream.peek
    if sign.kind == "symbol" and sign.value in (",", ")"):
        given.measured = name
        return
    stream.next()
    values: tuple[str | float, ...]
    if sign.kind == "word" and sign.value == "in":
        compared, values = "=", tuple(stream.literals())
    elif sign.kind == "word" and sign.value == "not" and stream.take("word", "in"):
        compared, values = "!=", tuple(stream.literals())
    elif sign.value == "contains" or (sign.kind == "symbol" and sign.value in _SIGNS):
        compared, values = str(sign.value), (stream.literal(),)
    else:
        raise ExpressionError(f"{token.written} is followed by a comparison", f'for example {token.written} = "面膜"',
                              sign.offset, len(sign.written))
    found = filtered(given.steps[-1], name, compared, values)
    if isinstance(found, str):
        raise ExpressionError(found, "see the tag language in docs/explanation/tags.md", sign.offset, len(sign.written))
    given.steps[-1] = found


def _text(stream: Stream) -> str:
    token = stream.peek
    if token.kind not in ("text", "name"):
        raise stream.refuse("a name in quotes is missing here", 'for example tag("beauty_browser")')
    stream.next()
    return str(token.value)
