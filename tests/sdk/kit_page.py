"""A page at the mall's own address that holds nothing but the client kit, and words to make its life hard."""

import re
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, Error, Page, Route

KIT = Path(__file__).parents[2] / "clients" / "sdk" / "dist" / "huozhao.js"
PAGE = """<!doctype html><meta charset=utf-8><link rel=icon href="data:,"><title>kit</title>
<style>body{margin:0}.card{height:400px;margin:20px;background:#eee}</style><main></main>
<script src="/kit/huozhao.js"></script><script>OPTIONS = %s;
signIn = async () => ({ shopper: await whoAmI(), token: await newToken() });
kit = huozhao.start({ ...OPTIONS, signIn });</script>"""
PATIENCE_S = 30


class Mall:
    """The running mall, seen from its own server room."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._api = httpx.Client(base_url=url, timeout=30)

    def list_goods(self, many: int) -> None:
        """Put goods g0 … on sale."""
        goods = [{"sku": f"g{n}", "spu": f"p{n}", "title": f"好物 {n}", "category": ["家居"], "price_fen": 1000 + n}
                 for n in range(many)]
        receipt = self._api.put("/v1/goods", json={"goods": goods}).raise_for_status().json()
        assert receipt["refused"] == [], receipt

    def close(self) -> None:
        """Let go of the connection."""
        self._api.close()

    def token(self, shopper: str) -> str:
        """Return a token for a shopper, as the mall's own server would."""
        answer = self._api.post("/v1/shopper-tokens", json={"shopper": shopper}).raise_for_status()
        return str(answer.json()["token"])

    def end_tokens(self, shopper: str) -> None:
        """Make a shopper's tokens worthless."""
        self._api.delete(f"/v1/shopper-tokens/{shopper}").raise_for_status()

    def now(self) -> float:
        """Return the mall's clock in seconds."""
        return int(self._api.get("/health/live").headers["x-mall-time"]) / 1000

    def missing(self) -> int:
        """Return how many events of clients never came, by the numbers of those that did."""
        found = re.search(r"^huozhao_client_events_missing (\d+)$", self._api.get("/metrics").text, re.MULTILINE)
        assert found
        return int(found.group(1))

    def has(self, shopper: str, many: int, *, but: str = "") -> list[dict[str, Any]]:
        """Return a shopper's events, oldest first, once there are so many; fails when there never are or are more.

        Events named `but` are left out.
        """
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            answer = self._api.get(f"/v1/shoppers/{shopper}/timeline?limit=500").raise_for_status().json()
            found = [each for each in answer["items"] if each["name"] != but]
            if len(found) >= many:
                break
            time.sleep(0.05)
        assert len(found) == many, Counter(each["name"] for each in found)
        return list(reversed(found))


class Tab:
    """A tab of one shopper's browser; what it keeps outlives it."""

    page: Page

    def __init__(self, context: BrowserContext, mall: Mall, shopper: str) -> None:
        self.context, self.mall, self.shopper = context, mall, shopper
        context.expose_function("newToken", lambda: mall.token(shopper))
        context.expose_function("whoAmI", lambda: shopper)
        context.route(f"{mall.url}/kit/**", self._serve)
        self._options = "{}"

    def open(self, path: str = "", options: str = "{}", *, ahead_s: float = 0) -> "Tab":
        """Open the page in a fresh tab whose clock is so far ahead; the shopper has not been asked yet."""
        self._options, self.page = options, self.context.new_page()
        if ahead_s:
            self.page.clock.install(time=time.time() + ahead_s)
        self.page.goto(f"{self.mall.url}/kit/{path}")
        self.run("kit.ready")
        return self

    def agree(self) -> "Tab":
        """Say yes to everything that is needed."""
        self.run("kit.agree({ personalisation: true })")
        return self

    def browse(self, start: int, stop: int) -> None:
        """Look at goods and put every tenth into the cart."""
        self.run(f"""{{ for (let n = {start}; n < {stop}; n++) {{
            kit.tell("Product Viewed", {{ sku: `g${{n}}` }});
            if (n % 10 === 0) kit.tell("Product Added To Cart", {{ sku: `g${{n}}` }});
        }} }}""")

    def settled(self) -> dict[str, Any]:
        """Send what waits, wait until nothing does any more, and return the kit's state."""
        self.run("kit.flush()")
        self.page.wait_for_function("kit.state().waiting === 0", timeout=PATIENCE_S * 1000)
        return self.state()

    def state(self) -> dict[str, Any]:
        """Return the kit's state."""
        return dict(self.page.evaluate("kit.state()"))

    def kill(self) -> None:
        """End the tab's process at once; nothing of it says good-bye."""
        with self.page.expect_event("crash"), suppress(Error):
            self.page.goto("chrome://crash")
        self.page.close()

    def run(self, script: str) -> Any:
        """Run a script in the tab."""
        return self.page.evaluate(script)

    def _serve(self, route: Route) -> None:
        if route.request.url.endswith("huozhao.js"):
            route.fulfill(path=KIT, content_type="text/javascript")
        else:
            route.fulfill(body=PAGE % self._options, content_type="text/html")
