"""Behaviour logs become events of the catalogue."""

from collections.abc import Callable
from typing import Any

import pytest

from huozhao.app import App
from huozhao.terms.errors import BadInput

Importer = Callable[..., dict[str, Any]]

LOG = "user_id,item_id,event,ts\n1,7,pv,1511539200\n1,7,cart,1511539260\n2,7,fav,1511539300\n1,7,buy,1511539400\n"


def test_acts_become_events_and_unknown_goods_are_listed_by_number(mall: App, bring: Importer) -> None:
    found = bring("events", LOG)
    assert found["events"] == {"Product Listed": 1, "Product Viewed": 1, "Product Added To Cart": 1,
                               "Product Favourited": 1, "Order Paid": 1}
    assert (found["rows"], found["accepted"], found["shoppers"]) == (4, 4, 2) and len(found["notes"]) == 2
    assert found["first_at"] == "2017-11-24T16:00:00.000Z"


def test_the_same_log_again_adds_nothing(bring: Importer) -> None:
    bring("events", LOG)
    assert (bring("events", LOG)["accepted"], bring("events", LOG)["duplicate"]) == (0, 4)


def test_rows_out_of_order_are_taken_as_they_come(bring: Importer) -> None:
    head, *rows = LOG.splitlines(keepends=True)
    assert bring("events", head + "".join(reversed(rows)))["accepted"] == 4


def test_an_unknown_act_is_refused_and_the_others_pass(bring: Importer) -> None:
    found = bring("events", LOG + "3,7,dance,1511539500\n,7,pv,1511539500\n")
    assert found["refused_by_reason"] == {"unknown_act": 1, "value_missing": 1} and found["accepted"] == 4


def test_a_missing_column_is_named(bring: Importer) -> None:
    with pytest.raises(BadInput) as caught:
        bring("events", "user_id,event,ts\n1,pv,1511539200\n")
    assert caught.value.field == "sku"


def test_events_written_as_json_lines_are_checked_one_by_one(stocked: Importer) -> None:
    good = '{"id":"e1","name":"Product Viewed","at":1511539200000,"shopper":"u1","properties":{"sku":"milk"}}'
    found = stocked("events", f"{good}\n\n{{broken\n", "events.jsonl")
    assert (found["rows"], found["accepted"]) == (2, 1) and found["refused_by_reason"] == {"malformed_json": 1}
