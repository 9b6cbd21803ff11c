"""What a pair means: features of its words, its clause, what the lexicon and the rules say of it."""

from collections.abc import Iterator

from huozhao.operations.voice.extractor.features import grams
from huozhao.operations.voice.extractor.pairing import Pair
from huozhao.operations.voice.extractor.sight import Sight

LONGEST, LONGEST_NEAR = 3, 2


def features_of(sight: Sight, pair: Pair) -> set[str]:
    """Return the names of the features of a pair; at least one of it has a place."""
    aspect, opinion = pair
    at = (opinion or aspect or (0, 0))[0]
    found = {*_words_of(sight, pair), *_clause(sight, sight.clause[at], "x", 1), *_ruled(sight, pair),
             f"T{round(2 * sight.reading.tone)}"}  # fmt: skip
    before = _clause(sight, sight.clause[at] - 1, "p", LONGEST_NEAR)
    return found | before


def _words_of(sight: Sight, pair: Pair) -> Iterator[str]:
    aspect, opinion = ("" if each is None else sight.letters[each[0]:each[1]] for each in pair)
    yield from (f"o{opinion}", f"a{aspect}", f"ao{aspect}_{opinion}")
    yield from grams(opinion, LONGEST, "c")
    yield from grams(aspect, LONGEST, "A")
    if pair[1]:
        begin, end = pair[1]
        yield from (f"l{sight.letters[max(0, begin - n):begin]}" for n in range(1, LONGEST + 1))
        yield from (f"r{sight.letters[end:end + n]}" for n in range(1, LONGEST + 1))


def _clause(sight: Sight, number: int, mark: str, shortest: int) -> set[str]:
    if number < 0:
        return set()
    said = "".join(letter for letter, at in zip(sight.letters, sight.clause, strict=True) if at == number)
    return {each for each in grams(said, LONGEST_NEAR, mark) if len(each) > shortest}


def _ruled(sight: Sight, pair: Pair) -> Iterator[str]:
    """Yield aspect and sign of the rules' opinions on the same words, and the lexicon's words among them."""
    hit = False
    for each in sight.reading.opinions:
        if _meets(pair, 1, each.start, each.end) or _meets(pair, 0, each.aspect_start, each.aspect_end):
            hit = True
            yield from (f"R{each.aspect}", f"S{each.sign}", f"RS{each.aspect}{each.sign}")
    if not hit:
        yield "R"
    for token in sight.tokens:
        if any(_meets(pair, which, token.start, token.end) for which in (0, 1)):
            entry = token.entry
            yield from (f"K{entry.kind}", f"KA{entry.aspect}", f"KS{entry.kind}{entry.sign}")


def _meets(pair: Pair, which: int, start: int, end: int) -> bool:
    span = pair[which]
    return span is not None and start < span[1] and span[0] < end
