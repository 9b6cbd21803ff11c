"""The glossary holds every word of the product in both languages, and code keeps to it."""

import re

import source

from huozhao.events.catalogue import CATALOGUE
from huozhao.flows.subscriptions import subscriptions

NAMES = {
    "Spu", "Sku", "on_hand", "reserved", "in_transit", "available", "Reservation", "Allocation", "lead_time_days",
    "safety_stock", "reorder_point", "order_up_to", "service_level", "days_of_cover", "sell_through", "Profile", "Tag",
    "Segment", "Crowd", "Rfm", "Impression", "Interaction", "Arm", "Exposure", "Lift", "cuped", "srm", "distance_km",
    "price_fen",
}


def _rows() -> dict[str, list[str]]:
    text = (source.ROOT / "docs" / "glossary.md").read_text("utf-8")
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:2] == "| "]
    return {row[0].strip("`"): row[1:] for row in cells if row[0] != "term"}


def _unwanted() -> dict[str, str]:
    """Return each unwanted word and the term that stands for it."""
    return {word: term for term, row in _rows().items() for word in re.findall(r"`(\w+)`", row[-1])}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def test_every_event_stands_in_the_glossary() -> None:
    assert set(CATALOGUE) <= set(_rows())


def test_every_state_table_stands_in_the_glossary() -> None:
    assert {table.name for fold in subscriptions("Asia/Shanghai") for table in fold.tables} <= set(_rows())


def test_every_name_of_the_plan_stands_in_the_glossary() -> None:
    assert set(_rows()) >= NAMES


def test_every_term_is_explained_in_chinese_and_in_english() -> None:
    poor = [term for term, (zh, meaning, _) in _rows().items()
            if not zh or not re.search(r"[a-zA-Z]{2}.*·.*[\u4e00-\u9fff]", meaning)]
    assert not poor, poor


def test_code_uses_no_other_word_for_a_term() -> None:
    unwanted = _unwanted()
    wrong = re.compile(rf"(?<=_)({'|'.join(sorted(unwanted, key=len, reverse=True))})s?(?=_)")
    found = [
        f"{path}:{line} {name}: say {unwanted[word]}"
        for path, tree in source.modules().items()
        for line, name in source.identifiers(tree)
        for word in wrong.findall(f"_{_snake(name)}_")
    ]
    assert not found, found
