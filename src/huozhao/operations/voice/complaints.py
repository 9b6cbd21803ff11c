"""Emerging complaints: an aspect that is complained of more often than before, found with a bound on false alarms.

E-detector of Shiryaev–Roberts type (Shin, Ramdas, Rinaldo, "E-detectors: a nonparametric framework for sequential
change detection", New England Journal of Statistics in Data Science 2024, section 2): M_t = (M_{t−1} + 1) · e_t, alarm
when M_t ≥ A. Whatever the law of the counts, as long as E[e_t | past] ≤ 1 while nothing changed, the average run length
to a false alarm is at least A periods. For all streams of a mall together A = streams / (false alarms allowed a week).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
# By how many times the rate may have risen: the mixture needs no choice of one.
RISES = (1.3, 1.6, 2.0, 3.0, 5.0, 8.0)
# The past counts like so many voices of the category, so that goods with few reviews lean on their kind.
LEAN = 20.0
LEAST_RATE, MOST_RATE = 0.002, 0.5
# How sure the upper bound of the usual rate is; weeks between what is learned from and what is judged.
SURE, APART = 0.6, 4
# Evidence is kept within what a float can hold; both are far above any bar.
MOST_LOG, MOST_EVIDENCE = 300.0, 1e100
# False alarms a stream and week at a bar A, as measured: at most PACE · A^−FALL up to the bar CLOSE (reviews of seven
# kinds of goods, 4,000 quiet weeks of 16 to 22 streams each), beyond it at most FAR_PACE · A^−FAR_FALL.
PACE, FALL, CLOSE = 0.09, 0.9, 230.0
FAR_PACE, FAR_FALL = 0.05, 0.7
# Evidence up to this comes and goes by chance; a rise is dated from the week that passed it.
QUIET = 10.0


@dataclass(frozen=True, slots=True)
class Watched:
    """What streams show now, arrays of shape (streams,).

    `usual` is the upper bound of the rate before, `evidence` is M_t, `since` the week from which evidence has stayed
    (the number of weeks where there is none), `peak` the greatest M_t within the last `APART` weeks.
    """

    usual: Floats
    evidence: Floats
    since: Counts
    peak: Floats


def usual_rate(voices: Floats, complaints: Floats, kind_rate: Floats) -> Floats:
    """Return the upper bound of the rate before: the 0.6 quantile of Beta(complaints + L·k, rest + L·(1 − k)).

    k is the rate of the same aspect among other goods of the kind, L = 20 voices. An upper bound keeps E[e] ≤ 1 when
    the estimate is too low; so a stream with little past needs more to raise an alarm.
    """
    from scipy.special import betaincinv

    lean = np.clip(kind_rate, LEAST_RATE, MOST_RATE)
    rest = np.maximum(voices - complaints, 0.0)
    found = betaincinv(complaints + LEAN * lean, rest + LEAN * (1 - lean), SURE)
    return np.clip(found, LEAST_RATE, MOST_RATE).astype(np.float64)


def evidence_of(voices: Floats, complaints: Floats, usual: Floats) -> Floats:
    """Return e_t: the likelihood ratio of a risen binomial rate against the usual one, mixed over `RISES`.

    e = mean over r of r^c · ((1 − r·p) / (1 − p))^(n − c); its mean is 1 under the rate p, and less under any lower.
    """
    quiet = np.maximum(voices - complaints, 0.0)
    rates = np.minimum(np.multiply.outer(np.array(RISES), usual), (1 + usual) / 2)
    logs = complaints * np.log(rates / usual) + quiet * (np.log1p(-rates) - np.log1p(-usual))
    found: Floats = np.exp(np.minimum(logs, MOST_LOG)).mean(axis=0)
    return found


def watch(voices: Floats, complaints: Floats, kind_rate: Floats, learn: int = 8) -> Watched:
    """Return what weekly counts of shape (streams, weeks) show: distinct shoppers who spoke, and who complained.

    The first `learn` weeks are past. The usual rate of a later week is learned from weeks at least four before it, so
    that a rise does not hide itself; the last week may still be under way.
    """
    streams, weeks = voices.shape
    before = np.zeros((2, streams, weeks + 1))
    before[0, :, 1:], before[1, :, 1:] = np.cumsum(voices, axis=1), np.cumsum(complaints, axis=1)
    evidence, peak, usual = np.zeros(streams), np.zeros(streams), np.zeros(streams)
    since = np.full(streams, weeks)
    for week in range(min(learn, max(0, weeks - 1)), weeks):
        past = min(week, max(learn, week - APART))
        usual = usual_rate(before[0, :, past], before[1, :, past], kind_rate)
        evidence = np.minimum(evidence + 1.0, MOST_EVIDENCE) * evidence_of(voices[:, week], complaints[:, week], usual)
        since = np.where(evidence <= QUIET, weeks, np.minimum(since, week))
        if week >= weeks - APART:
            peak = np.maximum(peak, evidence)
    return Watched(usual, evidence, since.astype(np.int64), peak)


def bar_of(streams: int, false_alarms_a_week: float) -> float:
    """Return A for a mall with so many streams: the sum of their false alarms is at most what is allowed a week."""
    return max(1, streams) / false_alarms_a_week


def measured_bar_of(streams: int, false_alarms_a_week: float) -> float:
    """Return the bar for weekly reviews read by the rules, never above `bar_of`.

    The bound of `bar_of` is far from reached: quiet weeks of real reviews raise at most PACE · A^−FALL false alarms a
    stream. Solved for A: (PACE · streams / allowed)^(1 / FALL); where that is above CLOSE, by the far law.
    """
    bound = bar_of(streams, false_alarms_a_week)
    near = max(1.0, PACE * bound) ** (1 / FALL)
    if near <= CLOSE:
        return float(min(bound, near))
    return float(min(bound, max(CLOSE, (FAR_PACE * bound) ** (1 / FAR_FALL))))
