"""Campaigns that the mall itself suggests: drafts for slow goods, improved goods, those who fell silent, regions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

DAYS = 14
RECALL = 'segment("churn_warning")'


@dataclass(frozen=True, slots=True)
class CampaignProposal:
    """A campaign that somebody may want: what it comes from, why, and its draft."""

    origin: str
    why: Text
    draft: Mapping[str, Any]


def for_slow_goods(
    id: str, crowd: str, sku: str, title: str, discount: float, price_fen: int, now: int
) -> CampaignProposal:  # fmt: skip
    """Return the campaign of an approved markdown: those drawn to the goods hear of the new price (fen)."""
    off, price = f"{discount:.0%}", f"{price_fen / 100:.2f}"
    why = Text(f"已批准降价 {off}，通知可能想要的顾客", f"marked down by {off}: tell those who may want it")
    return CampaignProposal(
        f"slow:{id}", why,
        _draft(Text(f"降价：{title}", f"Markdown: {title}"), f'crowd("{crowd}")', [sku],
               Text("你看过的商品降价了", "Something you looked at costs less now"),
               Text(f"“{{goods}}”现在 {price} 元，{{until}} 前有效。",
                    f"{{goods}} is {price} yuan now, until {{until}}."),
               now, take_rate=0.05))  # fmt: skip


def for_upgrade(ticket: str, crowd: str, sku: str, label: Text, now: int) -> CampaignProposal:
    """Return the campaign of an improved product: those who complained hear of it first."""
    return CampaignProposal(
        f"upgrade:{ticket}", Text(f"反映过{label.zh}问题的顾客，先得知升级款",
                                  f"those who complained of {label.en} hear of the improved product first"),
        _draft(Text(f"升级款先给反映过{label.zh}的顾客", f"Improved {label.en}: first to who complained"),
               f'crowd("{crowd}")', [sku],
               Text(f"你反映的{label.zh}问题，已经改进", f"You told us about {label.en}: it is improved"),
               Text("升级款“{goods}”到货了，谢谢你的意见，先请你试试。",
                    "{goods} is here. Thank you for telling us; you are the first to hear."), now, take_rate=0.2))


def for_dormant(now: int) -> CampaignProposal:
    """Return the campaign that calls back those who bought regularly and fell silent."""
    return CampaignProposal(
        "recall", Text("召回流失预警顾客", "call back shoppers who fell silent"),
        _draft(Text("召回沉睡顾客", "Call back the silent"), RECALL, [],
               Text("好久不见", "It has been a while"),
               Text("送你一张回归券：{coupon}，{until} 前有效。", "A coupon for coming back: {coupon}, until {until}."),
               now, take_rate=0.03))  # fmt: skip


def for_region(push: str, city: str, skus: Sequence[str], title: Text, body: Text, at: int) -> CampaignProposal:
    """Return the campaign of an approved push to a region."""
    return CampaignProposal(
        f"push:{push}", Text(f"已批准的地区推送：{city}", f"approved push to {city}"),
        {**_draft(title, f'fact("city") = "{city}"', list(skus), title, body, at, take_rate=0.05),
         "starts_at": at, "ends_at": at + 3 * DAY_MS})  # fmt: skip


def _draft(
    label: Text, expression: str, skus: list[str], title: Text, body: Text, now: int, *, take_rate: float
) -> dict[str, Any]:
    return {
        "label": label.as_dict(), "expression": expression, "skus": skus, "title": title.as_dict(),
        "body": body.as_dict(), "starts_at": None, "ends_at": now + DAYS * DAY_MS, "take_rate": take_rate,
        "hold_out": 0.1, "window_days": DAYS,
    }  # fmt: skip
