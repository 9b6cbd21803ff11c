"""What is tracked works on anybody's machine: no registry addresses, no paths of one workplace, no secrets."""

import re

import pytest
import source

# Written in parts, so that this file does not hold what it forbids.
ADDRESSES = ("pypi." + "org", "pythonhosted." + "org", "registry.npm" + "js.org", "registry.npm" + "mirror.com",
             "tuna.tsinghua" + ".edu.cn", "mirrors.ali" + "yun.com", "file:" + "///")
PATHS = ("/work" + "/", "/opt/" + "pypi", "/opt/" + "wheels", "/tmp/" + "spine", "/root" + "/")
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{36}\b")
BINARY = {".png", ".jpg", ".ico", ".woff2", ".parquet", ".gz", ".zip"}


def _texts() -> dict[str, str]:
    files = [path for path in source.tracked_files() if path.suffix not in BINARY]
    return {str(path.relative_to(source.ROOT)): path.read_text(encoding="utf-8", errors="replace") for path in files}


def test_no_tracked_file_names_a_registry() -> None:
    found = [(name, address) for name, text in _texts().items() for address in ADDRESSES if address in text]
    assert not found, found


def test_no_tracked_file_names_a_path_of_one_workplace() -> None:
    found = [(name, path) for name, text in _texts().items() for path in PATHS if path in text]
    assert not found, found


def test_no_tracked_file_holds_a_key() -> None:
    found = [name for name, text in _texts().items() if SECRETS.search(text)]
    assert not found, found


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-bench.lock"])
def test_a_python_lock_pins_every_package_by_version_and_hash(name: str) -> None:
    lock = (source.ROOT / name).read_text()
    packages = re.findall(r"^[a-z0-9].*$", lock, re.MULTILINE)
    assert len(packages) > 20
    assert all("==" in line and line.endswith("\\") for line in packages), packages
    assert not re.search(r"^--(extra-)?index|^--find-links|^-i ", lock, re.MULTILINE)


def test_the_node_lock_has_hashes_and_no_addresses() -> None:
    lock = (source.ROOT / "clients" / "package-lock.json").read_text()
    assert '"integrity"' in lock
    assert not re.search(r'"resolved": "https?:', lock)
