"""The loops of exponential smoothing, one series after another; numba compiles them the first time they are asked."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np


@cache
def compiled(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """Return a loop of this module compiled, from numba's cache where it was compiled before."""
    from numba import njit

    made: Callable[..., Any] = njit(nogil=True, cache=True)(kernel)
    return made


def ses(y: Any, start: Any, alphas: Any) -> Any:
    """Return levels (n, T + 1) of smoothing with the rate of least squared one-step error."""
    rows, length = y.shape
    found = np.empty((rows, length + 1))
    level = np.empty(len(alphas))
    error = np.empty(len(alphas))
    for row in range(rows):
        level[:] = start[row]
        error[:] = 0.0
        for day in range(length):
            for which in range(len(alphas)):
                miss = y[row, day] - level[which]
                error[which] += miss * miss
                level[which] += alphas[which] * miss
        alpha = alphas[error.argmin()]
        found[row, 0] = start[row]
        for day in range(length):
            found[row, day + 1] = found[row, day] + alpha * (y[row, day] - found[row, day])
    return found


def ses_last(y: Any, start: Any, alphas: Any) -> Any:
    """Return the last level (n,) of `ses`."""
    rows, length = y.shape
    found = np.empty(rows)
    level = np.empty(len(alphas))
    error = np.empty(len(alphas))
    for row in range(rows):
        level[:] = start[row]
        error[:] = 0.0
        for day in range(length):
            value = y[row, day]
            for which in range(len(alphas)):
                miss = value - level[which]
                error[which] += miss * miss
                level[which] += alphas[which] * miss
        found[row] = level[error.argmin()]
    return found


def rate_by_place(y: Any, start: Any, alphas: Any) -> Any:
    """Return the rate (n,) with which smoothing each place of the season on its own misses least."""
    rows, length = y.shape
    season = start.shape[1]
    found = np.empty(rows)
    level = np.empty((len(alphas), season))
    error = np.empty(len(alphas))
    for row in range(rows):
        for which in range(len(alphas)):
            level[which] = start[row]
        error[:] = 0.0
        for day in range(length):
            place = day % season
            for which in range(len(alphas)):
                miss = y[row, day] - level[which, place]
                error[which] += miss * miss
                level[which, place] += alphas[which] * miss
        found[row] = alphas[error.argmin()]
    return found


def place_levels(y: Any, start: Any, rate: Any) -> Any:
    """Return the last level (n, season) of each place of the season."""
    rows, length = y.shape
    season = start.shape[1]
    found = start.copy()
    for row in range(rows):
        for day in range(length):
            place = day % season
            found[row, place] += rate[row] * (y[row, day] - found[row, place])
    return found


def place_sums(y: Any, start: Any, rate: Any, origins: Any, days: int) -> Any:
    """Return the sums (n, origins) that the levels of places expect over the `days` from each origin on."""
    rows, length = y.shape
    season = start.shape[1]
    found = np.zeros((rows, len(origins)))
    level = np.empty(season)
    for row in range(rows):
        level[:] = start[row]
        at = 0
        for day in range(length + 1):
            if at < len(origins) and origins[at] == day:
                for ahead in range(days):
                    found[row, at] += level[(day + ahead) % season]
                at += 1
            if day < length:
                place = day % season
                level[place] += rate[row] * (y[row, day] - level[place])
    return found


def tsb(y: Any, chance: Any, size: Any, rates: Any) -> Any:
    """Return demand rates (n, T + 1): smoothed chance of a sale times smoothed size of one."""
    rows, length = y.shape
    found = np.empty((rows, length + 1))
    trial = np.empty(length + 1)
    for row in range(rows):
        least = np.inf
        for rate in rates:
            p, z, error = chance[row], size[row], 0.0
            trial[0] = p * z
            for day in range(length):
                miss = y[row, day] - p * z
                error += miss * miss
                if y[row, day] > 0:
                    z += rate * (y[row, day] - z)
                    p += rate * (1.0 - p)
                else:
                    p -= rate * p
                trial[day + 1] = p * z
            if error < least:
                least = error
                found[row] = trial
    return found
