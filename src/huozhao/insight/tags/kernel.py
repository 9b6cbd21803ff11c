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
from huozhao.insight.tags.compiled import compiled, inlined

DEEPEST = 64
STEPS = 8
# A decayed score is read to nine decimals, so that both readings agree on thresholds; older acts weigh nothing.
GRAIN = 1e9
MOST_HALF_LIVES = 60.0


@inlined
def counts(i, s, names, column, allowed, name, subject):  # type: ignore[no-untyped-def]
    """Tell whether act i is one of selection s, its bounds (`within_bounds`) aside.

    Callers take the arrays out of their tuples once: taking them out for every act costs twenty times the work.
    """
    return names[s, name[i]] and (column[s] < 0 or allowed[subject[i], column[s]])


@compiled
def within_bounds(columns, chosen, i, s):  # type: ignore[no-untyped-def]
    """Tell whether an act meets the bounds of a selection."""
    amount, quantity = columns.amount[i], columns.quantity[i]
    return (
        chosen.least_amount[s] <= amount <= chosen.most_amount[s]
        and chosen.least_quantity[s] <= quantity <= chosen.most_quantity[s]
        and columns.behind[i] <= chosen.behind[s]
    )


@compiled
def _after(places, lo, hi, edge):  # type: ignore[no-untyped-def]
    """Return the first place of a rising column that lies after an edge."""
    while lo < hi:
        middle = (lo + hi) >> 1
        if places[middle] <= edge:
            lo = middle + 1
        else:
            hi = middle
    return lo


@compiled
def _begin(columns, lo, hi, days, ms, moment):  # type: ignore[no-untyped-def]
    """Return the first act of a block that lies after the window's beginning."""
    if days:
        return _after(columns.day, lo, hi, moment.today - days)
    return _after(columns.at, lo, hi, moment.now - ms) if ms else lo


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
def _number(columns, chosen, s, begin, end):  # type: ignore[no-untyped-def]
    """Return how many acts match and the first of them."""
    names, column, allowed, limited = chosen.names, chosen.column, chosen.allowed, chosen.limited
    name, subject = columns.name, columns.subject
    total, first = 0, -1
    for i in range(begin, end):
        if counts(i, s, names, column, allowed, name, subject) and (
            not limited[s] or within_bounds(columns, chosen, i, s)
        ):
            total += 1
            if first < 0:
                first = i
    return float(total), first


@compiled
def _edges(places, lo, hi, after, upto):  # type: ignore[no-untyped-def]
    """Return the part of a block in which a rising column lies above `after` and up to `upto`."""
    end = hi
    while end > lo and places[end - 1] > upto:
        end -= 1
    return _after(places, lo, end, after), end


@compiled
def counted(places, name, subject, names, allowed, s, column, lo, hi, after, upto):  # type: ignore[no-untyped-def]
    """Count acts without bounds between two edges; return the number, the first of them, and where the future begins.

    The commonest measure by itself: a call costs by the arrays that are handed over.
    """
    begin, end = _edges(places, lo, hi, after, upto)
    total, first = 0, -1
    for i in range(end - 1, begin - 1, -1):
        if names[s, name[i]] and (column < 0 or allowed[subject[i], column]):
            total += 1
            first = i
    return total, first, end


@compiled
def quick(  # type: ignore[no-untyped-def]
    at, day, name, subject, names, allowed, starts, s, column, lo, hi, days, ms, now, today
):
    """Return what `measure` does for a count without bounds."""
    if ms:
        total, first, end = counted(at, name, subject, names, allowed, s, column, lo, hi, now - ms, now)
        entering = at[end] if end < hi else NEVER
        return float(total), min(entering, at[first] + ms if total else NEVER)
    total, first, end = counted(
        day, name, subject, names, allowed, s, column, lo, hi, today - days if days else -1, today)
    entering = starts[min(day[end] - today, len(starts) - 1)] if end < hi else NEVER
    leaves = starts[min(day[first] + days - today, len(starts) - 1)] if days and total else NEVER
    return float(total), min(entering, leaves)


@compiled
def _sum(columns, chosen, added, s, begin, end):  # type: ignore[no-untyped-def]
    """Return the sum of a column over the acts that match and the first of them."""
    names, column, allowed, limited = chosen.names, chosen.column, chosen.allowed, chosen.limited
    name, subject = columns.name, columns.subject
    total, first = 0, -1
    for i in range(begin, end):
        if counts(i, s, names, column, allowed, name, subject) and (
            not limited[s] or within_bounds(columns, chosen, i, s)
        ):
            total += added[i]
            if first < 0:
                first = i
    return float(total), first


@compiled
def _different(columns, chosen, s, begin, end, seen):  # type: ignore[no-untyped-def]
    """Return how many different subjects there are and the first act; `seen[0]` is the stamp of this count."""
    names, column, allowed, limited = chosen.names, chosen.column, chosen.allowed, chosen.limited
    name, subject = columns.name, columns.subject
    total, first = 0, -1
    seen[0] += 1
    for i in range(begin, end):
        if counts(i, s, names, column, allowed, name, subject) and (
            not limited[s] or within_bounds(columns, chosen, i, s)
        ):
            if first < 0:
                first = i
            if seen[subject[i] + 1] != seen[0]:
                seen[subject[i] + 1] = seen[0]
                total += 1
    return float(total), first


@compiled
def _days(columns, chosen, s, begin, end):  # type: ignore[no-untyped-def]
    """Return on how many different days there are acts and the first act."""
    names, column, allowed, limited = chosen.names, chosen.column, chosen.allowed, chosen.limited
    name, subject = columns.name, columns.subject
    day, total, first, last_day = columns.day, 0, -1, -1
    for i in range(begin, end):
        if counts(i, s, names, column, allowed, name, subject) and (
            not limited[s] or within_bounds(columns, chosen, i, s)
        ):
            if first < 0:
                first = i
            total += day[i] != last_day
            last_day = day[i]
    return float(total), first


@compiled
def _outermost(columns, chosen, first, s, begin, end):  # type: ignore[no-untyped-def]
    """Return the first or the last matching act, −1 for none."""
    names, column, allowed, limited = chosen.names, chosen.column, chosen.allowed, chosen.limited
    name, subject = columns.name, columns.subject
    for step in range(end - begin):
        i = begin + step if first else end - 1 - step
        if counts(i, s, names, column, allowed, name, subject) and (
            not limited[s] or within_bounds(columns, chosen, i, s)
        ):
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
    every, first = _number(columns, chosen, atoms.selection[s + 1], begin, end)
    matching, _ = _number(columns, chosen, atoms.selection[s], begin, end)
    return (matching / every if every >= atoms.p[a] else math.nan), first


@compiled
def _sequence(columns, chosen, atoms, a, begin, end):  # type: ignore[no-untyped-def]
    """Return 1 when a chain is complete, and the act with which the latest-begun one begins.

    `ready` are the beginnings of chains, by length, that ended at earlier instants; `latest` those up to this one.
    """
    names, column, allowed, limited = chosen.names, chosen.column, chosen.allowed, chosen.limited
    name, subject = columns.name, columns.subject
    ready, latest = np.full(STEPS, -NEVER), np.full(STEPS, -NEVER)
    selection, at, within = atoms.selection, columns.at, atoms.p[a]
    lo, steps = atoms.first[a], atoms.last[a] - atoms.first[a]
    for i in range(begin, end):
        if i > begin and at[i] != at[i - 1]:
            ready[:] = latest
        for step in range(steps):
            if counts(i, selection[lo + step], names, column, allowed, name, subject) and (
            not limited[selection[lo + step]] or within_bounds(columns, chosen, i, selection[lo + step])
        ):
                start = at[i] if step == 0 else ready[step - 1]
                if start > -NEVER and (within == 0 or at[i] - start <= within):
                    latest[step] = max(latest[step], start)
    if latest[steps - 1] == -NEVER:
        return 0.0, -1
    return 1.0, _after(at, begin, end, latest[steps - 1] - 1)


@compiled
def _weights(columns, chosen, atoms, a, lo, hi, weights):  # type: ignore[no-untyped-def]
    """Write the weight of each act of a block, 0 for those that do not count."""
    names, column, allowed, limited = chosen.names, chosen.column, chosen.allowed, chosen.limited
    name, subject = columns.name, columns.subject
    selection, weight = atoms.selection, atoms.weight
    weights[: hi - lo] = 0.0
    for term in range(atoms.first[a], atoms.last[a]):
        s = selection[term]
        for i in range(lo, hi):
            if counts(i, s, names, column, allowed, name, subject) and (
            not limited[s] or within_bounds(columns, chosen, i, s)
        ):
                weights[i - lo] += weight[term]


@compiled
def _falls_to(score, bound, half_life, now):  # type: ignore[no-untyped-def]
    """Return the instant at which a decaying score passes a bound."""
    if bound <= 0 or score <= bound:
        return NEVER
    return now + max(1, math.ceil(half_life * math.log2(score / bound)))


@compiled
def _decayed_at(columns, chosen, atoms, a, lo, hi, moment):  # type: ignore[no-untyped-def]
    """Return the decayed score of the acts up to now."""
    half_life, score, at = float(atoms.ms[a]), 0.0, columns.at
    lo = _after(at, lo, hi, moment.now - int(MOST_HALF_LIVES * half_life) - 1)
    weights = np.empty(hi - lo)
    _weights(columns, chosen, atoms, a, lo, hi, weights)
    for i in range(lo, hi):
        if weights[i - lo]:
            score += weights[i - lo] * 2.0 ** (-(moment.now - at[i]) / half_life)
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
    at, enter, leave, weights = columns.at, atoms.p[a], atoms.q[a], np.empty(hi - lo)
    _weights(columns, chosen, atoms, a, lo, hi, weights)
    for i in range(lo, hi):
        if weights[i - lo]:
            score *= 2.0 ** (-(at[i] - before) / half_life)
            held = held and round(score * GRAIN) / GRAIN >= leave
            score, before = score + weights[i - lo], at[i]
            held = held or round(score * GRAIN) / GRAIN >= enter
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
    if kind == COUNT:
        return _number(columns, chosen, s, begin, end)
    if kind == DISTINCT:
        return _different(columns, chosen, s, begin, end, seen)
    if kind == DAYS:
        return _days(columns, chosen, s, begin, end)
    if kind == SHARE:
        return _share(columns, chosen, atoms, a, begin, end)
    if kind == SEQUENCE:
        return _sequence(columns, chosen, atoms, a, begin, end)
    if kind == QUANTITY:
        return _sum(columns, chosen, columns.quantity, s, begin, end)
    return _sum(columns, chosen, columns.amount, s, begin, end)


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
