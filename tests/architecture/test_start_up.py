"""Heavy libraries are loaded when they are first needed, so that starting and `--help` stay quick."""

import subprocess
import sys

HEAVY = {"numpy", "scipy", "duckdb", "pyarrow", "litestar", "granian", "httpx", "sqlite3", "prometheus_client"}
HELP = """
import sys
sys.argv = ["huozhao", "--help"]
from huozhao.cli.main import main
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
"""


def _loaded_by(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint('loaded:', *sorted(m for m in sys.modules if '.' not in m))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.rsplit("loaded:", 1)[1].split())


def test_importing_huozhao_loads_nothing_heavy() -> None:
    assert not _loaded_by("import huozhao") & HEAVY


def test_help_loads_nothing_heavy() -> None:
    assert not _loaded_by(HELP) & HEAVY
