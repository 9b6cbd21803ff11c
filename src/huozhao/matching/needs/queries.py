"""Which searches of one shopper mean nearly the same? 冬季保湿 and 保湿 霜 冬天 do, 保湿霜 and 防晒霜 do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from huozhao.matching.words import one_spelling, words

ALIKE = 0.6
# Words that say nothing of what is wanted.
EMPTY = frozenset((
    "的", "了", "和", "与", "用", "买", "要", "哪", "款", "个", "什么", "哪个", "哪款", "推荐", "好用", "怎么样",
    "多少", "便宜", "正品", "for", "the", "of", "and", "best", "buy",
))  # fmt: skip
SPELLED_ALIKE = 85.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Searches that mean nearly the same: times by query, and the words they share, most frequent first."""

    queries: Mapping[str, int]
    words: tuple[str, ...]

    @property
    def theme(self) -> str:
        """The query that stands for the others: most often made, of equals the shortest."""
        return min(self.queries, key=lambda query: (-self.queries[query], len(query), query))

    @property
    def times(self) -> int:
        """How many searches there were."""
        return sum(self.queries.values())


def clusters(queries: Mapping[str, int]) -> list[Cluster]:
    """Group queries (times by query), each joined to the first group in which one is alike; most searched first."""
    groups: list[dict[str, int]] = []
    for query in sorted(queries, key=lambda query: (-queries[query], query)):
        mine = next((group for group in groups if any(alike(query, other) >= ALIKE for other in group)), None)
        if mine is None:
            groups.append({query: queries[query]})
        else:
            mine[query] = queries[query]
    found = [Cluster(group, _shared(group)) for group in groups]
    return sorted(found, key=lambda cluster: (-cluster.times, cluster.theme))


@lru_cache(maxsize=20_000)
def alike(one: str, other: str) -> float:
    """Return how alike two queries are, 0 to 1: the words of the shorter that the other has too, by their length.

    A word counts whole where the other has it or one that sounds or is spelled alike (pinyin, 85 of 100 by rapidfuzz),
    0.8 where one lies in the other (保湿, 保湿霜), half where two words of Chinese share a character (冬季, 冬天).
    Szymkiewicz–Simpson overlap with soft matches.
    """
    a, b = sorted((cut(one), cut(other)), key=len)
    if not a:
        return float(one_spelling(one) == one_spelling(other))
    weight = {word: min(len(word), 4) for word in a}
    return sum(weight[word] * max((_same(word, each) for each in b), default=0.0) for word in a) / sum(weight.values())


@lru_cache(maxsize=20_000)
def cut(query: str) -> tuple[str, ...]:
    """Return the words of a query that say what is wanted, without those that lie inside a longer one."""
    found = tuple(dict.fromkeys(word for word in words(query) if word not in EMPTY))
    return tuple(word for word in found if not any(word != other and word in other for other in found))


@lru_cache(maxsize=50_000)
def _same(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if not one.isascii() and not other.isascii():
        if len(one) > 1 and sound(one) == sound(other):
            return 1.0
        if len(one) > 1 and len(other) > 1 and (one in other or other in one):
            return 0.8
        return 0.5 if len(one) > 1 and len(other) > 1 and set(one) & set(other) else 0.0
    from rapidfuzz.fuzz import ratio

    return float(min(len(one), len(other)) > 3 and ratio(sound(one), sound(other)) >= SPELLED_ALIKE)


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """Return a word as it sounds, in pinyin without tones."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(word))


def _shared(queries: Mapping[str, int]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for query, times in queries.items():
        for word in cut(query):
            counts[word] = counts.get(word, 0) + times
    return tuple(sorted(counts, key=lambda word: (-counts[word], word)))


def only(found: Sequence[Cluster], least: int) -> list[Cluster]:
    """Return the clusters with at least so many searches."""
    return [cluster for cluster in found if cluster.times >= least]
