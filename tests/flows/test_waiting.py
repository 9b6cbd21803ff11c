"""What waits for WeChat is worked on one by one, whatever is wrong with one of them."""

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.flows.wechat.waiting import FIRST_WAIT_MS, Waiting


def test_one_that_fails_unforeseen_says_so_and_holds_up_no_other() -> None:
    waiting = Waiting(MemoryDocuments(lambda: 1), "refund", lambda: 1_000)
    for id in ("a", "b"):
        waiting.wait(id)

    def work(id: str) -> None:
        if id == "a":
            raise KeyError("amount")
        waiting.done(id)

    assert waiting.each(work) == 2
    left = waiting.documents.list("refund")
    assert [(each.id, each.body["next_at"]) for each in left] == [("a", 1_000 + FIRST_WAIT_MS)]
    assert waiting.error_of("a") == "KeyError"
    assert waiting.each(work) == 0
