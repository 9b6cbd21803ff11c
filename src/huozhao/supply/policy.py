"""What the merchant decides about supply; the group [supply] of the settings."""

from dataclasses import dataclass

from huozhao.terms.setting import setting

TIERS, MIN_MAX = "tiers", "min_max"


@dataclass(frozen=True, slots=True)
class Policy:
    """Forecast, replenishment and sourcing."""

    plan: str = setting(
        "tiers", "tiers: each tier by its own rule; min_max: every good from a min up to a max, for comparison")
    min_max_days: float = setting(14.0, "with min_max: days of sales that a good is filled up to; half is the min")
    service_level: float = setting(0.95, "probability of no stock-out over the protection interval")
    review_days: int = setting(1, "days between two plans")
    lead_time_days: int = setting(3, "lead time where the goods name none")
    intent: bool = setting(True, "let shoppers' intent (carts, favourites, views) raise the quantity to order")
    budget_fen: int = setting(0, "most that one plan may spend on purchases, in fen; 0 = no limit")
    transfer_km: float = setting(30.0, "farthest that a shop gives its overstock to another, in km; 0 = never")
    transfer_days: int = setting(1, "days that goods take from a warehouse or a shop to another shop")
    holding_a_year: float = setting(0.25, "cost of keeping a unit in stock for a year, as a share of its cost")
    alert_webhook: str = setting("", "address that is told of new stock alerts; signed, see how-to/purchase-orders")
    order_line_fen: int = setting(
        0, "cost of handling one line of an order, in fen; more is ordered at once for it (EOQ); 0 = no cost")
    hold_minutes: int = setting(30, "minutes an unpaid order keeps its stock")
    payment_minutes: int = setting(10, "minutes an order is held from when paying begins; once an order")
    max_held_orders: int = setting(10, "unpaid orders that one shopper may hold goods for at a time; 0 = any number")
    max_held_units: int = setting(200, "units that one shopper may hold unpaid, over all orders; 0 = any number")
    picking_minutes: int = setting(15, "minutes a shop needs to pick an order")
    courier_kmh: float = setting(18.0, "speed of the courier in km/h")
    radius_km: float = setting(10.0, "farthest a shop delivers within the hour, in km")
    lost_sale_km: float = setting(
        12.0, "km a courier may ride further to spare one expected walk-in sale; 0 = always the nearest shop")
