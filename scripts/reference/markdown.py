"""A few words of Markdown."""

from collections.abc import Iterable, Sequence

MARK = "<!-- Written by `make docs` from the code. Change the code, not this page. -->"


def page(title: str, *parts: str) -> str:
    """Return a whole page."""
    return "\n\n".join([f"# {title}", MARK, *(part for part in parts if part)]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table, or nothing when there are no rows."""
    body = ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    if not body:
        return ""
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *body])


def cell(value: object) -> str:
    """Return a value as the text of one cell."""
    return str(value).replace("|", "\\|").replace("\n", " ")


def code(value: object) -> str:
    """Return a value as code, nothing for nothing."""
    return f"`{value}`" if value not in (None, "") else ""


def paragraph(docstring: str | None) -> str:
    """Return a docstring without its indentation."""
    return "\n".join(line.strip() for line in (docstring or "").strip().splitlines())
