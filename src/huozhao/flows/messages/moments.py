"""Popups of the moment, which answer what a shopper does right now: under the same cap as everything the mall sends."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from huozhao.events.catalogue import SceneMet
from huozhao.events.event import event
from huozhao.events.log import EventLog
from huozhao.flows.messages.interrupting import Interrupting
from huozhao.flows.messages.round import Round
from huozhao.matching.scenes.folds import HELD_OUT
from huozhao.matching.zones import Popup
from huozhao.terms.errors import HuozhaoError
from huozhao.terms.time import local_day

MOST_NOTED = 100_000
# Popups for needs are measured as a scene of this name.
SOURCE = "needs.popup"


@dataclass(slots=True)
class Moments:
    """Asked before a popup of the moment is shown. Quiet hours do not hold: the shopper is there and acting."""

    round: Round
    log: EventLog
    appended: Callable[[], None]
    _noted: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def may(self, popup: Popup, shopper: str) -> bool:
        """Tell whether a popup may be shown, and claim its place; note the arm of the person where there is one.

        What was claimed once may be shown again, until the shopper puts it away.
        """
        person = self.round.known.person(shopper)
        if popup.arm:
            self._note(person, popup.arm)
        return popup.arm != HELD_OUT and Interrupting(self.round).claim(f"popup:{popup.id}", person, "popup")

    def _note(self, person: str, arm: str) -> None:
        """Put the arm of a person on record once a day; a busy log costs the note, never the page."""
        now = self.round.clock()
        id = f"moment-{self.round.store.mark(f'{SOURCE} {person}')}-{local_day(now, self.round.zone)}"
        if id in self._noted:
            return
        self._noted[id] = None
        if len(self._noted) > MOST_NOTED:
            self._noted.popitem(last=False)
        try:
            future = self.log.submit([event(id, now, person, SceneMet(SOURCE, 0, arm), "page")])
        except HuozhaoError:
            return
        future.add_done_callback(lambda _: self.appended())
