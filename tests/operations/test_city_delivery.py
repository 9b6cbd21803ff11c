"""What WeChat tells of a delivery moves it on, once, and never back."""

from hypothesis import given
from hypothesis import strategies as st

from huozhao.operations.wechat.city_delivery import ENDED, STATES, DeliveryTold, follows

STATUS = st.sampled_from([*STATES, 12345])


def test_the_common_way_leads_from_the_shop_to_the_door() -> None:
    state = "asked"
    seen = []
    for n, status in enumerate((10000, 30000, 40000, 50000, 70000), 1):
        state = follows(state, n - 1, DeliveryTold("n", status, n)) or state
        seen.append(state)
    assert seen == ["waiting", "accepted", "at_shop", "on_the_way", "delivered"]


def test_a_rider_who_withdraws_leaves_it_waiting_for_another() -> None:
    assert follows("accepted", 5, DeliveryTold("n", 60000, 6)) == "waiting"


def test_what_comes_after_trouble_may_be_at_the_door_or_back_in_the_shop() -> None:
    assert follows("trouble", 5, DeliveryTold("n", 70000, 6)) == "unclear"
    assert follows("trouble", 5, DeliveryTold("n", 50000, 6)) == "on_the_way"


@given(st.lists(st.tuples(STATUS, st.integers(0, 50)), max_size=20))
def test_nothing_moves_what_has_ended_and_nothing_old_moves_anything(told: list[tuple[int, int]]) -> None:
    state, at = "asked", 0
    for status, when in told:
        new = follows(state, at, DeliveryTold("n", status, when))
        if new is None:
            continue
        assert state not in ENDED and (when == 0 or when >= at)
        state, at = new, max(at, when)
        assert follows(state, at, DeliveryTold("n", status, when)) is None, "told again, it is nothing new"
