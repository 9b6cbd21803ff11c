"""An address book: one address is the default, nothing is lost, and what is shown of it is masked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.privacy.addresses import (
    CONTACT,
    MOST,
    Address,
    default_of,
    in_short,
    known,
    read,
    with_one,
    without,
    written,
)
from huozhao.terms.errors import BadInput

CONTACT_DATA = {"name": "林晓", "phone": "+8613800138000", "address": "南山区海岸城 1 号"}
IDS = st.sampled_from("abcdefgh")
CHANGES = st.lists(st.tuples(IDS, st.booleans(), st.booleans()), max_size=30)


def one(id: str, is_default: bool = False, name: str = "林晓") -> Address:
    return Address(id, name, "13800138000", "南山区海岸城 1 号", "home", is_default)


@given(CHANGES)
def test_however_a_book_is_changed_exactly_one_address_is_the_default(changes: list[tuple[str, bool, bool]]) -> None:
    book: list[Address] = []
    wanted: dict[str, None] = {}
    for id, is_default, is_kept in changes:
        book = with_one(book, one(id, is_default)) if is_kept else without(book, id)
        if is_kept:
            wanted[id] = None
        else:
            wanted.pop(id, None)
        assert [each.id for each in book] == list(wanted)
        assert sum(each.is_default for each in book) == min(1, len(book))
        assert read(written(book)) == book


def test_a_new_default_takes_the_place_of_the_one_before() -> None:
    book = with_one(with_one([], one("a")), one("b", is_default=True))
    assert default_of(book) is not None and [each.is_default for each in book] == [False, True]
    assert [each.is_default for each in without(book, "b")] == [True]


def test_a_default_that_is_changed_stays_the_default_until_another_one_is() -> None:
    book = with_one(with_one([], one("a")), one("b", is_default=True))
    assert [(each.name, each.is_default) for each in with_one(book, one("b", name="林小晓"))] == [
        ("林晓", False), ("林小晓", True)]  # fmt: skip


def test_contact_data_are_the_default_address_whoever_changed_them() -> None:
    assert known([], {"name": "林晓"}) == []
    assert [each.id for each in known([], CONTACT_DATA)] == [CONTACT]
    book = with_one(with_one([], one("a")), one("b"))
    assert [each.name for each in known(book, CONTACT_DATA | {"name": "林小晓"})] == ["林小晓", "林晓"]
    assert [each.id for each in known([*book, one("a", name="旧")], CONTACT_DATA)] == ["a", "b"]


def test_a_full_book_and_a_phone_that_is_none_are_refused() -> None:
    book: list[Address] = []
    for n in range(MOST):
        book = with_one(book, one(f"a{n}"))
    with pytest.raises(BadInput, match="20 addresses"):
        with_one(book, one("one-more"))
    with pytest.raises(BadInput, match="no phone number"):
        with_one([], Address("a", "林晓", "12", "南山"))


def test_an_address_is_shown_in_part_only() -> None:
    assert in_short(with_one([], one("a"))[0]) == "林* 138****8000 南山区海岸城***"


def test_of_the_lists_of_several_ids_each_keeps_its_own_address_and_what_was_given_last_is_the_default() -> None:
    here, there = {"longitude": 1.0, "latitude": 2.0}, {"longitude": 3.0, "latitude": 4.0}
    home = Address("home", "安", "+8613800138000", "北京1号", is_default=True, place=here)
    guest = Address("guest", "客", "+8613800138001", "深圳2号", is_default=True, place=there)
    last = {"name": "客", "phone": "+8613800138001", "address": "深圳2号"}
    assert known([home, guest], last) == [replace(home, is_default=False), guest]
    assert known([guest, home], last) == [guest, replace(home, is_default=False)]


def test_a_default_whose_text_was_given_anew_lies_nobody_knows_where() -> None:
    here = {"longitude": 1.0, "latitude": 2.0}
    home = Address("home", "安", "+8613800138000", "北京1号", is_default=True, place=here)
    told = {"name": "安", "phone": "+8613800138000", "address": "深圳2号"}
    assert known([home], told) == [replace(home, address="深圳2号", place=None)]
    assert known([home], {**told, "address": "北京1号", "name": "安安"})[0].place == here
