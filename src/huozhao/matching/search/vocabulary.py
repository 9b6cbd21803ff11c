"""The words of the goods with how many goods have each; found by pinyin, by initials, with one character wrong."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from huozhao.matching.search.index import Entry
from huozhao.matching.search.pinyin import full, initials, loose_key

LONGEST = 8
PER_KEY = 6


Keyed = dict[str, tuple[str, ...]]


def words_of(entry: Entry) -> set[str]:
    """Return the distinct words of a product and the single characters in them; pairs are no words."""
    return {word for field, words in entry.words.items() for word in words if field != "grams" or len(word) == 1}


class Vocabulary:
    """Words with their counts; what is dear to look up is made when first asked for, and carried along changes."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = dict(counts)
        self.most = max(self._counts.values(), default=1)

    def changed(self, come: Iterable[Entry], gone: Iterable[Entry]) -> "Vocabulary":
        """Return the vocabulary after some entries came and others went."""
        counts = Counter(self._counts)
        for entry in come:
            counts.update(words_of(entry))
        for entry in gone:
            counts.subtract(words_of(entry))
        made = Vocabulary({word: count for word, count in counts.items() if count > 0})
        fresh = [word for word in made._counts if word not in self._counts]
        for name in _BY.keys() & self.__dict__.keys():
            made.__dict__[name] = _added(self.__dict__[name], name, fresh)
        return made

    def count(self, word: str) -> int:
        """Return how many goods have a word."""
        return self._counts.get(word, 0)

    def sound(self, pinyin: str) -> tuple[str, ...]:
        """Return the Chinese words that are written so in pinyin, most frequent first."""
        return self._by_sound.get(pinyin, ())

    def lone(self, syllable: str) -> tuple[str, ...]:
        """Return the words of one character that sound like a syllable, most frequent first."""
        return self._by_syllable.get(syllable, ())

    def start(self, letters: str) -> tuple[str, ...]:
        """Return the Chinese words whose syllables begin with these letters, most frequent first."""
        return self._by_initials.get(letters, ())

    def like(self, word: str) -> tuple[str, ...]:
        """Return other words that sound alike to many ears, most frequent first."""
        return tuple(other for other in self._by_loose.get(loose_key(word), ()) if other != word)

    def one_off(self, word: str) -> tuple[str, ...]:
        """Return words of three characters or more that differ from a word in one of them, most frequent first."""
        found = {other for mask in _masks(word) for other in self._by_mask.get(mask, ()) if other != word}
        return tuple(sorted(found, key=self._order)[:PER_KEY])

    @cached_property
    def latin(self) -> tuple[str, ...]:
        """The Latin words of at least four letters, for comparison by edits."""
        return tuple(word for word in self._counts if word.isascii() and word.isalpha() and len(word) >= 4)

    @cached_property
    def sounds(self) -> tuple[str, ...]:
        """The pinyin of all Chinese words, for comparison by edits."""
        return tuple(sound for sound in self._by_sound if len(sound) >= 5)

    @cached_property
    def chinese(self) -> tuple[str, ...]:
        """The Chinese words of two characters and more, most frequent first."""
        return tuple(sorted((word for word in self._counts if _is_chinese(word)), key=self._order))

    @cached_property
    def _by_sound(self) -> Keyed:
        return self._keyed("_by_sound")

    @cached_property
    def _by_syllable(self) -> Keyed:
        return self._keyed("_by_syllable")

    @cached_property
    def _by_initials(self) -> Keyed:
        return self._keyed("_by_initials")

    @cached_property
    def _by_loose(self) -> Keyed:
        return self._keyed("_by_loose")

    @cached_property
    def _by_mask(self) -> Keyed:
        return self._keyed("_by_mask")

    def _keyed(self, name: str) -> Keyed:
        return _added({}, name, sorted(self._counts, key=self._order))

    def _order(self, word: str) -> tuple[int, str]:
        return -self._counts.get(word, 0), word


def vocabulary_of(entries: Iterable[Entry]) -> Vocabulary:
    """Count the words of entries."""
    counts: Counter[str] = Counter()
    for entry in entries:
        counts.update(words_of(entry))
    return Vocabulary(counts)


def make_ready(vocabulary: Vocabulary) -> None:
    """Make everything that is looked up, before the first shopper waits for it."""
    for name in (*_BY, "latin", "sounds", "chinese"):
        getattr(vocabulary, name)


def _is_chinese(word: str) -> bool:
    return not word.isascii() and 1 < len(word) <= LONGEST and not word.isdigit()


def _is_lone(word: str) -> bool:
    return len(word) == 1 and not word.isascii()


def _masks(word: str) -> list[str]:
    return [f"{word[:n]}?{word[n + 1:]}" for n in range(len(word))] if len(word) > 2 else []


# What each look-up holds: which words, and under which keys.
_BY: dict[str, tuple[Callable[[str], bool], Callable[[str], Sequence[str]]]] = {
    "_by_sound": (_is_chinese, lambda word: (full(word),)), "_by_syllable": (_is_lone, lambda word: (full(word),)),
    "_by_initials": (_is_chinese, lambda word: (initials(word),)),
    "_by_loose": (_is_chinese, lambda word: (loose_key(word),)), "_by_mask": (_is_chinese, _masks),
}  # fmt: skip


def _added(held: Mapping[str, tuple[str, ...]], name: str, words: Iterable[str]) -> Keyed:
    """Return a look-up with more words; under a full key the last makes room."""
    belongs, keys = _BY[name]
    found = dict(held)
    for word in words:
        if belongs(word):
            for key in keys(word):
                before = found.get(key, ())
                if held or len(before) < PER_KEY:
                    found[key] = (*before[: PER_KEY - 1], word)
    return found
