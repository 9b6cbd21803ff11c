"""The service desk: talks that wait for a person, taken over, answered, given back; what has no answer yet."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from huozhao.flows.assistant.closing import Closing
from huozhao.flows.assistant.proposals import Proposals
from huozhao.flows.assistant.talk_book import PERSON, SHOPPER, Talk, TalkBook
from huozhao.flows.jobs import Progress
from huozhao.operations.assistant.talk import TAKEN, after
from huozhao.privacy.minimise import mask
from huozhao.terms.errors import BadInput, Conflict
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, HOUR_MS

LABEL = Text("整理客服会话", "Closing talks")
# How many of the newest talks are read for figures and for questions without an answer.
READ, MOST_UNANSWERED = 1_000, 50
LONGEST = 1_000
MOST_LOOKED = 10_000


@dataclass(frozen=True, slots=True)
class ServiceDesk:
    """The merchant's side. `keep_days` is how long talks are kept."""

    book: TalkBook
    closing: Closing
    proposals: Proposals
    clock: Callable[[], int]
    keep_days: int
    _looked: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def first_looks(self, who: str, what: str, talks: Sequence[Talk]) -> list[str]:
        """Return the shoppers of talks that somebody looks at for the first time within an hour.

        A desk asks every few seconds while it is open; that is one look and not hundreds.
        """
        now = self.clock()
        if len(self._looked) > MOST_LOOKED:
            self._looked.clear()
        fresh = [each for each in talks if now - self._looked.get((who, what, each.id), -HOUR_MS) >= HOUR_MS]
        self._looked.update({(who, what, each.id): now for each in fresh})
        return [each.shopper for each in fresh]

    def queue(self, state: str = "", after: str = "", limit: int = 50) -> list[Talk]:
        """Return talks newest first, of one state or all."""
        return list(islice(self.book.all(state, after), limit))

    def take(self, id: str, who: str) -> Talk:
        """Take a talk over; Conflict when somebody else has it."""
        talk = self.book.get(id)
        if talk.state == TAKEN:
            if talk.body["who"] != who:
                raise Conflict("talk_taken", f"{talk.body['who']} has this talk / 会话已被接管", field="talk",
                               hint="let them give it back first")
            return talk
        return self._moved(talk, "take", who, {"who": who})

    def give_back(self, id: str, who: str) -> Talk:
        """Let the assistant go on; the count of what it did not know begins anew."""
        return self._moved(self.book.get(id), "give_back", who, {"who": "", "reason": "", "unsure": 0})

    def answer(self, id: str, text: str, who: str) -> Talk:
        """Answer as a person; BadInput for nothing, Conflict for a talk that this person has not taken over."""
        talk = self.book.get(id)
        if talk.state != TAKEN or talk.body["who"] != who:
            raise Conflict("talk_not_taken", "take the talk over first / 请先接管会话", field="talk",
                           hint="POST /v1/talks/{id}/take")
        plain = _written(text)
        talk.say(PERSON, self.clock(), text={"zh": plain, "en": plain}, blocks=[], who=who)
        return self.book.save(talk)

    def note(self, id: str, text: str, who: str) -> Talk:
        """Keep a note that the shopper does not see."""
        talk = self.book.get(id)
        talk.content["notes"].append({"at": self.clock(), "who": who, "text": mask(_written(text))})
        return self.book.save(talk)

    def close(self, id: str) -> Talk:
        """End a talk."""
        return self.closing.close(self.book.get(id))

    def unanswered(self) -> list[dict[str, Any]]:
        """Return what shoppers asked lately and got no answer to, most asked first; nobody is named."""
        counts: Counter[str] = Counter()
        last: dict[str, int] = {}
        for talk in self._recent():
            for turn in talk.turns:
                if turn["by"] == SHOPPER and turn.get("unknown") and not turn.get("private"):
                    text = " ".join(str(turn["text"]["zh"]).split())
                    counts[text] += 1
                    last[text] = max(last.get(text, 0), int(turn["at"]))
        found = sorted(counts, key=lambda text: (-counts[text], -last[text]))
        return [{"text": text, "times": counts[text], "at": last[text]} for text in found[:MOST_UNANSWERED]]

    def figures(self, days: int) -> dict[str, Any]:
        """Return how the talks of the last days went; of at most the newest 1,000."""
        since = self.clock() - days * DAY_MS
        bodies = [talk.body for talk in self._recent() if int(talk.body["at"]) >= since]
        names = ("calls", "unknown", "ups", "downs", "tokens")
        sums = {name: sum(int(body[name]) for body in bodies) for name in names}
        waiting = sum(1 for body in bodies if body["state"] == "waiting")
        handed = sum(1 for body in bodies if body["reason"])
        topics = Counter(str(body["topic"]) for body in bodies if body["topic"])
        reasons = Counter(str(body["reason"]) for body in bodies if body["reason"])
        return {"talks": len(bodies), "waiting": waiting, "handed_over": handed, "by_itself": len(bodies) - handed,
                "topics": topics.most_common(), "reasons": reasons.most_common(), **sums}

    def tidy(self, progress: Progress) -> dict[str, Any]:
        """Close talks that nobody goes on with, and remove what is past its time; return the counts."""
        closed = self.closing.sweep()
        return {"closed": closed, "removed": self.book.expire(self.keep_days) + self.proposals.expire(self.keep_days)}

    def _recent(self) -> Iterator[Talk]:
        return islice(self.book.all(), READ)

    def _moved(self, talk: Talk, step: str, who: str, more: dict[str, Any]) -> Talk:
        talk.body |= {"state": after(talk.state, step), **more}
        talk.note(self.clock(), tool=step, by=who, outcome=talk.state)
        return self.book.save(talk)


def _written(text: str) -> str:
    plain = text.strip()
    if not 1 <= len(plain) <= LONGEST:
        raise BadInput("text_length", f"write 1 to {LONGEST} letters / 请输入内容", field="text")
    return plain
