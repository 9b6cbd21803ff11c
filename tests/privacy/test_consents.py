"""What is allowed follows from the newest decision of the person, at once."""

from collections.abc import Callable

import pytest

from huozhao.backends.memory.consents import MemoryConsents
from huozhao.flows.privacy.consents import Consents
from huozhao.privacy.consent import Decision
from huozhao.terms.errors import BadInput


class Couple:
    """Persons of two subject ids, joined and parted by hand."""

    def __init__(self) -> None:
        self.joined = False
        self._changed: Callable[[frozenset[str]], None] = lambda _: None

    def members(self, subject: str) -> tuple[str, ...]:
        return ("a", "b") if self.joined and subject in ("a", "b") else (subject,)

    def listen(self, changed: Callable[[frozenset[str]], None]) -> None:
        self._changed = changed

    def join(self, joined: bool) -> None:
        self.joined = joined
        self._changed(frozenset({"a", "b"}))


def said(subject: str, given: bool = True, purpose: str = "personalisation") -> Decision:
    return Decision(subject, purpose, given, 1, "test", 1)


def test_everything_but_service_is_off_until_it_is_given() -> None:
    consents = Consents(MemoryConsents())
    assert consents.allows("a", "service") and not consents.allows("a", "personalisation")
    consents.tell([said("a")])
    assert consents.allows("a", "personalisation") and not consents.allows("a", "marketing")
    assert not consents.allows("", "personalisation")
    consents.tell([said("a", False)])
    assert not consents.allows("a", "personalisation")


def test_a_listener_hears_changes_and_nothing_else() -> None:
    consents, heard = Consents(MemoryConsents()), []
    consents.listen(lambda *change: heard.append(change))
    consents.tell([said("a"), said("a"), said("b", False)])
    assert heard == [("a", "personalisation", True)]


def test_a_withdrawal_under_one_id_holds_for_all_ids_of_the_person() -> None:
    people = Couple()
    consents = Consents(MemoryConsents(), people)
    consents.tell([said("a")])
    people.join(True)
    assert consents.allows("b", "personalisation")
    consents.tell([said("b", False)])
    assert not consents.allows("a", "personalisation")
    people.join(False)
    assert consents.allows("a", "personalisation") and not consents.allows("b", "personalisation")


def test_what_another_process_decided_is_in_force_within_a_second() -> None:
    ledger = MemoryConsents()
    here, there = Consents(ledger), Consents(ledger)
    there.tell([said("a")])
    here._looked = 0.0
    assert here.allows("a", "personalisation")


@pytest.mark.parametrize("purpose", ["service", "fortune telling"])
def test_only_purposes_that_need_consent_can_be_decided(purpose: str) -> None:
    with pytest.raises(BadInput, match="there is no consent to ask for"):
        Consents(MemoryConsents()).tell([said("a", purpose=purpose)])
