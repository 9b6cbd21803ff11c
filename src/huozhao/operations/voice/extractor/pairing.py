"""What belongs together: the aspect that an opinion is of, among those that are named; or none."""

import re
from collections.abc import Sequence

from huozhao.operations.voice.extractor.choice import Choice, learn_choice
from huozhao.operations.voice.extractor.labels import Labelled, Span
from huozhao.operations.voice.extractor.sight import Sight

Pair = tuple[Span | None, Span | None]
APART, COST = 25, 0.3
_ENDS = re.compile(r"[，。！？；,!?;\n]")
MOST_GAP, MOST_BETWEEN, MOST_MID = 8, 2, 4


def learn_pairing(labelled: Sequence[Labelled], sights: Sequence[Sight]) -> Choice:
    """Return the choice between apart (0) and together (1)."""
    rows, together = [], []
    for each, sight in zip(labelled, sights, strict=True):
        aspects = sorted({quad.aspect for quad in each.quads if quad.aspect})
        opinions = sorted({quad.opinion for quad in each.quads if quad.opinion})
        right = {(quad.aspect, quad.opinion) for quad in each.quads}
        for aspect, opinion in _possible(aspects, opinions):
            rows.append(features_of(sight, aspects, opinions, aspect, opinion))
            together.append(int((aspect, opinion) in right))
    return learn_choice(rows, together, 2, COST)


def paired(sight: Sight, aspects: Sequence[Span], opinions: Sequence[Span], pairing: Choice) -> list[Pair]:
    """Return the pairs: surest first, one aspect an opinion; opinions and aspects that are left stand alone."""
    scores = sorted(
        ((float(pairing.scores(features_of(sight, aspects, opinions, aspect, opinion))[1]), aspect, opinion)
         for aspect, opinion in _possible(aspects, opinions)), reverse=True)  # fmt: skip
    found: dict[Span, Span] = {}
    for score, aspect, opinion in scores:
        if score >= 0:
            found.setdefault(opinion, aspect)
    named = set(found.values())
    alone = [(aspect, None) for aspect in aspects if aspect not in named]
    return [*((found.get(opinion), opinion) for opinion in opinions), *alone]


def features_of(
    sight: Sight, aspects: Sequence[Span], opinions: Sequence[Span], aspect: Span, opinion: Span
) -> list[str]:
    """Return the names of the features of an aspect and an opinion: how far, in which order, what stands between."""
    side = "a" if aspect[1] <= opinion[0] else "o"
    begin, end = (aspect[1], opinion[0]) if side == "a" else (opinion[1], aspect[0])
    between, gap = sight.letters[begin:end], end - begin
    others = min(_within(opinions, opinion, begin, end), MOST_BETWEEN)
    names = min(_within(aspects, aspect, begin, end), MOST_BETWEEN)
    nearer = sum(_gap(each, opinion) < gap for each in aspects)
    clauses = min(3, abs(sight.clause[aspect[0]] - sight.clause[opinion[0]]))
    is_taken = any(_gap(aspect, each) < gap for each in opinions if each != opinion)
    return [
        f"s{side}", f"d{min(gap, MOST_GAP)}{side}", f"c{clauses}{side}", f"o{others}{side}", f"n{names}{side}",
        f"r{min(nearer, MOST_BETWEEN)}", f"e{bool(_ENDS.search(between))}{side}", f"b{' ' in between}",
        f"m{between[:MOST_MID]}", f"k{':' in between or '：' in between}", f"t{is_taken}{side}",
        "O" + sight.letters[opinion[0]:opinion[1]], "A" + sight.letters[aspect[0]:aspect[1]],
        f"x{min(others, 1)}{min(names, 1)}{min(gap, 3)}{side}",
    ]  # fmt: skip


def _possible(aspects: Sequence[Span], opinions: Sequence[Span]) -> list[tuple[Span, Span]]:
    return [(aspect, opinion) for opinion in opinions for aspect in aspects if abs(aspect[0] - opinion[0]) < APART]


def _within(spans: Sequence[Span], but: Span, begin: int, end: int) -> int:
    return sum(each != but and begin <= each[0] < end for each in spans)


def _gap(one: Span, other: Span) -> int:
    return other[0] - one[1] if one[1] <= other[0] else one[0] - other[1]
