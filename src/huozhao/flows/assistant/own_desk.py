"""What a shopper does in a talk besides writing: confirm, decline, judge an answer, ask for a person, end it."""

from dataclasses import dataclass
from typing import Any

from huozhao.flows.assistant.assistant import Assistant
from huozhao.flows.assistant.talk_book import ASSISTANT, PERSON, Talk
from huozhao.operations.assistant import answers, talk
from huozhao.operations.assistant.reading import read
from huozhao.operations.assistant.talk import OPEN
from huozhao.operations.assistant.topics import HAND_OVER
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.text import Text

MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class OwnDesk:
    """The shopper's side; every call is about the shopper of the session."""

    assistant: Assistant

    def now(self, shopper: str) -> Talk | None:
        """Return the talk that goes on, None when there is none."""
        return self.assistant.book.now_of(shopper)

    def confirm(self, shopper: str, token: str) -> tuple[Talk | None, Text]:
        """Do what was proposed, once, and return what was done; see Proposals.confirm."""
        asker = self.assistant.asker(shopper, None, read(""))
        done, answer = self.assistant.proposals.confirm(asker, token)
        return self._put(done, answer, "confirmed"), answer

    def decline(self, shopper: str, token: str) -> tuple[Talk | None, Text]:
        """Take a proposal off the table."""
        asker = self.assistant.asker(shopper, None, read(""))
        declined = self.assistant.proposals.decline(asker, token)
        return self._put(declined, answers.DECLINED.text, "declined"), answers.DECLINED.text

    def judge(self, shopper: str, n: int, up: bool) -> Talk:
        """Keep a thumb for one answer; a second one takes the place of the first."""
        current = self._current(shopper)
        if not 1 <= n <= len(current.turns) or current.turns[n - 1]["by"] not in (ASSISTANT, PERSON):
            raise BadInput("no_answer", f"there is no answer {n} in this talk", field="n",
                           hint="use the n of an answer")
        current.turns[n - 1]["thumb"] = 1 if up else -1
        thumbs = [turn.get("thumb", 0) for turn in current.turns]
        current.body |= {"ups": thumbs.count(1), "downs": thumbs.count(-1)}
        return self.assistant.book.save(current)

    def hand_over(self, shopper: str) -> Talk:
        """Ask for a person; asked again, the talk waits on."""
        current = self.now(shopper) or self.assistant.book.begin(shopper)
        if current.state == OPEN:
            current.body |= {"state": talk.after(OPEN, "hand_over"), "reason": talk.ASKED}
            current.say(ASSISTANT, self.assistant.book.clock(), text=answers.WAITING.text.as_dict(), blocks=[],
                        outcome="handed_over", topic=HAND_OVER)
            self.assistant.book.save(current)
        return current

    def close(self, shopper: str) -> Talk:
        """End the talk."""
        return self.assistant.closing.close(self._current(shopper))

    def _current(self, shopper: str) -> Talk:
        found = self.now(shopper)
        if found is None:
            raise NotFound("no_talk", "there is no talk that goes on / 当前没有会话", field="talk",
                           hint="write a message first: POST /v1/me/assistant")
        return found

    def _put(self, proposal: dict[str, Any], answer: Text, outcome: str) -> Talk | None:
        """Say in the talk what became of a proposal, once; what was done stands whether or not that is written."""
        for _ in range(MOST_TRIES):
            try:
                current = self.assistant.book.get(proposal["talk"])
            except NotFound:
                return None
            if any(turn.get("proposal") == proposal["id"] for turn in current.turns):
                return current
            current.say(ASSISTANT, self.assistant.book.clock(), text=answer.as_dict(), blocks=[], outcome=outcome,
                        topic=proposal["action"], proposal=proposal["id"])
            if outcome == "confirmed":
                current.body["refund_fen"] += int(proposal["refund_fen"])
            try:
                return self.assistant.book.save(current)
            except Conflict:
                continue
        return None
