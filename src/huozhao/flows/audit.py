"""Changes on record: who changed what of a document, and what undo brings back."""

from collections.abc import Mapping
from typing import Any


def changed(old: Mapping[str, Any], changes: Mapping[str, Any], who: str, what: str, now: int) -> dict[str, Any]:
    """Return a body with changes made and noted at the end of its audit."""
    moved = {key: value for key, value in changes.items() if old.get(key) != value}
    entry = {"who": who, "at": now, "what": what, "from": {key: old.get(key) for key in moved}, "to": moved}
    return {**old, **changes, "audit": [*old.get("audit", []), entry]}


def standing(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the changes that no undo has taken back, oldest first."""
    found: list[dict[str, Any]] = []
    for entry in body["audit"]:
        if entry["what"] == "undo":
            found.pop()
        else:
            found.append(entry)
    return found
