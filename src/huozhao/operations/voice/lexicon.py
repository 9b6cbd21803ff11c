"""The lexicon of a mall: the words that Huozhao brings along, and those that operators add."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast, get_args

from huozhao.operations.voice.words import Aspect, Kind, Words, words_of
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text, text_from

LISTS = ("terms", "verbs", "troubles", "good", "bad", "high", "low", "categories")
# Kinds of words that belong to no aspect; those of aspects stand under the aspect.
GENERAL = tuple(kind for kind in get_args(Kind) if kind not in ("aspect", "verb", "plain"))
MOST_WORDS, MOST_ASPECTS, LONGEST = 5_000, 200, 24


@dataclass(frozen=True)
class Lexicon:
    """Aspects by code and general words by kind."""

    aspects: Mapping[str, Aspect]
    general: Mapping[Kind, tuple[str, ...]]

    def words(self, about: str) -> Words:
        """Return the words for goods described by `about`: category path and title."""
        return words_of(list(self.aspects.values()), self.general, about)

    def grown(self, own: "Lexicon") -> "Lexicon":
        """Return this lexicon with another's words added; an aspect of the same code gains words, and its label."""
        aspects = dict(self.aspects)
        for code, aspect in own.aspects.items():
            aspects[code] = _joined(aspects[code], aspect) if code in aspects else aspect
        kinds = [*self.general, *(kind for kind in own.general if kind not in self.general)]
        mine = {word for words in own.general.values() for word in words}
        kept = {kind: tuple(word for word in self.general.get(kind, ()) if word not in mine) for kind in kinds}
        return Lexicon(aspects, {kind: (*kept[kind], *own.general.get(kind, ())) for kind in kinds})


@lru_cache(maxsize=1)
def standard() -> Lexicon:
    """Return the lexicon that comes with the product."""
    import yaml

    text = files("huozhao.operations.voice").joinpath("standard.yaml").read_text("utf-8")
    return lexicon_from(yaml.safe_load(text))


def lexicon_from(body: Mapping[str, Any]) -> Lexicon:
    """Read a lexicon from plain data: words by kind, aspects by code; BadInput names what cannot be read."""
    words, aspects = _mapping(body.get("words"), "words"), _mapping(body.get("aspects"), "aspects")
    unknown = sorted(set(words) - set(GENERAL))
    if unknown:
        raise BadInput("unknown_kind", f"there is no kind of word {unknown[0]!r}", field="words",
                       hint=f"one of {', '.join(GENERAL)}")
    if len(aspects) > MOST_ASPECTS:
        raise BadInput("too_many_aspects", f"{len(aspects)} aspects are too many", field="aspects",
                       hint=f"at most {MOST_ASPECTS}")
    general = {cast(Kind, kind): _words(given, f"words.{kind}") for kind, given in words.items()}
    return Lexicon({code: _aspect(str(code), given) for code, given in aspects.items()}, general)


def lexicon_to_dict(lexicon: Lexicon) -> dict[str, Any]:
    """Return a lexicon as plain data that `lexicon_from` reads."""
    aspects = {
        code: {"label": aspect.label.as_dict(), "wanted": aspect.wanted,
               **{name: list(getattr(aspect, name)) for name in LISTS if getattr(aspect, name)}}
        for code, aspect in lexicon.aspects.items()
    }  # fmt: skip
    return {"words": {kind: list(words) for kind, words in lexicon.general.items()}, "aspects": aspects}


def _aspect(code: str, given: Any) -> Aspect:
    body = _mapping(given, f"aspects.{code}")
    unknown = sorted(set(body) - {*LISTS, "label", "wanted"})
    if not code or len(code) > LONGEST or unknown:
        raise BadInput("aspect_unreadable", f"aspect {code!r} cannot be read", field=f"aspects.{code}",
                       hint=f"a short code with label, wanted, {', '.join(LISTS)}")
    lists = {name: _words(body.get(name), f"aspects.{code}.{name}") for name in LISTS}
    return Aspect(code, text_from(body.get("label"), code), **lists, wanted=bool(body.get("wanted", True)))


def _words(given: Any, field: str) -> tuple[str, ...]:
    """Read words from a list, or from one text where they are set apart by spaces."""
    found = given.split() if isinstance(given, str) else given or ()
    if not isinstance(found, list | tuple) or not all(isinstance(w, str) and 0 < len(w) <= LONGEST for w in found):
        raise BadInput("words_unreadable", f"{field} is no list of words", field=field,
                       hint=f"a list of texts of at most {LONGEST} letters")
    if len(found) > MOST_WORDS:
        raise BadInput("too_many_words", f"{len(found)} words are too many", field=field, hint=f"at most {MOST_WORDS}")
    return tuple(dict.fromkeys(word.lower() for word in found))


def _mapping(given: Any, field: str) -> Mapping[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise BadInput("lexicon_unreadable", f"{field} is no object", field=field, hint="see GET /v1/voice/words")
    return given


def _joined(old: Aspect, new: Aspect) -> Aspect:
    lists: dict[str, Any] = {name: tuple(dict.fromkeys((*getattr(old, name), *getattr(new, name)))) for name in LISTS}
    label = old.label if new.label == Text(new.aspect, new.aspect) else new.label
    return replace(old, label=label, **lists)
