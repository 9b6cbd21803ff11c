"""Every document store keeps the promises of its port."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.sqlite.documents import SqliteDocuments
from huozhao.events.documents import Documents
from huozhao.terms.errors import Conflict


@pytest.fixture(params=["memory", "sqlite"])
def documents(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Documents]:
    made = (MemoryDocuments(lambda: 7) if request.param == "memory"
            else SqliteDocuments(tmp_path / "mall.db", lambda: 7))
    yield made
    made.close()


def test_each_put_raises_the_version(documents: Documents) -> None:
    assert documents.put("plan", "p", {"n": 1}).version == 1
    assert documents.put("plan", "p", {"n": 2}).version == 2
    found = documents.get("plan", "p")
    assert found is not None and (found.version, found.at, found.body) == (2, 7, {"n": 2})
    assert documents.get("plan", "q") is None


def test_a_put_on_an_old_version_is_refused(documents: Documents) -> None:
    documents.put("plan", "p", {"n": 1}, expected_version=0)
    with pytest.raises(Conflict):
        documents.put("plan", "p", {"n": 2}, expected_version=0)
    documents.put("plan", "p", {"n": 3}, expected_version=1)
    found = documents.get("plan", "p")
    assert found is not None and found.body == {"n": 3}


def test_new_documents_are_stored_all_or_none(documents: Documents) -> None:
    documents.put_many("step", [("a", {"n": 1}), ("b", {"n": 1})], new=True)
    with pytest.raises(Conflict):
        documents.put_many("step", [("c", {"n": 2}), ("b", {"n": 2})], new=True)
    assert [(d.id, d.version, d.body["n"]) for d in documents.list("step")] == [("a", 1, 1), ("b", 1, 1)]
    documents.put_many("step", [("b", {"n": 3}), ("c", {"n": 3})])
    assert [(d.id, d.version, d.body["n"]) for d in documents.list("step")] == [("a", 1, 1), ("b", 2, 3), ("c", 1, 3)]


def test_documents_are_listed_by_id_both_ways_and_deleted(documents: Documents) -> None:
    documents.put_many("job", [(f"j{n}", {"n": n}) for n in range(5)])
    documents.put("other", "j9", {})
    assert [d.id for d in documents.list("job", after="j1", limit=2)] == ["j2", "j3"]
    assert [d.id for d in documents.list("job", limit=2, newest=True)] == ["j4", "j3"]
    assert [d.id for d in documents.list("job", after="j3", limit=9, newest=True)] == ["j2", "j1", "j0"]
    assert documents.delete("job", ["j0", "j1", "absent"]) == 2
    assert documents.count("job") == 3
    assert documents.delete("job") == 3
    assert documents.count("other") == 1
