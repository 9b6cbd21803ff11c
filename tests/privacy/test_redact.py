"""Documents keep what is the mall's and lose who it was about."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.events.documents import Document
from huozhao.flows.privacy.redact import redact, without

ME = "shopper-77"
WORDS = st.sampled_from([ME, "u1", "milk", "深圳", "about shopper-77 today", "shopper-778"])
PLAIN = st.recursive(WORDS | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
    st.sampled_from(["shopper", "note", "members", ME, "n"]), inner, max_size=4), max_leaves=12)


@given(PLAIN)
def test_no_trace_of_the_subject_is_left_and_others_stay(value: object) -> None:
    left = repr(without({"body": value}, [ME]))
    assert ME not in left.replace("shopper-778", "")
    assert left.count("milk") == repr(value).count("milk") or ME in repr(value)


def test_an_id_spelled_like_goods_does_not_take_the_goods_away() -> None:
    body = {"sku": "u1", "lines": [{"sku": "u1"}], "shopper": "u1", "tags": ["u1"], "u1": 3}
    assert without(body, ["u1"]) == {"sku": "u1", "lines": [{"sku": "u1"}], "shopper": "", "tags": ["u1"]}


def test_orders_stay_without_shopper_and_place_and_copies_go() -> None:
    documents = MemoryDocuments(lambda: 1)
    order = {"order": "o1", "shopper": ME, "place": {"longitude": 1}, "lines": [{"sku": "milk"}], "total_fen": 5,
             "request": [ME, [["milk", 1, None]], [1, 2, "wgs84"], "home"], "address": "home"}
    documents.put("order", "o1", order)
    documents.put("order", "o2", {**order, "shopper": "other", "request": ["other", [], None]})
    documents.put("failed_event", "f1", {"raw": f'{{"shopper":"{ME}"}}'})
    documents.put("idempotency:1", "k", {"body": f'{{"shopper":"{ME}"}}'})
    documents.put("wechat_review", "r1", {"sku": "milk", "shopper": ME, "state": "risky"})
    documents.put("crowd", "vips", {"members": [ME, "other"]})
    assert redact(documents, [ME]) == 5
    kept = documents.get("order", "o1")
    assert kept is not None and (kept.body["shopper"], kept.body["place"]) == ("", None)
    assert kept.body["request"] == ["", [["milk", 1, None]], None] and kept.body["total_fen"] == 5
    assert "address" not in kept.body and documents.count("wechat_review") == 0
    assert documents.count("failed_event") == 0 and documents.count("idempotency:1") == 0
    crowd = documents.get("crowd", "vips")
    assert crowd is not None and crowd.body == {"members": ["other"]}
    assert documents.mentions([ME]) == []


class Meanwhile(MemoryDocuments):
    """Documents in which an order is paid while an erasure has found it and not changed it yet."""

    def mentions(self, words: Sequence[str]) -> Sequence[Document]:
        found = super().mentions(words)
        self.put("order", "o1", {**found[0].body, "status": "paid"})
        return found


def test_a_step_of_an_order_that_meets_an_erasure_is_not_undone_by_it() -> None:
    documents = Meanwhile(lambda: 1)
    documents.put("order", "o1", {"order": "o1", "shopper": ME, "status": "placed", "lines": [], "place": None})
    assert redact(documents, [ME]) == 1
    kept = documents.get("order", "o1")
    assert kept is not None and (kept.body["shopper"], kept.body["status"]) == ("", "paid")
