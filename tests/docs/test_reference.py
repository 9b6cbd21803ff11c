"""The reference says what the code says."""

import subprocess
import sys

import source


def test_the_reference_is_up_to_date_with_the_code() -> None:
    command = [sys.executable, "scripts/reference", "--check"]
    done = subprocess.run(command, cwd=source.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"run `make docs`: {done.stdout}{done.stderr[-2000:]}"


def test_every_generated_page_is_reached_from_the_index() -> None:
    folder = source.ROOT / "docs" / "reference"
    index = (folder / "README.md").read_text("utf-8")
    missing = [page.name for page in folder.glob("*.md") if page.name != "README.md" and f"({page.name})" not in index]
    assert not missing, missing
