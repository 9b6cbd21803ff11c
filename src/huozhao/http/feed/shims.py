"""Drop-in answers for malls that exist, in their own wire form: their clients stay as they are.

A proxy in front of the mall sends these two paths here with an API key, and the client's own token in a header.
"""

from typing import Annotated, Any

from litestar import Request, Router, get
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.terms.goods import Sku

MOST_BESIDE, MOST_A_PAGE = 6, 100
PageSize = Annotated[int, QueryParameter(name="pageSize")]
PageNumber = Annotated[int, QueryParameter(name="pageNum")]


@get("/shims/litemall/wx/goods/related", summary="litemall: related goods", tags=["shims"], sync_to_thread=True)
def get_related(mall: App, request: Request[Any, Any, Any], id: str) -> dict[str, Any]:
    """Answer GET /wx/goods/related?id= of litemall: six goods beside a product; X-Litemall-Token says who asks."""
    shopper = mall.shim_tokens.litemall.shopper(request.headers.get("X-Litemall-Token", ""))
    found = mall.shims.beside(id, shopper, MOST_BESIDE)
    if found is None:
        return {"errno": 402, "errmsg": "参数值不对"}
    goods = [_litemall(each) for each in found]
    told = {"total": len(goods), "pages": 1, "limit": MOST_BESIDE, "page": 1, "list": goods}
    return {"errno": 0, "errmsg": "成功", "data": told}


@get("/shims/mall/home/recommendProductList", summary="mall: home page", tags=["shims"], sync_to_thread=True)
def get_recommended(
    mall: App, request: Request[Any, Any, Any], size: PageSize = 4, number: PageNumber = 1
) -> dict[str, Any]:
    """Answer GET /home/recommendProductList?pageSize=&pageNum= of mall; X-Mall-Authorization says who asks."""
    shopper = mall.shim_tokens.mall.shopper(request.headers.get("X-Mall-Authorization", ""))
    size = max(1, min(size, MOST_A_PAGE))
    found = mall.shims.home(shopper, (max(1, number) - 1) * size, size)
    return {"code": 200, "message": "操作成功", "data": [_mall(each) for each in found]}


def _litemall(goods: Sku) -> dict[str, Any]:
    yuan = goods.price_fen / 100
    return {"id": _id(goods.spu), "name": goods.title, "brief": "", "picUrl": goods.image, "isNew": False,
            "isHot": False, "counterPrice": yuan, "retailPrice": yuan}  # fmt: skip


def _mall(goods: Sku) -> dict[str, Any]:
    category = goods.category[-1] if goods.category else None
    return {"id": _id(goods.spu), "name": goods.title, "pic": goods.image, "subTitle": "", "publishStatus": 1,
            "deleteStatus": 0, "price": goods.price_fen / 100, "productCategoryName": category}  # fmt: skip


def _id(spu: str) -> int | str:
    return int(spu) if spu.isdigit() else spu


ROUTER = Router("/", route_handlers=[get_related, get_recommended])
