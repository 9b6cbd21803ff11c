"""Every key store keeps the promises of its port, and of rotation."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from huozhao.backends.files.master import FileMaster
from huozhao.backends.memory.keys import MemoryKeys
from huozhao.backends.sqlite.keys import SqliteKeys
from huozhao.privacy.sealing import Unreadable, place, unseal


def opened(folder: Path) -> SqliteKeys:
    return SqliteKeys(folder / "keys.db", FileMaster(folder / "master.json"))


@pytest.fixture(params=["memory", "sqlite"])
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    store = MemoryKeys() if request.param == "memory" else opened(tmp_path)
    yield store
    store.close()


def test_a_subject_keeps_its_key_and_token(keys: Any) -> None:
    first = keys.ensure(["a", "b", "a"])
    assert first[0].token == first[2].token != first[1].token
    assert keys.find("a").token == first[0].token and keys.by_token(first[1].token).subject == "b"
    assert keys.find("nobody") is None and keys.by_token("none") is None


def test_what_is_sealed_opens_in_its_own_place_only(keys: Any) -> None:
    key, other = keys.ensure(["a", "b"])
    sealed = key.seal(os.urandom(12), "深圳".encode(), place("vault", "city", key.token))
    assert key.open(sealed, place("vault", "city", key.token)).decode() == "深圳"
    for owner, field in ((key, "name"), (other, "city")):
        with pytest.raises(Unreadable):
            owner.open(sealed, place("vault", field, owner.token))


def test_a_destroyed_key_never_comes_back_and_is_remembered_as_erased(keys: Any) -> None:
    before = keys.ensure(["a", "b"])[0]
    assert keys.erased(["a", "b"]) == []
    assert keys.forget(["a"], 1) == 1
    assert keys.by_token(before.token) is None and keys.find("a") is None
    assert keys.erased(["a", "b"]) == ["a"]
    assert keys.ensure(["a"])[0].token != before.token
    assert keys.erased(["a", "b"]) == []


def test_a_key_that_is_destroyed_while_it_is_read_is_held_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(tmp_path).ensure(["a"])
    store, where = opened(tmp_path), "huozhao.backends.sqlite.keys.unseal"

    def meanwhile(*of: Any) -> bytes:
        """Destroy the key when it was read and is not held yet."""
        monkeypatch.setattr(where, unseal)
        store.forget(["a"], 1)
        return unseal(*of)

    monkeypatch.setattr(where, meanwhile)
    before = store.find("a")
    assert before is not None and store.find("a") is None and store.by_token(before.token) is None
    made = store.ensure(["a"])[0]
    store.close()
    assert made.token != before.token and opened(tmp_path).ensure(["a"])[0].token == made.token


def test_a_secret_is_made_once(keys: Any) -> None:
    assert keys.secret("x") == keys.secret("x") != keys.secret("y") and len(keys.secret("x")) == 32


def test_keys_and_secrets_outlive_the_process_and_say_nothing_on_disk(tmp_path: Path) -> None:
    first = opened(tmp_path)
    token, secret = first.ensure(["a-very-special-subject"])[0].token, first.secret("x")
    first.close()
    assert b"a-very-special-subject" not in (tmp_path / "keys.db").read_bytes()
    assert (tmp_path / "master.json").stat().st_mode & 0o777 == 0o600
    second = opened(tmp_path)
    assert second.find("a-very-special-subject").token == token and second.secret("x") == secret  # type: ignore[union-attr]
    second.close()


def test_a_rotation_that_was_cut_short_goes_on_and_destroys_the_old_keys(tmp_path: Path) -> None:
    store = opened(tmp_path)
    made = store.ensure([f"s{n}" for n in range(25)])
    sealed = made[3].seal(os.urandom(12), b"x", b"here")
    old_master = (tmp_path / "master.json").read_bytes()
    assert store.wrapping.turn() == 2
    assert store.wrapping.rewrap(10).left == 15
    store.close()
    again = opened(tmp_path)
    assert again.wrapping.versions() == {1: 15, 2: 10}
    again.ensure(["late"])
    while again.wrapping.rewrap(10).left:
        pass
    again.wrapping.finish()
    assert again.wrapping.versions() == {2: 26}
    again.close()
    last = opened(tmp_path)
    assert all(last.find(f"s{n}").token == made[n].token for n in range(25))  # type: ignore[union-attr]
    assert last.find("s3").open(sealed, b"here") == b"x"  # type: ignore[union-attr]
    last.close()
    (tmp_path / "master.json").write_bytes(old_master)
    with pytest.raises(Unreadable):
        opened(tmp_path)


def test_a_lost_master_key_is_said_and_no_new_one_is_made(tmp_path: Path) -> None:
    opened(tmp_path).close()
    (tmp_path / "master.json").unlink()
    with pytest.raises(Unreadable, match="is gone"):
        FileMaster(tmp_path / "master.json", may_make=False)


def test_a_key_destroyed_by_another_process_is_not_used_on(tmp_path: Path) -> None:
    here, there = opened(tmp_path), opened(tmp_path)
    before = here.ensure(["a"])[0].token
    there.forget(["a"], 1)
    assert here.ensure(["a"])[0].token != before
    here.close()
    there.close()
