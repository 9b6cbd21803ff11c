"""What the privacy centre says on the wire, to the shopper and to the operator who answers for the mall."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import msgspec

from huozhao.app import App
from huozhao.flows.privacy.centre import Choice, Kept
from huozhao.http.operation.coupon_wire import voucher_out
from huozhao.http.operation.messages import message_out
from huozhao.http.operation.size_wire import wears_out
from huozhao.http.operation.talk_wire import talk_out
from huozhao.http.what.page import ItemOut, item_out
from huozhao.http.who.predictions import PredictionOut, told_out
from huozhao.http.who.shoppers import ProfileOut, profile_out
from huozhao.http.wire import Words, words
from huozhao.privacy.addresses import in_short
from huozhao.terms.errors import NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import iso

MOST_TALKS = 1_000
WHY = Text(
    "推荐依据：你最近看过、加购、买过的商品，与你喜好相近的顾客，以及附近门店的库存。关闭“个性化推荐”后只展示大家都在买的商品。",
    "What you see follows from what you viewed, put into the cart and bought, from shoppers of like taste, and from "
    "what lies in shops near you. Switch personal recommendation off and you see what is popular.",
)
POPULAR = Text("你没有开启个性化推荐：展示的是大家都在买的商品，与你的记录无关。",
               "Personal recommendation is off: what you see is popular and has nothing to do with your records.")


class KeptOut(msgspec.Struct, frozen=True):
    """One kind of record that is kept."""

    name: str
    label: Words
    purpose: str
    n: int
    first_at: str
    last_at: str


class ChoiceOut(msgspec.Struct, frozen=True):
    """One purpose and its switch."""

    purpose: str
    label: Words
    covers: Words
    needs_consent: bool
    given: bool
    notice: int | None
    decided_at: str | None
    decided_notice: int | None
    channel: str
    needs_renewal: bool
    days: int


class PrivacyOut(msgspec.Struct, frozen=True):
    """What is held and inferred of a shopper, why things are shown, who used it, and the switches."""

    shopper: str
    ids: list[str]
    held: list[KeptOut]
    contact: dict[str, str]
    addresses: list[str]
    profile: ProfileOut | None
    predictions: list[PredictionOut]
    contested: list[str]
    why_shown: Words
    shown: list[ItemOut]
    looks: int
    consents: list[ChoiceOut]


def privacy_out(mall: App, subject: str) -> PrivacyOut:
    """Return everything that concerns one shopper, contact data masked."""
    centre = mall.privacy.centre
    held = centre.held(subject)
    personal = mall.consents.allows(subject, "personalisation")
    return PrivacyOut(
        subject, list(held.members), [_kept(each) for each in held.kept],
        mall.vault.masked(held.members), [in_short(each) for each in mall.storefront.addresses.of(subject)],
        profile_of(mall, subject),
        [told_out(told) for told in mall.predict.of(subject) if told.prediction.tag not in held.contested],
        list(held.contested), words(WHY if personal else POPULAR),
        [item_out(item) for item in mall.pages.recommend(subject, 10)] if personal else [],
        held.looks, choices_out(mall, held.choices),
    )  # fmt: skip


def profile_of(mall: App, subject: str) -> ProfileOut | None:
    """Return a shopper's profile, None when nothing is on record."""
    try:
        return profile_out(mall.shoppers.profile(subject), mall.shoppers.rfm(subject))
    except NotFound:
        return None


def choices_out(mall: App, choices: Iterable[Choice]) -> list[ChoiceOut]:
    """Return the switches."""
    return [choice_out(mall, each) for each in choices]


def choice_out(mall: App, choice: Choice) -> ChoiceOut:
    """Return one switch."""
    purpose, said = choice.purpose, choice.decision
    return ChoiceOut(
        purpose.name, words(purpose.label), words(purpose.covers), purpose.needs_consent, choice.is_given,
        choice.notice or None, iso(said.at) if said else None, said.notice if said else None,
        said.channel if said else "", choice.is_outdated, getattr(mall.settings.privacy, f"{purpose.name}_days"),
    )  # fmt: skip


def copy_of(mall: App, subject: str) -> dict[str, Any]:
    """Return the whole copy for the shopper: everything in the clear, with every record."""
    centre = mall.privacy.centre
    found: dict[str, Any] = msgspec.to_builtins(privacy_out(mall, subject))
    return {
        "made_at": iso(mall.clock()), "mall": mall.settings.mall.name, **found,
        "contact": centre.contact(subject),
        "addresses": [asdict(each) for each in mall.storefront.addresses.of(subject)],
        "consent_history": [
            {"purpose": d.purpose, "given": d.given, "notice": d.notice, "channel": d.channel, "at": iso(d.at)}
            for d in mall.consents.history(subject)
        ],
        "events": [
            {"id": e.id, "name": e.name, "at": iso(e.at), "shopper": e.shopper, "source": e.source,
             "properties": msgspec.to_builtins(e.properties)}
            for e in centre.events(subject)
        ],
        "orders": centre.orders(subject),
        "talks": [msgspec.to_builtins(talk_out(each, [])) for member in centre.people.members(subject)
                  for each in mall.service.assistant.book.of(member, MOST_TALKS)],
        "coupons": [msgspec.to_builtins(voucher_out(mall, each))
                    for each in mall.coupons.wallets.of(subject, mall.clock())],
        "favourites": [{"sku": each.goods.sku, "at": iso(each.at)} for member in centre.people.members(subject)
                       for each in mall.storefront.favourites.of(member)],
        "sizes": [msgspec.to_builtins(each) for each in wears_out(mall, subject)],
        "messages": [msgspec.to_builtins(message_out(found)) for found in mall.messages.inbox.history(subject)],
        "subscriptions": mall.messages.balances(subject),
    }  # fmt: skip


def _kept(kept: Kept) -> KeptOut:
    return KeptOut(kept.name, words(kept.label), kept.purpose, kept.n, iso(kept.first_at), iso(kept.last_at))
