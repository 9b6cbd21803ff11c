"""What a model may do for the assistant: wish for a tool, and put a draft into friendlier words. Both are checked."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from huozhao.operations.assistant import asking
from huozhao.operations.assistant.asking import ChatModel, Offered, Wish
from huozhao.operations.assistant.draft import Draft
from huozhao.operations.assistant.reading import Message
from huozhao.operations.assistant.rewriting import marked, taken
from huozhao.terms.errors import HuozhaoError

# After so many failures in a row the model is left alone for a while, so that nobody waits for a server that is down.
MOST_FAILURES, REST_MS = 3, 60_000
LEAST_TOKENS = 600


@dataclass(slots=True)
class Health:
    """How the model does: failures in a row, until when it rests (ms), and what was wrong last."""

    failures: int = 0
    rests_until: int = 0
    problem: str = ""
    asked: int = 0
    kept: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class ModelDesk:
    """Asks a model and believes only what passes. `names` gives titles that no answer may name by itself."""

    model: ChatModel
    mode: str
    rewrites: bool
    clock: Callable[[], int]
    names: Callable[[], Iterable[str]]
    health: Health = field(default_factory=Health)

    def choose(
        self, offered: Sequence[Offered], message: Message, before: Sequence[str], written: Collection[str]
    ) -> tuple[Wish | None, int]:
        """Return the tool that the model wishes for and the tokens spent; None where it gave nothing usable.

        A wish that does not pass is sent back once with what is wrong.
        """
        messages, extra = asking.request(offered, message.text, before, self.mode)
        spent = 0
        for _ in range(2):
            reply = self._ask(messages, extra)
            if reply is None:
                return None, spent
            spent += _tokens(reply)
            wish = asking.wish(reply, offered, self.mode, written)
            if not wish.problem:
                return wish, spent
            self.health.problem = wish.problem
            messages = asking.again(messages, reply, wish.problem, self.mode)
        return None, spent

    def reword(self, draft: Draft, message: Message) -> tuple[Draft | None, int]:
        """Return the draft in the model's words and the tokens spent; None where they did not pass."""
        shown, places = marked(draft, message.language)
        if not self.rewrites or not places or len(shown) < 4 + sum(len(number) + 2 for number in places):
            return None, 0
        messages = asking.rewrite_request(shown, message.text, message.language)
        reply = self._ask(messages, {"temperature": 0.3, "max_tokens": 300})
        if reply is None:
            return None, 0
        found = None if reply.calls else taken(draft, reply.text, message.language, self.names())
        if found is None:
            self.health.dropped += 1
        else:
            self.health.kept += 1
        return found, _tokens(reply)

    def _ask(self, messages: Sequence[dict[str, object]], extra: dict[str, object]) -> asking.Reply | None:
        if self.clock() < self.health.rests_until:
            return None
        self.health.asked += 1
        try:
            reply = self.model.ask(messages, extra)
        except HuozhaoError as error:
            self.health.failures += 1
            self.health.problem = error.message
            if self.health.failures >= MOST_FAILURES:
                self.health.failures, self.health.rests_until = 0, self.clock() + REST_MS
            return None
        self.health.failures = 0
        return reply


def _tokens(reply: asking.Reply) -> int:
    """Return what a reply took; a server that does not say is taken to have used a token for each two letters."""
    return reply.tokens or 200 + len(reply.text) // 2
