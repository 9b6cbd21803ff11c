"""A dense number for every subject, so that sets of them are bitmaps and columns."""

from collections.abc import Iterable


class Uids:
    """Numbers names in order of first sight; a forgotten name leaves its number empty for good."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: list[str] = list(names)
        self._places: dict[str, int] = {name: uid for uid, name in enumerate(self._names) if name}

    def code(self, name: str) -> int:
        """Return the number of a name, giving it one when it is new."""
        uid = self._places.get(name)
        if uid is None:
            uid = self._places[name] = len(self._names)
            self._names.append(name)
        return uid

    def place(self, name: str) -> int | None:
        """Return the number of a name or None."""
        return self._places.get(name)

    def name(self, uid: int) -> str:
        """Return the name of a number, empty when it was forgotten."""
        return self._names[uid]

    def names(self) -> list[str]:
        """Return all names in the order of their numbers."""
        return list(self._names)

    def forget(self, name: str) -> int | None:
        """Forget a name and return the number it had."""
        uid = self._places.pop(name, None)
        if uid is not None:
            self._names[uid] = ""
        return uid

    def __len__(self) -> int:
        return len(self._names)
