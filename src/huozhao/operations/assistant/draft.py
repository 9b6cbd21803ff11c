"""A draft: sentences with named places, and the values that code puts there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from huozhao.terms.text import Text

_PLACE = re.compile(r"\{(\w+)\}")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before its values are filled in: every number, date, amount, name and verdict stands in `slots`."""

    zh: str
    en: str
    slots: Mapping[str, Text] = field(default_factory=dict)

    @property
    def text(self) -> Text:
        """The answer as people read it."""
        return Text(self.filled(self.zh, "zh"), self.filled(self.en, "en"))

    def filled(self, sentence: str, language: str) -> str:
        """Return a sentence with its places filled in one language; values are not read for places again."""
        return _PLACE.sub(lambda found: self._value(found[1], language), sentence)

    def sentence(self, language: str) -> str:
        """Return the sentence of one language with its places open."""
        return self.zh if language == "zh" else self.en

    def with_sentence(self, language: str, sentence: str) -> "Draft":
        """Return the draft with another sentence in one language."""
        return replace(self, zh=sentence) if language == "zh" else replace(self, en=sentence)

    def then(self, other: "Draft") -> "Draft":
        """Return both drafts as one answer; places of the second are renamed where both have them."""
        renamed = {name: f"{name}_{len(self.slots)}" if name in self.slots else name for name in other.slots}

        def moved(sentence: str) -> str:
            return _PLACE.sub(lambda found: "{" + renamed.get(found[1], found[1]) + "}", sentence)

        slots = {**self.slots, **{renamed[name]: value for name, value in other.slots.items()}}
        return Draft(f"{self.zh}{moved(other.zh)}", f"{self.en} {moved(other.en)}", slots)

    def _value(self, name: str, language: str) -> str:
        value = self.slots.get(name)
        return "" if value is None else value.zh if language == "zh" else value.en


def same(value: str) -> Text:
    """Return a value that is written alike in both languages."""
    return Text(value, value)


def yuan(fen: int) -> Text:
    """Return an amount of money in words: 12.50 yuan."""
    amount = f"{fen / 100:.2f}"
    return Text(f"{amount} 元", f"¥{amount}")


def places(sentence: str) -> list[str]:
    """Return the names of the open places of a sentence, in order."""
    return _PLACE.findall(sentence)
