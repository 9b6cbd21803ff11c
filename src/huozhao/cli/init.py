"""`huozhao init`: a data folder with a settings file that explains itself."""

from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import typer

from huozhao.settings import Settings
from huozhao.terms.errors import Conflict


def init(data: Annotated[Path, typer.Option(help="folder to make")] = Path("data")) -> None:
    """Make a data folder with a commented huozhao.toml."""
    target = data / "huozhao.toml"
    if target.exists():
        raise Conflict("already_there", f"{target} exists already", hint="edit it, or choose another folder")
    data.mkdir(parents=True, exist_ok=True)
    target.write_text(template(), "utf-8")
    typer.echo(f"made {target}; next: huozhao serve --data {data}")


def template() -> str:
    """Return a settings file in which every setting stands with its help and default, commented out."""
    lines = ["# Huozhao settings. Take the # off a line to change it."]
    defaults = Settings()
    for group in fields(Settings):
        values = getattr(defaults, group.name)
        lines += ["", f"[{group.name}]"]
        for item in fields(values):
            if (group.name, item.name) != ("storage", "data"):
                lines.append(f"# {item.metadata['help']}")
                lines.append(f"# {item.name} = {_toml(getattr(values, item.name))}")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
