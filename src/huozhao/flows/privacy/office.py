"""All that the mall does for the privacy of its shoppers, in one place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.event import Event
from huozhao.events.state import Fold, StateStore
from huozhao.flows.privacy.centre import Centre
from huozhao.flows.privacy.erase import Erase
from huozhao.flows.privacy.minimisation import Minimisation
from huozhao.flows.privacy.retention import Kept, Retention
from huozhao.flows.privacy.rotation import Rotation
from huozhao.flows.privacy.stores import Data, Holders, stores
from huozhao.flows.tags.reread import reread
from huozhao.privacy.purposes import PURPOSES
from huozhao.privacy.sealing import Chance, Rotating


@dataclass(frozen=True, slots=True)
class PrivacyOffice:
    """What operators and shoppers use."""

    erase: Erase
    centre: Centre
    retention: Retention
    rotation: Rotation
    minimisation: Minimisation

    def erase_on_request(self, subject: str, channel: str) -> dict[str, Any]:
        """Erase a shopper who asked for it, and put the request with its receipt on the list."""
        who = self.centre.mark(self.centre.people.members(subject)[0])
        receipt = self.erase.erase(subject, channel)
        self.centre.note(who, "erase", "done", receipt=receipt["receipt"], is_mark=True)
        return receipt

    def reapply(self, state: StateStore) -> int:
        """Erase again who was erased and is back because an old copy of the data was restored; return how many."""

        def known() -> Iterator[str]:
            yield from (str(name) for name in state.columns("shoppers", ["shopper"])["shopper"])
            yield from self.centre.consents.subjects()

        return self.erase.again(known())


def office(
    data: Data, holders: Holders, rotating: Rotating, record: Callable[[Sequence[Event]], object], settings: Any,
    clock: Callable[[], int], chance: Chance, folds: Sequence[Fold],
) -> PrivacyOffice:  # fmt: skip
    """Return the office; `settings` has the days of each purpose as <purpose>_days, and failed_event_days."""
    erase = Erase(holders.people, stores(data, holders, chance), holders.vault.keys, data.documents, clock, chance)
    centre = Centre(
        data.log, data.documents, holders.people, holders.consents, holders.notices, holders.vault,
        holders.contests, record, holders.looks.count, erase.mark, clock, chance,
    )  # fmt: skip

    def rewritten(subjects: frozenset[str]) -> None:
        data.folds.refold(sorted(subjects), lambda each: data.state.forget(each, linked=False))
        reread(holders.tags, sorted(subjects))
        holders.reload()

    days = {purpose.name: getattr(settings, f"{purpose.name}_days") for purpose in PURPOSES}
    retention = Retention(
        data.log, data.documents, holders.consents, Kept(days, settings.failed_event_days),
        (("access_log", holders.looks.expire), ("messages", holders.messages.expire),
         ("favourites", holders.favourites.expire), ("outgoing", holders.subscribers.expire)), rewritten, clock,
    )  # fmt: skip
    return PrivacyOffice(erase, centre, retention, Rotation(rotating), Minimisation(data.log, folds))
