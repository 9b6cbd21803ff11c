"""The pages that are built with Node.js and served from inside the package: the console at /, the storefront at /shop.

Both keep their routes behind #, so each is one page with its files.
"""

from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.response import Redirect
from litestar.static_files import create_static_files_router

HERE = Path(__file__).parent
CONSOLE, SHOP = HERE / "console", HERE / "shop"
NOT_BUILT = (
    "<meta charset=utf-8><title>货找 Huozhao</title><p>{zh}尚未构建："
    "请运行 <code>make console shop</code>，再重新启动。"
    "<p>The {en} is not built yet: run <code>make console shop</code> and start again. "
    "The API is at <a href=/v1/openapi.json>/v1</a>."
)


@get("/", include_in_schema=False, sync_to_thread=False)
def console() -> Response[bytes]:
    """Answer with the console's one page, or say how to build it."""
    return _page(CONSOLE, "控制台", "console")


@get("/shop", include_in_schema=False, sync_to_thread=False)
def shop(request: Request[Any, Any, Any]) -> Response[bytes] | Redirect:
    """Answer with the storefront's one page, or say how to build it."""
    # Its files stand beside it, so its address must end in a slash.
    if not request.scope["raw_path"].endswith(b"/"):
        return Redirect("/shop/")
    return _page(SHOP, "商城页面", "storefront")


def pages() -> list[Any]:
    """Return the routes of both, as far as they are built."""
    return [console, shop, *_files("/assets", CONSOLE / "assets"), *_files("/shop/assets", SHOP / "assets"),
            *_files("/shop/static", SHOP / "static")]  # fmt: skip


def _page(folder: Path, zh: str, en: str) -> Response[bytes]:
    page = folder / "index.html"
    body = page.read_bytes() if page.exists() else NOT_BUILT.format(zh=zh, en=en).encode()
    return Response(body, media_type="text/html", headers={"Cache-Control": "no-cache"})


def _files(path: str, folder: Path) -> list[Any]:
    return [create_static_files_router(path, directories=[folder], include_in_schema=False)] if folder.is_dir() else []
