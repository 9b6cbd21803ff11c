"""What acts are done to, as codes; and for each question about it ("is it a mask?") a column of yes and no."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.tags.language.tree import Acts

Path = tuple[str, ...]


class Names:
    """Names of acts as codes."""

    MOST = 128

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._places = {name: code for code, name in enumerate(names)}

    def code(self, name: str) -> int:
        """Return the code of a name."""
        return self._places.setdefault(name, len(self._places))

    def names(self) -> list[str]:
        """Return the names in the order of their codes."""
        return list(self._places)


class Subjects:
    """Goods, pages and search words that acts were done to, with the category path of each."""

    def __init__(self, path_of: Callable[[str], Path], words: Iterable[str] = ()) -> None:
        self._path_of = path_of
        self._places: dict[str, int] = {}
        self.words: list[str] = []
        self.paths: list[Path] = []
        self.by_category: dict[str, set[int]] = {}
        for word in words:
            self.code(word)

    def code(self, word: str) -> int:
        """Return the code of a subject."""
        code = self._places.get(word)
        if code is None:
            code = self._places[word] = len(self.words)
            self.words.append(word)
            self.paths.append(())
            self._file(code, self._path_of(word))
        return code

    def place(self, word: str) -> int | None:
        """Return the code of a subject, None when nobody did anything with it."""
        return self._places.get(word)

    def described(self, words: Iterable[str]) -> list[int]:
        """Read the category paths of subjects again; return the codes of those that changed."""
        changed = []
        for word in words:
            code = self._places.get(word)
            if code is not None and self._path_of(word) != self.paths[code]:
                self._file(code, self._path_of(word))
                changed.append(code)
        return changed

    def __len__(self) -> int:
        return len(self.words)

    def _file(self, code: int, path: Path) -> None:
        for category in self.paths[code]:
            self.by_category[category].discard(code)
        self.paths[code] = path
        for category in path:
            self.by_category.setdefault(category, set()).add(code)


def asks(acts: Acts) -> bool:
    """Tell whether a selection asks anything about the subject."""
    return bool(acts.category or acts.not_category or acts.subject or acts.not_subject or acts.contains)


def admits(acts: Acts, word: str, path: Path) -> bool:
    """Tell whether a subject is one that a selection speaks of."""
    return (
        (not acts.category or any(category in path for category in acts.category))
        and not any(category in path for category in acts.not_category)
        and (not acts.subject or word in acts.subject)
        and word not in acts.not_subject
        and all(part in word.lower() for part in acts.contains)
    )


class Questions:
    """For each distinct question about subjects a column of 0 and 1 over all subjects; grows with them."""

    def __init__(self, subjects: Subjects) -> None:
        self._subjects = subjects
        self._columns: dict[Acts, int] = {}
        self._filled = 0
        self.allowed: NDArray[np.uint8] = np.zeros((16, 1), np.uint8)

    def column(self, acts: Acts) -> int:
        """Return the column of a selection's question, −1 when it asks nothing."""
        if not asks(acts):
            return -1
        question = Acts((), acts.category, acts.not_category, acts.subject, acts.not_subject, acts.contains)
        found = self._columns.get(question)
        if found is None:
            found = self._columns[question] = len(self._columns)
            if found >= self.allowed.shape[1]:
                self._reshape(self.allowed.shape[0], 2 * self.allowed.shape[1])
            self._answer(found, question)
        return found

    def extend(self) -> None:
        """Answer all questions for subjects that came since."""
        count = len(self._subjects)
        if count > self.allowed.shape[0]:
            self._reshape(max(count, 2 * self.allowed.shape[0]), self.allowed.shape[1])
        if self._columns:
            self.again(range(self._filled, count))
        self._filled = count

    def again(self, codes: Iterable[int]) -> None:
        """Answer all questions anew for some subjects."""
        for code in codes:
            word, path = self._subjects.words[code], self._subjects.paths[code]
            for question, column in self._columns.items():
                self.allowed[code, column] = admits(question, word, path)

    def _answer(self, column: int, question: Acts) -> None:
        """Answer one question for all subjects; one that names a category or a subject asks only those it can be."""
        found = self._subjects
        if question.category:
            candidates = {code for name in question.category for code in found.by_category.get(name, ())}
        elif question.subject:
            candidates = {code for word in question.subject if (code := found.place(word)) is not None}
        else:
            candidates = set(range(len(found)))
        if len(found) > self.allowed.shape[0]:
            self._reshape(len(found), self.allowed.shape[1])
        for code in candidates:
            self.allowed[code, column] = admits(question, found.words[code], found.paths[code])

    def _reshape(self, rows: int, columns: int) -> None:
        wider = np.zeros((rows, columns), np.uint8)
        wider[: self.allowed.shape[0], : self.allowed.shape[1]] = self.allowed
        self.allowed = wider
