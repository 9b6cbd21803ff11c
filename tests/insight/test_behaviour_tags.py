"""Behaviour tags: exact sliding windows, equal in both readings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.insight.tags.batch import Activity, holders, values
from huozhao.insight.tags.behaviour import Act, Clause, Definition, evidence, held_since, matches, rule_text, value_of
from huozhao.insight.tags.definitions import BUILT_IN, from_dict, to_dict
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

NAMES = ("Product Viewed", "Product Favourited", "Order Paid")
SKUS = ("m1", "m2", "t1", "")
CATEGORIES = {"m1": ("美妆", "面膜"), "m2": ("美妆", "面膜"), "t1": ("食品",)}
TODAY = 100

acts = st.builds(
    Act, st.integers(60, 105), st.sampled_from(NAMES), st.sampled_from(SKUS), st.integers(1, 5), st.integers(0, 9),
    st.integers(0, 900),
)
clauses = st.builds(
    Clause,
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=2).map(tuple),
    st.integers(1, 40),
    st.integers(0, 12),
    st.none() | st.integers(12, 30),
    st.sampled_from(("count", "sum", "distinct")),
    st.sampled_from(("n", "quantity", "amount_fen")),
    st.sampled_from(("", "面膜", "食品")),
    st.sampled_from(("", "m1")),
)
definitions = st.lists(clauses, min_size=1, max_size=3).map(lambda c: Definition("t", Text("标签", "tag"), tuple(c)))


def columns(everybody: list[list[Act]]) -> Activity:
    rows = [(who, act) for who, own in enumerate(everybody) for act in own]

    def ints(pick: object, dtype: type) -> np.ndarray:
        return np.array([pick(who, act) for who, act in rows], dtype)  # type: ignore[operator]

    return Activity(
        [f"u{i}" for i in range(len(everybody))], list(NAMES), list(SKUS),
        ints(lambda w, a: w, np.int32), ints(lambda w, a: a.day, np.int32),
        ints(lambda w, a: NAMES.index(a.name), np.int32), ints(lambda w, a: SKUS.index(a.subject), np.int32),
        ints(lambda w, a: a.n, np.int64), ints(lambda w, a: a.quantity, np.int64),
        ints(lambda w, a: a.amount_fen, np.int64),
    )


@given(st.lists(st.lists(acts, max_size=12), min_size=1, max_size=6), definitions, st.integers(80, 120))
def test_one_shopper_at_a_time_and_all_at_once_give_the_same_answer(
    everybody: list[list[Act]], definition: Definition, today: int
) -> None:
    activity = columns(everybody)
    alone = [matches(definition, own, today, CATEGORIES) for own in everybody]
    assert holders(definition, activity, today, CATEGORIES).tolist() == alone
    for clause in definition.clauses:
        counted = [value_of(clause, own, today, CATEGORIES) for own in everybody]
        assert values(clause, activity, today, CATEGORIES).tolist() == counted


def test_a_window_slides_by_time_alone() -> None:
    tag = Definition("b", Text("美妆", "beauty"), (Clause(("Product Viewed",), 30, 10, category="美妆"),))
    own = [Act(TODAY - 29, "Product Viewed", "m1", 4), Act(TODAY, "Product Viewed", "m2", 6)]
    assert matches(tag, own, TODAY, CATEGORIES)
    assert not matches(tag, own, TODAY + 1, CATEGORIES)
    assert not matches(tag, own, TODAY - 1, CATEGORIES)
    assert held_since(tag, own, TODAY, CATEGORIES) == TODAY


def test_evidence_and_rule_say_the_counts_in_words() -> None:
    tag = Definition("b", Text("美妆", "beauty"), (Clause(("Product Viewed",), 30, 10, category="美妆"),))
    own = [Act(TODAY, "Product Viewed", "m2", 12)]
    assert evidence(tag, own, TODAY, CATEGORIES).zh == "近30天浏览「美妆」12次"
    assert rule_text(tag).en == "viewed “美妆” at least 10 times in 30 days"


def test_a_category_counts_and_other_goods_do_not() -> None:
    clause = Clause(("Product Favourited",), 30, 3, measure="distinct", category="面膜")
    own = [Act(TODAY, "Product Favourited", sku, 5) for sku in ("m1", "m2", "t1")]
    assert value_of(clause, own, TODAY, CATEGORIES) == 2


@pytest.mark.parametrize("definition", BUILT_IN, ids=lambda d: d.tag)
def test_definitions_are_data_and_read_back_as_they_were(definition: Definition) -> None:
    assert from_dict(definition.tag, to_dict(definition)) == definition


@pytest.mark.parametrize(("body", "field"), [
    ({"clauses": []}, "label"),
    ({"label": {"zh": "a", "en": "b"}, "clauses": []}, "clauses"),
    ({"label": {"zh": "a", "en": "b"}, "clauses": [{"names": ["No Such"], "days": 3}]}, "clauses[0].names"),
    ({"label": {"zh": "a", "en": "b"}, "clauses": [{"names": ["Order Paid"], "days": 0}]}, "clauses[0].days"),
    ({"label": {"zh": "a", "en": "b"}, "clauses": [{"names": ["Order Paid"], "days": 3, "window": 1}]}, "clauses[0]"),
])  # fmt: skip
def test_a_wrong_definition_is_refused_naming_its_field(body: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        from_dict("t", body)
    assert refused.value.field == field
