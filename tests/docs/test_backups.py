"""Where backups are told of, every file is named that cannot be made again."""

import re

import pytest
import source

MADE_AGAIN = {"state.db"}
IN_KEYS = {"keys.db"}


def _files() -> set[str]:
    """Return the names of the database files that the product opens."""
    return {name for path in (source.ROOT / "src" / "huozhao").rglob("*.py")
            for name in re.findall(r'"([a-z_]+\.db)"', path.read_text("utf-8"))}


@pytest.mark.parametrize("page", ["privacy.md", "privacy.zh-CN.md"])
def test_every_file_that_cannot_be_made_again_is_to_be_backed_up(page: str) -> None:
    rows = (source.ROOT / "docs" / "how-to" / page).read_text("utf-8").splitlines()
    kept = next(row for row in rows if row.startswith("| `huozhao.toml`"))
    assert len(_files()) > 8
    assert _files() - MADE_AGAIN - IN_KEYS == set(re.findall(r"`([a-z_]+\.db)`", kept))
