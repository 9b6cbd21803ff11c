"""What a coupon or promotion gives: money off by tiers, a share off, a fixed amount, a gift, or free delivery."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

REDUCTION, TIERED, DISCOUNT, FIXED, GIFT = "reduction", "tiered", "discount", "fixed", "gift"
FREE_DELIVERY = "free_delivery"
KINDS: dict[str, Text] = {
    REDUCTION: Text("满减", "money off from an amount"),
    TIERED: Text("阶梯满减", "money off in tiers"),
    DISCOUNT: Text("折扣", "percent off"),
    FIXED: Text("立减", "money off any amount"),
    GIFT: Text("满赠", "a gift from an amount"),
    FREE_DELIVERY: Text("免配送费", "free delivery"),
}
# What takes nothing off the goods themselves.
BESIDE_GOODS = (GIFT, FREE_DELIVERY)
MOST_FEN, MOST_TIERS = 100_000_000, 10


@dataclass(frozen=True, slots=True)
class Tier:
    """From `threshold_fen` of eligible goods, `off_fen` comes off."""

    threshold_fen: int
    off_fen: int


@dataclass(frozen=True, slots=True)
class Benefit:
    """What is given. `tiers` rise in both amounts; a reduction has one tier and may repeat ("every 100, 20 off").

    A discount takes `percent` off from `threshold_fen` on, at most `cap_fen` (0 = no cap). A gift adds `gift_units` of
    `gift_sku` from `threshold_fen` on. Free delivery takes the fee off from `threshold_fen` on, at most `cap_fen`.
    """

    kind: str
    tiers: tuple[Tier, ...] = ()
    repeats: bool = False
    percent: int = 0
    cap_fen: int = 0
    threshold_fen: int = 0
    gift_sku: str = ""
    gift_units: int = 1


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a basket is from more. `next_fen` is the amount from which `saves_fen` comes off in all (0 for a gift).

    `gap_fen` is what lacks; all three are 0 when no more can be had.
    """

    eligible_fen: int
    off_fen: int
    next_fen: int = 0
    gap_fen: int = 0
    saves_fen: int = 0


def off_fen(benefit: Benefit, eligible_fen: int) -> int:
    """Return what comes off an eligible amount: never more than it, never less for more; a percent rounds down."""
    if benefit.kind in BESIDE_GOODS or eligible_fen <= 0:
        return 0
    if benefit.kind == DISCOUNT:
        share = eligible_fen * benefit.percent // 100 if eligible_fen >= benefit.threshold_fen else 0
        return min(share, benefit.cap_fen) if benefit.cap_fen else share
    off = max((tier.off_fen for tier in benefit.tiers if eligible_fen >= tier.threshold_fen), default=0)
    if benefit.repeats and off:
        off *= eligible_fen // benefit.tiers[0].threshold_fen
    return min(off, benefit.cap_fen or off, eligible_fen)


def gives_gift(benefit: Benefit, eligible_fen: int) -> bool:
    """Tell whether an eligible amount earns the gift."""
    return benefit.kind == GIFT and eligible_fen >= max(benefit.threshold_fen, 1)


def delivery_off_fen(benefit: Benefit, eligible_fen: int, fee_fen: int) -> int:
    """Return what comes off a delivery fee."""
    if benefit.kind != FREE_DELIVERY or eligible_fen < max(benefit.threshold_fen, 1):
        return 0
    return min(fee_fen, benefit.cap_fen or fee_fen)


def least_fen(benefit: Benefit) -> int:
    """Return the eligible amount from which anything is given (fen)."""
    return benefit.tiers[0].threshold_fen if benefit.tiers else benefit.threshold_fen


def most_off_fen(benefit: Benefit) -> int | None:
    """Return the most that can come off with one use (fen); None = there is no bound."""
    if benefit.kind == GIFT:
        return 0
    if benefit.kind in (DISCOUNT, FREE_DELIVERY) or benefit.repeats:
        return benefit.cap_fen or None
    return benefit.tiers[-1].off_fen


def distance(benefit: Benefit, eligible_fen: int) -> Distance:
    """Return how far an eligible amount is from the next amount at which more comes off."""
    off = off_fen(benefit, eligible_fen)
    for following in _steps(benefit, eligible_fen):
        saves = off_fen(benefit, following)
        if following > eligible_fen and (saves > off or benefit.kind in BESIDE_GOODS):
            return Distance(eligible_fen, off, following, following - eligible_fen, saves)
    return Distance(eligible_fen, off)


def _steps(benefit: Benefit, eligible_fen: int) -> tuple[int, ...]:
    if benefit.repeats:
        step = benefit.tiers[0].threshold_fen
        return ((eligible_fen // step + 1) * step,)
    return tuple(tier.threshold_fen for tier in benefit.tiers) or (benefit.threshold_fen,)


def benefit_from_dict(body: Mapping[str, Any]) -> Benefit:
    """Read a benefit from plain data; BadInput names the field that is wrong."""
    kind = str(body.get("kind", ""))
    if kind not in KINDS:
        raise BadInput("unknown_benefit", f"there is no benefit {kind!r}", field="benefit.kind",
                       hint=f"one of {', '.join(KINDS)}")
    tiers = tuple(Tier(_fen(each, "threshold_fen", index), _fen(each, "off_fen", index))
                  for index, each in enumerate(body.get("tiers") or ()))
    benefit = Benefit(
        kind, tiers, bool(body.get("repeats", False)), int(body.get("percent", 0)), int(body.get("cap_fen", 0)),
        int(body.get("threshold_fen", 0)), str(body.get("gift_sku", "")), int(body.get("gift_units", 1)),
    )  # fmt: skip
    _require_sound(benefit)
    return benefit


def benefit_to_dict(benefit: Benefit) -> dict[str, Any]:
    """Return a benefit as plain data."""
    return {
        "kind": benefit.kind,
        "tiers": [{"threshold_fen": tier.threshold_fen, "off_fen": tier.off_fen} for tier in benefit.tiers],
        "repeats": benefit.repeats, "percent": benefit.percent, "cap_fen": benefit.cap_fen,
        "threshold_fen": benefit.threshold_fen, "gift_sku": benefit.gift_sku, "gift_units": benefit.gift_units,
    }  # fmt: skip


def _fen(tier: Mapping[str, Any], name: str, index: int) -> int:
    value = tier.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_FEN:
        raise BadInput("tier_amount", f"{name} = {value!r} is no amount", field=f"benefit.tiers[{index}].{name}",
                       hint=f"whole fen from 0 to {MOST_FEN}")
    return value


def _require_sound(benefit: Benefit) -> None:
    for is_wrong, field, message, hint in _faults(benefit):
        if is_wrong:
            raise BadInput("benefit_unsound", message, field=f"benefit.{field}", hint=hint)


def _faults(benefit: Benefit) -> tuple[tuple[bool, str, str, str], ...]:
    """Return (is wrong, field, message, hint) of every rule for a benefit of its kind."""
    kind, tiers = benefit.kind, benefit.tiers
    by_tiers = kind in (REDUCTION, TIERED, FIXED)
    rises = all(a.threshold_fen < b.threshold_fen and a.off_fen < b.off_fen for a, b in pairwise(tiers))
    most = MOST_TIERS if kind == TIERED else 1
    return (
        (by_tiers and not 1 <= len(tiers) <= most, "tiers", f"{kind} has 1 to {most} tiers", "give them in tiers"),
        (by_tiers and any(tier.off_fen < 1 for tier in tiers), "tiers", "nothing comes off", "off_fen is at least 1"),
        (not rises, "tiers", "the tiers do not rise", "more must come off from a higher amount"),
        (kind in (REDUCTION, TIERED) and any(tier.off_fen > tier.threshold_fen for tier in tiers), "tiers",
         "more would come off than the goods cost", "off_fen is at most threshold_fen"),
        (kind == FIXED and any(tier.threshold_fen for tier in tiers), "tiers", "a fixed amount has no least amount",
         "use kind reduction for an amount from which it counts"),
        (benefit.repeats and kind != REDUCTION, "repeats", f"{kind} cannot repeat", "only a reduction can"),
        (not by_tiers and bool(tiers), "tiers", f"{kind} has no tiers", "use threshold_fen"),
        (kind == DISCOUNT and not 1 <= benefit.percent <= 99, "percent", f"{benefit.percent} % is no discount",
         "1 to 99 percent off; 10 means that 90 % is paid"),
        (not 0 <= benefit.cap_fen <= MOST_FEN, "cap_fen", "the cap is no amount", f"whole fen from 0 to {MOST_FEN}"),
        (not 0 <= benefit.threshold_fen <= MOST_FEN, "threshold_fen", "the threshold is no amount",
         f"whole fen from 0 to {MOST_FEN}"),
        (kind == GIFT and not benefit.gift_sku, "gift_sku", "nothing is given", "name the SKU of the gift"),
        (kind == GIFT and not 1 <= benefit.gift_units <= 100, "gift_units", "a gift is 1 to 100 units", ""),
    )  # fmt: skip
