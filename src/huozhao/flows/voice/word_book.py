"""The words of the mall: the standard lexicon with what operators added, on record with undo."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.operations.voice.lexicon import Lexicon, lexicon_from, lexicon_to_dict, standard
from huozhao.operations.voice.words import Words
from huozhao.terms.errors import Conflict
from huozhao.terms.goods import Sku

KIND, ONE = "voice_words", "current"


@dataclass(frozen=True)
class _InUse:
    """A lexicon in use, with the words made of it by the category names that a text holds."""

    version: int
    lexicon: Lexicon
    names: tuple[str, ...]
    made: dict[tuple[str, ...], Words]


@dataclass(slots=True)
class WordBook:
    """Keeps the words that operators added; words for each kind of goods are made once a version."""

    documents: Documents
    _held: _InUse | None = None

    def own(self) -> Document | None:
        """Return what operators added, with its audit; None before the first time."""
        return self.documents.get(KIND, ONE)

    def version(self) -> int:
        """Return a number that rises with each change of the words."""
        found = self.own()
        return found.version if found else 0

    def lexicon(self) -> Lexicon:
        """Return all words that are in use."""
        return self._in_use().lexicon

    def words(self, goods: Sku | None) -> Words:
        """Return the words for a product; those of all goods for none."""
        return self.words_about(" ".join((*goods.category, goods.title)) if goods else "")

    def words_about(self, about: str) -> Words:
        """Return the words for goods described by a text."""
        use, about = self._in_use(), about.lower()
        key = tuple(name for name in use.names if name in about)
        if key not in use.made:
            use.made[key] = use.lexicon.words(about)
        return use.made[key]

    def write(self, own: Mapping[str, Any], who: str, now: int) -> Document:
        """Put the mall's own words in place of those before; BadInput for what cannot be read."""
        plain = lexicon_to_dict(lexicon_from(own))
        found = self.own()
        body = changed(found.body if found else {}, {"own": plain}, who, "edit", now)
        return self.documents.put(KIND, ONE, body, found.version if found else 0)

    def undo(self, who: str, now: int) -> Document:
        """Take the last change back; Conflict when none stands."""
        found = self.own()
        stands = standing(found.body) if found else []
        if found is None or not stands:
            raise Conflict("nothing_to_undo", "no change of the words stands", field="words")
        before = stands[-1]["from"].get("own") or {"words": {}, "aspects": {}}
        return self.documents.put(KIND, ONE, changed(found.body, {"own": before}, who, "undo", now), found.version)

    def _in_use(self) -> _InUse:
        found = self.own()
        version = found.version if found else 0
        if self._held is None or self._held.version != version:
            lexicon = standard().grown(lexicon_from(found.body["own"])) if found else standard()
            names = {name for aspect in lexicon.aspects.values() for name in aspect.categories}
            self._held = _InUse(version, lexicon, tuple(sorted(names)), {})
        return self._held
