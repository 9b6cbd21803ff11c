"""The loops of learning as machine code. This module imports numba: import it inside functions only."""

from typing import Any

import numpy as np

from huozhao.terms.loop import loop


@loop
def oldest(starts: Any, u: int, goods: int) -> Any:
    """Return where a shopper's newest `goods` entries begin."""
    return max(starts[u], starts[u + 1] - goods)


@loop
def meet_fans(
    u: int, starts: Any, items: Any, x: Any, fan_starts: Any, fan_who: Any, fan_x: Any, source: Any, fading: float,
    goods: int, alike: Any, touched: Any,
) -> int:  # fmt: skip
    """Add to `alike` what each other shopper shares with u; return how many were touched."""
    n, weight = 0, np.float32(1)
    for p in range(starts[u + 1] - 1, oldest(starts, u, goods) - 1, -1):
        w = weight * x[p] * source[items[p]]
        weight *= np.float32(fading)
        for q in range(fan_starts[items[p]], fan_starts[items[p] + 1]):
            v = fan_who[q]
            if v != u:
                if alike[v] == 0:
                    touched[n] = v
                    n += 1
                alike[v] += w * fan_x[q]
    return n


@loop
def kin_rows(
    who: Any, starts: Any, items: Any, x: Any, fan_starts: Any, fan_who: Any, fan_x: Any, breadth: Any, source: Any,
    target: Any, locality: float, fading: float, goods: int, out: Any,
) -> None:  # fmt: skip
    """Walk from each shopper's goods to their fans and on to what those met."""
    alike = np.zeros(len(starts) - 1, np.float32)
    touched = np.empty(len(starts) - 1, np.int32)
    for r in range(len(who)):
        n = meet_fans(who[r], starts, items, x, fan_starts, fan_who, fan_x, source, fading, goods, alike, touched)
        for k in range(n):
            v = touched[k]
            w = alike[v] * breadth[v]
            alike[v] = 0
            if locality != 1.0:
                w = w ** np.float32(locality)
            for q in range(oldest(starts, v, goods), starts[v + 1]):
                out[r, items[q]] += w * x[q]
        for j in range(out.shape[1]):
            out[r, j] *= target[j]


@loop
def table_rows(
    who: Any, starts: Any, items: Any, to_starts: Any, to_items: Any, to_values: Any, fading: float, goods: int,
    out: Any,
) -> None:  # fmt: skip
    """Add up the rows of a table for each shopper's newest goods."""
    for r in range(len(who)):
        weight = np.float32(1)
        for p in range(starts[who[r] + 1] - 1, oldest(starts, who[r], goods) - 1, -1):
            for e in range(to_starts[items[p]], to_starts[items[p] + 1]):
                out[r, to_items[e]] += weight * to_values[e]
            weight *= np.float32(fading)
            if weight < 1e-3:
                break


@loop
def stand_before(row: Any, mine: float, passed: Any) -> int:
    """Count the goods that stand before or beside a score."""
    before = 0
    for j in range(len(row)):
        if row[j] >= mine and not passed[j]:
            before += 1
    return before


@loop
def place_rows(who: Any, starts: Any, items: Any, wanted_starts: Any, wanted: Any, scores: Any, found: Any) -> None:
    """Count how many goods stand before each wanted one; known goods are passed over."""
    n = 0
    passed = np.zeros(scores.shape[1], np.bool_)
    for r in range(len(who)):
        u = who[r]
        passed[items[starts[u] : starts[u + 1]]] = True
        for p in range(wanted_starts[u], wanted_starts[u + 1]):
            found[n] = stand_before(scores[r], scores[r, wanted[p]], passed) - 1
            n += 1
        passed[items[starts[u] : starts[u + 1]]] = False


@loop
def sums(starts: Any, items: Any, window: int, backward: float, out: Any, into: Any) -> None:
    """Add up what leaves and what reaches every product."""
    for u in range(len(starts) - 1):
        for p in range(starts[u], starts[u + 1]):
            for q in range(p + 1, min(p + window + 1, starts[u + 1])):
                near = 1 / (q - p)
                out[items[p]] += near
                into[items[q]] += near
                out[items[q]] += backward * near
                into[items[p]] += backward * near


@loop
def meet_near(p: int, first: int, end: int, items: Any, window: int, acc: Any, touched: Any, n: int) -> int:
    """Count what stands near one entry of a row first…end; return how many goods were touched."""
    for q in range(max(first, p - window), min(end, p + window + 1)):
        j = items[q]
        if q != p and acc[j, 0] == 0 and acc[j, 1] == 0:
            touched[n] = j
            n += 1
        if q > p:
            acc[j, 0] += np.float32(1) / np.float32(q - p)
            acc[j, 2] += 1
        elif q < p:
            acc[j, 1] += np.float32(1) / np.float32(p - q)
    return n


@loop
def heaviest(found: Any, acc: Any, backward: float, scale: Any, keep: int) -> Any:
    """Return the `keep` goods of greatest value, by place."""
    if len(found) <= keep:
        return found
    value = np.empty(len(found), np.float32)
    for k in range(len(found)):
        value[k] = (acc[found[k], 0] + backward * acc[found[k], 1]) * scale[found[k]]
    return np.sort(found[np.argsort(-value)[:keep]])


@loop
def followers(
    first: int, last: int, entry: Any, begin: Any, owner: Any, starts: Any, items: Any, window: int, backward: float,
    scale: Any, meetings: int, keep: int, places: Any, room: Any, length: Any,
) -> None:  # fmt: skip
    """Write the `keep` heaviest followers of goods first…last, by place: forward, backward, times."""
    acc = np.zeros((len(scale), 3), np.float32)
    touched = np.empty(len(scale), np.int32)
    for i in range(first, last):
        n = 0
        for e in range(max(begin[i], begin[i + 1] - meetings), begin[i + 1]):
            u = owner[entry[e]]
            n = meet_near(entry[e], starts[u], starts[u + 1], items, window, acc, touched, n)
        found = heaviest(np.sort(touched[:n]), acc, backward, scale, keep)
        length[i - first] = len(found)
        for k in range(len(found)):
            places[(i - first) * keep + k] = found[k]
            room[(i - first) * keep + k, :] = acc[found[k], :]
        for k in range(n):
            acc[touched[k], :] = 0


@loop
def place_of(targets: Any, low: int, high: int, j: int) -> int:
    """Return where j stands among targets[low:high], sorted, −1 where it does not."""
    end = high
    while low < high:
        middle = (low + high) // 2
        if targets[middle] < j:
            low = middle + 1
        else:
            high = middle
    return low if low < end and targets[low] == j else -1


@loop
def one_move(sign: Any, back: int, value: float, forward: float, backward: float, times: float, weight: float) -> None:
    """Enter one transition, from the good `back` steps before the newest, into a candidate's signs."""
    if value > sign[1]:
        sign[1], sign[2] = value, back + 1
    sign[3] += weight * forward
    sign[4] += weight * backward
    sign[5] += 1
    if back == 0:
        sign[0], sign[6], sign[7], sign[8] = value, forward, backward, times
    if back == 1:
        sign[9] = value


@loop
def move_rows(
    who: Any, starts: Any, items: Any, move_starts: Any, targets: Any, forward: Any, backward: Any, times: Any,
    value_of: Any, near_starts: Any, near: Any, near_values: Any, goods: Any, fading: float, newest: int, out: Any,
) -> None:  # fmt: skip
    """Look up, for each candidate, the transitions from the shopper's newest goods to it, and its likeness."""
    for r in range(len(who)):
        first, end = oldest(starts, who[r], newest), starts[who[r] + 1]
        for c in range(goods.shape[1]):
            j = goods[r, c]
            if j < 0 or end == first:
                break
            for p in range(first, end):
                at = place_of(targets, move_starts[items[p]], move_starts[items[p] + 1], j)
                if at >= 0:
                    back = end - 1 - p
                    one_move(out[r, c], back, value_of[at], forward[at], backward[at], times[at], fading**back)
            at = place_of(near, near_starts[items[end - 1]], near_starts[items[end - 1] + 1], j)
            if at >= 0:
                out[r, c, 10] = near_values[at]
