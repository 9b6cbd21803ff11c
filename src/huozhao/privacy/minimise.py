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
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def is_personal_name(field: str) -> bool:
    """Tell whether a field's name speaks of personal data."""
    return field.strip().lower() in PERSONAL_NAMES


def mask(text: str) -> str:
    """Hide mobile numbers, identity numbers and e-mail addresses in a text."""
    text = _IDENTITY.sub(lambda found: found[0][:3] + "*" * 15, text)
    text = _MOBILE.sub(lambda found: found[0][:3] + "****" + found[0][-4:], text)
    return _EMAIL.sub("***@***", text)
