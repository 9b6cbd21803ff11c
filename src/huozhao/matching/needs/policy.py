"""What the merchant decides about needs; the group [needs] of the settings."""

from dataclasses import dataclass

from huozhao.terms.setting import setting


@dataclass(frozen=True, slots=True)
class Policy:
    """When a need is seen, how it is answered, and what it may add to the stock."""

    on: bool = setting(True, "look for needs of shoppers and of regions")
    window_days: int = setting(7, "days within which views are counted together")
    search_days: int = setting(14, "days within which searches are counted together")
    horizon_days: int = setting(7, "days within which an order is expected; a need ends so long after its last act")
    least_products: int = setting(3, "distinct products of one category that have to be viewed")
    least_searches: int = setting(3, "searches for nearly the same that have to be made")
    least_confidence: float = setting(0.02, "probability of an order under which a need is not told")
    popups: bool = setting(True, "offer a popup with a coupon for a repeated search without an order")
    popup_days: int = setting(14, "days for which a shopper who saw a popup gets no other")
    popup_hold_out: float = setting(0.1, "share of shoppers who never get a popup, so that its effect can be measured")
    coupon: str = setting("need_coupon", "code of the coupon that popups carry; empty = none")
    crowd: int = setting(10, "shoppers that a region's need must rest on, never fewer than 10")
    false_alarms: float = setting(0.05, "most probable share of false alarms among the regional needs found")
    rhythm_days: int = setting(112, "days of orders in which regional rhythms are looked for")
    push_hour: int = setting(17, "local hour of the day before at which a regional push is proposed")
    demand: bool = setting(True, "let needs raise the quantities that the plan proposes")
    demand_cap: float = setting(0.5, "most that needs may add, as a share of the forecast; two units always may")
