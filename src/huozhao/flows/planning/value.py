"""What goods cost, where somebody told it and where nobody did."""

from huozhao.terms.goods import Sku

# Most goods earn some 30 % of their price; only the ranking of proposals goes by it.
ASSUMED_COST = 0.7


def unit_fen(goods: Sku | None) -> int:
    """Return the price at which goods are bought: cost where known, otherwise the selling price."""
    if goods is None:
        return 0
    return goods.cost_fen if goods.cost_fen is not None else goods.price_fen


def cost_fen(goods: Sku | None) -> int:
    """Return the cost by which proposals are ranked; where nobody told it, a usual share of the price."""
    if goods is None:
        return 0
    return goods.cost_fen if goods.cost_fen is not None else round(ASSUMED_COST * goods.price_fen)
