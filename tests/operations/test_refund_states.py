"""What WeChat says of a refund, and what the mall makes of it."""

import pytest

from huozhao.operations.wechat.refunds import SAID, SAID_TO_SHOPPER, STATES, RefundTold, State, follows

MOVES = {
    "waiting": {"processing", "refunded", "abnormal", "closed"},
    "processing": {"refunded", "abnormal", "closed"},
    "abnormal": {"refunded", "closed"},
    "closed": {"refunded", "abnormal"},
    "refunded": set[str](),
    "by_hand": {"refunded"},
}


@pytest.mark.parametrize("state", MOVES)
def test_only_what_wechat_can_do_moves_a_refund(state: str) -> None:
    told = [RefundTold("r", "t", 1, each) for each in STATES.values()]
    assert {each.state for each in told if follows(state, each)} == MOVES[state]


def test_every_state_is_told_to_the_merchant_and_the_shopper() -> None:
    states: set[State] = {*STATES.values(), "waiting", "by_hand"}
    assert set(SAID) == set(SAID_TO_SHOPPER) == states == set(MOVES)
