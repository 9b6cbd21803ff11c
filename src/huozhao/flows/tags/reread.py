"""Read anew what the log holds of some shoppers, after some of it was let go."""

from collections.abc import Iterator, Sequence

import numpy as np

from huozhao.events.event import Recorded
from huozhao.flows.tags.engine import Engine
from huozhao.flows.tags.judge import bitmap_of
from huozhao.flows.tags.tags import Tags

PAGE = 2_000
WHY = "time"


def reread(tags: Tags, subjects: Sequence[str]) -> None:
    """Drop the acts and facts of shoppers and take in those that are left; their tags are judged again."""
    engine = tags.engine
    engine.freshen()
    with engine.lock:
        found = {name: uid for name in subjects if (uid := engine.ground.uids.place(name)) is not None}
        for uid in found.values():
            engine.ground.pool.forget(uid)
            engine.ground.told.forget(uid)
        for name in found:
            left = list(_left(engine, name))
            if left:
                engine.ground.take(left)
        uids = np.array(sorted(found.values()), np.int64)
        if len(uids):
            engine._judge_all(bitmap_of(engine.ground.canonical[uids].astype(np.int64)), WHY)
    tags.snapshots.drop_forgotten()


def _left(engine: Engine, subject: str) -> Iterator[Recorded]:
    """Yield a shopper's events that the engine has passed already, oldest first."""
    events: list[Recorded] = []
    before: tuple[int, int] | None = None
    while page := engine.log.by_shopper(subject, before, PAGE):
        events += page
        before = (page[-1].event.at, page[-1].position)
    yield from sorted((r for r in events if r.position <= engine.position), key=lambda r: r.position)
