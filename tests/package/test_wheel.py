"""The wheel alone is enough: a fresh environment, no Node.js, no repository."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
UV = ROOT / "scripts" / "uv"
CONSOLE = ROOT / "src" / "huozhao" / "http" / "console" / "index.html"
SHOP = ROOT / "src" / "huozhao" / "http" / "shop" / "index.html"
PORT = "8799"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, install it with the locked versions into a fresh environment, return its bin folder."""
    if not Path(sys.executable).with_name("uv").exists():
        pytest.skip("uv is not beside this Python: run `make set-up`")
    folder = tmp_path_factory.mktemp("wheel")
    _run(UV, "build", "--quiet", "--wheel", "--python", sys.executable, "--out-dir", folder)
    _run(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    wheel = next(folder.glob("huozhao-*.whl"))
    _run(UV, "pip", "install", "--quiet", "--python", folder / "venv" / "bin" / "python",
         "--constraint", _pins(folder), wheel)
    return folder / "venv" / "bin"


def _pins(folder: Path) -> Path:
    """Write the locked versions without their hashes, which a wheel made here cannot have."""
    lines = [line.rstrip(" \\") for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line]
    target = folder / "pins.txt"
    target.write_text("\n".join(lines))
    return target


@contextmanager
def _serving(bin_folder: Path, data: Path) -> Iterator[str]:
    """Serve from a path that has no Node.js on it and from a folder that is not the repository."""
    environment = {"PATH": str(bin_folder), "HOME": str(data), "LANG": "C.UTF-8"}
    command = [bin_folder / "huozhao", "serve", "--data", data / "mall", "--port", PORT]
    with (data / "out.txt").open("wb") as out:
        server = subprocess.Popen(command, cwd=data, env=environment, stdout=out, stderr=out)
        try:
            yield f"http://127.0.0.1:{PORT}"
        finally:
            server.terminate()
            server.wait(30)


def _ready(url: str) -> bool:
    with httpx.Client(timeout=2) as asking:
        for _ in range(300):
            try:
                if asking.get(f"{url}/health/ready").status_code == 200:
                    return True
            except httpx.TransportError:
                pass
            time.sleep(0.1)
    return False


def test_an_installed_wheel_serves_the_api_and_the_console_without_node(installed: Path, tmp_path: Path) -> None:
    with _serving(installed, tmp_path) as url:
        assert _ready(url), (tmp_path / "out.txt").read_text()
        assert httpx.get(f"{url}/v1/openapi.json").json()["openapi"].startswith("3.1")
        if not CONSOLE.exists():
            pytest.skip("the console is not built here (no Node.js 20+), so the wheel carries none")
        page = httpx.get(f"{url}/")
        assert page.status_code == 200
        assert '<div id="app"' in page.text
        if SHOP.exists():
            assert '<div id="app"' in httpx.get(f"{url}/shop/").text


def test_the_wheel_carries_its_licence_and_its_types(installed: Path) -> None:
    site = next(installed.parent.glob("lib/python*/site-packages"))
    assert (site / "huozhao" / "py.typed").exists()
    assert list(site.glob("huozhao-*.dist-info/licenses/LICENSE"))
    assert os.access(installed / "huozhao", os.X_OK)
