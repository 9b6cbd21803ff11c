"""Every keeper of what is learned holds to the port: versions, one of them current, rolled back and forgotten whole."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from huozhao.backends.files.models import FileArtifacts
from huozhao.backends.memory.models import MemoryArtifacts
from huozhao.events.artifacts import ForgettingArtifacts
from huozhao.flows.privacy.forget_learned import forget_learned
from huozhao.terms.errors import NotFound

KEEP = {"matching": 3}


@pytest.fixture(params=["files", "memory"])
def made(request: Any, tmp_path: Path) -> ForgettingArtifacts:
    return FileArtifacts(tmp_path / "models", KEEP) if request.param == "files" else MemoryArtifacts(KEEP)


def arrays(*names: str) -> dict[str, Any]:
    return {"people": np.array([name.encode() for name in names]), "scores": np.arange(len(names), dtype=np.float32)}


def told(keeper: ForgettingArtifacts, kind: str, version: str = "") -> list[bytes]:
    found = keeper.load(kind, version)
    assert found is not None
    return [bytes(name) for name in found.arrays["people"]]


def test_the_newest_is_current_and_so_many_stay_as_are_to_be_kept(made: ForgettingArtifacts) -> None:
    names = [made.save("matching", "7", arrays(f"u{n}"), {"n": n}) for n in range(5)]
    assert len(set(names)) == 5, "stored names differ even where versions are called alike"
    assert made.version("matching") == names[-1]
    assert made.versions("matching") == names[:1:-1]
    assert told(made, "matching") == [b"u4"] and told(made, "matching", names[2]) == [b"u2"]
    assert made.about("matching", names[3]) == {"n": 3, "version": "7"}
    assert made.load("matching", names[0]) is None and made.about("matching", names[0]) is None


def test_a_version_may_be_stored_without_becoming_current(made: ForgettingArtifacts) -> None:
    first = made.save("matching", "1", arrays("a"), {})
    second = made.save("matching", "2", arrays("b"), {}, current=False)
    assert made.version("matching") == first and made.versions("matching") == [second, first]
    for n in range(4):
        made.save("matching", f"{n + 3}", arrays("c"), {}, current=False)
    assert made.version("matching") == first and told(made, "matching") == [b"a"], "the current one stays at any age"


def test_an_earlier_version_is_made_current_again_and_an_unknown_one_is_not(made: ForgettingArtifacts) -> None:
    first, second = (made.save("matching", str(n), arrays(f"u{n}"), {}) for n in range(2))
    made.activate("matching", first)
    assert made.version("matching") == first and told(made, "matching") == [b"u0"]
    made.activate("matching", second)
    assert told(made, "matching") == [b"u1"]
    with pytest.raises(NotFound):
        made.activate("matching", "nowhere")


def test_forgetting_a_shopper_changes_every_kept_version_and_leaves_their_order(made: ForgettingArtifacts) -> None:
    for n in range(3):
        made.save("other" if n == 2 else "standing", str(n), arrays("kept", "gone"), {})
    assert forget_learned(made, ["gone"]) >= 2
    for kind in made.kinds():
        for version in made.versions(kind):
            assert told(made, kind, version) == [b"kept"]


def test_forgetting_keeps_the_versions_to_roll_back_to(tmp_path: Path) -> None:
    for keeper in (FileArtifacts(tmp_path / "m", {"ranked": 3}), MemoryArtifacts({"ranked": 3})):
        for n in range(3):
            keeper.save("ranked", str(n), arrays("kept", "gone"), {"n": n})
        keeper.activate("ranked", keeper.versions("ranked")[1])
        assert forget_learned(keeper, ["gone"]) == 3
        about = [keeper.about("ranked", version) or {} for version in keeper.versions("ranked")]
        assert [found["n"] for found in about] == [2, 1, 0]
        assert (keeper.about("ranked", keeper.version("ranked")) or {})["n"] == 1
        assert told(keeper, "ranked") == [b"kept"]
    assert not [path for path in (tmp_path / "m").rglob("*.npy") if b"gone" in path.read_bytes()]


def test_what_a_killed_process_left_half_written_counts_for_nothing(tmp_path: Path) -> None:
    keeper = FileArtifacts(tmp_path / "models", KEEP)
    keeper.save("matching", "1", arrays("a"), {})
    half = tmp_path / "models" / "matching" / "2-abcdef01"
    half.mkdir()
    np.save(half / "people.npy", np.array([b"x"]))
    assert len(keeper.versions("matching")) == 1 and keeper.load("matching", half.name) is None
    with pytest.raises(NotFound):
        keeper.activate("matching", half.name)
    keeper.save("matching", "3", arrays("b"), {})
    assert not half.exists()


def test_a_kind_is_dropped_with_all_its_versions(made: ForgettingArtifacts) -> None:
    made.save("matching", "1", arrays("a"), {})
    made.save("matching", "2", arrays("a"), {})
    made.drop("matching")
    assert made.kinds() == [] and made.version("matching") == "" and made.load("matching") is None


def test_rewriting_leaves_one_version(made: ForgettingArtifacts) -> None:
    made.save("matching", "1", arrays("a"), {})
    made.rewrite("matching", "1", arrays("b"), {})
    assert len(made.versions("matching")) == 1 and told(made, "matching") == [b"b"]
