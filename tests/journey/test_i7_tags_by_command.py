"""I7 from the command line: a tag is checked, previewed, published, proven against SQL and explained."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from huozhao.app import open_app
from huozhao.privacy.consent import Decision
from huozhao.settings import load
from huozhao.terms.time import DAY_MS, iso

TEA = """tag: tea_lover
label: {zh: 茶客, en: tea lover}
when: count(view, category = "茶", 7d) >= 2
"""


def huozhao(folder: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run([sys.executable, "-m", "huozhao", "tags", *words, "--data", str(folder)],
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_app(load(tmp_path)) as mall:
        now = mall.clock()
        mall.consents.tell([Decision(who, "personalisation", True, 1, "import", now) for who in ("ann", "bob")])
        listed = {"sku": "tea", "spu": "t", "title": "茶", "category": ["食品", "茶"]}
        viewed = [{"id": f"e{n}", "name": "Product Viewed", "at": iso(now - n * DAY_MS), "shopper": who,
                   "properties": {"sku": "tea"}} for n, who in ((1, "ann"), (2, "ann"), (3, "bob"))]  # fmt: skip
        goods = {"id": "g", "name": "Product Listed", "at": now, "properties": listed}
        receipt = mall.collect.events([json.dumps(each).encode() for each in (goods, *viewed)])
        assert receipt.accepted == 4, receipt
        mall.folds.catch_up()
    return tmp_path


def test_a_tag_goes_from_file_to_shopper_and_back_to_its_events(folder: Path) -> None:
    file = folder / "tea.yaml"
    file.write_text(TEA.replace("view", "veiw"), "utf-8")
    assert f"{file}:3:13: when: there is no event 'veiw'" in huozhao(folder, "validate", str(file), code=2)
    file.write_text(TEA, "utf-8")
    huozhao(folder, "validate", str(file))
    assert json.loads(huozhao(folder, "preview", str(file), "--json"))["previews"][0]["count"] == 1
    assert "tea_lover v1: 1" in huozhao(folder, "publish", str(file))
    listed = {t["tag"]: t for t in json.loads(huozhao(folder, "list", "--json"))["tags"]}
    assert listed["tea_lover"]["shoppers"] == 1 and listed["tea_lover"]["rule"]["zh"] == "近7天浏览“茶”至少2次"
    why = huozhao(folder, "explain", "ann", "tea_lover")
    assert "近7天浏览“茶”2次" in why and why.count("Product Viewed") == 2
    assert "未持有" in huozhao(folder, "explain", "bob", "tea_lover")


def test_every_tag_is_proven_equal_to_its_sql(folder: Path) -> None:
    pytest.importorskip("duckdb")
    file = folder / "tea.yaml"
    file.write_text(TEA, "utf-8")
    huozhao(folder, "publish", str(file))
    found = {t["tag"]: t for t in json.loads(huozhao(folder, "check", "--json"))["tags"]}
    assert found["tea_lover"]["live"] == found["tea_lover"]["batch"] == 1
    assert len(found) > 10 and not any(t["differing"] for t in found.values())
    assert "list_has_any(path, ['茶'])" in huozhao(folder, "sql", "tea_lover")
