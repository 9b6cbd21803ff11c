"""Mapping files: those that come with the product, by name, and a merchant's own, by path."""

import tomllib
from pathlib import Path
from typing import Any

from huozhao.terms.errors import BadInput

FOLDER = Path(__file__).parent


def names() -> tuple[str, ...]:
    """Return the names of the mapping files that come with the product."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def told(name: str) -> dict[str, Any]:
    """Return what the mapping file of a name, or a .toml file, tells; BadInput when there is none or it is no TOML."""
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not (name.endswith(".toml") or name in names()) or not path.is_file():
        raise BadInput("unknown_mall", f"there is no mapping {name!r} / 没有这种商城的映射", field="mall",
                       hint=f"use one of {', '.join(names())}, or the path of a .toml file of your own")
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadInput("mapping_wrong", f"{path.name}: {error}", field=str(path), hint="mend the TOML") from None
