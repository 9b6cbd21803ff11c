"""What looks like personal data is hidden, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.privacy.contact import masked, phone
from huozhao.privacy.minimise import is_bank_card, is_identity_number, mask, mask_raw
from huozhao.terms.errors import BadInput


@pytest.mark.parametrize(("text", "shown"), [
    ("电话13800138000,谢谢", "电话138****8000,谢谢"),
    ("+86 138-0013-8000", "138****8000"),
    ("身份证 11010519491231002X", "身份证 110***************"),
    ("卡号 6222021234567890128", "卡号 ************0128"),
    ("粤B12345 停在门口", "粤B***** 停在门口"),
    ("新能源 粤BD12345", "新能源 粤B*****"),
    ("微信号: zhang_san88", "微信号: ***"),
    ("微信号：zhang_san88", "微信号：***"),
    ("wxid_abcdef123456", "wxid_***"),
    ("写信 li@example.com", "写信 ***@***"),
])
def test_personal_data_in_a_text_are_hidden(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize("text", [
    "1511539200123", "订单 20261123000000000001", "2268318", "SKU-1001-RED", "12800138000", "6222021234567890127",
])
def test_order_numbers_times_and_skus_stay_readable(text: str) -> None:
    assert mask(text) == text


def test_identity_and_card_numbers_are_told_by_their_check_digits() -> None:
    assert is_identity_number("11010519491231002X") and not is_identity_number("110105194912310021")
    assert is_bank_card("6222021234567890128") and not is_bank_card("6222021234567890127")


WORDS = st.characters(exclude_characters='"\\', exclude_categories=("Cs", "Cc"))


@given(st.text(alphabet=WORDS, min_size=1, max_size=20))
def test_a_name_or_address_never_survives_in_a_failed_contact_event(name: str) -> None:
    raw = f'{{"name": "Shopper Contact Given", "properties": {{"name": "{name}X金", "address": "{name}Y路"}}}}'
    hidden = mask_raw(raw)
    assert f"{name}X金" not in hidden and f"{name}Y路" not in hidden and "Shopper Contact Given" in hidden


@pytest.mark.parametrize(("given_", "kept"), [
    ("138 0013 8000", "+8613800138000"), ("+86-138-0013-8000", "+8613800138000"), ("8613800138000", "+8613800138000"),
    ("0755-26612345", "+8675526612345"), ("010 6552 9988", "+861065529988"), ("+1 650 253 0000", "+16502530000"),
    ("13800138000", "+8613800138000"),
])
def test_numbers_are_brought_into_one_form(given_: str, kept: str) -> None:
    assert phone(given_) == kept


@pytest.mark.parametrize("wrong", ["", "123", "1380013800", "238001380000", "+86 12345", "abc"])
def test_what_is_no_number_is_refused(wrong: str) -> None:
    with pytest.raises(BadInput):
        phone(wrong)


def test_contact_data_are_shown_masked() -> None:
    assert masked("phone", "+8613800138000") == "138****8000"
    assert masked("name", "张三") == "张*" and masked("name", "王") == "*"
    assert masked("address", "深圳市南山区科技园 1 号") == "深圳市南山区***"
