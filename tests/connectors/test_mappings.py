"""Mapping files: those that come along hold, and a merchant's own is told what is wrong with it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from huozhao.backends.malls import mappings
from huozhao.backends.malls.mappings import FOLDER, names
from huozhao.flows.connectors.mapping import MallMapping, mapping_of
from huozhao.terms.errors import BadInput

PERSONAL = re.compile(r"mobile|phone|password|session_key|consignee|receiver_(name|phone|mobile|detail)|real_name|nick|"
                      r"address|email|_ip\b|id_card|openid", re.IGNORECASE)
GOODS = {"name": "goods", "kind": "goods", "source": "t", "key": "id",
         "columns": {"sku": "id", "title": "n", "price": "p"}}  # fmt: skip


def read_mapping(name: str) -> MallMapping:
    return mapping_of(mappings.told(name))


def told(*pulls: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "mine", "label": {"zh": "我的", "en": "mine"}, "pull": list(pulls), **more}


def test_the_four_malls_are_mapped_from_goods_to_returns() -> None:
    assert names() == ("litemall", "mall", "mall4j", "yudao")
    for name in names():
        pulls = {pull.name: pull for pull in read_mapping(name).pulls}
        assert {"goods", "stock", "shoppers", "orders", "shipped", "received", "cancelled", "returns"} <= pulls.keys()


@pytest.mark.parametrize("name", names())
def test_no_mapping_reads_a_name_a_phone_an_address_or_a_secret(name: str) -> None:
    for pull in read_mapping(name).pulls:
        for text in (pull.source, pull.key, pull.changed, pull.where, pull.lines, pull.order, *pull.columns.values()):
            assert not PERSONAL.search(text), (pull.name, text)
            assert "*" not in text.replace("$[*]", "").replace(" * ", ""), "columns are named: nothing else comes"


@pytest.mark.parametrize("name", names())
def test_no_mapping_says_anything_but_select(name: str) -> None:
    words = re.compile(r"\b(insert|update|delete|drop|alter|create|grant|call|into|load|lock|set)\b", re.IGNORECASE)
    for pull in read_mapping(name).pulls:
        texts = (pull.source, pull.where, pull.lines, *pull.columns.values())
        assert not any(words.search(text.replace("update_time", "")) for text in texts)


@pytest.mark.parametrize(("wrong", "field"), [
    (told({**GOODS, "kind": "gods"}), "pull.goods"),
    (told({**GOODS, "columns": {"sku": "id", "title": "n"}}), "pull.goods.columns"),
    (told({**GOODS, "columns": {**GOODS["columns"], "prize": "p"}}), "pull.goods.columns"),
    (told({**GOODS, "states": ["paid"]}), "pull.goods.states"),
    (told(GOODS, GOODS), "pull"),
    (told({"name": "views", "event": "Product Viewed", "source": "t", "key": "id", "columns": {"sku": "s"}}),
     "pull.views.columns"),
    ({"pull": []}, "file"),
])  # fmt: skip
def test_a_mapping_that_is_wrong_says_where(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        mapping_of(wrong)
    assert refused.value.code == "mapping_wrong" and refused.value.field == field and refused.value.hint


def test_a_merchants_own_file_is_read_by_its_path_and_a_name_leads_nowhere_else(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    text = (FOLDER / "litemall.toml").read_text("utf-8")
    own.write_text(text.replace('name = "litemall"', 'name = "mine"', 1), "utf-8")
    assert read_mapping(str(own)).name == "mine"
    for name in ("taobao", "../malls/litemall", str(tmp_path / "none.toml")):
        with pytest.raises(BadInput) as refused:
            read_mapping(name)
        assert refused.value.code == "unknown_mall" and "litemall" in refused.value.hint
