"""Crowds and strategies: whatever is sent, the answer is one of ours, and never a fault."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shopping import Mall, shopping

BODY: dict[str, Any] = {
    "expression": 'segment("vip")', "offer": {"kind": "coupon", "parameters": {"coupon_fen": 500}, "cost_fen": 5},
    "label": {"zh": "券", "en": "coupon"}, "channels": ["page"], "cap": {"times": 1, "days": 7},
    "budget": {"uses": 5, "fen": None}, "value_fen": 5, "margin": 0.3, "hold_out": 0.1, "starts_at": None,
    "ends_at": None, "window_days": 14,
}  # fmt: skip
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20) | st.sampled_from(['segment("vip")', 'crowd("x")', "(", "count(view, 9999d) > 1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "zh", "uses", "x"]), inner),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def mall() -> Iterator[Mall]:
    with shopping() as opened:
        opened.goods(tea=("食品",))
        opened.bought("ann", "tea")
        opened.send()
        yield opened


@settings(max_examples=150)
@given(st.sampled_from(sorted(BODY)), anything)
def test_no_strategy_that_can_be_written_breaks_the_mall(mall: Mall, name: str, value: Any) -> None:
    answer = mall.http.put("/v1/strategies/fuzzed", json={**BODY, name: value})
    assert answer.status_code in (200, 400, 422), answer.text
    if answer.status_code != 200:
        assert set(answer.json()["error"]) == {"code", "message", "field", "hint"}
    assert mall.http.get("/v1/strategies").status_code == 200


@settings(max_examples=150)
@given(st.text(max_size=40) | st.sampled_from(["not", "((((", 'crowd("a") and', 'tag("x")', "age() > 20", '"']))
def test_no_expression_breaks_counting(mall: Mall, expression: str) -> None:
    answer = mall.http.post("/v1/crowds/count", json={"expression": expression})
    assert answer.status_code in (200, 400, 422), answer.text


@pytest.mark.parametrize(("method", "path", "body", "status"), [
    ("PUT", "/v1/crowds/Übel", {"expression": 'segment("vip")'}, 422), ("GET", "/v1/crowds/none/members", None, 404),
    ("GET", "/v1/crowds/none/sizes", None, 404), ("POST", "/v1/crowds/none/export", {}, 404),
    ("GET", "/v1/crowd-exports/none/csv", None, 404), ("POST", "/v1/crowds/none/undo", None, 404),
    ("DELETE", "/v1/crowds/none", None, 404), ("GET", "/v1/strategies/none/lift", None, 404),
    ("POST", "/v1/strategies/none/start", None, 404), ("POST", "/v1/crowds/overlap", {"of": ["vip", "new"]}, 422),
    ("POST", "/v1/crowds/overlap", {"of": ["segment:vip"]}, 422), ("POST", "/v1/decisions", {"shopper": ""}, 422),
    ("POST", "/v1/decisions", {"shopper": "ann", "channel": "fax"}, 422), ("GET", "/v1/rfm/sizes?days=0", None, 422),
])  # fmt: skip
def test_what_is_wrong_is_told(mall: Mall, method: str, path: str, body: Any, status: int) -> None:
    answer = mall.http.request(method, path, json=body)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]
