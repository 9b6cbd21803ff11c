"""What persons told, as columns of codes: for each field one code a person, the newest word winning."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


class _Field:
    """One field: its words, each subject's own word with when it was told, and each person's newest word."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.own = np.full(1_024, -1, np.int32)
        self.at = np.zeros(1_024, np.int64)
        self.person = np.full(1_024, -1, np.int32)

    def know(self, count: int) -> None:
        if count > len(self.own):
            wider = max(count, 2 * len(self.own))
            self.own, self.person = _longer(self.own, wider, -1), _longer(self.person, wider, -1)
            self.at = _longer(self.at, wider, 0)


class Told:
    """All facts by field; `persons` are uids of canonical subjects."""

    def __init__(self) -> None:
        self._fields: dict[str, _Field] = {}

    def take(self, uid: int, name: str, word: str, at: int) -> bool:
        """Note a fact told by a subject at an instant (ms); return whether it is news."""
        field = self._fields.setdefault(name, _Field())
        field.know(uid + 1)
        code = field.words.setdefault(word, len(field.words))
        if field.own[uid] >= 0 and at < field.at[uid]:
            return False
        changed = field.own[uid] != code
        field.own[uid], field.at[uid] = code, at
        return bool(changed)

    def settle(self, person: int, members: Sequence[int]) -> None:
        """Read a person's facts anew from what the members told, the newest winning."""
        for field in self._fields.values():
            field.know(max(members) + 1)
            told = [(field.at[uid], field.own[uid]) for uid in members if field.own[uid] >= 0]
            for uid in members:
                field.person[uid] = -1
            field.person[person] = max(told)[1] if told else -1

    def words(self, name: str) -> list[str]:
        """Return all words that were told of a field."""
        return list(self._fields[name].words) if name in self._fields else []

    def fields(self) -> list[str]:
        """Return the fields of which anything is known."""
        return sorted(self._fields)

    def word(self, name: str, person: int) -> str:
        """Return a person's word on a field, empty for none."""
        field = self._fields.get(name)
        code = int(field.person[person]) if field and person < len(field.person) else -1
        return list(field.words)[code] if field and code >= 0 else ""

    def among(self, name: str, words: Iterable[str], persons: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return for each person whether their word on a field is one of some words (letter case does not matter)."""
        field = self._fields.get(name)
        if field is None:
            return np.zeros(len(persons), np.bool_)
        wanted = {word.lower() for word in words}
        codes = [code for word, code in field.words.items() if word.lower() in wanted]
        return np.isin(self._codes(field, persons), codes)

    def numbers(self, name: str, persons: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return each person's word on a field as a number; NaN where there is none or it is no number."""
        field = self._fields.get(name)
        if field is None:
            return np.full(len(persons), np.nan)
        values = np.array([*(_number(word) for word in field.words), np.nan])
        return values[self._codes(field, persons)]

    def forget(self, uid: int) -> int:
        """Drop what a subject told; return how many facts went."""
        gone = 0
        for field in self._fields.values():
            if uid < len(field.own):
                gone += int(field.own[uid] >= 0)
                field.own[uid] = field.person[uid] = -1
        return gone

    def arrays(self, count: int) -> tuple[dict[str, NDArray[np.int64]], dict[str, list[str]]]:
        """Return what each of `count` subjects told, as arrays by field (code, then instant), and the words."""
        arrays, words = {}, {}
        for name, field in self._fields.items():
            field.know(count)
            used = np.unique(field.own[:count])
            used = used[used >= 0]
            codes = np.where(field.own[:count] >= 0, np.searchsorted(used, field.own[:count]), -1)
            arrays[name] = np.stack([codes.astype(np.int64), field.at[:count]])
            every = list(field.words)
            words[name] = [every[code] for code in used]
        return arrays, words

    def load(self, arrays: dict[str, NDArray[np.int64]], words: dict[str, list[str]]) -> None:
        """Take up what `arrays` gave; each subject counts as a person until settled."""
        for name, array in arrays.items():
            field = self._fields[name] = _Field()
            field.know(array.shape[1])
            field.words = {word: code for code, word in enumerate(words[name])}
            field.own[: array.shape[1]], field.at[: array.shape[1]] = array[0], array[1]
            field.person[:] = field.own

    def _codes(self, field: _Field, persons: NDArray[np.int64]) -> NDArray[np.int64]:
        known = persons < len(field.person)
        return np.where(known, field.person[np.where(known, persons, 0)], -1).astype(np.int64)


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return float("nan")


def _longer(array: Any, length: int, blank: int) -> Any:
    longer = np.full(length, blank, array.dtype)
    longer[: len(array)] = array
    return longer
