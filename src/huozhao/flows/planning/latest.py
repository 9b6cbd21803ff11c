"""The newest plan."""

from huozhao.events.documents import Document, Documents
from huozhao.flows.planning.part import is_readable


def latest(documents: Documents) -> Document | None:
    """Return the newest plan, None before the first or when another release wrote it in its own format."""
    found = documents.list("plan", limit=1, newest=True)
    return found[0] if found and is_readable(found[0].body) else None
