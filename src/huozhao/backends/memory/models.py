"""Learned arrays in memory: for trials and tests."""

from typing import Any

from huozhao.events.artifacts import Arrays, Artifact


class MemoryArtifacts:
    """Keeps the newest version of each kind in a dictionary."""

    def __init__(self) -> None:
        self._held: dict[str, Artifact] = {}

    def save(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> None:
        """Replace the kind's version."""
        self._held[kind] = Artifact(version, dict(arrays), about)

    def version(self, kind: str) -> str:
        """Return the current version."""
        return self._held[kind].version if kind in self._held else ""

    def load(self, kind: str) -> Artifact | None:
        """Return the current version."""
        return self._held.get(kind)
