"""Which template goes with which part of the mall: told by operators, kept by edits of others, given to wishes."""

from typing import Any

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.flows.messages.rules import Rules
from huozhao.operations.messages.policy import Policy
from huozhao.operations.messages.wish import Wish
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

WORDS = Text("降价了", "cheaper")


@pytest.fixture
def rules() -> Rules:
    """Rules under which favourites and coupons share a template."""
    made = Rules(MemoryDocuments(lambda: 1), Policy())
    write(made, sale={"kind": "marketing", "uses": ["favourites", "coupons", "favourites"]}, parcel={})
    return made


def write(rules: Rules, **templates: dict[str, Any]) -> None:
    """Set all templates."""
    rules.write({}, templates, "ops", 1)


def test_a_wish_without_template_goes_by_the_one_of_its_part(rules: Rules) -> None:
    plain = Wish("k", "ann", "t", "marketing", WORDS, WORDS, 9, "favourites:cheaper")
    named = Wish("l", "ann", "t", "marketing", WORDS, WORDS, 9, "favourites:cheaper", template="own")
    inbox = Wish("m", "ann", "t", "marketing", WORDS, WORDS, 9, "favourites:cheaper", ("inbox",))
    care = Wish("n", "ann", "t", "service", WORDS, WORDS, 9, "care:film")
    assert [each.template for each in rules.addressed([plain, named, inbox, care])] == ["sale", "own", "", ""]


def test_an_edit_of_other_things_keeps_the_uses_and_an_undo_brings_them_back(rules: Rules) -> None:
    write(rules, sale={"kind": "marketing", "fields": {"thing1": "{title}"}}, parcel={"uses": ["care"]})
    assert rules.used() == {"favourites": "sale", "coupons": "sale", "care": "parcel"}
    write(rules, sale={"uses": []}, parcel={})
    assert rules.used() == {"care": "parcel"} and rules.uses("sale") == []
    rules.undo("ops", 2)
    assert rules.uses("sale") == ["favourites", "coupons"]


def test_the_last_message_is_kept_for_service_unless_the_template_serves_nothing(rules: Rules) -> None:
    write(rules, fan={"uses": ["favourites", "coupons"]}, both={"uses": ["care"]}, own={}, offer={"kind": "marketing"})
    assert {id: rules.is_for_service(id) for id in ("fan", "both", "own", "offer", "unknown")} == {
        "fan": False, "both": True, "own": True, "offer": False, "unknown": True}
    write(rules, both={"uses": ["care", "favourites"]})
    assert rules.is_for_service("both"), "care may need it"


def test_a_part_has_one_template_and_there_are_no_others_than_the_malls(rules: Rules) -> None:
    with pytest.raises(BadInput) as caught:
        write(rules, sale={}, parcel={"uses": ["care", "coupons"]})
    assert (caught.value.code, caught.value.field) == ("template_taken", "templates.parcel.uses")
    with pytest.raises(BadInput) as caught:
        write(rules, sale={"uses": ["weather"]})
    assert (caught.value.code, caught.value.field) == ("part_unknown", "templates.sale.uses")
    write(rules, sale={"uses": ["coupons"]}, parcel={"uses": ["favourites"]})
    assert rules.used() == {"coupons": "sale", "favourites": "parcel"}, "what was refused changed nothing"
