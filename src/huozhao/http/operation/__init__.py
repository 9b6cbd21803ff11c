"""How it went and what is done about it: board, campaigns, offers, messages, the assistant, what shoppers say."""

from huozhao.http.operation import (
    assistant,
    board,
    board_cuts,
    campaigns,
    care,
    corrections,
    coupons,
    decisions,
    experiments,
    knowledge,
    messages,
    pushes,
    reports,
    sales,
    size,
    strategies,
    talks,
    tickets,
    top_up,
    trends,
    trials,
    voice,
)

ROUTERS = tuple(each.ROUTER for each in (
    assistant, board, board_cuts, campaigns, care, corrections, coupons, decisions, experiments, knowledge,
    messages, pushes, reports, sales, size, strategies, talks, tickets, top_up, trends, trials, voice,
))  # fmt: skip
