"""The merchant's knowledge: questions with answers, written, imported, tried; words that call a person."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, delete, get, post, put
from msgspec import Meta

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.assistant.knowledge_book import passage_of
from huozhao.flows.assistant.knowledge_files import passages_in
from huozhao.flows.assistant.word_book import FIRST
from huozhao.http.gate.asking import who
from huozhao.http.wire import AuditOut, Words, words
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]
Short = Annotated[str, Meta(max_length=200)]


class AnswerWordsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer; one language may be left out."""

    zh: Annotated[str, Meta(max_length=4000)] = ""
    en: Annotated[str, Meta(max_length=4000)] = ""


class PassageIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer with the ways in which it is asked for; `source` says where it comes from."""

    phrasings: Annotated[list[Short], Meta(min_length=1, max_length=40)]
    answer: AnswerWordsIn
    source: Short = ""
    on: bool = True


class PassageOut(msgspec.Struct, frozen=True):
    """A passage with the record of its changes."""

    id: str
    phrasings: list[str]
    answer: Words
    source: str
    on: bool
    audit: list[AuditOut]


class PassagePage(msgspec.Struct, frozen=True):
    """Passages by id; `threshold` is how well one must fit to be given as answer."""

    items: list[PassageOut]
    next: str | None
    threshold: float


class KnowledgeFileIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file as text; `kind` is csv (question, answer, phrasings, source) or markdown (## question, answer)."""

    text: Annotated[str, Meta(min_length=1, max_length=2_000_000)]
    kind: str = "csv"


class KnowledgeFileOut(msgspec.Struct, frozen=True):
    """What a file brought: passages new or changed, and those that stood so already."""

    changed: int
    same: int


class QuestionIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question to try."""

    text: Annotated[str, Meta(min_length=1, max_length=1000)]


class MatchOut(msgspec.Struct, frozen=True):
    """A passage that was found, how well it fits (0 to 1), and whether it would be given as answer."""

    id: str
    phrasing: str
    score: float
    is_answer: bool
    answer: Words


class MatchPage(msgspec.Struct, frozen=True):
    """What is found for a question, best first."""

    items: list[MatchOut]
    next: str | None


class UnansweredOut(msgspec.Struct, frozen=True):
    """What shoppers asked and got no answer to; nobody is named."""

    text: str
    times: int
    at: str


class UnansweredPage(msgspec.Struct, frozen=True):
    """Questions without an answer, most asked first."""

    items: list[UnansweredOut]
    next: str | None


class AssistantWordsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that call a person, and what is offered before anything was asked."""

    hand_over_words: list[Annotated[str, Meta(max_length=32)]]
    choices: list[AnswerWordsIn]


class AssistantWordsOut(msgspec.Struct, frozen=True):
    """The words with the record of their changes."""

    hand_over_words: list[str]
    choices: list[Words]
    audit: list[AuditOut]


@get("/knowledge", summary="Read the knowledge", tags=["assistant"], sync_to_thread=True)
def get_knowledge(mall: App) -> PassagePage:
    """Return every passage."""
    assistant = mall.service.assistant
    return PassagePage([_passage(each) for each in assistant.knowledge.all()], None, assistant.policy.threshold)


@get("/knowledge/unanswered", summary="See what has no answer", tags=["assistant"], sync_to_thread=True)
def get_unanswered(mall: App) -> UnansweredPage:
    """Return what shoppers asked lately and the assistant could not answer."""
    items = [UnansweredOut(each["text"], each["times"], iso(each["at"])) for each in mall.service.desk.unanswered()]
    return UnansweredPage(items, None)


@put("/knowledge/{id:str}", status_code=200, summary="Write a passage", tags=["assistant"], sync_to_thread=True)
def put_passage(mall: App, request: Asked, id: str, data: PassageIn) -> PassageOut:
    """Add a passage or put it in place of the one before; it answers from now on."""
    return _passage(mall.service.assistant.knowledge.write(id, msgspec.to_builtins(data), who(request)))


@delete("/knowledge/{id:str}", status_code=200, summary="Remove a passage", tags=["assistant"], sync_to_thread=True)
def delete_passage(mall: App, id: str) -> PassageIn:
    """Remove a passage and return what it said, so that it can be written again."""
    body = mall.service.assistant.knowledge.remove(id)
    return PassageIn(body["phrasings"], AnswerWordsIn(**body["answer"]), body["source"], body["on"])


@post("/knowledge/{id:str}/undo", status_code=200, summary="Take the last change back", tags=["assistant"],
      sync_to_thread=True)  # fmt: skip
def undo_passage(mall: App, request: Asked, id: str) -> PassageOut:
    """Bring back what a passage said before."""
    return _passage(mall.service.assistant.knowledge.undo(id, who(request)))


@post("/knowledge/import", status_code=200, summary="Take in a file", tags=["assistant"], sync_to_thread=True)
def post_file(mall: App, request: Asked, data: KnowledgeFileIn) -> KnowledgeFileOut:
    """Take in many passages; all are checked before any is kept, and the same file again adds nothing."""
    found = passages_in(data.text, data.kind)
    return KnowledgeFileOut(*mall.service.assistant.knowledge.write_many(found, who(request)))


@post("/knowledge/try", status_code=200, summary="Try a question", tags=["assistant"], sync_to_thread=True)
def try_question(mall: App, data: QuestionIn) -> MatchPage:
    """Return what would be found for a question; nothing is kept."""
    assistant = mall.service.assistant
    found = assistant.knowledge.find(data.text, 5)
    items = [MatchOut(match.id, match.phrasing, match.score, match.score >= assistant.policy.threshold,
                      words(passage.answer)) for match, passage in found]  # fmt: skip
    return MatchPage(items, None)


@get("/assistant-words", summary="Read the assistant's words", tags=["assistant"], sync_to_thread=True)
def get_words(mall: App) -> AssistantWordsOut:
    """Return the words that call a person, and the first choices."""
    return _words_out(mall)


@put("/assistant-words", status_code=200, summary="Set the assistant's words", tags=["assistant"], sync_to_thread=True)
def put_words(mall: App, request: Asked, data: AssistantWordsIn) -> AssistantWordsOut:
    """Put words in place of those before."""
    mall.service.assistant.words.write(msgspec.to_builtins(data), who(request))
    return _words_out(mall)


@post("/assistant-words/undo", status_code=200, summary="Take the last change of the words back", tags=["assistant"],
      sync_to_thread=True)  # fmt: skip
def undo_words(mall: App, request: Asked) -> AssistantWordsOut:
    """Bring back the words of before."""
    mall.service.assistant.words.undo(who(request))
    return _words_out(mall)


def _passage(found: Document) -> PassageOut:
    passage = passage_of(found)
    return PassageOut(passage.id, list(passage.phrasings), words(passage.answer), passage.source, passage.on,
                      _audit(found.body["audit"]))


def _audit(entries: list[dict[str, Any]]) -> list[AuditOut]:
    return [AuditOut(each["who"], iso(each["at"]), each["what"], each["from"], each["to"]) for each in entries]


def _words_out(mall: App) -> AssistantWordsOut:
    found = mall.service.assistant.words.found()
    if found is None:
        return AssistantWordsOut([], [words(each) for each in FIRST], [])
    body = found.body
    return AssistantWordsOut(body["hand_over_words"], [Words(**each) for each in body["choices"]],
                             _audit(body["audit"]))  # fmt: skip


ROUTER = Router("/", route_handlers=[
    get_knowledge, get_unanswered, put_passage, delete_passage, undo_passage, post_file, try_question, get_words,
    put_words, undo_words,
])  # fmt: skip
