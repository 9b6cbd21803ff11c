"""Pinyin of words, without tones: in full, by initials, and in a loose form in which common confusions are one."""

from functools import cache, lru_cache

# What many speakers do not tell apart: retroflex and flat, front and back nasals, n and l.
_LOOSE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"), ("l", "n"), ("h", "f"))


@lru_cache(200_000)
def syllables(word: str) -> tuple[str, ...]:
    """Return the syllables of a Chinese word, one a character; what is not Chinese stays as it is, in one piece."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(word, v_to_u=False))


def full(word: str) -> str:
    """Return the pinyin of a word written together: 面膜 gives mianmo."""
    return "".join(syllables(word))


def initials(word: str) -> str:
    """Return the first letters of a word's syllables: 面膜 gives mm."""
    return "".join(syllable[0] for syllable in syllables(word) if syllable)


@cache
def loose(syllable: str) -> str:
    """Return a syllable with common confusions made one: zhang and zan, nan and lan."""
    for exact, alike in _LOOSE:
        if exact in {"l", "h"}:
            syllable = alike + syllable[1:] if syllable.startswith(exact) else syllable
        else:
            syllable = syllable.replace(exact, alike)
    return syllable


def loose_key(word: str) -> str:
    """Return the loose pinyin of a word, syllables apart."""
    return " ".join(loose(syllable) for syllable in syllables(word))
