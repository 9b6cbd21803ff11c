"""Predictions for the faces and the other flows: train, cards, one shopper's probabilities with evidence, forget."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from huozhao.events.artifacts import Artifacts
from huozhao.events.documents import Documents
from huozhao.events.state import StateStore
from huozhao.flows.goods import Goods
from huozhao.flows.jobs import Progress
from huozhao.flows.predict import store
from huozhao.flows.predict import value as values
from huozhao.flows.predict.learning import Learnt, learn
from huozhao.flows.predict.past_cards import PastCards
from huozhao.flows.predict.ports import Permissions, Persons, Publishing
from huozhao.flows.predict.reading import read, read_one
from huozhao.flows.predict.scoring import Scores, bounds_of, score
from huozhao.flows.predict.telling import Seen, Told, is_told
from huozhao.flows.predict.value import Value
from huozhao.flows.tags.tags import About
from huozhao.insight.predicted.card import Card
from huozhao.insight.predicted.definitions import BY_TAG, PERSONALISATION, PREDICTIONS, SENSITIVE, Bounds, Prediction
from huozhao.insight.standing import mall_day
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, local_day

LABEL = Text("预测标签", "Predicting tags")
OWN = "prediction_bounds"
# Withdrawals of this while (s) are taken off the disk together.
GATHER_S = 0.5
SENSITIVE_TAGS = tuple(prediction.tag for prediction in PREDICTIONS if prediction.purpose == SENSITIVE)
Step = Callable[[int, int], None]


@dataclass(frozen=True)
class Wiring:
    """What predictions stand on."""

    state: StateStore
    documents: Documents
    artifacts: Artifacts
    goods: Goods
    people: Persons
    consents: Permissions
    tags: Publishing
    clock: Callable[[], int]
    zone: str


class Predictions:
    """Keeps the newest models and scores. A score that its shopper no longer allows is not shown from that moment on,
    and is gone from the disk within a second.
    """

    def __init__(self, wiring: Wiring) -> None:
        self._on = wiring
        self._lock = threading.RLock()
        self._versions = ("", "")
        self._learnt: dict[str, Learnt] = {}
        self._value: dict[str, Any] = {}
        self._scores: Scores | None = None
        self._withdrawn: set[tuple[str, str]] = set()
        self._writer: threading.Timer | None = None
        self.runs = PastCards(wiring.documents)
        wiring.consents.listen(self._decided)

    def train(self, progress: Progress) -> dict[str, Any]:
        """Learn, score and publish every tag, as a job of its own; where that fails, tags past their time still end."""
        try:
            return self.stage(lambda done, total: progress("predict", LABEL, done, total))
        except Exception:
            self._expire(self._on.clock())
            raise

    def stage(self, step: Step) -> dict[str, Any]:
        """Learn, score and publish every tag; return what became of each."""
        on, now = self._on, self._on.clock()
        reading = read(on.state, on.goods, on.people, on.consents, on.zone)
        newest = int(reading.history.day.max()) if len(reading.history.day) else -1
        clock_day = local_day(now, on.zone)
        today = mall_day(clock_day, newest)
        self._take_up()
        standing = {tag: one.model for tag, one in self._learnt.items() if one.model is not None}
        whole = today - 1 if today == clock_day else today
        learnt = learn(reading, whole, today, str(now), now, standing, step)
        scores, cards = score(reading, learnt, self._bounds(), today, now, self._scores, step)
        learnt = {tag: replace(one, card=cards[tag]) for tag, one in learnt.items()}
        value = values.fit(on.state, on.people, on.consents, on.zone, today)
        store.save_models(on.artifacts, str(now), learnt, cards, value)
        with self._lock:  # who withdraws from here on is taken off what is kept here, not off what stood before
            self._keep(self._allowed(scores))
        self._publish(now)
        self.runs.add(cards.values())
        return _summary(cards, value)

    def cards(self) -> list[tuple[Prediction, Card]]:
        """Return every predicted tag with its card, in the order of the catalogue."""
        self._take_up()
        return [(p, self._learnt[p.tag].card if p.tag in self._learnt else Card(p.tag, "off", "not_run"))
                for p in PREDICTIONS]  # fmt: skip

    def card(self, tag: str) -> tuple[Prediction, Card]:
        """Return one tag's definition and card; NotFound for an unknown tag."""
        found = next((pair for pair in self.cards() if pair[0].tag == tag), None)
        if found is None:
            raise NotFound("unknown_prediction", f"there is no predicted tag {tag!r}", field="tag",
                           hint="see GET /v1/predictions")  # fmt: skip
        return found

    def set_bounds(self, tag: str, enter: float | None, leave: float | None) -> None:
        """Set the operator's own thresholds of a tag, in force with the next run; None returns to the product's."""
        self.card(tag)
        if enter is None:
            self._on.documents.delete(OWN, [tag])
            return
        leave = enter if leave is None else leave
        if not 0 < leave <= enter < 1:
            raise BadInput("bounds_not_possible", f"0 < exit ({leave}) ≤ enter ({enter}) < 1 must hold", field="enter",
                           hint="send two probabilities, exit not above enter")  # fmt: skip
        self._on.documents.put(OWN, tag, {"enter": enter, "exit": leave})

    def of(self, subject: str, only: str = "") -> list[Told]:
        """Return what is predicted of a shopper's person, with evidence; nothing for purposes not consented to.

        `only` names one tag where the others are not asked for.
        """
        self._take_up()
        on, scores = self._on, self._scores
        person = on.people.person(subject)
        place = scores.persons.place(person) if scores else -1
        if scores is None or place < 0 or not on.consents.allows(person, PERSONALISATION):
            return []
        history = read_one(on.state, on.goods, person, on.people.members(subject), on.zone)
        seen = Seen(history, scores)
        return [
            seen.told(one, place)
            for tag, one in self._learnt.items()
            if only in ("", tag) and is_told(scores, tag, place, on.clock())
            and on.consents.allows(person, BY_TAG[tag].purpose)
        ]

    def evidence(self, subject: str, tag: str) -> Text:
        """Return why a shopper carries a predicted tag, in one sentence."""
        found = self.of(subject, tag)
        if not found:
            return Text("预测标签", "predicted tag")
        told = found[0]
        said = [reason.words for reason in told.reasons[:3]]
        if told.probability is None:
            first = Text("按规则判断", "by rule")
        else:
            first = Text(f"概率{told.probability:.0%}", f"probability {told.probability:.0%}")
        if told.value:
            said = [Text(f"“{told.value}”", f"“{told.value}”"), *said]
        return Text(",".join(w.zh for w in (first, *said)), ", ".join(w.en for w in (first, *said)))

    def value_of(self, subject: str) -> Value | None:
        """Return the value of a shopper's person; None without orders, consent or a fitted model."""
        self._take_up()
        on, model = self._on, values.model_of(self._value)
        person = on.people.person(subject)
        if model is None or not on.consents.allows(person, PERSONALISATION):
            return None
        rows = [row for member in on.people.members(subject) for row in on.state.scan("orders", (member,))]
        return values.told(model, person, rows, on.zone, int(self._value["day"]), on.clock())

    def forget(self, subjects: Sequence[str]) -> int:
        """Remove persons from the scores, in memory and on disk, and return how many went; models hold sums only."""
        self._take_up()
        with self._lock:
            if self._scores is None:
                return 0
            before, gone = len(self._scores.persons), {*subjects, *map(self._on.people.person, subjects)}
            self._keep(store.without(self._scores, gone))
            return before - len(self._scores.persons)

    def stop(self) -> None:
        """Take off the disk at once what was withdrawn and waits."""
        if self._writer is not None:
            self._writer.cancel()
            self._take_off()

    def _bounds(self) -> dict[str, Bounds]:
        own = {found.id: found.body for found in self._on.documents.list(OWN, limit=500)}
        return {p.tag: bounds_of(p, own.get(p.tag, {})) for p in PREDICTIONS}

    def _keep(self, scores: Scores) -> None:
        """Save scores and take them up. Saved twice, as the version before is kept beside the current one."""
        with self._lock:
            for _ in range(2):
                store.save_scores(self._on.artifacts, str(scores.at), scores)
            self._versions = ("", "")
            self._take_up()

    def _take_up(self) -> None:
        """Take up what another process, or the last run, has saved."""
        artifacts = self._on.artifacts
        newest = artifacts.version(store.MODELS), artifacts.version(store.SCORES)
        if newest == self._versions:
            return
        with self._lock:
            self._learnt, self._value = store.load_models(artifacts)
            self._scores, self._versions = store.load_scores(artifacts), newest

    def _allowed(self, scores: Scores) -> Scores:
        """Return the scores without what was withdrawn while they were computed."""
        allows, names = self._on.consents.allows, scores.persons.names()
        scores = store.without(scores, {name for name in names if not allows(name, PERSONALISATION)})
        return store.blanked(scores, {name for name in names if not allows(name, SENSITIVE)}, SENSITIVE_TAGS)

    def _publish(self, now: int) -> None:
        scores = self._scores
        assert scores is not None
        for prediction, card in self.cards():
            places = np.flatnonzero(scores.carried[prediction.tag])
            names = [scores.persons.name(int(place)) for place in places]
            self._on.tags.publish(prediction.tag, names, now, about(prediction, card))

    def _expire(self, now: int) -> None:
        """Let tags end whose scores are older than they may live."""
        self._take_up()
        for prediction, card in self.cards():
            if self._scores is not None and now - self._scores.at > prediction.ttl_days * DAY_MS:
                self._on.tags.publish(prediction.tag, (), now, about(prediction, card))

    def _decided(self, subject: str, purpose: str, given: bool) -> None:
        """Note a withdrawal; `of` asks the consents themselves, so what is noted concerns the disk only."""
        if given or purpose not in (PERSONALISATION, SENSITIVE) or not self._on.artifacts.version(store.SCORES):
            return
        with self._lock:
            self._withdrawn.add((subject, purpose))
            if self._writer is None:
                self._writer = threading.Timer(GATHER_S, self._take_off)
                self._writer.daemon = True
                self._writer.start()

    def _take_off(self) -> None:
        self._take_up()
        with self._lock:
            gathered, self._withdrawn, self._writer = self._withdrawn, set(), None
            if self._scores is not None and gathered:
                gone = {purpose: {self._on.people.person(s) for s, p in gathered if p == purpose}
                        for purpose in (PERSONALISATION, SENSITIVE)}  # fmt: skip
                scores = store.without(self._scores, gone[PERSONALISATION])
                self._keep(store.blanked(scores, gone[SENSITIVE], SENSITIVE_TAGS))


def about(prediction: Prediction, card: Card) -> About:
    """Return what the tag catalogue says of a predicted tag."""
    horizon = card.windows.horizon if card.windows else prediction.horizons[0]
    sensitivity = "sensitive" if prediction.purpose == SENSITIVE else "normal"
    said = prediction.says(horizon) if card.state == "model" else prediction.rule.words
    return About("predicted", prediction.label, said, prediction.purpose, sensitivity, "huozhao")


def _summary(cards: Mapping[str, Card], value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "models": sum(card.state == "model" for card in cards.values()),
        "tags": {tag: {"state": card.state, "shoppers": card.carriers} for tag, card in cards.items()},
        "value_shoppers": int(value["shoppers"]),
    }  # fmt: skip
