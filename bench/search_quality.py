"""`search_quality`: known products looked for in 100,000 Chinese titles, against SQLite's trigram index and substrings.

Titles: the real ones of product-titles-ner and cosmetics-listings; filled up to 100,000 by titles in which the named
parts of a real title (brand, product, pattern) are replaced by parts of the same kind from others, seeded. Asked for
are real titles only. A query is three words of its title; the classes write it as it is, in two-character words
without spaces, in pinyin, with one character wrong (half sound alike), in traditional characters, in full-width
letters. Everybody gets the same text. A hit is that very title among the first ten. `one_character` asks single
characters and counts queries whose ten first titles all have it.
"""

import csv
import json
import os
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import mean, median, quantiles

from huozhao.backends.tantivy_index import TantivyIndex
from huozhao.matching.search.attempt import Ground, attempt
from huozhao.matching.search.index import entry_of
from huozhao.matching.search.pinyin import full
from huozhao.matching.search.query import understand
from huozhao.matching.search.ranking import Prior, rank
from huozhao.matching.search.spelling import spelled, whole_words
from huozhao.matching.search.synonyms import Synonyms
from huozhao.matching.search.vocabulary import vocabulary_of
from huozhao.terms.goods import Sku

DATA = Path(os.environ.get("HUOZHAO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
SEED, TITLES, ASKED, FIRST = 7, 100_000, 300, 10

Part = tuple[str, str]
Find = Callable[[str], Sequence[int]]


@dataclass(frozen=True)
class Ask:
    """A query and the title it is about."""

    query: str
    wanted: int


def tagged(name: str) -> list[list[Part]]:
    """Return the titles of a file of product-titles-ner as (text, kind) parts."""
    found: list[list[Part]] = [[]]
    for line in (DATA / "product-titles-ner" / name).read_text("utf-8").splitlines():
        letter, _, tag = line.rpartition(" ")
        if not line.strip():
            found.append([])
            continue
        kind = tag.partition("-")[2]
        if tag.startswith("I-") and found[-1] and found[-1][-1][1] == kind:
            found[-1][-1] = (found[-1][-1][0] + letter, kind)
        else:
            found[-1].append((letter, kind))
    return [parts for parts in found if parts]


def titles(rng: random.Random) -> tuple[list[str], list[int]]:
    """Return all titles, shuffled, and the places of the real ones."""
    tagged_titles = tagged("train.txt") + tagged("dev.txt")
    real = ["".join(text for text, _ in parts) for parts in tagged_titles]
    with (DATA / "cosmetics-listings" / "cosmetic.csv").open(encoding="utf-8-sig") as lines:
        real += [row["title"] for row in csv.DictReader(lines)]
    found = dict.fromkeys(title for title in real if len(title) > 5)
    kept = set(found)
    kinds: dict[str, list[str]] = {}
    for parts in tagged_titles:
        for text, kind in parts:
            if kind:
                kinds.setdefault(kind, []).append(text)
    while len(found) < TITLES:
        parts = rng.choice(tagged_titles)
        found["".join(rng.choice(kinds[kind]) if kind else text for text, kind in parts)] = None
    known = list(found)
    rng.shuffle(known)
    return known, [place for place, title in enumerate(known) if title in kept]


def three_words(title: str, rng: random.Random, wanted: Callable[[str], bool]) -> list[str]:
    """Return three words of a title in their order, none where it has not so many."""
    words = [word for word in dict.fromkeys(whole_words(spelled(title))) if wanted(word)]
    chosen = sorted(rng.sample(range(len(words)), 3)) if len(words) >= 3 else []
    return [words[n] for n in chosen]


def wrong(query: str, alike: dict[str, list[str]], letters: Sequence[str], rng: random.Random) -> str:
    """Return a query with one Chinese character replaced, half the time by one that sounds the same."""
    places = [n for n, letter in enumerate(query) if "一" <= letter <= "鿿"]
    at = rng.choice(places)
    others = [letter for letter in alike.get(full(query[at]), ()) if letter != query[at]]
    other = rng.choice(others) if others and rng.random() < 0.5 else rng.choice(letters)
    return query[:at] + other + query[at + 1:]


def asks(known: Sequence[str], real: Sequence[int], rng: random.Random) -> dict[str, list[Ask]]:
    """Return the queries by class, the same titles for all where they allow it."""
    from opencc import OpenCC

    traditional = OpenCC("s2t").convert
    letters = sorted({c for place in real for c in known[place] if "一" <= c <= "鿿"})
    alike: dict[str, list[str]] = {}
    for letter in letters:
        alike.setdefault(full(letter), []).append(letter)
    made: dict[str, list[Ask]] = {name: [] for name in
                                  ("words", "two_character", "pinyin", "one_wrong", "traditional", "full_width")}

    def is_chinese(word: str) -> bool:
        return len(word) > 1 and all("一" <= c <= "鿿" for c in word)

    for place in rng.sample(real, len(real)):
        words = three_words(known[place], rng, is_chinese)
        short = three_words(known[place], rng, lambda word: is_chinese(word) and len(word) == 2)
        latin = three_words(known[place], rng, lambda word: len(word) > 1 and (word.isascii() or is_chinese(word)))
        if words:
            plain = " ".join(words)
            for name, query in (("words", plain), ("pinyin", " ".join(map(full, words))),
                                ("one_wrong", wrong(plain, alike, letters, rng)), ("traditional", traditional(plain))):
                made[name].append(Ask(query, place))
        if short:
            made["two_character"].append(Ask("".join(short), place))
        if any(word.isascii() for word in latin):
            made["full_width"].append(Ask(" ".join(latin).translate({c: c + 0xFEE0 for c in range(33, 127)}), place))
    return {name: found[:ASKED] for name, found in made.items()}


def ours(known: Sequence[str]) -> tuple[Find, float]:
    """Return the product's search over titles, and the seconds that indexing took."""
    started = time.perf_counter()
    goods = {str(n): Sku(str(n), str(n), title) for n, title in enumerate(known)}
    entries = [entry_of(sku) for sku in goods.values()]
    index = TantivyIndex()
    index.build(entries)
    ground = Ground(index, vocabulary_of(entries), Synonyms(()))
    took = time.perf_counter() - started

    def find(query: str) -> list[int]:
        read = understand(query, ground.synonyms.joined)
        made = attempt(read, ground)
        text = made.readings[0] if made.readings else read.text
        return [int(hit.sku) for hit in islice(rank(made.matches.hits, text, goods, Prior({})), FIRST)]

    find("yure")  # what corrections look up is made before the first shopper comes
    find("预热龘")
    return find, took


def trigrams(base: sqlite3.Connection) -> Find:
    """Return the search of SQLite FTS5 with its trigram tokenizer, best BM25 first."""

    def find(query: str) -> list[int]:
        words = " AND ".join(f'"{word}"' for word in query.replace('"', "").split())
        rows = base.execute("SELECT rowid FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?", (words, FIRST))
        return [row[0] for row in rows]

    return find


def substrings(base: sqlite3.Connection) -> Find:
    """Return the search for titles that hold every word, in their order."""

    def find(query: str) -> list[int]:
        words = query.split()
        where = " AND ".join("instr(title, ?)" for _ in words)
        return [row[0] for row in base.execute(f"SELECT id FROM titles WHERE {where} LIMIT {FIRST}", words)]

    return find


def judge(find: Find, asked: dict[str, list[Ask]], known: Sequence[str], single: Sequence[str]) -> dict[str, object]:
    """Return hit@10 and MRR@10 by class and the times of all queries."""
    figures: dict[str, object] = {}
    times, hits_of = [], []
    for name, queries in asked.items():
        places = []
        for ask in queries:
            started = time.perf_counter()
            found = list(find(ask.query))
            times.append((time.perf_counter() - started) * 1000)
            places.append(found.index(ask.wanted) + 1 if ask.wanted in found else 0)
        hits_of.append(mean(place > 0 for place in places))
        figures[name] = [round(hits_of[-1], 3), round(mean(1 / place if place else 0.0 for place in places), 3)]
    full_pages = [list(find(letter)) for letter in single]
    figures["one_character"] = round(mean(
        len(found) == FIRST and all(letter in spelled(known[n]) for n in found)
        for letter, found in zip(single, full_pages, strict=True)), 3)  # fmt: skip
    return figures | {"hit": round(mean(hits_of), 4), "ms_p50": round(median(times), 2),
                      "ms_p99": round(quantiles(times, n=100)[98], 2)}


def main() -> None:
    """Run all three on the same queries and print one line."""
    rng = random.Random(SEED)
    known, real = titles(rng)
    asked = asks(known, real, rng)
    single = sorted({ask.query[0] for ask in asked["words"]})[:100]
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE titles (id INTEGER PRIMARY KEY, title TEXT)")
    base.executemany("INSERT INTO titles VALUES (?, ?)", enumerate(known))
    base.execute("CREATE VIRTUAL TABLE found USING fts5(title, tokenize='trigram')")
    base.executemany("INSERT INTO found (rowid, title) VALUES (?, ?)", enumerate(known))
    find, took = ours(known)
    mine = judge(find, asked, known, single)
    peers = {"fts5_trigram": judge(trigrams(base), asked, known, single),
             "substring": judge(substrings(base), asked, known, single)}
    best = max(float(str(peer["hit"])) for peer in peers.values())
    print(json.dumps({
        "figure": "search_quality", "value": mine["hit"], "unit": "mean hit@10 of six kinds of queries",
        "peer": "the better of SQLite FTS5 trigram and substring, same run", "peer_value": best,
        "ratio": round(float(str(mine["hit"])) / best, 2), "ours": mine, "peers": peers, "index_s": round(took, 1),
        "data": f"{len(known):,} titles: {len(real):,} of product-titles-ner and cosmetics-listings, others recombined "
                f"from them; {sum(map(len, asked.values())):,} queries, [hit@10, MRR@10] by class", "seed": SEED,
    }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
