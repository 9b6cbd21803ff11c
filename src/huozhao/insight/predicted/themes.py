"""Themes: words in titles, categories, attributes and searches that speak of a need or a stage of life."""

from collections.abc import Iterable, Mapping

THEMES: Mapping[str, tuple[str, ...]] = {
    "skin_care": (
        "护肤", "面膜", "洁面", "洗面奶", "爽肤水", "精华", "乳液", "面霜", "眼霜", "防晒", "卸妆", "美妆", "化妆水",
        "skincare", "skin care", "facial", "serum", "moisturiser", "moisturizer", "cleanser", "sunscreen",
    ),
    "sensitive_skin": (
        "敏感肌", "敏感皮", "舒缓", "低敏", "抗敏", "修护屏障", "屏障修护", "泛红", "无香精", "无酒精", "无添加",
        "零添加", "医用敷料", "神经酰胺", "积雪草", "氨基酸洁面",
        "sensitive skin", "soothing", "hypoallergenic", "fragrance-free", "fragrance free", "ceramide",
    ),
    "baby": (
        "母婴", "婴儿", "宝宝", "新生儿", "奶粉", "纸尿裤", "尿不湿", "辅食", "奶瓶", "童车", "孕妇", "孕产", "待产",
        "月子", "早教", "baby", "infant", "newborn", "diaper", "nappy", "maternity", "formula milk",
    ),
    "student": (
        "学生", "文具", "教辅", "考研", "四级", "六级", "宿舍", "书包", "练习册", "笔记本本子", "中性笔", "开学",
        "student", "stationery", "textbook", "dormitory", "school bag",
    ),
    "office": (
        "办公", "通勤", "速食", "便当", "咖啡", "上班", "商务", "衬衫", "西装", "人体工学", "提神", "工位", "电脑支架",
        "office", "commut", "business shirt", "instant meal", "coffee",
    ),
}  # fmt: skip
NAMES = tuple(THEMES)


def themes_of(words: Iterable[str]) -> tuple[bool, ...]:
    """Return for each theme whether one of its words stands in the texts given."""
    text = " ".join(words).lower()
    return tuple(any(word in text for word in THEMES[name]) for name in NAMES)
