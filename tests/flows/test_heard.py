"""What came through hooks is counted, and written down while it comes."""

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.flows.connectors.heard import WRITE_MS, Heard


def test_counts_are_written_down_also_where_messages_never_pause() -> None:
    now = [1_000_000]
    documents = MemoryDocuments(lambda: now[0])
    heard = Heard(documents, lambda: now[0])
    for _ in range(100):
        heard.add("events", 2, 1, 0)
        now[0] += WRITE_MS // 4
    heard.unproven("events")
    assert (heard.of("events")["accepted"], heard.of("events")["unproven"]) == (200, 1)
    kept = Heard(documents, lambda: now[0]).of("events")
    assert kept["accepted"] >= 200 - 2 * 4 and kept["duplicate"] * 2 == kept["accepted"]
    assert Heard(documents, lambda: now[0]).of("crmeb")["at"] == 0
