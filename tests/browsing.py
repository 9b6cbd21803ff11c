"""Real browsers for tests: Debian's Chromium, and pages that remember every fault."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

PATIENCE_MS = 60_000
HOME = ("http://127.0.0.1:", "data:", "blob:")


@contextmanager
def browsing(chromium: str) -> Iterator[Browser]:
    """Yield Chromium, driven by Playwright: one for all tests of a process, as a second one would not start."""
    # Longer than the five seconds of Playwright: machines are slow where browsers, servers and a build share them.
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test")
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def watched(browser: Browser, *known: str, policy: bool = True, **context: Any) -> Iterator[Page]:
    """Yield a fresh page that fails on script errors but `known` ones, a broken policy, or asking another host."""
    faults: list[str] = []
    within = browser.new_context(locale="zh-CN", **context)
    page = within.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: faults.append(str(error)))
    if policy:
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: _stay_home(asked, faults))
    yield page
    within.close()
    assert [each for each in faults if each not in known] == []


def _stay_home(asked: Request, faults: list[str]) -> None:
    if not asked.url.startswith(HOME):
        faults.append(f"asked {asked.url}")
