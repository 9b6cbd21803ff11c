"""What is seen of a text before anything learned speaks: clauses, words, those of the lexicon, the rules' reading."""

from collections.abc import Sequence
from dataclasses import dataclass

from huozhao.operations.voice.clauses import clauses, plain
from huozhao.operations.voice.reading import Reading, read
from huozhao.operations.voice.words import Token, Words

# Marks of a letter within its word, as segmenters write them: alone, first, middle, last.
ALONE, FIRST, MIDDLE, LAST = "SBME"


@dataclass(frozen=True, slots=True)
class Cut:
    """A word of the text with its part of speech."""

    word: str
    flag: str


@dataclass(frozen=True, slots=True)
class Sight:
    """A text of n letters; each list has an entry a letter. `part` is (place in its word, number of the word).

    `clause` is the number of the clause (−1 for marks between), `at` and `left` the letters from its start and to its
    end, `known` what kind of lexicon word a letter is in and where in it, `ruled` what the rules say of it.
    """

    letters: str
    cuts: Sequence[Cut]
    part: Sequence[tuple[str, int]]
    clause: Sequence[int]
    at: Sequence[int]
    left: Sequence[int]
    known: Sequence[str]
    ruled: Sequence[str]
    reading: Reading
    tokens: Sequence[Token]


def see(text: str, words: Words) -> Sight:
    """Return what is seen of a text by the words for its goods."""
    letters, reading = plain(text), read(text, words)
    tokens = list(words.find(letters, 0, len(letters)))
    cuts, part = _cut(letters)
    clause, at, left = _clauses(letters)
    return Sight(letters, cuts, part, clause, at, left, _known(len(letters), tokens), _ruled(len(letters), reading),
                 reading, tokens)  # fmt: skip


def place_in(at: int, start: int, end: int) -> str:
    """Return where in a word from `start` to `end` a letter stands."""
    if end - start == 1:
        return ALONE
    return FIRST if at == start else LAST if at == end - 1 else MIDDLE


def _cut(letters: str) -> tuple[list[Cut], list[tuple[str, int]]]:
    import rjieba

    cuts, part = [Cut(str(word), str(flag)) for word, flag in rjieba.tag(letters)], []
    for number, cut in enumerate(cuts):
        part += [(place_in(at, 0, len(cut.word)), number) for at in range(len(cut.word))]
    # A tagger may leave out what it cannot cut; letters beyond it stand alone.
    part += [(ALONE, len(cuts))] * (len(letters) - len(part))
    return [*cuts, Cut("", "x")], part[:len(letters)]


def _clauses(letters: str) -> tuple[list[int], list[int], list[int]]:
    number, at, left = [-1] * len(letters), [0] * len(letters), [0] * len(letters)
    for place, clause in enumerate(clauses(letters)):
        for each in range(clause.start, clause.end):
            number[each], at[each], left[each] = place, each - clause.start, clause.end - each
    return number, at, left


def _known(size: int, tokens: Sequence[Token]) -> list[str]:
    found = ["-"] * size
    for token in tokens:
        for at in range(token.start, token.end):
            found[at] = token.entry.kind + place_in(at, token.start, token.end)
    return found


def _ruled(size: int, reading: Reading) -> list[str]:
    found = ["-"] * size
    for each in reading.opinions:
        for at in range(each.start, min(each.end, size)):
            found[at] = ("B" if at == each.start else "I") + str(each.sign)
        for at in range(each.aspect_start, min(each.aspect_end, size)):
            found[at] = "A"
    return found
