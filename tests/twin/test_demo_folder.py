"""The simulated city never moves into a folder in which a real mall lives."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from huozhao.cli.demo import SANDBOX, require_no_other_mall
from huozhao.cli.main import app
from huozhao.terms.errors import Conflict


def imported(data: Path, rows: str) -> None:
    """Open a mall on a folder and import goods into it."""
    goods = data.parent / "goods.csv"
    goods.write_text(f"sku,title,category,price\n{rows}")
    done = CliRunner().invoke(app, ["import", "goods", str(goods), "--data", str(data)])
    assert (data / "log.db").exists(), done.output


def test_a_folder_with_a_mall_of_ones_own_is_refused(tmp_path: Path) -> None:
    imported(tmp_path / "mall", "A-1,茶,食品>茶,9.90\n")
    tried = CliRunner().invoke(app, ["demo", "--data", str(tmp_path / "mall")])
    assert isinstance(tried.exception, Conflict) and "您自己的商城" in str(tried.exception)
    assert not (tmp_path / "mall" / "twin.json").exists() and not (tmp_path / "mall" / SANDBOX).exists()


def test_an_empty_mall_and_a_demo_that_was_there_before_are_moved_into(tmp_path: Path) -> None:
    imported(tmp_path / "empty", "")
    require_no_other_mall(tmp_path / "empty")
    require_no_other_mall(tmp_path / "not_there")
    imported(tmp_path / "city", "A-1,茶,食品>茶,9.90\n")
    with pytest.raises(Conflict):
        require_no_other_mall(tmp_path / "city")
    (tmp_path / "city" / "twin.json").write_text("{}")
    require_no_other_mall(tmp_path / "city")
