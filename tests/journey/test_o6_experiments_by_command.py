"""O6 from the command line: what runs, what it shows, and that the figures follow from the log."""

import json
from pathlib import Path

from typer.testing import CliRunner

from huozhao.app import open_app
from huozhao.cli.experiments import app
from huozhao.privacy.consent import Decision
from huozhao.settings import load
from huozhao.terms.time import iso

ARMS = [{"arm": "control", "weight": 0.5}, {"arm": "new_first", "weight": 0.5}]


def said(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--data", str(folder)])
    assert done.exit_code == 0, done.output
    return done.output


def test_an_experiment_is_listed_measured_reported_and_computed_anew(tmp_path: Path) -> None:
    with open_app(load(tmp_path)) as mall:
        now, names = mall.clock() - 1_000, [f"u{n}" for n in range(120)]
        mall.consents.tell([Decision(name, "personalisation", True, 1, "import", now) for name in names])
        mall.experiments.book.write("fresh", {"arms": ARMS, "goals": ["conversion"], "before_days": 0}, "ann", now)
        mall.experiments.book.start("fresh", "ann", now)
        tea = {"id": "tea", "name": "Product Listed", "at": iso(now), "properties": {
               "sku": "tea", "spu": "tea", "title": "茶", "category": ["食品"]}}  # fmt: skip
        met = [{"id": name, "name": "Experiment Exposed", "at": iso(now), "shopper": name,
                "properties": {"experiment": "fresh", "arm": ARMS[n % 2]["arm"]}} for n, name in enumerate(names)]
        paid = [{"id": f"o{n}", "name": "Order Paid", "at": iso(now), "shopper": names[n], "properties": {
                 "order": f"o{n}", "lines": [{"sku": "tea", "quantity": 1, "price_fen": 900}], "total_fen": 900}}
                for n in range(0, 120, 3)]  # fmt: skip
        assert mall.collect.events([json.dumps(each).encode() for each in (tea, *met, *paid)]).accepted == 161
    assert "fresh" in said(tmp_path, "list") and "not measured yet" in said(tmp_path, "report", "fresh")
    assert "测算了 1 天" in said(tmp_path, "measure", "fresh")
    assert "no clear difference yet" in said(tmp_path, "report", "fresh")
    assert "有出入 differing: 无 none" in said(tmp_path, "recompute", "fresh")
