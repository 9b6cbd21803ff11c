"""What an evaluation stands on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Documents
from huozhao.events.state import StateStore
from huozhao.flows.goods import Goods
from huozhao.flows.people.standing import Known
from huozhao.matching.contents import Content, no_content


@dataclass(frozen=True, slots=True)
class Ground:
    """What an evaluation reads: the mall's state, its goods, what they say of themselves, who is one person."""

    state: StateStore
    documents: Documents
    goods: Goods
    known: Known
    zone: str
    content: Callable[[], Content] = no_content


def newest_day(state: StateStore, today: int) -> int:
    """Return the last local day up to today on which anybody did anything, today where nobody ever did."""
    days = (int(row["day"] or 0) for row in _last_visits(state, today))
    return max(days, default=today)


def _last_visits(state: StateStore, today: int) -> Iterator[dict[str, Any]]:
    for back in range(today + 1):
        found = state.scan("visits", (today - back,), limit=1)
        if found:
            yield from found
            return
