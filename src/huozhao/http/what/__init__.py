"""What: pages, scenes, search, needs, and the models behind them."""

from huozhao.http.what import (
    context,
    evaluations,
    merch_rules,
    models,
    needs,
    page,
    page_effect,
    page_explained,
    scenes,
    search,
    search_desk,
)

ROUTERS = tuple(each.ROUTER for each in (
    context, evaluations, merch_rules, models, needs, page, page_effect, page_explained, scenes, search,
    search_desk,
))  # fmt: skip
