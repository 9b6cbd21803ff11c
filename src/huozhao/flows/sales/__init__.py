"""Flash sales and group-buys: quantities of their own on a ledger of their own, capped for each shopper."""
