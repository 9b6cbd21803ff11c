"""Take shoppers out of what was learned: rows of theirs go from every kept array."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.events.artifacts import Arrays, ForgettingArtifacts
from huozhao.matching.model import from_arrays, to_arrays, without

MATCHING = "matching"


def forget_learned(artifacts: ForgettingArtifacts, subjects: Sequence[str], skip: Sequence[str] = ()) -> int:
    """Rewrite every kept array without the subjects; return how many kinds changed.

    The version before is removed as well. What cannot be cut by rows is dropped and made anew by the next run.
    """
    changed = 0
    for kind in artifacts.kinds():
        found = artifacts.load(kind) if kind not in skip else None
        if found is None:
            continue
        arrays = _cut(kind, found.arrays, subjects)
        if _told(found.about, subjects):
            artifacts.drop(kind)
        elif arrays is not None:
            artifacts.rewrite(kind, str(found.about.get("version", found.version)), arrays, dict(found.about))
        else:
            artifacts.drop_earlier(kind)
            continue
        changed += 1
    return changed


def _cut(kind: str, arrays: Arrays, subjects: Sequence[str]) -> dict[str, NDArray[Any]] | None:
    """Return the arrays without the subjects' rows, None when they are in none."""
    named = {name: gone for name, array in arrays.items() if (gone := _places(array, subjects)).any()}
    if not named:
        return None
    if kind == MATCHING:
        return to_arrays(without(from_arrays("", arrays), subjects))
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
