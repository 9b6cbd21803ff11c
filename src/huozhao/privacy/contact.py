"""Contact data: read, brought into one form, and shown masked."""

import re

from huozhao.terms.errors import BadInput

FIELDS = ("phone", "name", "address")
# What the vault keeps beside contact data: by what WeChat knows a shopper, needed to write to them.
OPENID = "openid"
_SEPARATORS = re.compile(r"[\s\-().—]")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}")
_ABROAD = re.compile(r"\+[1-9]\d{6,14}")


def phone(given: str) -> str:
    """Return a number in E.164; Chinese mobiles and landlines may come without +86. BadInput for what is none."""
    text = _SEPARATORS.sub("", given).translate(str.maketrans("+0123456789", "+0123456789"))
    home = re.sub(r"^(\+86|0086|86(?=1[3-9]\d{9}$))", "", text)
    if _MOBILE.fullmatch(home):
        return f"+86{home}"
    if _LANDLINE.fullmatch(home):
        return f"+86{home[1:]}"
    if _ABROAD.fullmatch(text) and not text.startswith("+86"):
        return text
    raise BadInput("phone_unreadable", "this is no phone number / 这不是有效的电话号码", field="phone",
                   hint="an 11-digit mobile number, a landline with area code, or + and the country code")


def normal(field: str, value: str) -> str:
    """Return a value in the form in which it is kept and looked up."""
    return phone(value) if field == "phone" else " ".join(value.split())


def masked(field: str, value: str) -> str:
    """Return a value as it may be shown: 138****1234, 张*, the beginning of an address."""
    if field == "phone":
        local = value.removeprefix("+86")
        return f"{local[:3]}****{local[-4:]}"
    if field == "name":
        return value[:1] + "*" * min(len(value) - 1, 2) if len(value) > 1 else "*"
    return value[:6] + "***" if len(value) > 6 else "***"
