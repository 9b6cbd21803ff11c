"""A talk: who has the word, when it goes to a person, and how much the assistant may do in it."""

from dataclasses import dataclass

from huozhao.operations.assistant.reading import Message
from huozhao.operations.assistant.route import Route
from huozhao.operations.assistant.topics import HAND_OVER
from huozhao.terms.errors import Conflict
from huozhao.terms.text import Text

# open: the assistant answers; waiting: a person was asked for; taken: a person answers; closed: over.
OPEN, WAITING, TAKEN, CLOSED = "open", "waiting", "taken", "closed"
STATES: dict[str, Text] = {
    OPEN: Text("助手接待中", "with the assistant"), WAITING: Text("等待人工", "waiting for a person"),
    TAKEN: Text("人工接待中", "with a person"), CLOSED: Text("已结束", "closed"),
}  # fmt: skip
# step → the states it starts from, and where it leads
_STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "hand_over": ((OPEN,), WAITING), "take": ((OPEN, WAITING), TAKEN), "give_back": ((TAKEN, WAITING), OPEN),
    "close": ((OPEN, WAITING, TAKEN), CLOSED),
}  # fmt: skip
ASKED, WORDS, UPSET, UNSURE, CAPPED = "asked", "words", "upset", "unsure", "capped"
REASONS: dict[str, Text] = {
    ASKED: Text("顾客要求人工", "the shopper asked for a person"),
    WORDS: Text("说到了转人工词", "a hand-over word was said"),
    UPSET: Text("顾客情绪激动", "the shopper is upset"),
    UNSURE: Text("连续两次没有答上来", "no answer twice in a row"),
    CAPPED: Text("超出助手的权限或用量", "beyond what the assistant may do"),
}  # fmt: skip
UNSURE_TIMES = 2
MOST_TURNS = 200


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that the assistant does in one talk: tool calls, a model's tokens, money that goes back (fen)."""

    calls: int = 60
    tokens: int = 20_000
    refund_fen: int = 50_000


@dataclass(frozen=True, slots=True)
class Spent:
    """What the assistant has done in a talk so far; `unsure` counts messages in a row that it could not answer."""

    calls: int = 0
    tokens: int = 0
    refund_fen: int = 0
    unsure: int = 0


def after(state: str, step: str) -> str:
    """Return the state after a step; Conflict where the step cannot be taken."""
    sources, target = _STEPS[step]
    if state not in sources:
        raise Conflict("talk_state", f"this talk is {state}; it cannot be {step.replace('_', ' ')} now", field="talk",
                       hint=f"possible from: {', '.join(sources)}")
    return target


def why_hand_over(message: Message, route: Route, spent: Spent, caps: Caps, has_word: bool) -> str:
    """Return why a message goes to a person, empty when it does not."""
    if has_word:
        return WORDS
    if message.is_angry:
        return UPSET
    if route.tool == HAND_OVER and route.is_sure:
        return ASKED
    return CAPPED if spent.calls >= caps.calls else ""
