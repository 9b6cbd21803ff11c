"""The guides of the demo mall, written once through the public API; what an operator makes of them stands."""

from typing import Any

from huozhao.twin.api import Api
from huozhao.twin.report import Report

Words = dict[str, str]


def _words(zh: str, en: str) -> Words:
    return {"zh": zh, "en": en}


def _reminder(id: str, day: int, title: Words, body: Words) -> dict[str, Any]:
    return {"id": id, "day": day, "title": title, "body": body}


GUIDES: dict[str, dict[str, Any]] = {
    "earphones": {
        "title": _words("蓝牙耳机使用指南", "Your earphones"), "category": ["数码配件", "蓝牙耳机"],
        "body": _words(
            "## 第一次使用\n1. 打开盒盖，长按 **5 秒**进入配对\n2. 在手机蓝牙里选择耳机\n\n## 保养\n- 用干布擦耳塞",
            "## First use\n1. Open the case and hold for **5 seconds**\n2. Choose them under Bluetooth"),
        "reminders": [
            _reminder("clean", 14, _words("清洁耳塞", "Clean the tips"), _words("冲洗后晾干", "Rinse and dry them")),
            _reminder("battery", 90, _words("检查电池", "Check the battery"), _words("充满再用", "Charge fully")),
        ],
    },
    "face_cream": {
        "title": _words("面霜怎么用", "How to use the cream"), "category": ["美妆护肤", "面霜"],
        "body": _words("1. 洁面后取一颗珍珠大小\n2. 从脸颊往外推开\n\n- 敏感肌先在手腕内侧试一天",
                       "1. After washing take as much as a pearl\n2. Spread it outwards"),
        "cycle": {"days": 60, "lead_days": 7},
    },
    "detergent": {
        "title": _words("洗衣液用量", "How much detergent"), "category": ["家居清洁", "洗衣液"], "asks": False,
        "body": _words("- 4 公斤衣物约 40 毫升\n- 深浅分开洗", "- About 40 ml for 4 kg\n- Wash dark and light apart"),
        "cycle": {"days": 30, "lead_days": 4},
    },
    "nappies": {
        "title": _words("纸尿裤穿戴与换码", "Fitting and sizing nappies"), "category": ["母婴", "纸尿裤"],
        "body": _words("1. 分清前后，对称粘好\n2. 防漏边拉出来", "1. Fasten both sides\n2. Pull the guards out"),
        "cycle": {"days": 20, "lead_days": 3},
        "reminders": [_reminder("size", 45, _words("看看要不要换码", "A larger size?"),
                                _words("勒出红印就该换大一码", "Red marks mean the next size"))],
    },
    "yoga_mat": {
        "title": _words("瑜伽垫开封与清洁", "Your yoga mat"), "category": ["运动户外", "瑜伽垫"],
        "body": _words("- 开封后通风一天\n- 用后湿布擦，阴干", "- Air it for a day\n- Dry it in the shade"),
        "reminders": [_reminder("wash", 30, _words("给垫子做一次清洁", "Clean the mat"),
                                _words("清水加几滴洗洁精擦一遍", "Water with a drop of soap"))],
    },
}  # fmt: skip


def write_guides(api: Api, report: Report) -> None:
    """Write the guides that the mall does not have yet, and put them in force."""
    for guide, body in GUIDES.items():
        path = f"/v1/care/guides/{guide}"
        if api.get(path)[0] == 404:
            report.check("guides", api.put(path, {**body, "state": "live"}))
            report.count("guides")
