"""Read a review: which aspects are praised, which are complained of, and where it cannot be said.

Rules for undesirable states, negation and comparison come first, the stars only where words leave it open (facts in
docs/explanation/voice.md): a model trained on stars alone calls 没有头屑了 negative, as 头屑 stands in bad reviews.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from huozhao.operations.voice.clauses import clauses, plain
from huozhao.operations.voice.polarity import Judged, Thread, judge
from huozhao.operations.voice.words import OVERALL, Token, Words

LOW_STARS, HIGH_STARS = 2, 4


@dataclass(frozen=True, slots=True)
class Opinion:
    """One judgement: +1 praise, −1 complaint, 0 unsure; `start` to `end` are the words of the opinion in the text.

    `aspect_start` to `aspect_end` are those that name the aspect, empty where none do.
    """

    aspect: str
    sign: int
    start: int
    end: int
    aspect_start: int = 0
    aspect_end: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """All opinions of a text. `by_stars` where the stars alone spoke, `is_learned` where labels taught the reading."""

    opinions: tuple[Opinion, ...]
    by_stars: bool = False
    is_learned: bool = False

    @property
    def verdicts(self) -> Mapping[str, int]:
        """The one sign of each aspect: a complaint stands beside praise, what is unsure counts for nothing."""
        found: dict[str, int] = {}
        for each in self.opinions:
            if each.sign:
                found[each.aspect] = min(each.sign, found.get(each.aspect, 1))
        return found

    @property
    def is_unsure(self) -> bool:
        """Whether there are opinions of which none can be counted."""
        return bool(self.opinions) and not self.verdicts

    @property
    def tone(self) -> float:
        """The whole in one number, −1 to 1, 0 for neither: opinions summed, what is said last weighing double."""
        sure = [each.sign for each in self.opinions if each.sign]
        total = sum(sure) + (sure[-1] if sure else 0)
        return total / (len(sure) + 1) if sure else 0.0


def read(text: str, words: Words, stars: int | None = None) -> Reading:
    """Return what a text says; `stars` (1 to 5, None = not given) decide nothing that words decide."""
    spelled, thread = plain(text), Thread()
    found: list[Judged] = []
    for clause in clauses(spelled):
        tokens = list(words.find(spelled, clause.start, clause.end))
        found += judge(spelled, clause, tokens, words, thread)
    opinions = _doubted([_opinion(each) for each in found], found, thread.is_ironic, stars)
    return Reading(tuple(opinions)) if opinions else by_stars_alone(stars)


def by_stars_alone(stars: int | None) -> Reading:
    """Return what a text says in which nothing was found: what its stars say of the whole, 3 nothing."""
    if stars is None or stars == 3:
        return Reading(())
    return Reading((Opinion(OVERALL, -1 if stars <= LOW_STARS else 1, 0, 0),), by_stars=True)


def _opinion(judged: Judged) -> Opinion:
    place, named = judged.token, judged.named
    return Opinion(judged.aspect, judged.sign, judged.start, place.end, named.start if named else 0,
                   named.end if named else 0)  # fmt: skip


def _doubted(
    opinions: Sequence[Opinion], judged: Sequence[Judged], is_ironic: bool, stars: int | None
) -> list[Opinion]:
    """Let go of what irony or the stars make doubtful: mocking praise, and weak signs that the stars contradict."""
    low, high = stars is not None and stars <= LOW_STARS, stars is not None and stars >= HIGH_STARS
    faulted = any(each.sign < 0 for each in opinions)

    def is_doubtful(each: Opinion, found: Judged) -> bool:
        mocked = each.sign > 0 and (is_ironic or (low and not faulted and each.aspect == OVERALL))
        return mocked or (found.is_weak and ((low and each.sign > 0) or (high and each.sign < 0)))

    return [replace(each, sign=0) if is_doubtful(each, found) else each
            for each, found in zip(opinions, judged, strict=True)]


def known_words(text: str, words: Words) -> list[Token]:
    """Return all known words of a text, for those who want to see why it was read so."""
    spelled = plain(text)
    return list(words.find(spelled, 0, len(spelled)))
