"""The voice: what shoppers say of goods by aspect, in numbers and quotes; the words by which it is read."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post, put
from litestar.params import QueryParameter
from msgspec import Meta

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.voice.pictures import Picture
from huozhao.flows.voice.series import week_start
from huozhao.http.gate.asking import who
from huozhao.http.wire import AuditOut, Words, words
from huozhao.operations.voice.extractor.proof import Proof
from huozhao.operations.voice.lexicon import GENERAL, lexicon_to_dict, standard
from huozhao.operations.voice.quotes import Quote
from huozhao.operations.voice.reading import Reading
from huozhao.terms.time import day_name, iso

Asked = Request[Any, Any, Any]
MOST_GOODS = 200


class AspectOut(msgspec.Struct, frozen=True):
    """One aspect of one product, in shoppers of the last 26 weeks; `unsure` counts sayings that count nowhere.

    `usual` is the rate of complaint before (an upper bound), `is_rising` whether more complain than that.
    """

    aspect: str
    label: Words
    praise: int
    complaints: int
    returns: int
    unsure: int
    usual: float
    is_rising: bool


class VoiceGoodsOut(msgspec.Struct, frozen=True):
    """What is said of one product: `people` spoke at all."""

    spu: str
    title: str
    category: list[str]
    people: int
    aspects: list[AspectOut]
    at: str


class VoicePage(msgspec.Struct, frozen=True):
    """Goods, most spoken of first, as the last reading left them."""

    items: list[VoiceGoodsOut]
    next: str | None


class QuoteOut(msgspec.Struct, frozen=True):
    """What a shopper wrote, naming nobody; `opinion` and `named` are [start, end) of the words, empty for none."""

    text: str
    at: str
    stars: int | None
    opinion: list[int]
    named: list[int]


class WeekOut(msgspec.Struct, frozen=True):
    """One week from its Monday: shoppers who spoke of the product, who complained, who praised."""

    week: str
    voices: int
    complaints: int
    praise: int


class AspectVoiceOut(msgspec.Struct, frozen=True):
    """One aspect of one product by week, with quotes."""

    aspect: str
    label: Words
    praise: int
    complaints: int
    returns: int
    unsure: int
    weeks: list[WeekOut]
    complaint_quotes: list[QuoteOut]
    praise_quotes: list[QuoteOut]


class VoiceOut(msgspec.Struct, frozen=True):
    """All that is said of one product, read now."""

    spu: str
    title: str
    people: int
    aspects: list[AspectVoiceOut]


class TryIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text to be read as a review; `sku` or `category` say of what kind of goods it is."""

    text: Annotated[str, Meta(max_length=2000)]
    stars: Annotated[int, Meta(ge=1, le=5)] | None = None
    sku: str = ""
    category: Annotated[str, Meta(max_length=256)] = ""


class OpinionOut(msgspec.Struct, frozen=True):
    """One judgement: 1 praise, −1 complaint, 0 unsure, with the places of its words."""

    aspect: str
    label: Words
    sign: int
    opinion: list[int]
    named: list[int]


class ReadingOut(msgspec.Struct, frozen=True):
    """How a text is read; `tone` is the whole, −1 to 1. Where only the stars spoke, `by_stars` says so.

    `is_learned`: read by what the mall's own labels taught, not by the rules.
    """

    opinions: list[OpinionOut]
    tone: float
    by_stars: bool
    is_unsure: bool
    is_learned: bool


class ReaderOut(msgspec.Struct, frozen=True):
    """By what reviews are read: whether labels taught a reading, for which goods, and whether it is in use.

    `learned` and `rules` are the F1 of aspect and sign on labelled reviews that were not learned from, the others those
    of complaints alone; 0 while nothing was taught.
    """

    is_taught: bool
    is_on: bool
    categories: list[str]
    reviews: int
    learned: float
    rules: float
    learned_complaints: float
    rules_complaints: float
    audit: list[AuditOut]


class ReaderIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether to read by what labels taught."""

    is_on: bool


class VoiceWordsOut(msgspec.Struct, frozen=True):
    """The words that come with the product, the mall's own, and the kinds that words can be of."""

    standard: dict[str, Any]
    own: dict[str, Any]
    kinds: list[str]
    audit: list[AuditOut]


class VoiceWordsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mall's own words by kind, and aspects by code; they stand in place of those before."""

    words: dict[str, list[str]] = msgspec.field(default_factory=dict)
    aspects: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)


class NewWordOut(msgspec.Struct, frozen=True):
    """A word to add, as aspect, good or bad; in how many reviews it stands, how surely it is one, an example."""

    word: str
    kind: str
    reviews: int
    score: float
    example: str


class NewWordPage(msgspec.Struct, frozen=True):
    """Words that are missing, surest first by kind."""

    items: list[NewWordOut]
    next: str | None


@get("/voice", summary="Hear what is said of all goods", tags=["voice"], sync_to_thread=True)
def get_voice(mall: App, category: str = "", limit: int = 50) -> VoicePage:
    """Return goods by aspect: who praises, who complains, what rises."""
    mall.voice.refresh()
    found = mall.voice.pictures.all(category)
    items = [_goods_out(mall, each) for each in found[: max(1, min(limit, MOST_GOODS))]]
    return VoicePage(items, None)


@get("/voice/goods/{spu:str}", summary="Hear what is said of one product", tags=["voice"], sync_to_thread=True)
def get_voice_goods(
    mall: App, spu: str, aspect: Annotated[str, QueryParameter(description="only this aspect")] = ""
) -> VoiceOut:
    """Return one product's aspects by week, with quotes that name nobody."""
    picture = mall.voice.pictures.of(spu)
    goods = mall.voice.listening.goods_of(spu)
    names = [name for name in picture.series.aspects if aspect in ("", name)]
    items = [_aspect_out(picture, name) for name in names]
    items.sort(key=lambda each: (-each.complaints, -each.praise, each.aspect))
    return VoiceOut(spu, goods.title if goods else spu, len(picture.series.people), items)


@post("/voice/read", status_code=200, summary="Read a text as a review", tags=["voice"], sync_to_thread=False)
def read_voice(mall: App, data: TryIn) -> ReadingOut:
    """Return how a text would be read; nothing is kept."""
    goods = mall.goods.sku(data.sku) if data.sku else None
    reader = mall.voice.reader
    known = reader.book.words(goods) if goods else reader.book.words_about(data.category)
    reading = (reader.of(goods) if goods else reader.about(data.category))(data.text, data.stars)
    opinions = [OpinionOut(each.aspect, words(known.label(each.aspect)), each.sign, [each.start, each.end],
                           [each.aspect_start, each.aspect_end]) for each in reading.opinions]  # fmt: skip
    return _reading_out(reading, opinions)


@get("/voice/words", summary="Read the words", tags=["voice"], sync_to_thread=True)
def get_words(mall: App) -> VoiceWordsOut:
    """Return the words by which reviews are read."""
    return _words_out(mall)


@put("/voice/words", status_code=200, summary="Set the mall's own words", tags=["voice"], sync_to_thread=True)
def put_words(mall: App, request: Asked, data: VoiceWordsIn) -> VoiceWordsOut:
    """Add aspects and words of the mall's own; all reviews are read by them from now on."""
    mall.voice.reader.book.write(msgspec.to_builtins(data), who(request), mall.clock())
    return _words_out(mall)


@post("/voice/words/undo", status_code=200, summary="Take the last change of the words back", tags=["voice"],
      sync_to_thread=True)  # fmt: skip
def undo_words(mall: App, request: Asked) -> VoiceWordsOut:
    """Bring back the words of before."""
    mall.voice.reader.book.undo(who(request), mall.clock())
    return _words_out(mall)


@get("/voice/words/new", summary="Find words that are missing", tags=["voice"], sync_to_thread=True)
def get_new_words(mall: App, category: str = "") -> NewWordPage:
    """Return words that reviews of a category use and the lexicon lacks: names of aspects, complaints, praise."""
    items = [NewWordOut(each.word, each.kind, each.reviews, each.score, each.example)
             for each in mall.voice.new_words.of(category)]  # fmt: skip
    return NewWordPage(items, None)


@get("/voice/reader", summary="See by what reviews are read", tags=["voice"], sync_to_thread=True)
def get_reader(mall: App) -> ReaderOut:
    """Return whether labels taught a reading, how well it reads against the rules, and whether it is in use."""
    return _reader_out(mall)


@put("/voice/reader", status_code=200, summary="Read by labels or by rules", tags=["voice"], sync_to_thread=True)
def put_reader(mall: App, request: Asked, data: ReaderIn) -> ReaderOut:
    """Read by what labels taught, or by the rules alone; all reviews are read that way from now on."""
    mall.voice.reader.turn(data.is_on, who(request), mall.clock())
    return _reader_out(mall)


def quote_out(quote: Quote) -> QuoteOut:
    """Return a quote for the wire."""
    return QuoteOut(quote.text, iso(quote.at), quote.stars, _span(quote.start, quote.end),
                    _span(quote.aspect_start, quote.aspect_end))  # fmt: skip


def _span(start: int, end: int) -> list[int]:
    return [start, end] if end > start else []


def _reading_out(reading: Reading, opinions: list[OpinionOut]) -> ReadingOut:
    return ReadingOut(opinions, round(reading.tone, 3), reading.by_stars, reading.is_unsure, reading.is_learned)


def _reader_out(mall: App) -> ReaderOut:
    reader = mall.voice.reader
    taught, switch = reader.taught.get(), reader.switch()
    proof = taught.proof if taught else Proof(0, 0.0, 0.0, 0.0, 0.0)
    return ReaderOut(
        taught is not None, taught is not None and reader.is_on, list(taught.categories) if taught else [],
        proof.reviews, proof.learned, proof.rules, proof.learned_complaints, proof.rules_complaints,
        _audit(switch.body["audit"] if switch else []),
    )  # fmt: skip


def _audit(entries: list[dict[str, Any]]) -> list[AuditOut]:
    return [AuditOut(entry["who"], iso(entry["at"]), entry["what"], {}, {}) for entry in entries]


def _goods_out(mall: App, found: Document) -> VoiceGoodsOut:
    body, known = found.body, mall.voice.reader.book.words(mall.voice.listening.goods_of(found.id))
    aspects = [
        AspectOut(name, words(known.label(name)), each["content"], each["people"], each["returns"], each["unsure"],
                  each.get("usual", 0.0), each.get("is_rising", False))
        for name, each in body["aspects"].items()
    ]  # fmt: skip
    aspects.sort(key=lambda each: (-each.complaints - each.praise, each.aspect))
    return VoiceGoodsOut(found.id, body["title"], body["category"], body["people"], aspects, iso(body["at"]))


def _aspect_out(picture: Picture, name: str) -> AspectVoiceOut:
    series, each = picture.series, picture.series.aspects[name]
    weeks = [WeekOut(day_name(week_start(series.first + n)), series.voices[n], each.complaints[n], each.praise[n])
             for n in range(len(series.voices))]  # fmt: skip
    return AspectVoiceOut(
        name, words(picture.words.label(name)), len(each.content), len(each.people), len(each.returned), each.unsure,
        weeks, [quote_out(quote) for quote in picture.quotes(name, -1)],
        [quote_out(quote) for quote in picture.quotes(name, 1, 5)],
    )  # fmt: skip


def _words_out(mall: App) -> VoiceWordsOut:
    found = mall.voice.reader.book.own()
    own = found.body["own"] if found else {"words": {}, "aspects": {}}
    return VoiceWordsOut(lexicon_to_dict(standard()), own, list(GENERAL), _audit(found.body["audit"] if found else []))


ROUTER = Router("/", route_handlers=[get_voice, get_voice_goods, read_voice, get_words, get_new_words,
                                     put_words, undo_words, get_reader, put_reader])
