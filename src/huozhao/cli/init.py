"""`huozhao init`: a data folder with a settings file that explains itself."""

import tomllib
from dataclasses import fields
from importlib.resources import files
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
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.write_text(template(), "utf-8")
    typer.echo(f"made {target}; next: huozhao serve --data {data}")


def template() -> str:
    """Return a settings file in which every setting stands with its help and default, commented out."""
    lines = ["# 货找的设置。去掉一行前面的 # 即可修改。", "# Huozhao settings. Take the # off a line to change it."]
    defaults, chinese = Settings(), in_chinese()
    for group in fields(Settings):
        values = getattr(defaults, group.name)
        lines += ["", f"[{group.name}]"]
        for item in fields(values):
            if (group.name, item.name) != ("storage", "data"):
                lines += ["", f"# {chinese[group.name][item.name]}", f"# {item.metadata['help']}",
                          f"# {item.name} = {_toml(getattr(values, item.name))}"]
    return "\n".join(lines) + "\n"


def in_chinese() -> dict[str, dict[str, str]]:
    """Return what each setting is for, in Chinese, by group and name."""
    return tomllib.loads((files("huozhao.cli") / "settings.zh-CN.toml").read_text("utf-8"))


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
