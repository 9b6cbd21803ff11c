"""What operators tell the assistant: words that call a person, and choices at the start; on record with undo."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.terms.errors import BadInput, Conflict
from huozhao.terms.text import Text, text_from

KIND, ONE = "assistant_words", "current"
FIELDS = ("hand_over_words", "choices")
MOST_WORDS, LONGEST_WORD, MOST_CHOICES, LONGEST_CHOICE = 100, 32, 6, 60
FIRST = (Text("我的订单到哪了", "Where is my order?"), Text("我想退货", "I want to return something"),
         Text("我有什么优惠券", "Which coupons do I have?"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class AssistantWords:
    """Keeps the words as one document."""

    documents: Documents
    clock: Callable[[], int]

    def found(self) -> Document | None:
        """Return the words with their audit, None before the first time."""
        return self.documents.get(KIND, ONE)

    def hand_over_words(self) -> list[str]:
        """Return the words that call a person."""
        found = self.found()
        return list(found.body["hand_over_words"]) if found else []

    def choices(self) -> list[Text]:
        """Return what is offered before anything was asked."""
        found = self.found()
        return [text_from(each, "") for each in found.body["choices"]] if found else list(FIRST)

    def write(self, given: Mapping[str, Any], who: str) -> Document:
        """Put words in place of those before; BadInput for what cannot be used."""
        words = list(dict.fromkeys(text for each in given["hand_over_words"] if (text := str(each).strip())))
        if len(words) > MOST_WORDS or any(len(each) > LONGEST_WORD for each in words):
            raise BadInput("hand_over_words", f"at most {MOST_WORDS} words of {LONGEST_WORD} letters / 词太多或太长",
                           field="hand_over_words", hint="one word or short phrase a line")
        told = [text_from(each, "", "choices").as_dict() for each in given["choices"]]
        if len(told) > MOST_CHOICES or any(not 1 <= len(each["zh"]) <= LONGEST_CHOICE for each in told):
            raise BadInput("choices", f"at most {MOST_CHOICES} choices of {LONGEST_CHOICE} letters",
                           field="choices", hint="write them as a shopper would ask")
        found = self.found()
        new = {"hand_over_words": words, "choices": told}
        body = changed(found.body if found else _first(), new, who, "edit", self.clock())
        return self.documents.put(KIND, ONE, body, found.version if found else 0)

    def undo(self, who: str) -> Document:
        """Take the last change back; Conflict when none stands."""
        found = self.found()
        stands = standing(found.body) if found else []
        if found is None or not stands:
            raise Conflict("nothing_to_undo", "no change of the words stands", field="hand_over_words")
        before = {name: stands[-1]["from"].get(name, found.body[name]) for name in FIELDS}
        return self.documents.put(KIND, ONE, changed(found.body, before, who, "undo", self.clock()), found.version)


def _first() -> dict[str, Any]:
    return {"hand_over_words": [], "choices": [each.as_dict() for each in FIRST]}
