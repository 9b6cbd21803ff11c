"""Scenes to begin from, as plain data."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from huozhao.matching.scenes.yaml_file import scenes


@lru_cache(maxsize=1)
def templates() -> tuple[Mapping[str, Any], ...]:
    """Return the scenes that come with the product; none of them is in force until it is written by an operator."""
    text = files("huozhao.matching.scenes").joinpath("templates.yaml").read_text("utf-8")
    return tuple(body for _, body in scenes(text))
