"""Goods that are used up: how likely a shopper buys again when their supply ends."""

# So many shoppers' worth of what the merchant states stands against what the mall has seen.
PRIOR_BUYERS = 10.0


def chance_of_return(rebought: float, buyers: float, stated: float) -> float:
    """Return the probability, 0 to 1, of buying again: what was seen, shrunk to what the merchant states.

    p = (buyers · rebought + k · stated) / (buyers + k), k = 10: a beta-binomial mean with the statement as prior.
    """
    seen = max(0.0, buyers)
    return min(1.0, max(0.0, (seen * rebought + PRIOR_BUYERS * stated) / (seen + PRIOR_BUYERS)))
