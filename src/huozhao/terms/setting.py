"""A setting: a default with its help beside it."""

from dataclasses import field
from typing import Any


def setting(default: Any, help: str) -> Any:
    """Declare a field of a group of settings."""
    return field(default=default, metadata={"help": help})
