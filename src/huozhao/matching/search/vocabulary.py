"""The words of the goods with how many goods have each; found by pinyin, by initials, with one character wrong."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Protocol

from huozhao.matching.search.index import Entry
from huozhao.matching.search.pinyin import full, initials, loose_key

LONGEST = 8
PER_KEY = 6


class Words(Protocol):
    """What a correction asks of a vocabulary."""

    def count(self, word: str) -> int:
        """Return how many goods have a word."""
        ...


def words_of(entry: Entry) -> set[str]:
    """Return the distinct words of a product and the single characters in them; pairs are no words."""
    return {word for field, words in entry.words.items() for word in words if field != "grams" or len(word) == 1}


class Vocabulary:
    """Words with their counts, frozen; looked up by what is dear to make only when that is first asked for."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = dict(counts)
        self.most = max(self._counts.values(), default=1)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Vocabulary":
        """Count the words of entries."""
        counts: Counter[str] = Counter()
        for entry in entries:
            counts.update(words_of(entry))
        return cls(counts)

    def changed(self, come: Iterable[Entry], gone: Iterable[Entry]) -> "Vocabulary":
        """Return the vocabulary after some entries came and others went."""
        counts = Counter(self._counts)
        for entry in come:
            counts.update(words_of(entry))
        for entry in gone:
            counts.subtract(words_of(entry))
        return Vocabulary({word: count for word, count in counts.items() if count > 0})

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
        """The Chinese words, most frequent first."""
        found = (w for w in self._counts if not w.isascii() and 1 < len(w) <= LONGEST and not w.isdigit())
        return tuple(sorted(found, key=self._order))

    @cached_property
    def _by_sound(self) -> dict[str, tuple[str, ...]]:
        return _keyed((full(word), word) for word in self.chinese)

    @cached_property
    def _by_syllable(self) -> dict[str, tuple[str, ...]]:
        lone = (word for word in self._counts if len(word) == 1 and not word.isascii())
        return _keyed((full(word), word) for word in sorted(lone, key=self._order))

    @cached_property
    def _by_initials(self) -> dict[str, tuple[str, ...]]:
        return _keyed((initials(word), word) for word in self.chinese)

    @cached_property
    def _by_loose(self) -> dict[str, tuple[str, ...]]:
        return _keyed((loose_key(word), word) for word in self.chinese)

    @cached_property
    def _by_mask(self) -> dict[str, tuple[str, ...]]:
        return _keyed((mask, word) for word in self.chinese if len(word) > 2 for mask in _masks(word))

    def _order(self, word: str) -> tuple[int, str]:
        return -self._counts[word], word


def _masks(word: str) -> list[str]:
    return [f"{word[:n]}?{word[n + 1:]}" for n in range(len(word))] if len(word) > 2 else []


def _keyed(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, word in pairs:
        held = found.setdefault(key, [])
        if len(held) < PER_KEY:
            held.append(word)
    return {key: tuple(words) for key, words in found.items()}
