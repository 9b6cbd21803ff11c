"""The console works under its content security policy: no inline script, no eval, nothing from other hosts."""

import pytest
from playwright.sync_api import Page

PAGES = (
    "", "board", "shoppers", "access", "looks", "crowds", "crowds/new", "strategies", "predicted", "segments", "stock",
    "proposals", "failed", "start", "nowhere",
)


@pytest.mark.browser
def test_no_page_of_the_console_breaks_the_policy(page: Page, full_mall: str) -> None:
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    for name in PAGES:
        page.goto(f"{full_mall}/#/{name}", wait_until="networkidle")
        assert page.locator("#app *").count() > 5, name
    assert broken == []


@pytest.mark.browser
def test_an_inline_script_that_got_into_the_page_does_not_run(page: Page, empty_mall: str) -> None:
    page.goto(empty_mall, wait_until="networkidle")
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.stolen = 1';
        document.body.append(script);
    }""")
    assert page.evaluate("window.stolen") is None
