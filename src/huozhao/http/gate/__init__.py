"""The gate: who asks, what they may, how often."""

from huozhao.http.gate import access_log, api_keys, session, shopper_tokens, users

ROUTERS = tuple(each.ROUTER for each in (
    access_log, api_keys, session, shopper_tokens, users,
))  # fmt: skip
