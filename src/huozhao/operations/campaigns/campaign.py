"""A campaign as an operator writes it, and what a preview of it says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.operations.messages.wish import CHANNELS, MOST_BODY, MOST_TITLE, Channel
from huozhao.operations.offers import Offer
from huozhao.operations.strategies import LEAST_HOLD_OUT, MOST_HOLD_OUT, Budget, Cap, Strategy
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text, text_from
from huozhao.terms.time import DAY_MS

DRAFT, PREVIEWED, RUNNING, PAUSED, ENDED = "draft", "previewed", "running", "paused", "ended"
STATES = (DRAFT, PREVIEWED, RUNNING, PAUSED, ENDED)
# What may stand in braces in the words: the goods, their price, the coupon, the last day.
FIELDS = ("goods", "price", "coupon", "until")
SOURCE = "campaign"
MOST_DAYS, MOST_GOODS = 92, 50
_FIELD = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign.

    `cost_fen` is what one message costs at most (its coupon or offer), `value_fen` what telling one shopper is expected
    to bring, `take_rate` (0…1) the share of those told who are expected to buy. `origin` names what it was made from.
    Instants in ms; it begins when it is started where `starts_at` is None.
    """

    campaign: str
    label: Text
    origin: str
    expression: str
    skus: tuple[str, ...]
    coupon: str
    channels: tuple[Channel, ...]
    template: str
    title: Text
    body: Text
    link: str
    starts_at: int | None
    ends_at: int
    budget: Budget
    cost_fen: int
    value_fen: int
    take_rate: float
    hold_out: float
    window_days: int

    @property
    def source(self) -> str:
        """The source of its wishes, under which its arms are on record."""
        return f"{SOURCE}:{self.campaign}"

    @property
    def topic(self) -> str:
        """What its messages are about: one product, however many campaigns tell of it, or the campaign itself."""
        return f"goods:{self.skus[0]}" if len(self.skus) == 1 else self.source


def as_strategy(campaign: Campaign) -> Strategy:
    """Return a campaign in the form in which budgets are claimed and lift is measured."""
    return Strategy(
        campaign.source, campaign.label, campaign.expression, Offer("message", {}, campaign.cost_fen),
        tuple(campaign.channels), Cap(), campaign.budget, campaign.value_fen, None, campaign.hold_out,
        campaign.starts_at, campaign.ends_at, campaign.window_days,
    )  # fmt: skip


def filled(text: Text, facts: Mapping[str, Text]) -> Text:
    """Return words with their fields filled in; a field that nothing is known for is left empty."""
    return Text(_FIELD.sub(lambda m: facts[m[1]].zh if m[1] in facts else "", text.zh),
                _FIELD.sub(lambda m: facts[m[1]].en if m[1] in facts else "", text.en))  # fmt: skip


def campaign_from_dict(id: str, body: Mapping[str, Any]) -> Campaign:
    """Read a campaign from plain data; BadInput names the field that is wrong."""
    budget = dict(body.get("budget") or {})
    campaign = Campaign(
        id, text_from(body.get("label"), id), str(body.get("origin") or ""), str(body.get("expression") or ""),
        tuple(body.get("skus") or ()), str(body.get("coupon") or ""), tuple(body.get("channels") or CHANNELS),
        str(body.get("template") or ""), text_from(body.get("title"), "", "title"),
        text_from(body.get("body"), "", "body"), str(body.get("link") or ""), body.get("starts_at"),
        int(body.get("ends_at") or 0), Budget(budget.get("uses"), budget.get("fen")), int(body.get("cost_fen") or 0),
        int(body.get("value_fen") or 0), float(body.get("take_rate", 0.05)), float(body.get("hold_out", 0.1)),
        int(body.get("window_days", 14)),
    )  # fmt: skip
    _require_sound(campaign)
    return campaign


def campaign_to_dict(campaign: Campaign) -> dict[str, Any]:
    """Return a campaign as plain data, without its id."""
    return {
        "label": campaign.label.as_dict(), "origin": campaign.origin, "expression": campaign.expression,
        "skus": list(campaign.skus), "coupon": campaign.coupon, "channels": list(campaign.channels),
        "template": campaign.template, "title": campaign.title.as_dict(), "body": campaign.body.as_dict(),
        "link": campaign.link, "starts_at": campaign.starts_at, "ends_at": campaign.ends_at,
        "budget": {"uses": campaign.budget.uses, "fen": campaign.budget.fen}, "cost_fen": campaign.cost_fen,
        "value_fen": campaign.value_fen, "take_rate": campaign.take_rate, "hold_out": campaign.hold_out,
        "window_days": campaign.window_days,
    }  # fmt: skip


def _require_sound(campaign: Campaign) -> None:
    """Refuse what makes no sense, the first fault first."""
    named = {m[1] for text in (campaign.title, campaign.body) for m in _FIELD.finditer(text.zh + text.en)}
    start, amounts = campaign.starts_at or campaign.ends_at - 1, (campaign.budget.uses, campaign.budget.fen)
    faults = (
        (not campaign.expression.strip(), "expression", "say whom the campaign is for", 'for example segment("vip")'),
        (not set(campaign.channels) <= set(CHANNELS), "channels", "there is no such channel",
         f"use {', '.join(CHANNELS)}"),
        (not 0 < len(campaign.title.zh) <= MOST_TITLE, "title", "the title is missing or too long",
         f"at most {MOST_TITLE} characters"),
        (not 0 < len(campaign.body.zh) <= MOST_BODY, "body", "the text is missing or too long",
         f"at most {MOST_BODY} characters"),
        (not named <= set(FIELDS), "body", f"there is no field {sorted(named - set(FIELDS))}",
         f"fields are {', '.join(f'{{{name}}}' for name in FIELDS)}"),
        (not 0 < campaign.ends_at - start <= MOST_DAYS * DAY_MS, "ends_at",
         "a campaign ends after it begins, within three months", "send the last instant"),
        (not LEAST_HOLD_OUT <= campaign.hold_out <= MOST_HOLD_OUT, "hold_out",
         f"hold_out is from {LEAST_HOLD_OUT} to {MOST_HOLD_OUT}", "without a hold-out no lift can be measured"),
        (not 0 <= campaign.take_rate <= 1, "take_rate", "take_rate is a share", "0.05 is one in twenty"),
        (len(campaign.skus) > MOST_GOODS, "skus", f"at most {MOST_GOODS} goods", "make two campaigns"),
        (any(amount is not None and amount < 0 for amount in amounts), "budget", "a budget is not below 0",
         "leave it out for no bound"),
        (not 1 <= campaign.window_days <= 90, "window_days", "window_days is 1 to 90",
         "orders are counted for so long after a shopper was told"),
    )  # fmt: skip
    for is_wrong, place, message, hint in faults:
        if is_wrong:
            raise BadInput("bad_campaign", message, field=place, hint=hint)
