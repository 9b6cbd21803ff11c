"""Words for people, always in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or label in Chinese and in English."""

    zh: str
    en: str

    def as_dict(self) -> dict[str, str]:
        """Return the two readings as plain data for the wire."""
        return {"zh": self.zh, "en": self.en}
