"""Talks on the wire: turns with their blocks, for shoppers and for the service desk."""

from collections.abc import Mapping
from typing import Any

import msgspec

from huozhao.flows.assistant.talk_book import ASSISTANT, Talk
from huozhao.http.wire import Words
from huozhao.operations.assistant.talk import REASONS, STATES
from huozhao.operations.assistant.topics import LABELS
from huozhao.terms.time import iso

NONE = Words("", "")


class BlockLine(msgspec.Struct, frozen=True):
    """One line of an order."""

    sku: str
    title: str
    quantity: int


class BlockOut(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something to show beside an answer; fields that its kind does not have are left out.

    order: order, status, label, total_fen, lines, at · goods: sku, title, price_fen, image · coupon: coupon, label,
    summary, until · source (of an answer from the knowledge): id, title, label, text, score · choices: items ·
    proposal: action, summary, token, until; nothing is done before the token comes to /v1/me/assistant/proposals.
    """

    kind: str
    order: str = ""
    status: str = ""
    label: Words = NONE
    total_fen: int = 0
    lines: list[BlockLine] = []
    at: str = ""
    sku: str = ""
    title: str = ""
    price_fen: int = 0
    image: str | None = None
    coupon: str = ""
    id: str = ""
    text: str = ""
    score: float = 0.0
    items: list[Words] = []
    action: str = ""
    summary: Words = NONE
    token: str = ""
    until: str = ""


class TalkTurnOut(msgspec.Struct, frozen=True):
    """One turn. `by`: shopper, assistant or person; `outcome` of an answer: answered, asks, proposed, unknown, refused,
    handed_over, confirmed or declined. `thumb` is 1, −1 or 0."""

    n: int
    by: str
    at: str
    text: Words
    blocks: list[BlockOut]
    outcome: str
    topic: str
    thumb: int


class ToldOut(msgspec.Struct, frozen=True):
    """What the assistant did, for the desk: which tool, by rules or by the model, with what outcome."""

    at: str
    tool: str
    by: str
    outcome: str


class NoteOut(msgspec.Struct, frozen=True):
    """A note of the desk."""

    at: str
    who: str
    text: str


class TalkOut(msgspec.Struct, frozen=True):
    """A talk of the shopper who asks; `state`: open, waiting, taken, closed; `none` before the first message."""

    talk: str
    state: str
    turns: list[TalkTurnOut]
    choices: list[Words]


class DeskTalkOut(msgspec.Struct, frozen=True):
    """A talk as the desk sees it. `reason` says why it went to a person, `who` has it now."""

    talk: str
    shopper: str
    state: str
    state_label: Words
    topic: str
    topic_label: Words
    reason: str
    reason_label: Words
    who: str
    at: str
    last_at: str
    said: int
    unknown: int
    ups: int
    downs: int
    tokens: int
    last: str
    turns: list[TalkTurnOut] = []
    did: list[ToldOut] = []
    notes: list[NoteOut] = []


def talk_out(talk: Talk | None, choices: list[Words], after: int = 0) -> TalkOut:
    """Return a shopper's own talk, turns after a number."""
    if talk is None:
        return TalkOut("", "none", [], choices)
    return TalkOut(talk.id, talk.state, [turn_out(turn) for turn in talk.turns[after:]], choices)


def turn_out(turn: Mapping[str, Any], *, for_desk: bool = False) -> TalkTurnOut:
    """Return a turn; the desk never sees the token of a proposal, which is the shopper's own to use."""
    blocks = [_block(each, for_desk) for each in turn.get("blocks", [])]
    return TalkTurnOut(turn["n"], turn["by"], iso(turn["at"]), Words(**turn["text"]), blocks, turn.get("outcome", ""),
                   turn.get("topic", ""), turn.get("thumb", 0))


def desk_out(talk: Talk, mask: Any, *, whole: bool = False) -> DeskTalkOut:
    """Return a talk for the desk, the shopper's id masked; `whole` with turns, notes and what the assistant did."""
    body = talk.body
    last = next((turn["text"]["zh"] for turn in reversed(talk.turns) if turn["by"] != ASSISTANT), "")
    more: dict[str, Any] = {}
    if whole:
        more = {
            "turns": [turn_out(turn, for_desk=True) for turn in talk.turns],
            "did": [ToldOut(iso(did["at"]), did["tool"], did["by"], did["outcome"]) for did in talk.content["audit"]],
            "notes": [NoteOut(iso(note["at"]), note["who"], note["text"]) for note in talk.content["notes"]],
        }
    return DeskTalkOut(
        talk.id, mask(talk.shopper), talk.state, _words(STATES[talk.state]), body["topic"],
        _words(LABELS.get(body["topic"])), body["reason"], _words(REASONS.get(body["reason"])), body["who"],
        iso(body["at"]), iso(body["last_at"]), body["said"], body["unknown"], body["ups"], body["downs"],
        body["tokens"], last[:120], **more)  # fmt: skip


def _block(block: Mapping[str, Any], for_desk: bool) -> BlockOut:
    plain = {**block, **{name: iso(block[name]) if block[name] else "" for name in ("at", "until") if name in block}}
    if for_desk:
        plain.pop("token", None)
    return msgspec.convert(plain, BlockOut)


def _words(text: Any) -> Words:
    return Words(text.zh, text.en) if text is not None else NONE
