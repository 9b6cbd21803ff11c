"""A loop over arrays as machine code."""

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def loop(function: F) -> F:
    """Compile a function when it is first called; keep the result on disk where that can be.

    This imports numba, which takes a second: import modules of loops inside functions only.
    """
    from numba import njit

    made: Any
    try:
        made = njit(nogil=True, cache=True)(function)
    except RuntimeError:  # no folder may be written to
        made = njit(nogil=True)(function)
    typed: F = made
    return typed
