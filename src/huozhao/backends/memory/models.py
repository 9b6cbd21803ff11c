"""Learned arrays in memory: for trials and tests."""

import threading
from collections.abc import Mapping
from typing import Any

from huozhao.events.artifacts import Arrays, Artifact, not_kept


class MemoryArtifacts:
    """Keeps the versions of each kind in a dictionary, in the order of their storing."""

    def __init__(self, keep: Mapping[str, int] | None = None) -> None:
        self._keep = dict(keep or {})
        self._held: dict[str, dict[str, Artifact]] = {}
        self._current: dict[str, str] = {}
        self._stored = 0
        self._lock = threading.Lock()

    def save(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any], current: bool = True) -> str:
        """Add a version; those beyond the newest few go."""
        with self._lock:
            name = self._name(version)
            held = {**self._held.get(kind, {}), name: Artifact(name, dict(arrays), {**about, "version": version})}
            if current:
                self._current[kind] = name
            kept = {*list(held)[-max(1, self._keep.get(kind, 1)):], self._current.get(kind, name)}
            self._held[kind] = {each: found for each, found in held.items() if each in kept}
            return name

    def version(self, kind: str) -> str:
        """Return the current version."""
        return self._current.get(kind, "")

    def load(self, kind: str, version: str = "") -> Artifact | None:
        """Return a version."""
        return self._held.get(kind, {}).get(version or self.version(kind))

    def versions(self, kind: str) -> list[str]:
        """Return the versions, newest first."""
        return list(self._held.get(kind, {}))[::-1]

    def about(self, kind: str, version: str) -> dict[str, Any] | None:
        """Return what is said of a version."""
        found = self._held.get(kind, {}).get(version)
        return dict(found.about) if found else None

    def activate(self, kind: str, version: str) -> None:
        """Make another version the current one."""
        with self._lock:
            if version not in self._held.get(kind, {}):
                raise not_kept(kind, version)
            self._current[kind] = version

    def kinds(self) -> list[str]:
        """Return the kinds."""
        return sorted(self._held)

    def replace(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> str:
        """Put other arrays in a version's place, under a name of their own."""
        with self._lock:
            plain = str(about.get("version", version))
            name = self._name(plain)
            other = Artifact(name, {key: array.copy() for key, array in arrays.items()}, {**about, "version": plain})
            self._held[kind] = {name if each == version else each: other if each == version else found
                                for each, found in self._held[kind].items()}
            if self._current.get(kind) == version:
                self._current[kind] = name
            return name

    def rewrite(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> None:
        """Store a version and remove every other one."""
        name = self.save(kind, version, {key: array.copy() for key, array in arrays.items()}, about)
        with self._lock:
            self._held[kind] = {name: self._held[kind][name]}

    def drop(self, kind: str) -> None:
        """Remove a kind."""
        with self._lock:
            self._held.pop(kind, None)
            self._current.pop(kind, None)

    def _name(self, version: str) -> str:
        self._stored += 1
        return f"{version}-{self._stored}"
