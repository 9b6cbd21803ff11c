"""Words for people, always in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.terms.errors import BadInput


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or label in Chinese and in English."""

    zh: str
    en: str

    def as_dict(self) -> dict[str, str]:
        """Return the two readings as plain data for the wire."""
        return {"zh": self.zh, "en": self.en}


def text_from(given: Any, fallback: str, field: str = "label") -> Text:
    """Read a text that came as {"zh", "en"}; one of the two may be missing, and without both the fallback stands."""
    if given is None:
        return Text(fallback, fallback)
    if not isinstance(given, Mapping) or not all(isinstance(given.get(key, ""), str) for key in ("zh", "en")):
        raise BadInput("text_unreadable", f"{field} is no text in two languages", field=field,
                       hint='for example {"zh": "回归礼", "en": "come back"}')
    zh, en = given.get("zh", ""), given.get("en", "")
    return Text(zh or en or fallback, en or zh or fallback)
