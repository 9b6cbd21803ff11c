"""The assistant: one message in, one answer out; read → route → tool → words, and a person where that does not do."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.flows.assistant.asker import ASKS, BEYOND, HANDED, UNKNOWN, Asker, Found
from huozhao.flows.assistant.closing import Closing
from huozhao.flows.assistant.knowledge_book import KnowledgeBook, Passage
from huozhao.flows.assistant.model_desk import LEAST_TOKENS, ModelDesk
from huozhao.flows.assistant.proposals import Proposals
from huozhao.flows.assistant.talk_book import ASSISTANT, SHOPPER, Talk, TalkBook
from huozhao.flows.assistant.toolbox import BESIDE, Tool
from huozhao.flows.assistant.word_book import AssistantWords
from huozhao.operations.assistant import answers, talk
from huozhao.operations.assistant.draft import Draft
from huozhao.operations.assistant.knowledge import Match
from huozhao.operations.assistant.reading import Message, read, says_any
from huozhao.operations.assistant.route import Route, route
from huozhao.operations.assistant.talk import CAPPED, OPEN, TAKEN, UNSURE, UNSURE_TIMES, WAITING, Caps, why_hand_over
from huozhao.operations.assistant.topics import HAND_OVER, LABELS, POLICY, SMALL
from huozhao.terms.errors import BadInput, Conflict
from huozhao.terms.place import Coordinates
from huozhao.terms.text import Text

MOST_TRIES = 3
# Under this a model is asked which tool it is; a phrasing that fits less than that is not worth offering.
SURE, WORTH_OFFERING = 0.8, 0.1
_YES = re.compile(
    r"^(确认|确定|好的?|可以|是的?|对的?|嗯+|行|同意|取消吧|退吧|yes|yep|ok(ay)?|sure|confirm|do it)[吧啊呀!！。.\s]*$",
    re.IGNORECASE)  # fmt: skip
Matches = list[tuple[Match, Passage]]


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it comes in: `id` is the client's own, so that a message sent twice is heard once."""

    text: str
    id: str = ""
    place: Coordinates | None = None
    sku: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """The merchant's name, how well a passage has to fit, and the caps of one talk."""

    mall: str
    threshold: float
    caps: Caps


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers shoppers. `members` gives the subject ids of a person; without a model desk rules and templates do."""

    book: TalkBook
    knowledge: KnowledgeBook
    words: AssistantWords
    proposals: Proposals
    tools: Mapping[str, Tool]
    closing: Closing
    members: Callable[[str], tuple[str, ...]]
    models: ModelDesk | None
    policy: Policy

    def hear(self, shopper: str, said: Said) -> tuple[Talk, dict[str, Any] | None]:
        """Hear a message and return the talk with the answer; None while a person has the word."""
        if not said.text.strip():
            raise BadInput("message_empty", "say what you would like to know / 请输入你的问题", field="text")
        for tries in range(MOST_TRIES):
            try:
                return self._hear(shopper, said)
            except Conflict as lost:
                if lost.code != "changed_meanwhile" or tries + 1 == MOST_TRIES:
                    raise
        raise AssertionError("unreachable")

    def asker(self, shopper: str, current: Talk | None, message: Message, place: Coordinates | None = None) -> Asker:
        """Return who asks: the shopper of the session."""
        spent = current.spent.refund_fen if current else 0
        return Asker(shopper, self.members(shopper), self.book.clock(), current.id if current else "", message,
                     current.slots if current else {}, place, max(0, self.policy.caps.refund_fen - spent))

    def _hear(self, shopper: str, said: Said) -> tuple[Talk, dict[str, Any] | None]:
        current = self._current(shopper)
        if said.id and (known := _heard(current, said.id)) is not None:
            return current, known[0]
        message, now = read(said.text), self.book.clock()
        text = {"zh": message.text, "en": message.text}
        current.say(SHOPPER, now, text=text, id=said.id, private=message.has_address)
        current.body["language"] = message.language
        current.slots.update({name: value for name, value in (("sku", said.sku), ("order", said.order)) if value})
        answer = None if current.state == TAKEN else self._answer(current, message, said)
        return self.book.save(current), answer

    def _current(self, shopper: str) -> Talk:
        found = self.book.now_of(shopper)
        if found is not None:
            return found
        for before in self.book.of(shopper, 1):
            self.closing.close(before)
        return self.book.begin(shopper)

    def _answer(self, current: Talk, message: Message, said: Said) -> dict[str, Any]:
        pending = self._pending(current) if _YES.match(message.text) else None
        asker = self.asker(current.shopper, current, message, said.place)
        if pending is not None:
            return self._say(current, answers.CONFIRM, (pending,), ASKS, current.slots.get("topic", ""))
        matches = self.knowledge.find(message.text)
        way = route(message, matches[0][0].score if matches else 0.0, self.policy.threshold,
                    current.slots.get("topic", ""), "order" in current.slots)  # fmt: skip
        has_word = says_any(message.text, self.words.hand_over_words())
        reason = why_hand_over(message, way, current.spent, self.policy.caps, has_word)
        if reason:
            return self._hand_over(current, reason)
        way, arguments, by = self._chosen(current, message, way)
        if way.tool == HAND_OVER and way.is_sure:
            return self._hand_over(current, talk.ASKED)
        if current.state == WAITING and not (way.is_sure and way.tool in self.tools):
            return self._say(current, answers.NOTED, (), ASKS, "")
        found = self._found(asker, way, arguments, matches)
        current.note(asker.now, tool=way.tool, by=by, outcome=found.outcome, confidence=way.confidence)
        return self._told(current, message, way, found, by)

    def _chosen(self, current: Talk, message: Message, way: Route) -> tuple[Route, Mapping[str, str], str]:
        """Let a model say which tool it is where the rules are not sure; an address never goes to it."""
        small = way.tool in SMALL
        left = self.policy.caps.tokens - current.spent.tokens
        if self.models is None or small or way.confidence >= SURE or message.has_address or left < LEAST_TOKENS:
            return way, {}, "rules"
        offered = [*(tool.offered for tool in self.tools.values()), *BESIDE]
        before = current.said_by_shopper()[:-1]
        written = {*message.ids, *(id for each in before for id in read(each).ids), current.slots.get("order", "")}
        wish, tokens = self.models.choose(offered, message, before, written)
        current.body["tokens"] += tokens
        if wish is None:
            return way, {}, "rules"
        if wish.tool == "unclear":
            return (way if way.is_sure else Route("", 0.0, way.others)), {}, "model"
        return Route(wish.tool, max(way.confidence, SURE), way.others), wish.arguments, "model"

    def _found(self, asker: Asker, way: Route, arguments: Mapping[str, str], matches: Matches) -> Found:
        if way.tool in SMALL:
            return Found(answers.small_talk(way.tool, self.policy.mall))
        if way.tool == POLICY and matches and matches[0][0].score >= self.policy.threshold:
            match, passage = matches[0]
            source = {"kind": "source", "id": passage.id, "title": passage.phrasings[0],
                      "label": passage.title.as_dict(), "text": passage.source, "score": match.score}  # fmt: skip
            return Found(Draft("{answer}", "{answer}", {"answer": passage.answer}), (source,))
        if way.is_sure and way.tool in self.tools:
            return self.tools[way.tool].run(asker, arguments)
        lead = answers.NOT_SURE if way.others or way.tool else answers.UNKNOWN
        block = {"kind": "choices", "items": self._choices(way, matches)}
        return Found(lead, (block,), UNKNOWN)

    def _told(self, current: Talk, message: Message, way: Route, found: Found, by: str) -> dict[str, Any]:
        """Put what a tool found into words and on record."""
        current.body["calls"] += 1
        if found.outcome == BEYOND:
            return self._hand_over(current, CAPPED)
        current.body["unsure"] = current.spent.unsure + 1 if found.outcome == UNKNOWN else 0
        if found.outcome == UNKNOWN:
            current.body["unknown"] += 1
            current.turns[-1]["unknown"] = True
            if current.spent.unsure >= UNSURE_TIMES and current.state == OPEN:
                return self._hand_over(current, UNSURE)
        current.slots.update(found.slots)
        if way.tool and way.tool not in SMALL:
            current.slots["topic"] = way.tool
            current.body["topic"] = current.body["topic"] or way.tool
        draft, wrote = self._worded(current, message, found)
        return self._say(current, draft, found.blocks, found.outcome, way.tool, by=by, wrote=wrote)

    def _worded(self, current: Talk, message: Message, found: Found) -> tuple[Draft, str]:
        left = self.policy.caps.tokens - current.spent.tokens
        if self.models is None or left < LEAST_TOKENS or message.has_address:
            return found.draft, "template"
        reworded, tokens = self.models.reword(found.draft, message)
        current.body["tokens"] += tokens
        return (reworded, "model") if reworded is not None else (found.draft, "template")

    def _hand_over(self, current: Talk, reason: str) -> dict[str, Any]:
        if current.state == OPEN:
            current.body |= {"state": talk.after(OPEN, "hand_over"), "reason": reason}
        current.note(self.book.clock(), tool=HAND_OVER, by="rules", outcome=HANDED, reason=reason)
        return self._say(current, answers.handed_over(reason), (), HANDED, HAND_OVER)

    def _say(
        self, current: Talk, draft: Draft, blocks: tuple[dict[str, Any], ...], outcome: str, topic: str, *,
        by: str = "rules", wrote: str = "template",
    ) -> dict[str, Any]:  # fmt: skip
        return current.say(ASSISTANT, self.book.clock(), text=draft.text.as_dict(), blocks=list(blocks),
                           outcome=outcome, topic=topic, chosen_by=by, worded_by=wrote)

    def _pending(self, current: Talk) -> dict[str, Any] | None:
        """Return the proposal of the last answer while it can still be confirmed."""
        last = next((turn for turn in reversed(current.turns) if turn["by"] == ASSISTANT), None)
        block = next((each for each in last["blocks"] if each["kind"] == "proposal"), None) if last else None
        asker = self.asker(current.shopper, current, read(""))
        return block if block is not None and self.proposals.standing(asker, block["token"]) else None

    def _choices(self, way: Route, matches: Matches) -> list[dict[str, str]]:
        titles = [Text(passage.phrasings[0], passage.phrasings[0]) for match, passage in matches
                  if match.score >= WORTH_OFFERING]
        names = [name for name in (way.tool, *way.others) if name in LABELS and name not in (POLICY, HAND_OVER)]
        return answers.as_choices([*titles, *(LABELS[name] for name in names), *self.words.choices()])


def _heard(current: Talk, id: str) -> tuple[dict[str, Any] | None] | None:
    """Return (the answer,) to a message that was heard before, None for a new one."""
    for place, turn in enumerate(current.turns):
        if turn["by"] == SHOPPER and turn.get("id") == id:
            after = (each for each in current.turns[place + 1:] if each["by"] != SHOPPER)
            return (next(after, None),)
    return None
