"""Why a shopper carries a tag: the lineage from events to the tag and to who uses it."""

import msgspec
from litestar import Router, get

from huozhao.app import App
from huozhao.flows.tags.explain import Explanation, Measure, explain
from huozhao.http.wire import Words, words
from huozhao.insight.tags.words import verb
from huozhao.terms.time import iso


class ActOut(msgspec.Struct, frozen=True):
    """One act that a tag rests on; `position` is its event's place in the log."""

    position: int
    at: str
    name: str
    label: Words
    subject: str
    quantity: int
    amount_fen: int


class MeasureOut(msgspec.Struct, frozen=True):
    """One condition of a rule: what it found in words, whether it holds, the newest acts behind it and their number."""

    said: Words
    holds: bool
    acts: list[ActOut]
    acts_in_all: int


class TurnOut(msgspec.Struct, frozen=True):
    """The shopper gained or lost the tag at that moment, and why."""

    at: str
    entered: bool
    value: str
    cause: str
    position: int


class ReasonsOut(msgspec.Struct, frozen=True):
    """A shopper's tag with everything behind it; `cause` is log, time, definition, consent, merge, restart, outside."""

    shopper: str
    tag: str
    layer: str
    label: Words
    rule: Words
    version: int
    held: bool
    value: str
    since: str | None
    cause: str
    position: int
    measures: list[MeasureOut]
    history: list[TurnOut]
    used_by: list[str]


@get("/shoppers/{shopper:str}/tags/{tag:str}", summary="Explain a shopper's tag", tags=["tags"], sync_to_thread=True)
def get_reasons(mall: App, shopper: str, tag: str) -> ReasonsOut:
    """Return why a shopper carries a tag or not: the rule, what it counts, the events behind it, since when."""
    found = explain(mall.tags, shopper, tag)
    return _out(shopper, found, mall.tag_desk.used_by(tag))


def _out(shopper: str, found: Explanation, used_by: list[str]) -> ReasonsOut:
    turns = [TurnOut(iso(c.at), c.entered, c.value, c.cause, c.position) for c in found.history]
    return ReasonsOut(
        shopper, found.tag, found.layer, words(found.label), words(found.rule), found.version, found.held, found.value,
        iso(found.since) if found.since else None, found.cause, found.position, [_measure(m) for m in found.measures],
        turns, used_by,
    )  # fmt: skip


def _measure(measure: Measure) -> MeasureOut:
    acts = [
        ActOut(a.position, iso(a.at), a.name, words(verb(a.name)), a.subject, a.quantity, a.amount_fen)
        for a in measure.acts
    ]  # fmt: skip
    return MeasureOut(words(measure.said), measure.holds, acts, measure.acts_in_all)


ROUTER = Router("/", route_handlers=[get_reasons])
