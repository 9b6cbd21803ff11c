"""The words that a reading knows: aspects of goods, opinions about them, and what turns an opinion round."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from huozhao.terms.text import Text

# What a word does in a clause: `trouble` is a state nobody wants (头屑), `plain` takes its sign from the aspect (少).
Kind = Literal[
    "aspect", "verb", "trouble", "good", "bad", "mild", "plain", "not", "less", "more", "degree", "past", "own",
    "after", "suits", "maybe", "claim", "irony", "compare", "worse", "skip",
]  # fmt: skip
OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that shoppers judge, in the words they use.

    `terms` name it, `verbs` name what it is to do (去屑), `troubles` are its undesirable states (头屑), `good` and
    `bad` are opinions that can be of nothing else (香, 臭), `high` and `low` are plain words that praise or fault it
    only beside its name (泡沫 多). `wanted` says that its absence is a fault. Empty `categories` = for all goods.
    """

    aspect: str
    label: Text
    terms: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    high: tuple[str, ...] = ()
    low: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    wanted: bool = True

    def is_for(self, about: str) -> bool:
        """Tell whether the aspect is one of goods whose category path and title are `about`."""
        return not self.categories or any(name in about for name in self.categories)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one word means; `sign` is +1 or −1 for opinions, `aspect` is empty where the word names none."""

    kind: Kind
    aspect: str = ""
    sign: int = 0


@dataclass(frozen=True, slots=True)
class Token:
    """A known word at its place in a text."""

    start: int
    end: int
    word: str
    entry: Entry


@dataclass(frozen=True)
class Words:
    """All words for one kind of goods, ready to be found: the longest that fits at a place is taken."""

    entries: Mapping[str, Entry]
    aspects: Mapping[str, Aspect]
    plain: Mapping[tuple[str, str], int]
    _lengths: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def find(self, text: str, begin: int, end: int) -> Iterator[Token]:
        """Yield the known words of text[begin:end] from left to right; Latin words only whole."""
        at = begin
        while at < end:
            token = self._at(text, at, end)
            if token is None:
                at += 1
            else:
                yield token
                at = token.end

    def label(self, aspect: str) -> Text:
        """Return the name of an aspect for people; its code where it is not known any more."""
        found = self.aspects.get(aspect)
        return found.label if found else Text(aspect, aspect)

    def sign_of(self, word: str, aspect: str) -> int:
        """Return what a plain word says of an aspect: 1, −1, or 0 for nothing."""
        return self.plain.get((aspect, word), self.plain.get(("", word), 0))

    def _at(self, text: str, at: int, end: int) -> Token | None:
        for length in self._lengths.get(text[at], ()):
            word = text[at:at + length]
            if at + length <= end and word in self.entries and _is_whole(text, at, at + length):
                return Token(at, at + length, word, self.entries[word])
        return None


def words_of(aspects: Sequence[Aspect], general: Mapping[Kind, Iterable[str]], about: str = "") -> Words:
    """Return the words for goods described by `about`; aspects of a named category win over general ones."""
    mine = sorted((each for each in aspects if each.is_for(about)), key=lambda each: bool(each.categories))
    entries: dict[str, Entry] = {}
    plain: dict[tuple[str, str], int] = {("", word): sign for word, sign in _ANY.items()}
    for kind, words in general.items():
        entries.update(dict.fromkeys(words, Entry(kind, "", _SIGNS.get(kind, 0))))
    for aspect in mine:
        entries.update(_entries(aspect))
        plain.update({(aspect.aspect, word): 1 for word in aspect.high})
        plain.update({(aspect.aspect, word): -1 for word in aspect.low})
    for _, word in plain:
        entries.setdefault(word, Entry("plain"))
    lengths: dict[str, set[int]] = {}
    for word in entries:
        lengths.setdefault(word[0], set()).add(len(word))
    longest_first = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
    return Words(entries, {each.aspect: each for each in mine}, plain, longest_first)


# Plain words that say the same of every aspect.
_ANY = {"弱": -1, "明显": 1, "显著": 1, "强": 1, "足": 1, "到位": 1, "有限": -1, "持久": 1, "高": 1, "低": -1,
        "weak": -1, "strong": 1, "poor": -1}  # fmt: skip
_SIGNS: Mapping[str, int] = {"trouble": -1, "good": 1, "bad": -1, "worse": -1}


def _entries(aspect: Aspect) -> dict[str, Entry]:
    code = aspect.aspect
    found = dict.fromkeys(aspect.terms, Entry("aspect", code))
    found |= dict.fromkeys(aspect.verbs, Entry("verb", code))
    found |= dict.fromkeys(aspect.troubles, Entry("trouble", code, -1))
    found |= dict.fromkeys(aspect.good, Entry("good", code, 1))
    return found | dict.fromkeys(aspect.bad, Entry("bad", code, -1))


def _is_whole(text: str, begin: int, end: int) -> bool:
    """Tell whether a word is not a part of a longer Latin one; Chinese has no such marks."""
    if not text[begin].isascii():
        return True
    before, after = text[begin - 1:begin], text[end:end + 1]
    return not (_is_latin(before) or _is_latin(after))


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
