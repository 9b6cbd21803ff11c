"""Learned arrays as .npy files in versioned folders, mapped into memory when read."""

import json
import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from huozhao.events.artifacts import Arrays, Artifact


class FileArtifacts:
    """Artifacts under one folder: <kind>/<version>/<name>.npy and <kind>/current naming the version."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> None:
        """Write a new folder, then point to it; older folders but the last go."""
        home = self._folder / kind
        target = home / f"{version}-{uuid4().hex[:8]}"
        target.mkdir(parents=True)
        for name, array in arrays.items():
            np.save(target / f"{name}.npy", np.ascontiguousarray(array))
        (target / "about.json").write_text(json.dumps({**about, "version": version}), "utf-8")
        before = self.version(kind)
        pointer = home / f"current-{uuid4().hex}"
        pointer.write_text(target.name, "utf-8")
        pointer.replace(home / "current")
        for folder in home.iterdir():
            if folder.is_dir() and folder.name not in (target.name, before):
                shutil.rmtree(folder, ignore_errors=True)

    def version(self, kind: str) -> str:
        """Return the name of the current folder."""
        try:
            return (self._folder / kind / "current").read_text("utf-8")
        except FileNotFoundError:
            return ""

    def load(self, kind: str) -> Artifact | None:
        """Map the current version; an empty array cannot be mapped and is read."""
        version = self.version(kind)
        if not version:
            return None
        folder = self._folder / kind / version
        arrays = {path.stem: _read(path) for path in folder.glob("*.npy")}
        return Artifact(version, arrays, json.loads((folder / "about.json").read_text("utf-8")))

    def kinds(self) -> list[str]:
        """Return the kinds that have a current version."""
        return sorted(path.parent.name for path in self._folder.glob("*/current"))

    def rewrite(self, kind: str, version: str, arrays: Arrays, about: dict[str, Any]) -> None:
        """Store a version and remove every earlier one."""
        self.save(kind, version, arrays, about)
        self.drop_earlier(kind)

    def drop(self, kind: str) -> None:
        """Remove all versions; the pointer goes first, so that nobody is led to a folder that is half gone."""
        (self._folder / kind / "current").unlink(missing_ok=True)
        shutil.rmtree(self._folder / kind, ignore_errors=True)

    def drop_earlier(self, kind: str) -> None:
        """Remove every folder but the current one."""
        current = self.version(kind)
        for folder in (self._folder / kind).iterdir():
            if folder.is_dir() and folder.name != current:
                shutil.rmtree(folder, ignore_errors=True)


def _read(path: Path) -> Any:
    # A plain ndarray over the map: np.memmap's own class makes every slice three times as slow.
    return np.asarray(np.load(path, mmap_mode="r")) if path.stat().st_size > 256 else np.load(path)
