"""The console's types are generated from the API; a changed API without fresh types does not pass."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CLIENTS = Path(__file__).parents[2] / "clients"


@pytest.mark.slow
def test_the_console_is_typed_by_the_api_as_it_is(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None or not (CLIENTS / "node_modules").exists():
        pytest.skip("the clients' modules are not installed: make clients-test (needs Node 20+)")
    described = tmp_path / "openapi.json"
    described.write_bytes(subprocess.run([sys.executable, "-m", "huozhao", "openapi"], check=True,
                                         capture_output=True).stdout)
    script = CLIENTS / "console" / "scripts" / "api.mjs"
    checked = subprocess.run([node, str(script), "--check"], capture_output=True, text=True,
                             env={**os.environ, "HUOZHAO_OPENAPI": str(described)})
    assert checked.returncode == 0, checked.stderr
