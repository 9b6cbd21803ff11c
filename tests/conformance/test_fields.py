"""Every store of sealed fields keeps the promises of its port."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from huozhao.backends.memory.fields import MemoryFields
from huozhao.backends.sqlite.fields import SqliteFields
from huozhao.privacy.fields import SealedField, SealedFields


def sealed(token: str, field: str = "phone", blind: str = "b1", at: int = 1) -> SealedField:
    return SealedField(token, field, b"\x01\x02", blind, at)


@pytest.fixture(params=["memory", "sqlite"])
def fields(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SealedFields]:
    opened: SealedFields = MemoryFields() if request.param == "memory" else SqliteFields(tmp_path / "vault.db")
    yield opened
    opened.close()


def test_a_field_is_found_by_its_blind_index_and_replaced_by_the_next(fields: SealedFields) -> None:
    fields.put([sealed("t1"), sealed("t2"), sealed("t1", "name", "b9")])
    assert fields.find("phone", "b1") == ["t1", "t2"] and fields.find("name", "b1") == []
    fields.put([sealed("t1", blind="b2", at=2)])
    assert fields.find("phone", "b1") == ["t2"] and [f.field for f in fields.of("t1")] == ["name", "phone"]
    assert fields.count() == 3


def test_a_forgotten_token_leaves_nothing(fields: SealedFields) -> None:
    fields.put([sealed("t1"), sealed("t2"), sealed("t1", "name", "b9")])
    assert fields.forget(["t1", "none"]) == 2
    assert fields.of("t1") == [] and fields.find("phone", "b1") == ["t2"] and fields.count() == 1


def test_some_fields_of_a_token_go_and_the_others_stay(fields: SealedFields) -> None:
    fields.put([sealed("t1"), sealed("t1", "name", "b9"), sealed("t2")])
    fields.drop("t1", ["phone", "address"])
    assert [f.field for f in fields.of("t1")] == ["name"] and fields.find("phone", "b1") == ["t2"]
