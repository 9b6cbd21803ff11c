"""Compile functions to machine code once; the result is kept on disk under a digest of all compiled sources.

numba itself looks only at the file of the function that is called, so a change in a function that it calls would go
unnoticed. The digest covers every file of compiled functions.
"""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from shutil import rmtree
from typing import Any

Function = Callable[..., Any]
HERE = Path(__file__).parent
SOURCES = ("columns.py", "kernel.py", "stack.py", "pool.py")


def inlined(function: Function) -> Any:
    """Compile a function into each of its callers: for what is called once an act, where a call would cost most."""
    import numba

    return numba.njit(inline="always")(function)


def compiled(function: Function) -> Any:
    """Compile a function when it is first called, or take it from disk."""
    import numba

    folder = _folder(numba.__version__)
    if folder is None:
        return numba.njit(function)
    config: Any = numba.config
    before, config.CACHE_DIR = config.CACHE_DIR, str(folder)
    try:
        return numba.njit(cache=True)(function)
    finally:
        config.CACHE_DIR = before


@lru_cache(maxsize=1)
def _folder(version: str) -> Path | None:
    """Return a folder for what was compiled from these sources: beside them, else in the user's cache."""
    mark = blake2b(b"\0".join([version.encode(), *((HERE / name).read_bytes() for name in SOURCES)]), digest_size=8)
    for home in (HERE / "__pycache__", Path.home() / ".cache" / "huozhao"):
        folder = home / f"compiled-{mark.hexdigest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "writable").touch()
        except OSError:
            continue
        for old in home.glob("compiled-*"):
            if old != folder:
                rmtree(old, ignore_errors=True)
        return folder
    return None
