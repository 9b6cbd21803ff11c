"""Wire after-care: guides and receipts are read, what is due goes to the arbiter, answers to the door of the log."""

from dataclasses import dataclass

from huozhao.app.storage import Backends
from huozhao.flows.care.answers import Answers
from huozhao.flows.care.book import guide_book
from huozhao.flows.care.cycles import Cycles
from huozhao.flows.care.desk import CareDesk
from huozhao.flows.care.handing import Handing
from huozhao.flows.care.part import CarePart
from huozhao.flows.care.receipts import Receipts
from huozhao.flows.collect import Collect
from huozhao.flows.folds import Folds
from huozhao.flows.goods import Goods
from huozhao.flows.learning.learned import Learned
from huozhao.flows.messages.desk import Messages
from huozhao.flows.people.standing import Known
from huozhao.settings import Settings


@dataclass(frozen=True)
class Care:
    """After-care: what is read of it, what hands it over, what takes answers."""

    desk: CareDesk
    handing: Handing
    answers: Answers


def care_desk(settings: Settings, opened: Backends, goods: Goods, known: Known) -> CareDesk:
    """Return what reads guides and receipts."""
    zone = settings.mall.timezone
    receipts = Receipts(opened.state, known, goods, zone)
    return CareDesk(guide_book(opened.documents, goods), receipts, settings.care, opened.clock, zone)


def cycles_of(desk: CareDesk, opened: Backends, learned: Learned) -> Cycles:
    """Return the needs that the ends of supplies tell of."""
    return Cycles(desk, opened.state, learned.recalls.baskets)


def wire_care(desk: CareDesk, opened: Backends, folds: Folds, messages: Messages, collect: Collect) -> Care:
    """Return the after-care of a mall: at once when an order arrives, and once a day for what is due by date."""
    handing = Handing(desk, messages.hand, collect.record, messages.pulse.wake)
    messages.part("care", CarePart(desk.receipts, opened.state))
    messages.pulse.turns.append(handing.turn)
    folds.listen(handing.applied)
    return Care(desk, handing, Answers(desk, collect.record, opened.state, opened.clock))
