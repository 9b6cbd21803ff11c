"""Learned arrays as .npy files in versioned folders, mapped into memory when read."""

import json
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from huozhao.events.artifacts import Arrays, Artifact, not_kept

# The version before stays beside the current one, for readers that have just begun with it.
LEAST_KEPT = 2
ORDER = "stored_ns"


class FileArtifacts:
    """Artifacts under one folder: <kind>/<version>/<name>.npy and <kind>/current naming the version.

    A folder counts once its about.json is there, which is written last; `keep` says how many stay, by kind.
    """

    def __init__(self, folder: Path, keep: Mapping[str, int] | None = None) -> None:
        self._folder, self._keep = folder, dict(keep or {})
        self._current: dict[str, Path] = {}

    def save(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any], current: bool = True) -> str:
        """Write a new folder, then point to it; folders beyond the newest few go."""
        name = self._write(kind, version, arrays, {**about, ORDER: time.time_ns()})
        before = self.version(kind)
        if current:
            self._point(kind, name)
        newest = self.versions(kind)[: max(LEAST_KEPT, self._keep.get(kind, 0))]
        self._leave(kind, {*newest, name, before, self.version(kind)} if kind in self._keep else {name, before})
        return name

    def version(self, kind: str) -> str:
        """Return the name of the current folder."""
        # Asked several times a page, so the path is put together once.
        path = self._current.get(kind) or self._current.setdefault(kind, self._folder / kind / "current")
        try:
            return path.read_text("utf-8")
        except FileNotFoundError:
            return ""

    def load(self, kind: str, version: str = "") -> Artifact | None:
        """Map a version; an empty array cannot be mapped and is read."""
        name = version or self.version(kind)
        about = self.about(kind, name) if name else None
        if about is None:
            return None
        arrays = {path.stem: _read(path) for path in (self._folder / kind / name).glob("*.npy")}
        return Artifact(name, arrays, about)

    def versions(self, kind: str) -> list[str]:
        """Return the names of the whole folders, the last stored first."""
        found = [(about[ORDER], path.parent.name) for path in (self._folder / kind).glob("*/about.json")
                 if (about := _about(path)) is not None]
        return [name for _, name in sorted(found, reverse=True)]

    def about(self, kind: str, version: str) -> dict[str, Any] | None:
        """Return what about.json says."""
        found = _about(self._folder / kind / Path(version).name / "about.json")
        return None if found is None else {name: value for name, value in found.items() if name != ORDER}

    def activate(self, kind: str, version: str) -> None:
        """Point to another folder."""
        if version not in self.versions(kind):
            raise not_kept(kind, version)
        self._point(kind, version)

    def kinds(self) -> list[str]:
        """Return the kinds that have a version."""
        return sorted({path.parent.parent.name for path in self._folder.glob("*/*/about.json")})

    def replace(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> str:
        """Write the other arrays with the place in time of the version, point to them if it was current, remove it."""
        before = _about(self._folder / kind / version / "about.json") or {}
        plain = str(about.get("version", version))
        name = self._write(kind, plain, arrays, {**about, ORDER: before.get(ORDER, time.time_ns())})
        if self.version(kind) == version:
            self._point(kind, name)
        shutil.rmtree(self._folder / kind / version, ignore_errors=True)
        return name

    def rewrite(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> None:
        """Store a version and remove every other one."""
        self._leave(kind, {self.save(kind, version, arrays, about)})

    def drop(self, kind: str) -> None:
        """Remove all versions; the pointer goes first, so that nobody is led to a folder that is half gone."""
        (self._folder / kind / "current").unlink(missing_ok=True)
        shutil.rmtree(self._folder / kind, ignore_errors=True)

    def _write(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> str:
        """Write a folder and return its name. about.json is moved into its place last: without it nothing counts."""
        target = self._folder / kind / f"{version}-{uuid4().hex[:8]}"
        target.mkdir(parents=True)
        for name, array in arrays.items():
            np.save(target / f"{name}.npy", np.ascontiguousarray(array))
        (target / "about.part").write_text(json.dumps({**about, "version": version}), "utf-8")
        (target / "about.part").replace(target / "about.json")
        return target.name

    def _point(self, kind: str, name: str) -> None:
        pointer = self._folder / kind / f"current-{uuid4().hex}"
        pointer.write_text(name, "utf-8")
        pointer.replace(self._folder / kind / "current")

    def _leave(self, kind: str, kept: set[str]) -> None:
        """Remove every other folder, what a killed process left half written among them."""
        for folder in (self._folder / kind).iterdir():
            if folder.is_dir() and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def _about(path: Path) -> dict[str, Any] | None:
    """Return what is said of a folder; None when it is half written or has just gone."""
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    return {ORDER: 0, **found}


def _read(path: Path) -> Any:
    # A plain ndarray over the map: np.memmap's own class makes every slice three times as slow.
    return np.asarray(np.load(path, mmap_mode="r")) if path.stat().st_size > 256 else np.load(path)
