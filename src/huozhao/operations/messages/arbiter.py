"""The arbiter: of all that the mall would like to tell one shopper now, what is sent, through what, and what waits.

One frequency cap, one quiet time and one consent stand over every part of the mall. Wishes are judged in one order
(service first, then by value, then by key), so it does not matter in which order they came.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from huozhao.operations.assignment import is_held_out
from huozhao.operations.messages.book import MessageBook
from huozhao.operations.messages.policy import Policy, quiet_ends, spans
from huozhao.operations.messages.wish import INTERRUPTING, MARKETING, SERVICE, Channel, Wish
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, HOUR_MS

Act = Literal["send", "wait", "drop"]
LOOK_AGAIN_MS = HOUR_MS
REASONS: dict[str, Text] = {
    "sent": Text("已发送", "sent"),
    "asked": Text("顾客点过“允许”，照办发送", "sent as the shopper had tapped “allow” for it"),
    "not_yet": Text("还没到时间", "its time has not come"),
    "stale": Text("已过有效期", "it is out of date"),
    "no_consent": Text("顾客未同意营销消息", "the shopper has not agreed to marketing messages"),
    "not_asked": Text("顾客未同意营销消息，也没有可用的“允许”",
                      "the shopper has neither agreed to marketing messages nor left an “allow” for this one"),
    "held_out": Text("对照留出组，不发送", "held out for comparison"),
    "same_topic": Text("同一主题近期已说过", "the same topic was told a few days ago"),
    "quiet": Text("安静时段，稍后再发", "quiet hours: later"),
    "capped": Text("已达营销消息频次上限", "the cap on marketing messages is reached"),
    "no_channel": Text("想用的渠道现在都用不上", "none of the wanted channels is free now"),
    "unknown": Text("发送中断，结果不明，未重发", "interrupted while sending: not sent again"),
    "refused": Text("微信拒收（43101），订阅次数清零", "WeChat refused it (43101): nothing is left of the template"),
    "failed": Text("渠道报错", "the channel failed"),
    "not_in_crowd": Text("顾客已不在人群里", "the shopper has left the crowd"),
    "no_stock": Text("顾客附近无货", "nothing is in stock near the shopper"),
    "bought": Text("顾客已经买了", "the shopper has bought it already"),
    "coupon_used": Text("优惠券已用过或不可用", "the coupon is used or cannot be used"),
    "budget_spent": Text("预算已用完", "the budget is spent"),
    "withdrawn": Text("已撤回", "taken back"),
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the arbiter has to know of one person at an instant `now` (ms).

    `granted` counts by template what the shopper has ever allowed, `asked` what of it was allowed after `asked_since`
    (ms): only this asks for a message, as a later no to marketing overrules it. `for_service` are the templates whose
    last message is kept for service. `cards` and `popups` are open ones that the shopper has not put away. `unfit`
    names by key why a wish makes no sense any more.
    """

    person: str
    now: int
    zone: str
    allows_marketing: bool = False
    granted: Mapping[str, int] = field(default_factory=dict)
    asked: Mapping[str, int] = field(default_factory=dict)
    asked_since: int = 0
    for_service: frozenset[str] = frozenset()
    is_connected: bool = False
    cards: int = 0
    popups: int = 0
    unfit: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a wish: sent through a channel, waiting until it is looked at again (ms), or dropped; and why."""

    wish: Wish
    act: Act
    reason: str
    channel: Channel | None = None
    until: int = 0


def decide(wishes: Sequence[Wish], book: MessageBook, found: Circumstances, policy: Policy) -> list[Verdict]:
    """Return a verdict for each wish of one person, in the order in which they were judged.

    What is sent counts at once against the caps, topics, cards and subscriptions of those judged after it. BadInput
    never: wishes were checked when they were handed in.
    """
    verdicts: list[Verdict] = []
    for wish in sorted(wishes, key=_order):
        verdict = _judge(wish, book, found, policy)
        if verdict.act == "send" and verdict.channel:
            book = book.claimed(wish, verdict.channel, found.now)
            found = replace(found, cards=found.cards + (verdict.channel == "card"),
                            popups=found.popups + (verdict.channel == "popup"))
        verdicts.append(verdict)
    return verdicts


def is_asked(wish: Wish, book: MessageBook, found: Circumstances) -> bool:
    """Tell whether the shopper asked for a wish: by an "allow" of its template that is neither spent nor overruled."""
    if not (wish.asked and wish.template and "subscription" in wish.channels):
        return False
    unspent = found.asked.get(wish.template, 0) - book.spent(wish.template, found.asked_since)
    return min(unspent, _left(wish, book, found)) > 0


def cap_ends(book: MessageBook, policy: Policy, now: int) -> int:
    """Return the first instant (ms) from `now` on at which one more interruption is within the caps, in any window."""
    times, at = sorted(book.interruptions(), reverse=True), now
    for most, within in spans(policy):
        if most == 0:
            return now + 366 * DAY_MS
        if len(times) >= most:
            at = max(at, times[most - 1] + within)
    return at


def _order(wish: Wish) -> tuple[bool, bool, int, str]:
    return wish.kind != SERVICE, not wish.urgent, -wish.value_fen, wish.key


def _judge(wish: Wish, book: MessageBook, found: Circumstances, policy: Policy) -> Verdict:
    barred = _barred(wish, found)
    asked = bool(barred) and is_asked(wish, book, found)
    dropped = _dropped(wish, book, found, policy, "" if asked else barred)
    if dropped:
        return Verdict(wish, "drop", dropped)
    if not asked:
        return _told(wish, book, found, policy)
    # What they asked for, and nothing beside it.
    verdict = _told(replace(wish, channels=("subscription",)), book, found, policy)
    return replace(verdict, wish=wish, reason="asked" if verdict.act == "send" else verdict.reason)


def _told(wish: Wish, book: MessageBook, found: Circumstances, policy: Policy) -> Verdict:
    """Return when and through what a wish of which something can come is told."""
    if found.now < wish.valid_from:
        return Verdict(wish, "wait", "not_yet", until=wish.valid_from)
    if not INTERRUPTING & set(wish.channels):
        return Verdict(wish, "send", "sent", "inbox")
    why, free_at = _free(wish, book, found, policy)
    if free_at > found.now:
        return _later(wish, why, free_at)
    channel = next((each for each in wish.channels if _can(each, wish, book, found, policy)), None)
    if channel is None:
        return Verdict(wish, "wait", "no_channel", until=min(found.now + LOOK_AGAIN_MS, wish.valid_until))
    return Verdict(wish, "send", "sent", channel)


def _barred(wish: Wish, found: Circumstances) -> str:
    """Return why a shopper is told nothing unless they asked for it, empty when they may be told."""
    if wish.kind == MARKETING and not found.allows_marketing:
        return "not_asked" if wish.asked else "no_consent"
    return "held_out" if is_held_out(wish.source, found.person, wish.hold_out) else ""


def _dropped(wish: Wish, book: MessageBook, found: Circumstances, policy: Policy, barred: str) -> str:
    """Return why nothing can come of a wish, empty when something can."""
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("stale", lambda: found.now >= wish.valid_until),
        (barred, lambda: bool(barred)),
        (found.unfit.get(wish.key, ""), lambda: wish.key in found.unfit),
        ("same_topic", lambda: book.told(wish.topic, found.now - policy.topic_days * DAY_MS)),
    )
    return next((code for code, holds in checks if holds()), "")


def _free(wish: Wish, book: MessageBook, found: Circumstances, policy: Policy) -> tuple[str, int]:
    """Return why and until when (ms) the shopper may not be disturbed; `now` when they may be."""
    if wish.urgent:
        return "", found.now
    capped = cap_ends(book, policy, found.now) if wish.kind == MARKETING else found.now
    at = quiet_ends(policy, capped, found.zone)
    return ("capped" if capped > found.now else "quiet"), at


def _later(wish: Wish, why: str, at: int) -> Verdict:
    """Let a wish wait; one that would be out of date by then lies in the inbox, where that is wanted."""
    if at < wish.valid_until:
        return Verdict(wish, "wait", why, until=at)
    if "inbox" in wish.channels:
        return Verdict(wish, "send", "sent", "inbox")
    return Verdict(wish, "drop", "stale" if why == "quiet" else why)


def _can(channel: Channel, wish: Wish, book: MessageBook, found: Circumstances, policy: Policy) -> bool:
    """Tell whether a channel is free for a wish now."""
    if channel == "subscription":
        return bool(wish.template) and found.is_connected and _left(wish, book, found) > 0
    if channel == "card":
        return found.cards < policy.cards
    return channel == "inbox" or found.popups == 0


def _left(wish: Wish, book: MessageBook, found: Circumstances) -> int:
    """Return how many messages of its template a wish may use; the last of one for service is not for marketing."""
    kept = wish.kind == MARKETING and wish.template in found.for_service
    return book.balance(wish.template, found.granted.get(wish.template, 0)) - int(kept)
