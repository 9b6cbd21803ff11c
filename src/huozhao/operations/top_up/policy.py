"""What the merchant decides about top-ups; the group [top_up] of the settings."""

from dataclasses import dataclass

from huozhao.terms.setting import setting


@dataclass(frozen=True, slots=True)
class Policy:
    """What a top-up may suggest, and what counts how much; weights are on one scale, fit being 0 to 1."""

    options: int = setting(3, "sets of goods suggested by fit, beside the cheapest one")
    most_items: int = setting(2, "most goods in one set: 1 to 3; one and two are exact, three tries the 16 worthiest")
    slack_fen: int = setting(2000, "how much dearer than the gap one good may be, in fen")
    most_gap: float = setting(5.0, "widest gap, in multiples of what closing it saves; a wider one is no top-up")
    dearer: bool = setting(True, "also suggest sets that cost more than the discount saves; they always say so")
    need: float = setting(0.5, "what it counts that the shopper needs a good anyway: due again, or a need seen")
    margin: float = setting(0.2, "what the margin of a good counts, as a share of its price")
    overshoot: float = setting(1.0, "what it costs a set to exceed the gap by as much again")
    item: float = setting(0.4, "what each good costs a set, so that two have to be worth more than one")
    least_gap_fen: int = setting(1000, "gaps under this are weighed as if they were this, in fen")
    pool: int = setting(2000, "hottest goods looked at beside those that the recommender finds for the shopper")
    hold_out: float = setting(0.1, "share of shoppers, 0 to 0.5, to whom nothing is offered, for comparison")
    lift_days: int = setting(14, "days after which orders count when what top-ups change is measured")
    taken_hours: int = setting(24, "hours within which an order with a whole set in it counts as taken up")
