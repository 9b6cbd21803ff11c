"""Write docs/reference from the code, or with --check name the pages that are out of date."""

import sys
from pathlib import Path

import assignment
import client_kit
import commands
import events
import routes
import settings
import tables

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def pages() -> dict[str, str]:
    """Return every generated page by its file name."""
    contracts = {f"{name}.md": tables.subject(name) for name in tables.SUBJECTS}
    return {"events.md": events.render(), **contracts, "imports.md": tables.imports(), "http.md": routes.render(),
            "settings.md": settings.render(), "cli.md": commands.render(), "assignment.md": assignment.render(),
            "sdk.md": client_kit.render(), client_kit.TYPES: client_kit.types()}


def outdated() -> list[str]:
    """Return the pages whose file is not what the code says."""
    return [name for name, text in pages().items()
            if not (FOLDER / name).exists() or (FOLDER / name).read_text("utf-8") != text]


def main() -> int:
    """Write or check."""
    if "--check" in sys.argv:
        late = outdated()
        print(*late, sep="\n")
        return bool(late)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
