"""The mall for shoppers' own clients: goods, basket, orders, what is theirs."""

from huozhao.http.mall import me, my_addresses, my_messages, my_orders, my_things, orders, promises, quotes, storefront

ROUTERS = tuple(each.ROUTER for each in (
    me, my_addresses, my_messages, my_orders, my_things, orders, promises, quotes, storefront,
))  # fmt: skip
