"""I11 from the command line: crowds counted, listed and written with masked ids."""

import json
import subprocess
import sys
from pathlib import Path

from huozhao.app import open_app
from huozhao.privacy.consent import Decision
from huozhao.settings import load
from huozhao.terms.time import DAY_MS, iso


def huozhao(folder: Path, *words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "huozhao", *words, "--data", str(folder)], capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_crowds_are_counted_listed_and_exported_by_command(tmp_path: Path) -> None:
    with open_app(load(tmp_path)) as mall:
        now = mall.clock()
        mall.consents.tell([Decision(who, "personalisation", True, 1, "import", now) for who in ("ann", "bob")])
        listed = {"sku": "tea", "spu": "t", "title": "茶"}
        goods = {"id": "g", "name": "Product Listed", "at": now, "properties": listed}
        lines = [{"sku": "tea", "quantity": 1, "price_fen": 900}]
        paid = [{"id": f"e{n}", "name": "Order Paid", "at": iso(now - n * DAY_MS), "shopper": who,
                 "properties": {"order": f"o{n}", "lines": lines, "total_fen": 900}}
                for n, who in ((1, "ann"), (2, "bob"))]
        receipt = mall.collect.events([json.dumps(each).encode() for each in (goods, *paid)])
        assert receipt.accepted == 3, receipt
        mall.folds.catch_up()
        mall.targeting.saved.write("newcomers", {"zh": "新客"}, 'segment("new")', "test", now)
    counted = json.loads(huozhao(tmp_path, "crowds", "count", 'segment("new") and not segment("vip")', "--json"))
    assert counted["shoppers"] == 2 and [clause["left"] for clause in counted["clauses"]] == [2, 2]
    assert "newcomers: 2" in huozhao(tmp_path, "crowds", "list")
    file = tmp_path / "out.csv"
    huozhao(tmp_path, "crowds", "export", "newcomers", str(file))
    rows = file.read_text("utf-8-sig").split()
    assert rows[0] == "shopper,segment" and len(rows) == 3 and not any("ann" in row for row in rows[1:])
