"""What is kept of predictions: the models (sums over shoppers) and the scores (personal), each replaced as a whole."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.events.artifacts import Artifacts
from huozhao.flows.predict.learning import Learnt
from huozhao.flows.predict.scoring import Scores
from huozhao.insight.predicted import card as cards
from huozhao.insight.predicted.card import Card
from huozhao.insight.predicted.curves import Additive, from_arrays, to_arrays
from huozhao.insight.value.bgnbd import BgNbd
from huozhao.terms.ids import Ids

MODELS, SCORES = "predicted_models", "predicted_scores"


def save_models(
    artifacts: Artifacts, version: str, learnt: dict[str, Learnt], found: dict[str, Card], value: dict[str, Any]
) -> None:
    """Keep what was learned, with the cards and the parameters of shoppers' value."""
    arrays: dict[str, NDArray[Any]] = {}
    about: dict[str, Any] = {"tags": {}, "value": value}
    for place, (tag, one) in enumerate(learnt.items()):
        about["tags"][tag] = {"place": place, "card": cards.to_dict(found[tag]), "rates": one.rates,
                              "model": one.model is not None}  # fmt: skip
        if one.model is not None:
            arrays |= {f"{place}_{name}": array for name, array in to_arrays(one.model).items()}
    artifacts.save(MODELS, version, arrays, about)


def load_models(artifacts: Artifacts) -> tuple[dict[str, Learnt], dict[str, Any]]:
    """Return what was learned and the parameters of value; nothing before the first run."""
    found = artifacts.load(MODELS)
    if found is None:
        return {}, {}
    learnt = {}
    for tag, kept in found.about["tags"].items():
        model = _model(found.arrays, kept["place"]) if kept["model"] else None
        rates = kept["rates"]
        learnt[tag] = Learnt(cards.from_dict(kept["card"]), model, (rates[0], rates[1]) if rates else None)
    return learnt, found.about["value"]


def _model(arrays: Any, place: int) -> Additive:
    prefix = f"{place}_"
    return from_arrays({name.removeprefix(prefix): a for name, a in arrays.items() if name.startswith(prefix)})


def save_scores(artifacts: Artifacts, version: str, scores: Scores) -> None:
    """Keep everybody's scores in place of those before."""
    tags, valued = list(scores.probability), list(scores.values)
    size = len(scores.persons)
    artifacts.save(SCORES, version, {
        "persons": scores.persons.encoded,
        "probability": np.stack([scores.probability[t] for t in tags]) if tags else np.zeros((0, size), np.float32),
        "carried": np.stack([scores.carried[t] for t in tags]) if tags else np.zeros((0, size), np.bool_),
        "values": np.stack([scores.values[t] for t in valued]) if valued else np.zeros((0, size), np.int32),
    }, {"day": scores.day, "at": scores.at, "tags": tags, "valued": valued, "words": list(scores.words),
        "rhythm": asdict(scores.rhythm) if scores.rhythm else None})  # fmt: skip


def load_scores(artifacts: Artifacts) -> Scores | None:
    """Return the scores that are kept."""
    found = artifacts.load(SCORES)
    if found is None:
        return None
    about, arrays = found.about, found.arrays
    return Scores(
        Ids(arrays["persons"]), about["day"], about["at"],
        dict(zip(about["tags"], arrays["probability"], strict=True)),
        dict(zip(about["tags"], arrays["carried"], strict=True)),
        dict(zip(about["valued"], arrays["values"], strict=True)), tuple(about["words"]),
        BgNbd(**about["rhythm"]) if about["rhythm"] else None,
    )  # fmt: skip


def without(scores: Scores, subjects: set[str]) -> Scores:
    """Return the scores without some persons."""
    gone = [place for name in subjects if (place := scores.persons.place(name)) >= 0]
    kept = np.ones(len(scores.persons), np.bool_)
    kept[gone] = False
    return Scores(
        Ids(np.array(scores.persons.encoded[kept])), scores.day, scores.at,
        {tag: np.array(row[kept]) for tag, row in scores.probability.items()},
        {tag: np.array(row[kept]) for tag, row in scores.carried.items()},
        {tag: np.array(row[kept]) for tag, row in scores.values.items()}, scores.words, scores.rhythm,
    )  # fmt: skip


def blanked(scores: Scores, persons: set[str], tags: Iterable[str]) -> Scores:
    """Return the scores without those of some tags of some persons."""
    gone = [place for name in persons if (place := scores.persons.place(name)) >= 0]
    probability, carried = dict(scores.probability), dict(scores.carried)
    for tag in tags:
        probability[tag], carried[tag] = np.array(probability[tag]), np.array(carried[tag])
        probability[tag][gone], carried[tag][gone] = np.nan, False
    return replace(scores, probability=probability, carried=carried)
