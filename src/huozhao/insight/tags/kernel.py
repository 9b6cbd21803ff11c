"""The live reading of rules, compiled to machine code: measures of one block of acts, and the stack that joins them.

A block is one person's acts in order of time. Every measure also says when its value may next change by time alone.
"""

import math

import numpy as np

from huozhao.insight.tags.columns import (
    COUNT,
    DAYS,
    DECAYED,
    DISTINCT,
    FADING,
    FIRST,
    LAST,
    NEVER,
    QUANTITY,
    SEQUENCE,
    SHARE,
)
from huozhao.insight.tags.compiled import compiled

DEEPEST = 64
STEPS = 8
# A decayed score is read to nine decimals, so that both readings agree on thresholds; older acts weigh nothing.
GRAIN = 1e9
MOST_HALF_LIVES = 60.0


@compiled
def counts(columns, chosen, i, s):  # type: ignore[no-untyped-def]
    """Tell whether act i is one of selection s."""
    if not chosen.names[s, columns.name[i]]:
        return False
    column = chosen.column[s]
    if column >= 0 and not chosen.allowed[columns.subject[i], column]:
        return False
    return not chosen.limited[s] or _within_bounds(columns, chosen, i, s)


@compiled
def _within_bounds(columns, chosen, i, s):  # type: ignore[no-untyped-def]
    amount, quantity = columns.amount[i], columns.quantity[i]
    return (
        chosen.least_amount[s] <= amount <= chosen.most_amount[s]
        and chosen.least_quantity[s] <= quantity <= chosen.most_quantity[s]
        and columns.behind[i] <= chosen.behind[s]
    )


@compiled
def _begin(columns, lo, hi, days, ms, moment):  # type: ignore[no-untyped-def]
    """Return the first act of a block that lies after the window's beginning."""
    if days == 0 and ms == 0:
        return lo
    edge = moment.today - days if days else moment.now - ms
    while lo < hi:
        middle = (lo + hi) >> 1
        place = columns.day[middle] if days else columns.at[middle]
        if place <= edge:
            lo = middle + 1
        else:
            hi = middle
    return lo


@compiled
def _end(columns, lo, hi, ms, moment):  # type: ignore[no-untyped-def]
    """Return the end of the acts that are not in the future: of later days, or for ms windows of later instants."""
    if ms:
        while hi > lo and columns.at[hi - 1] > moment.now:
            hi -= 1
    else:
        while hi > lo and columns.day[hi - 1] > moment.today:
            hi -= 1
    return hi


@compiled
def _start_of(moment, day):  # type: ignore[no-untyped-def]
    """Return the instant at which a local day begins, for days from today on."""
    return moment.starts[min(max(day - moment.today, 0), len(moment.starts) - 1)]


@compiled
def _leaves(columns, i, days, ms, moment):  # type: ignore[no-untyped-def]
    """Return the instant at which act i leaves a window."""
    if days:
        return _start_of(moment, columns.day[i] + days)
    return columns.at[i] + ms if ms else NEVER


@compiled
def _enters(columns, end, hi, ms, moment):  # type: ignore[no-untyped-def]
    """Return the instant at which the first act of the future begins to count."""
    if end == hi:
        return NEVER
    return columns.at[end] if ms else _start_of(moment, columns.day[end])


@compiled
def _added(columns, kind, i):  # type: ignore[no-untyped-def]
    if kind == COUNT:
        return 1
    return columns.quantity[i] if kind == QUANTITY else columns.amount[i]


@compiled
def _total(columns, chosen, kind, s, begin, end):  # type: ignore[no-untyped-def]
    """Return a count or sum and the first act in it."""
    total, first = 0, -1
    for i in range(begin, end):
        if counts(columns, chosen, i, s):
            total += _added(columns, kind, i)
            if first < 0:
                first = i
    return float(total), first


@compiled
def _different(columns, chosen, kind, s, begin, end, seen):  # type: ignore[no-untyped-def]
    """Return how many different subjects or days there are; `seen[0]` is the stamp of this count."""
    total, first, last_day = 0, -1, -1
    seen[0] += 1
    for i in range(begin, end):
        if not counts(columns, chosen, i, s):
            continue
        if first < 0:
            first = i
        if kind == DAYS:
            total += columns.day[i] != last_day
            last_day = columns.day[i]
        elif seen[columns.subject[i] + 1] != seen[0]:
            seen[columns.subject[i] + 1] = seen[0]
            total += 1
    return float(total), first


@compiled
def _outermost(columns, chosen, first, s, begin, end):  # type: ignore[no-untyped-def]
    """Return the first or the last matching act, −1 for none."""
    for step in range(end - begin):
        i = begin + step if first else end - 1 - step
        if counts(columns, chosen, i, s):
            return i
    return -1


@compiled
def _next_edge(atoms, a, value):  # type: ignore[no-untyped-def]
    """Return the least threshold above a number of days (every day matters when none is known), −1 for none."""
    if atoms.bound_first[a] < 0:
        return value + 1
    found = -1
    for b in range(atoms.bound_first[a], atoms.bound_last[a]):
        for edge in (math.ceil(atoms.bound[b]), math.floor(atoms.bound[b]) + 1):
            if edge > value and (found < 0 or edge < found):
                found = int(edge)
    return found


@compiled
def _since(columns, chosen, atoms, a, begin, end, moment):  # type: ignore[no-untyped-def]
    """Return the days since the first or last act, and when that number next meets a threshold."""
    found = _outermost(columns, chosen, atoms.kind[a] == FIRST, atoms.selection[atoms.first[a]], begin, end)
    if found < 0:
        return math.nan, NEVER
    value = moment.today - columns.day[found]
    edge = _next_edge(atoms, a, value)
    expiry = NEVER if edge < 0 else _start_of(moment, moment.today + edge - value)
    return float(value), min(expiry, _leaves(columns, found, atoms.days[a], atoms.ms[a], moment))


@compiled
def _share(columns, chosen, atoms, a, begin, end):  # type: ignore[no-untyped-def]
    """Return the part of all acts that match, undefined under the least number; and the first act in it."""
    s = atoms.first[a]
    every, first = _total(columns, chosen, COUNT, atoms.selection[s + 1], begin, end)
    matching, _ = _total(columns, chosen, COUNT, atoms.selection[s], begin, end)
    return (matching / every if every >= atoms.p[a] else math.nan), first


@compiled
def _follow(columns, chosen, atoms, a, i, ready, latest):  # type: ignore[no-untyped-def]
    """Let act i continue every chain it can: `ready` are chains that ended at earlier instants, by length."""
    lo, steps = atoms.first[a], atoms.last[a] - atoms.first[a]
    for step in range(steps):
        if not counts(columns, chosen, i, atoms.selection[lo + step]):
            continue
        if step == 0:
            latest[0] = max(latest[0], columns.at[i])
        elif ready[step - 1] > -NEVER and (atoms.p[a] == 0 or columns.at[i] - ready[step - 1] <= atoms.p[a]):
            latest[step] = max(latest[step], ready[step - 1])


@compiled
def _sequence(columns, chosen, atoms, a, begin, end):  # type: ignore[no-untyped-def]
    """Return 1 when a chain is complete, and the act with which the latest-begun one begins."""
    ready, latest = np.full(STEPS, -NEVER), np.full(STEPS, -NEVER)
    steps = atoms.last[a] - atoms.first[a]
    for i in range(begin, end):
        if i > begin and columns.at[i] != columns.at[i - 1]:
            ready[:] = latest
        _follow(columns, chosen, atoms, a, i, ready, latest)
    if latest[steps - 1] == -NEVER:
        return 0.0, -1
    for i in range(begin, end):
        if columns.at[i] == latest[steps - 1]:
            return 1.0, i
    return 1.0, begin


@compiled
def _weight(columns, chosen, atoms, a, i):  # type: ignore[no-untyped-def]
    total = 0.0
    for term in range(atoms.first[a], atoms.last[a]):
        if counts(columns, chosen, i, atoms.selection[term]):
            total += atoms.weight[term]
    return total


@compiled
def _falls_to(score, bound, half_life, now):  # type: ignore[no-untyped-def]
    """Return the instant at which a decaying score passes a bound."""
    if bound <= 0 or score <= bound:
        return NEVER
    return now + max(1, math.ceil(half_life * math.log2(score / bound)))


@compiled
def _decayed_at(columns, chosen, atoms, a, lo, hi, moment):  # type: ignore[no-untyped-def]
    """Return the decayed score of the acts up to now."""
    half_life, score = float(atoms.ms[a]), 0.0
    for i in range(hi - 1, lo - 1, -1):
        age = (moment.now - columns.at[i]) / half_life
        if age > MOST_HALF_LIVES:
            break
        weight = _weight(columns, chosen, atoms, a, i)
        if weight:
            score += weight * 2.0**-age
    return score


@compiled
def _decayed(columns, chosen, atoms, a, lo, hi, moment):  # type: ignore[no-untyped-def]
    """Return the decayed score now and when it falls to the next bound."""
    past = _end(columns, lo, hi, 1, moment)
    score, expiry = _decayed_at(columns, chosen, atoms, a, lo, past, moment), _enters(columns, past, hi, 1, moment)
    for b in range(max(atoms.bound_first[a], 0), atoms.bound_last[a]):
        for edge in (atoms.bound[b] + 0.5 / GRAIN, atoms.bound[b] - 0.5 / GRAIN):
            expiry = min(expiry, _falls_to(score, edge, float(atoms.ms[a]), moment.now))
    return round(score * GRAIN) / GRAIN, expiry


@compiled
def _walked(columns, chosen, atoms, a, lo, hi):  # type: ignore[no-untyped-def]
    """Walk acts in order of time; return the score after the last that counts, its instant, and whether it is held."""
    half_life, score, before, held = float(atoms.ms[a]), 0.0, 0, False
    for i in range(lo, hi):
        weight = _weight(columns, chosen, atoms, a, i)
        if weight:
            score *= 2.0 ** (-(columns.at[i] - before) / half_life)
            held = held and round(score * GRAIN) / GRAIN >= atoms.q[a]
            score, before = score + weight, columns.at[i]
            held = held or round(score * GRAIN) / GRAIN >= atoms.p[a]
    return score, before, held


@compiled
def _fading(columns, chosen, atoms, a, lo, hi, moment):  # type: ignore[no-untyped-def]
    """Return whether the tag is held, gained at `enter` (p) and lost below `exit` (q); and when that may change."""
    half_life, past = float(atoms.ms[a]), _end(columns, lo, hi, 1, moment)
    score, before, held = _walked(columns, chosen, atoms, a, lo, past)
    score *= 2.0 ** (-(moment.now - before) / half_life)
    entering = _enters(columns, past, hi, 1, moment)
    if not held or round(score * GRAIN) / GRAIN < atoms.q[a]:
        return 0.0, entering
    return 1.0, min(entering, _falls_to(score, atoms.q[a] - 0.5 / GRAIN, half_life, moment.now))


@compiled
def _windowed(columns, chosen, atoms, a, begin, end, seen):  # type: ignore[no-untyped-def]
    """Return the value of a measure over a window, and the first act in it."""
    kind, s = atoms.kind[a], atoms.selection[atoms.first[a]]
    if kind in (DISTINCT, DAYS):
        return _different(columns, chosen, kind, s, begin, end, seen)
    if kind == SHARE:
        return _share(columns, chosen, atoms, a, begin, end)
    if kind == SEQUENCE:
        return _sequence(columns, chosen, atoms, a, begin, end)
    return _total(columns, chosen, kind, s, begin, end)


@compiled
def measure(columns, chosen, atoms, a, lo, hi, moment, seen):  # type: ignore[no-untyped-def]
    """Return the value of atom `a` over the block lo … hi, and when it may change by time alone (ms)."""
    kind = atoms.kind[a]
    if kind == DECAYED:
        return _decayed(columns, chosen, atoms, a, lo, hi, moment)
    if kind == FADING:
        return _fading(columns, chosen, atoms, a, lo, hi, moment)
    days, ms = atoms.days[a], atoms.ms[a]
    end = _end(columns, lo, hi, ms, moment)
    begin = _begin(columns, lo, end, days, ms, moment)
    entering = _enters(columns, end, hi, ms, moment)
    if kind in (FIRST, LAST):
        value, expiry = _since(columns, chosen, atoms, a, begin, end, moment)
        return value, min(expiry, entering)
    value, first = _windowed(columns, chosen, atoms, a, begin, end, seen)
    return value, min(entering, NEVER if first < 0 else _leaves(columns, first, days, ms, moment))
