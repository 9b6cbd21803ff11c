"""What plans of earlier releases left among the documents."""

from huozhao.events.documents import Documents

AT_ONCE = 500


def forget_earlier(documents: Documents) -> None:
    """Remove policies and open proposals that earlier releases kept as documents; what was decided stays on record."""
    documents.delete("stock_policy")
    after = ""
    while batch := documents.list("proposal", after=after, limit=AT_ONCE):
        documents.delete("proposal", [found.id for found in batch if found.body["state"] == "open"])
        after = batch[-1].id
