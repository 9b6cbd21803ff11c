"""Every source of portraits answers alike: the platform's answer, or that it comes later."""

import json
from pathlib import Path

import pytest

from huozhao.backends.files.portraits import PortraitFiles
from huozhao.insight.portrait import read
from huozhao.insight.portrait_source import NotReady
from huozhao.terms.errors import BadInput


def test_files_are_found_by_their_days_and_a_missing_one_comes_later(tmp_path: Path) -> None:
    part = {"genders": [{"name": "女", "value": 3}]}
    (tmp_path / "20261124.json").write_text(json.dumps({"visit_uv": part}), "utf-8")
    (tmp_path / "20261118-20261124.json").write_text(
        json.dumps({"ref_date": "20261118-20261124", "visit_uv": part}), "utf-8")
    (tmp_path / "20261123.json").write_text("{", "utf-8")
    source = PortraitFiles(tmp_path)
    assert read(source.fetch("2026-11-24", "2026-11-24")).last == "2026-11-24"
    assert read(source.fetch("2026-11-18", "2026-11-24")).span == 7
    with pytest.raises(NotReady):
        source.fetch("2026-11-22", "2026-11-22")
    with pytest.raises(BadInput):
        source.fetch("2026-11-23", "2026-11-23")
