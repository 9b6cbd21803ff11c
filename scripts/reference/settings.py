"""Every setting with its default and its help."""

from dataclasses import fields

from markdown import code, page, paragraph, table

from huozhao.cli.init import in_chinese
from huozhao.settings import Settings


def render() -> str:
    """Return the page of all settings."""
    return page(
        "Settings",
        "A setting is read from `huozhao.toml` in the data folder, then from the environment; the later one wins. "
        "`huozhao init` writes the file with every setting commented out.",
        *(_group(group.name) for group in fields(Settings)),
    )


def _group(name: str) -> str:
    group = getattr(Settings(), name)
    rows = [(code(item.name), code(f"HUOZHAO_{name}_{item.name}".upper()), code(repr(getattr(group, item.name)))
             if not hasattr(getattr(group, item.name), "parts") else code(getattr(group, item.name)),
             f"{in_chinese()[name][item.name]} / {item.metadata['help']}") for item in fields(group)]
    return (f"## [{name}]\n\n{paragraph(type(group).__doc__)}\n\n"
            + table(("setting", "environment", "default", "含义 / meaning"), rows))
