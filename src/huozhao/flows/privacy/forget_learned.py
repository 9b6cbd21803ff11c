"""Take shoppers out of what was learned: rows of theirs go from every kept array."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.events.artifacts import Arrays, ForgettingArtifacts
from huozhao.flows.learning.recalls import BASKETS, CONTENT, LOCAL, PAIRS, SESSIONS
from huozhao.matching import sessions
from huozhao.matching.model import from_arrays, to_arrays, without

MATCHING = "matching"
# What is learned of goods alone; a word in it that happens to be somebody's id is a word.
OF_GOODS = frozenset({BASKETS, CONTENT, LOCAL, PAIRS})


def forget_learned(artifacts: ForgettingArtifacts, subjects: Sequence[str], skip: Sequence[str] = ()) -> int:
    """Rewrite every kept array of every kept version without the subjects; return how many versions changed.

    What cannot be cut by rows is dropped and made anew by the next run.
    """
    changed = 0
    for kind in artifacts.kinds():
        for version in () if kind in skip else artifacts.versions(kind):
            changed += _forget_version(artifacts, kind, version, subjects)
    return changed


def _forget_version(artifacts: ForgettingArtifacts, kind: str, version: str, subjects: Sequence[str]) -> int:
    found = artifacts.load(kind, version)
    if found is None:
        return 0
    if _told(found.about, subjects):
        artifacts.drop(kind)
        return 1
    arrays = _cut(kind, found.arrays, subjects)
    if arrays is None:
        return 0
    artifacts.replace(kind, version, arrays, dict(found.about))
    return 1


def _cut(kind: str, arrays: Arrays, subjects: Sequence[str]) -> dict[str, NDArray[Any]] | None:
    """Return the arrays without the subjects' rows, None when they are in none."""
    if kind in OF_GOODS:
        return None
    named = {name: gone for name, array in arrays.items() if (gone := _places(array, subjects)).any()}
    if not named:
        return None
    if kind == MATCHING:
        return to_arrays(without(from_arrays("", arrays), subjects))
    if kind == SESSIONS:
        return sessions.to_arrays(sessions.without(sessions.from_arrays(arrays), subjects))
    kept: dict[str, NDArray[Any]] = {}
    gone_by_length = {len(gone): gone for gone in named.values()}
    for name, array in arrays.items():
        axis = next((n for n in reversed(range(array.ndim)) if array.shape[n] in gone_by_length), None)
        kept[name] = array if axis is None else np.compress(~gone_by_length[array.shape[axis]], array, axis=axis)
    return kept


def _places(array: NDArray[Any], subjects: Sequence[str]) -> NDArray[np.bool_]:
    """Return where an array of texts names one of the subjects."""
    if array.ndim != 1 or array.dtype.kind not in "SU":
        return np.zeros(0, np.bool_)
    width = array.dtype.itemsize
    encoded = [subject.encode() for subject in subjects]
    is_bytes = array.dtype.kind == "S"
    wanted: list[Any] = [each for each in encoded if len(each) <= width] if is_bytes else list(subjects)
    return np.isin(array, np.array(wanted, dtype=array.dtype)) if wanted else np.zeros(len(array), np.bool_)


def _told(about: Mapping[str, Any], subjects: Sequence[str]) -> bool:
    text = json.dumps(about, ensure_ascii=False)
    return any(json.dumps(subject, ensure_ascii=False) in text for subject in subjects)
