"""How shoppers behave, as far as it was measured somewhere: each number with where it comes from.

`bench/twin_habits.py` computes the fitted ones again from the data sets; `docs/explanation/twin.md` shows the table.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habit:
    """A number of the twin and its source; `fitted` = computed from a data set, else published by others."""

    value: float
    what: str
    source: str
    fitted: bool = True


PRICE_ELASTICITY = Habit(
    -3.139, "log units for log own price, within store and brand, other prices, deal and feature held",
    "orangejuice: 106,139 store × brand × weeks of Dominick's",
)
ADVERTISED = Habit(0.669, "log units while a product is featured in the shop's advertisement", "orangejuice")
CARRIED = Habit(
    0.228, "share of things put into the cart and not bought at once that are bought within 6 days",
    "taobao-events: carts of the first three days",
)
CARRIED_DAYS = Habit(2.0, "median days from cart to purchase, where it is a day or more", "taobao-events")
MESSAGE_LIFT_ASLEEP = Habit(
    1.74, "visits within two weeks of shoppers away for 7 months or more, e-mailed over not", "hillstrom-email",
)
MESSAGE_LIFT = Habit(1.495, "the same for shoppers who bought within 6 months", "hillstrom-email")
IMPATIENCE_A_DAY = Habit(
    0.015, "share of online sales lost for each business day that delivery takes longer",
    "Fisher, Gallino, Xu 2019, The value of rapid delivery in omnichannel retailing, J. of Marketing Research 56",
    fitted=False,
)
SUBSTITUTES = Habit(
    0.38, "share of shoppers who take another brand or variety when theirs has run out (20.5 % + 17.5 %)",
    "Emmelhainz, Stock, Emmelhainz 1991, Consumer responses to retail stock-outs, J. of Retailing 67",
    fitted=False,
)
LEAVES = Habit(0.137, "share of shoppers who go to another shop when theirs has run out", SUBSTITUTES.source, False)
PESTERED = Habit(
    0.0031, "share who unsubscribe at a message, where three or more come in a day (5 to 8 % in a week)",
    "a vendor's report over 50 million pushes of 200 apps", fitted=False,
)

MEASURED: dict[str, Habit] = {
    "price_elasticity": PRICE_ELASTICITY, "advertised": ADVERTISED, "carried": CARRIED, "carried_days": CARRIED_DAYS,
    "message_lift_asleep": MESSAGE_LIFT_ASLEEP, "message_lift": MESSAGE_LIFT, "impatience_a_day": IMPATIENCE_A_DAY,
    "substitutes": SUBSTITUTES, "leaves": LEAVES,
    "pestered": PESTERED,
}  # fmt: skip


def promotion_lift(discount: float) -> float:
    """Return how many times as much is bought at a discount (0…1): (1 − discount) ^ elasticity."""
    return float((1 - discount) ** PRICE_ELASTICITY.value)
