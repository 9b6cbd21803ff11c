"""Wire the voice: what listens to the log, what pages, plan and nightly run take from it."""

from typing import Any

from huozhao.app.storage import Backends
from huozhao.events.documents import Document
from huozhao.flows.crowds.book import CrowdBook
from huozhao.flows.folds import Folds
from huozhao.flows.goods import Goods
from huozhao.flows.people.standing import Known
from huozhao.flows.purchasing.desk import PurchaseDesk
from huozhao.flows.run import Stage
from huozhao.flows.tags.tags import Tags
from huozhao.flows.voice.bad_lots import BadLots
from huozhao.flows.voice.buyers import Buyers
from huozhao.flows.voice.desk import LABEL, VoiceDesk, sent_at
from huozhao.flows.voice.effect import Effects
from huozhao.flows.voice.listening import Listening, Policy
from huozhao.flows.voice.new_words import NewWords
from huozhao.flows.voice.pictures import Pictures
from huozhao.flows.voice.reader import Reader
from huozhao.flows.voice.telling import Telling
from huozhao.flows.voice.ticket_book import TicketBook
from huozhao.flows.voice.tones import Tones
from huozhao.flows.voice.upgrades import Upgrades
from huozhao.flows.voice.votes import Voices
from huozhao.flows.voice.word_book import WordBook
from huozhao.flows.webhooks.message import message_of
from huozhao.flows.webhooks.outbox import Outbox
from huozhao.settings import Settings

# What a supplier is told of a ticket: sums and quotes, nothing of anybody.
TOLD = ("spu", "aspect", "title", "headline", "why", "note", "people", "praise", "voices", "returns", "lots", "weeks",
        "first_week", "quotes")  # fmt: skip


def wire_voice(settings: Settings, opened: Backends, folds: Folds, goods: Goods, known: Known, tags: Tags) -> VoiceDesk:
    """Return the voice desk of a mall, following what shoppers say."""
    given, zone, clock = settings.voice, settings.mall.timezone, opened.clock
    book = WordBook(opened.documents)
    reader = Reader(book, opened.artifacts, opened.documents)
    tones = Tones(opened.state, opened.artifacts, goods, reader)
    voices = Voices(opened.state, goods, reader, known, tones.felt)
    policy = Policy(given.least_shoppers, given.false_alarms_a_week)
    listening = Listening(opened.documents, voices, policy, clock, zone)
    tickets = TicketBook(opened.documents, clock)
    upgrades = Upgrades(voices, tickets, opened.ledger, opened.log, folds.wake, clock, zone, given.hold_out)
    crowds = CrowdBook(opened.documents)
    telling = Telling(tags.publish, crowds, lambda crowd: [f"crowd {each.crowd}" for each in crowds.using(crowd=crowd)])

    def price(sku: str) -> int:
        found = goods.sku(sku)
        return found.price_fen if found else 0

    effects = Effects(opened.state, known, zone, given.hold_out, price)
    buyers = Buyers(opened.state, listening.today)
    desk = VoiceDesk(listening, Pictures(listening), reader, tickets, upgrades, telling, effects, buyers.of, tones,
                     NewWords(opened.state, goods, book), BadLots(opened.ledger))
    folds.listen(desk.applied)
    return desk


def post_tickets(desk: VoiceDesk, buying: PurchaseDesk) -> None:
    """Send tickets to suppliers that have an address for messages, signed as purchase orders are."""

    def post(found: Document, body: dict[str, Any]) -> None:
        supplier = str(body["supplier"])
        url = buying.suppliers.terms(supplier)["webhook_url"]
        if url:
            told = {"ticket": found.id, **{key: body[key] for key in TOLD}}
            message = message_of("ticket.sent", url, f"supplier:{supplier}", found.id, told, sent_at(found))
            buying.outbox.put(Outbox.id(f"ticket-{found.id}", sent_at(found)), message)

    desk.posting(post)


def voice_stage(desk: VoiceDesk) -> Stage:
    """Return the stage of the nightly run; it comes before the plan, which orders what will be wanted."""
    return Stage("voice", LABEL, desk.stage)
