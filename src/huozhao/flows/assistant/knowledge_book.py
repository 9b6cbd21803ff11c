"""The merchant's knowledge: questions in several phrasings with one answer, on record with undo, found by its index."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.operations.assistant.knowledge import Knowledge, Match, knowledge_of
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.text import Text, text_from

KIND, BOOK, ONE = "knowledge", "knowledge_book", "current"
MOST, MOST_PHRASINGS, LONGEST_PHRASING, LONGEST_ANSWER = 5_000, 40, 200, 4_000
FIELDS = ("phrasings", "answer", "source", "on")
_ID = re.compile(r"^[\w-]{1,64}$")


@dataclass(frozen=True, slots=True)
class Passage:
    """One answer: how it is asked for, what it says, where it comes from, and whether it is in use."""

    id: str
    phrasings: tuple[str, ...]
    answer: Text
    source: str = ""
    on: bool = True

    @property
    def title(self) -> Text:
        """How it is asked for first, in each language that it is asked for in."""
        english = next((each for each in self.phrasings if each.isascii()), self.phrasings[0])
        return Text(next((each for each in self.phrasings if not each.isascii()), english), english)


@dataclass(slots=True)
class KnowledgeBook:
    """Keeps passages; the index is made once a version. `cut` gives the words of a text."""

    documents: Documents
    cut: Callable[[str], Sequence[str]]
    clock: Callable[[], int]
    _held: tuple[int, Knowledge, dict[str, Passage]] | None = field(default=None)

    def all(self) -> list[Document]:
        """Return every passage with its audit, by id."""
        return self.documents.list(KIND, limit=MOST)

    def get(self, id: str) -> Document:
        """Return one passage; NotFound when there is none."""
        found = self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_passage", f"there is no passage {id!r}", field="id", hint="see GET /v1/knowledge")
        return found

    def find(self, question: str, limit: int = 3) -> list[tuple[Match, Passage]]:
        """Return the passages in use that answer a question best, best first."""
        _, index, passages = self._index()
        return [(match, passages[match.id]) for match in index.find(question, limit)]

    def write(self, id: str, given: Mapping[str, Any], who: str, what: str = "edit") -> Document:
        """Put a passage in place of the one before; BadInput says what is wrong with it."""
        if not _ID.fullmatch(id):
            raise BadInput("passage_id", f"{id!r} is no id", field="id", hint="1 to 64 letters, digits, - and _")
        found, new = self.documents.get(KIND, id), _checked(given)
        if found is not None and all(found.body.get(name) == value for name, value in new.items()):
            return found
        if found is None and self.documents.count(KIND) >= MOST:
            raise BadInput("too_many_passages", f"there are {MOST} passages, which is the most", field="id",
                           hint="remove what is not asked for")
        body = changed(found.body if found else {}, new, who, what if found else "add", self.clock())
        put = self.documents.put(KIND, id, body, found.version if found else 0)
        self._turn()
        return put

    def write_many(self, passages: Sequence[Mapping[str, Any]], who: str) -> tuple[int, int]:
        """Take in passages of a file; return how many are new or changed, and how many stood so already.

        All are checked before any is kept. Without an id the first phrasing gives it, so the same file adds nothing.
        """
        read = [(str(each.get("id") or id_of(each)), each) for each in passages]
        for at, (_, each) in enumerate(read):
            _checked(each, f"passages[{at}].")
        before = {id: found.version if (found := self.documents.get(KIND, id)) else 0 for id, _ in read}
        after = [self.write(id, each, who, "import").version for id, each in read]
        new = sum(version != before[id] for (id, _), version in zip(read, after, strict=True))
        return new, len(read) - new

    def undo(self, id: str, who: str) -> Document:
        """Take the last change of a passage back; Conflict when none stands."""
        found = self.get(id)
        stands = standing(found.body)
        if len(stands) < 2:
            raise Conflict("nothing_to_undo", "no change of this passage stands", field="id",
                           hint="remove it if it should not be there")
        body = changed(found.body, {name: stands[-1]["from"].get(name, found.body[name]) for name in FIELDS}, who,
                       "undo", self.clock())  # fmt: skip
        put = self.documents.put(KIND, id, body, found.version)
        self._turn()
        return put

    def remove(self, id: str) -> dict[str, Any]:
        """Remove a passage and return what it said."""
        found = self.get(id)
        self.documents.delete(KIND, [id])
        self._turn()
        return found.body

    def _turn(self) -> None:
        """Let every reader see that something changed."""
        found = self.documents.get(BOOK, ONE)
        self.documents.put(BOOK, ONE, {"n": (found.body["n"] if found else 0) + 1})

    def _index(self) -> tuple[int, Knowledge, dict[str, Passage]]:
        marker = self.documents.get(BOOK, ONE)
        version = marker.version if marker else 0
        if self._held is None or self._held[0] != version:
            passages = {each.id: passage_of(each) for each in self.all() if each.body["on"]}
            rows = [(id, phrasing) for id, passage in passages.items() for phrasing in passage.phrasings]
            self._held = (version, knowledge_of(rows, self.cut), passages)
        return self._held


def passage_of(found: Document) -> Passage:
    """Return a passage as answers use it."""
    body = found.body
    return Passage(found.id, tuple(body["phrasings"]), text_from(body["answer"], ""), body["source"], body["on"])


def id_of(given: Mapping[str, Any]) -> str:
    """Return the id of a passage that came without one: a hash of its first phrasing."""
    phrasings = given.get("phrasings")
    first = str(phrasings[0]) if isinstance(phrasings, list | tuple) and phrasings else ""
    return blake2b(" ".join(first.split()).encode(), digest_size=6).hexdigest()


def _checked(given: Mapping[str, Any], place: str = "") -> dict[str, Any]:
    phrasings = given.get("phrasings")
    if not isinstance(phrasings, list | tuple) or not all(isinstance(each, str) for each in phrasings):
        raise BadInput("phrasings_unreadable", "a passage needs a list of phrasings / 需要一组问法",
                       field=f"{place}phrasings", hint='for example ["退货运费谁承担", "退货邮费怎么算"]')
    kept = list(dict.fromkeys(text for each in phrasings if (text := " ".join(each.split()))))
    if not 1 <= len(kept) <= MOST_PHRASINGS or any(len(each) > LONGEST_PHRASING for each in kept):
        raise BadInput(
            "phrasings_number", f"1 to {MOST_PHRASINGS} phrasings of up to {LONGEST_PHRASING} letters / 问法太多或太长",
            field=f"{place}phrasings", hint="write each way in which shoppers ask it as one line")  # fmt: skip
    answer = text_from(given.get("answer"), "", f"{place}answer")
    if not answer.zh.strip() or max(len(answer.zh), len(answer.en)) > LONGEST_ANSWER:
        raise BadInput("answer_length", f"an answer has 1 to {LONGEST_ANSWER} letters / 答案不能为空",
                       field=f"{place}answer",
                       hint='for example {"zh": "质量问题由我们承担", "en": "we pay for faulty goods"}')
    return {"phrasings": kept, "answer": answer.as_dict(), "source": str(given.get("source") or "")[:200],
            "on": bool(given.get("on", True))}
