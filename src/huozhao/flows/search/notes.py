"""What a search says about itself: corrected, relaxed, read as a price; in both languages."""

from dataclasses import dataclass, replace

from huozhao.matching.search.attempt import Attempt
from huozhao.matching.search.query import Understood
from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to tell whoever searched."""

    code: str
    text: Text


def notes(query: str, read: Understood, made: Attempt, instead: str = "") -> tuple[Note, ...]:
    """Return what to tell; `instead` names whose popular goods are shown where nothing was found, "" for none."""
    return (*_found(query, made, instead), *_read(read), *_synonyms(made))


def no_such_price(query: str, read: Understood, made: Attempt) -> tuple[Note, ...]:
    """Return what to tell where only the bounds of price were in the way, and were left out."""
    zh, en = _span(read)
    said = Note("no_such_price", Text(f"没有 {zh}的商品，以下不限价格", f"nothing {en}; these are of any price"))
    return (said, *_found(query, made, ""), *_read(replace(read, low_fen=None, high_fen=None)), *_synonyms(made))


def _found(query: str, made: Attempt, instead: str) -> list[Note]:
    if made.how == "pinyin":
        zh, en = _quoted(made.readings[:3])
        return [Note("pinyin", Text(f"按拼音为你找到{zh}", f"“{query}” read as pinyin: {en}"))]
    if made.how == "corrected":
        zh, en = _quoted(made.readings[:3])
        return [Note("corrected", Text(f"没有找到“{query}”，已为你显示{zh}", f"nothing for “{query}”; showing {en}"))]
    if made.how == "relaxed":
        return [Note("relaxed", Text(f"没有完全符合“{query}”的商品，以下是部分符合的",
                                     f"no product has every word of “{query}”; these have some of them"))]
    if made.how == "nothing":
        whose = f"“{instead}”类目的" if instead else "本店"
        named = f"popular in “{instead}”" if instead else "popular in the mall"
        return [Note("popular_instead", Text(f"没有找到“{query}”，看看{whose}热卖", f"nothing for “{query}”; {named}"))]
    if made.maybe:
        return [Note("maybe", Text(f"你是不是要找“{made.maybe}”？", f"did you mean “{made.maybe}”?"))]
    return []


def _read(read: Understood) -> list[Note]:
    found = []
    if read.low_fen is not None or read.high_fen is not None:
        zh, en = _span(read)
        found.append(Note("price", Text(f"只看 {zh}", f"only {en}")))
    if read.cheap:
        found.append(Note("cheap", Text("已按价格从低到高排列", "cheaper goods come first")))
    if read.excluded:
        zh, en = _quoted(read.excluded)
        found.append(Note("excluded", Text(f"不含{zh}", f"without {en}")))
    return found


def _span(read: Understood) -> tuple[str, str]:
    low, high = _yuan(read.low_fen), _yuan(read.high_fen)
    if low and high:
        return f"{low} 到 {high} 元", f"{low} to {high} yuan"
    return (f"{high} 元以内", f"up to {high} yuan") if high else (f"{low} 元以上", f"from {low} yuan")


def _synonyms(made: Attempt) -> list[Note]:
    return [] if made.how == "nothing" else [
        Note("synonym", Text(f"搜“{word}”时也找了{_quoted(names[:4])[0]}", f"“{word}”: also {_quoted(names[:4])[1]}"))
        for word, names in made.synonyms
    ]


def _quoted(words: tuple[str, ...]) -> tuple[str, str]:
    quoted = [f"“{word}”" for word in words]
    return "、".join(quoted), ", ".join(quoted)


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{fen / 100:g}"
