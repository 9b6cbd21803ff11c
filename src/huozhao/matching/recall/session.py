"""Recall by session: what comes next after the goods looked at just now, whoever looks."""

from collections.abc import Sequence

import numpy as np

from huozhao.matching.candidates import Candidate, Taste
from huozhao.matching.session_rows import rows
from huozhao.matching.sessions import Sessions

PAUSE_MS, MOST = 30 * 60_000, 50


def going_on(tastes: Sequence[Taste], now: int) -> list[Taste]:
    """Return the acts of the session that goes on at `now` (ms), oldest first: no pause of 30 minutes among them."""
    newest = sorted((t for t in tastes if t.at <= now), key=lambda t: (-t.at, t.sku))[:MOST]
    held, until = [], now
    for taste in newest:
        if until - taste.at > PAUSE_MS:
            break
        until = taste.at
        if taste.weight > 0:
            held.append(taste)
    return held[::-1]


def recall(sessions: Sessions, tastes: Sequence[Taste], now: int, limit: int = 100) -> list[Candidate]:
    """Return goods that follow in sessions like this one, likeliest first; nothing when no session goes on.

    Probability by a logistic blend of sequential rules, VS-kNN and heat (matching/session_rows.py). Goods of the
    session itself are left out; the evidence is the one that led to a product.
    """
    places = [p for t in going_on(tastes, now) if (p := sessions.skus.place(t.sku)) >= 0]
    if not places:
        return []
    found = rows(sessions, np.array(places, np.int64))
    led = found.led_by >= 0
    chosen = np.flatnonzero(led & ~np.isin(found.items, places))
    score = sessions.blend.probability(found.signs) if len(sessions.blend.weights) else np.exp(found.signs[:, 0])
    best = chosen[np.lexsort((found.items[chosen], -score[chosen]))][:limit]
    name = sessions.skus.name
    return [
        Candidate(name(int(found.items[i])), "session", float(score[i]), (name(int(found.led_by[i])),)) for i in best
    ]
