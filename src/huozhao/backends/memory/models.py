"""Learned arrays in memory: for trials and tests."""

from typing import Any

from huozhao.events.artifacts import Arrays, Artifact


class MemoryArtifacts:
    """Keeps the newest version of each kind in a dictionary."""

    def __init__(self) -> None:
        self._held: dict[str, Artifact] = {}
        self._rewritten = 0

    def save(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> None:
        """Replace the kind's version."""
        self._held[kind] = Artifact(version, dict(arrays), about)

    def version(self, kind: str) -> str:
        """Return the current version."""
        return self._held[kind].version if kind in self._held else ""

    def load(self, kind: str) -> Artifact | None:
        """Return the current version."""
        return self._held.get(kind)

    def kinds(self) -> list[str]:
        """Return the kinds."""
        return sorted(self._held)

    def rewrite(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> None:
        """Replace the kind's version under a name of its own, so that readers take it up."""
        self._rewritten += 1
        self.save(kind, f"{version}-{self._rewritten}", {name: array.copy() for name, array in arrays.items()}, about)

    def drop(self, kind: str) -> None:
        """Remove a kind."""
        self._held.pop(kind, None)

    def drop_earlier(self, kind: str) -> None:
        """Only the current version is kept anyway."""
