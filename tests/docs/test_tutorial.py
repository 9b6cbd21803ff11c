"""The tutorial's own files import without a refused row, and both languages show the same."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import source

FOLDER = source.ROOT / "docs" / "tutorial"
TUTORIALS = ("first-plan.md", "first-plan.zh-CN.md")


def _blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}[^\n]*\n(.*?)```", (FOLDER / page).read_text("utf-8"), re.DOTALL)


def _files(page: str) -> dict[str, str]:
    return dict(re.findall(r"```csv (\S+)\n(.*?)```", (FOLDER / page).read_text("utf-8"), re.DOTALL))


def test_both_languages_show_the_same_commands_and_files() -> None:
    english, chinese = TUTORIALS
    assert _blocks(english, "sh") == _blocks(chinese, "sh")
    assert _files(english) == _files(chinese)


def _huozhao(folder: Path, *words: str) -> dict[str, object]:
    done = subprocess.run([sys.executable, "-m", "huozhao", *words, "--data", "mydata", "--json"], cwd=folder,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_the_files_of_the_tutorial_make_a_plan(tmp_path: Path, encoding: str) -> None:
    for name, text in _files(TUTORIALS[0]).items():
        (tmp_path / name).write_text(text, encoding)
        summary = _huozhao(tmp_path, "import", name.removesuffix(".csv"), name)
        assert (summary["accepted"], summary["duplicate"]) == (len(text.splitlines()) - 1, 0), summary
    if encoding == "gbk":  # the same rows make the same plan
        assert _huozhao(tmp_path, "run")
