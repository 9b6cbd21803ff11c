"""The port for what is learned: named arrays under a kind, replaced as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Artifact:
    """One stored version: its arrays and a small JSON object about them."""

    version: str
    arrays: Arrays
    about: dict[str, Any]


class Artifacts(Protocol):
    """Keeps the newest version of each kind. Readers see the old version or the new one, never a mixture."""

    def save(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> None:
        """Store a version and make it the current one of its kind, atomically."""
        ...

    def version(self, kind: str) -> str:
        """Return the current version of a kind, empty when there is none."""
        ...

    def load(self, kind: str) -> Artifact | None:
        """Return the current version of a kind."""
        ...


class ForgettingArtifacts(Artifacts, Protocol):
    """Artifacts out of which shoppers can be taken."""

    def kinds(self) -> list[str]:
        """Return the kinds of which there is a version."""
        ...

    def rewrite(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> None:
        """Store a version as `save` does and remove every earlier one."""
        ...

    def drop(self, kind: str) -> None:
        """Remove all versions of a kind."""
        ...

    def drop_earlier(self, kind: str) -> None:
        """Remove every version but the current one."""
        ...
