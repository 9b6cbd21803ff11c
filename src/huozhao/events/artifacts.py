"""The port for what is learned: named arrays under a kind, in versions of which one is current."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from huozhao.terms.errors import NotFound

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Artifact:
    """One stored version: its arrays and a small JSON object about them."""

    version: str
    arrays: Arrays
    about: dict[str, Any]


class Artifacts(Protocol):
    """Keeps versions of each kind, one of them current. Readers see one version whole, never a mixture."""

    def save(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any], current: bool = True) -> str:
        """Store a version and, if `current`, make it the current one of its kind, atomically; return its stored name.

        The newest few stay (how many is the keeper's to set, by kind), and the current one whatever its age.
        """
        ...

    def version(self, kind: str) -> str:
        """Return the current version of a kind, empty when there is none."""
        ...

    def load(self, kind: str, version: str = "") -> Artifact | None:
        """Return a version of a kind, the current one unless another is named; None when it is not kept."""
        ...


class VersionedArtifacts(Artifacts, Protocol):
    """Artifacts whose earlier versions can be looked at and brought back."""

    def versions(self, kind: str) -> list[str]:
        """Return the stored names of the versions kept of a kind, newest first."""
        ...

    def about(self, kind: str, version: str) -> dict[str, Any] | None:
        """Return what is said of a version, without its arrays; None when it is not kept."""
        ...

    def activate(self, kind: str, version: str) -> None:
        """Make a kept version the current one, atomically; NotFound when it is not kept."""
        ...


class ForgettingArtifacts(VersionedArtifacts, Protocol):
    """Artifacts out of which shoppers can be taken."""

    def kinds(self) -> list[str]:
        """Return the kinds of which there is a version."""
        ...

    def replace(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> str:
        """Put other arrays in the place of a kept version, current if that was; return the new stored name.

        What stood there before is gone when this returns. The name is new, so that readers take it up.
        """
        ...

    def rewrite(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> None:
        """Store a version as `save` does and remove every other one."""
        ...

    def drop(self, kind: str) -> None:
        """Remove all versions of a kind."""
        ...


def not_kept(kind: str, version: str) -> NotFound:
    """Return the error for a version that is not kept."""
    return NotFound("unknown_model", f"there is no version {version!r} of {kind}", field="version",
                    hint="see GET /v1/models for the versions that are kept")
