"""The newest plan."""

from huozhao.events.documents import Document, Documents


def latest(documents: Documents) -> Document | None:
    """Return the newest plan, None before the first."""
    found = documents.list("plan", limit=1, newest=True)
    return found[0] if found else None
