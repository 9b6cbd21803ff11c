"""What every test may ask for."""

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from tests.browsing import browsing

# As in `huozhao` itself: threads of small matrix products only wait for each other. Before numpy is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# A page of a server leaves out what it has no time for; on a machine that runs tests it has as long as it wants.
os.environ.setdefault("HUOZHAO_MATCHING_PAGE_BUDGET_MS", "60000")
ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("HUOZHAO_TEST_DATA", ROOT.parent / "shared" / "data"))
# The tests of one folder share plain modules (source.py, …) that are imported by name.
sys.path[:0] = [str(ROOT / "tests" / "architecture"), str(ROOT / "tests" / "docs"), str(ROOT / "scripts")]
# Longer than all the tests of a process together.
NEVER_S = 86_400.0

# As every command does (cli/main.py): with the whole mall in memory, searching for cycles at every step costs much.
gc.set_threshold(50_000, 20, 100)

settings.register_profile("huozhao", deadline=None, derandomize=True,
                          suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.load_profile("huozhao")
# What fails in a test says so at once; the usual way to print a fault lays out every local variable, for minutes.
structlog.configure(processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)])


def pytest_collection_finish() -> None:
    """Leave all that is imported out of the searches for cycles to come: it stays, and is most of what there is."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def _no_mall_stays() -> Iterator[None]:
    """Let go of the malls of a file's tests: whole malls that refer to themselves, gigabytes of them by the end."""
    yield
    gc.collect()


@pytest.fixture(scope="session", autouse=True)
def _no_night_falls() -> Iterator[None]:
    """Begin no nightly work under a test: a mall does that after its first minute, which a slow machine may need.

    A training of the night then stands in the way of the one that the test asks for.
    """
    from huozhao.flows.schedule import POLL_S, Schedule

    start = Schedule.start

    def late(schedule: Schedule, first_s: float = NEVER_S, poll_s: float = POLL_S) -> None:
        start(schedule, first_s, poll_s)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Schedule, "start", late)
        yield


@pytest.fixture
def shared_data() -> Path:
    """Return the folder of the shared real data sets; skip where it is not."""
    if not DATA.is_dir():
        pytest.skip("the shared data sets are not on this machine (set HUOZHAO_TEST_DATA to their folder)")
    return DATA


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Debian's Chromium; skip where it is not installed."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed: sudo apt-get install chromium fonts-noto-cjk")
    return path


@pytest.fixture(scope="session")
def any_browser(chromium: str) -> Iterator[Browser]:
    """Return Debian's Chromium, opened once for all tests that look at pages."""
    with browsing(chromium) as opened:
        yield opened
