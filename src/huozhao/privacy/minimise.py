"""Refuse personal data that no purpose was declared for."""

import re

PERSONAL_NAMES = frozenset(
    {
        "phone",
        "mobile",
        "tel",
        "telephone",
        "phone_number",
        "id_card",
        "idcard",
        "id_number",
        "email",
        "e_mail",
        "address",
        "real_name",
        "realname",
        "full_name",
        "name_real",
        "openid",
        "unionid",
        "wechat",
        "wechat_id",
        "birthday",
        "passport",
        "bank_card",
        "plate",
        "ip",
        "receiver",
        "consignee",
        "手机",
        "手机号",
        "电话",
        "身份证",
        "身份证号",
        "邮箱",
        "地址",
        "收货地址",
        "姓名",
        "真实姓名",
        "微信号",
        "收货人",
    }
)
# These are recognised by their form, so that a part can stay readable for whoever mends the row.
_SHOWN_MASKED = frozenset(
    {"phone", "mobile", "tel", "telephone", "phone_number", "email", "e_mail", "手机", "手机号", "电话"}
)
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_CARD = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]·?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])"
)
_WECHAT = re.compile(r"((?:微信号?|wechat(?:_id)?|wxid|vx)[\s:：=\"']{1,4})([A-Za-z][\w-]{5,19})", re.IGNORECASE)
_WXID = re.compile(r"wxid_\w{6,20}")
_QUOTED = re.compile(r'"([^"\\]{1,40})"(\s*:\s*)"((?:[^"\\]|\\.)*)"')
# Weights and check characters of identity numbers: GB 11643-1999, ISO 7064 MOD 11-2.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def is_personal_name(field: str) -> bool:
    """Tell whether a field's name speaks of personal data."""
    return field.strip().lower() in PERSONAL_NAMES


def is_identity_number(text: str) -> bool:
    """Tell whether 18 characters are an identity number: a birth date inside and the right check character."""
    if not _IDENTITY.fullmatch(text) or text[6:8] not in ("19", "20") or not "01" <= text[10:12] <= "12":
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == text[17].upper()


def is_bank_card(text: str) -> bool:
    """Tell whether digits are a payment card number: 16 to 19 digits that pass the Luhn check (ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in reversed(text)]
    doubled = (digit * 2 - 9 * (digit > 4) for digit in digits[1::2])
    return len(digits) >= 16 and text[0] in "3456" and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def mask(text: str) -> str:
    """Hide phone, identity and card numbers, e-mail addresses, number plates and WeChat ids in a text."""
    text = _IDENTITY.sub(lambda found: found[0][:3] + "*" * 15, text)
    text = _CARD.sub(lambda found: "*" * 12 + found[0][-4:] if is_bank_card(found[0]) else found[0], text)
    text = _MOBILE.sub(r"\1****\3", text)
    text = _PLATE.sub(lambda found: found[0][:2] + "*****", text)
    text = _WXID.sub("wxid_***", _WECHAT.sub(r"\1***", text))
    return _EMAIL.sub("***@***", text)


def mask_raw(text: str) -> str:
    """Hide in JSON, beside all that `mask` hides, the value of every field whose name speaks of personal data.

    Contact data are hidden whole: nothing in a name or an address gives it away.
    """
    contact = "Contact Given" in text

    def hide(found: re.Match[str]) -> str:
        inside = contact and found[1] == "name" and found[3] not in ("", "Shopper Contact Given")
        hidden = is_personal_name(found[1]) and found[1].lower() not in _SHOWN_MASKED
        return f'"{found[1]}"{found[2]}"***"' if (inside or hidden) and found[3] else found[0]

    return mask(_QUOTED.sub(hide, text))
