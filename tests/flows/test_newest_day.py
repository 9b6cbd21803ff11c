"""The newest day on record: an imported history may be many years old."""

from huozhao.backends.memory.state import MemoryState
from huozhao.events.state import Write
from huozhao.flows.evaluation.ground import newest_day
from huozhao.flows.subscriptions import subscriptions

DAY = 20_000


def visited(*days: int) -> MemoryState:
    state = MemoryState(subscriptions("Asia/Shanghai"))
    state.apply("facts", 0, 0, [Write("visits", (day, "u1"), {"events": 1}) for day in days])
    return state


def test_the_newest_day_is_found_however_long_ago_it_was() -> None:
    state = visited(DAY - 3, DAY)
    assert newest_day(state, DAY + 2) == DAY
    assert newest_day(state, DAY + 12 * 366) == DAY


def test_a_mall_without_a_past_has_its_newest_day_today() -> None:
    assert newest_day(visited(), 30) == 30
