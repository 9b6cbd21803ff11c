"""Every store of the mall in which something of a shopper may lie: the list that an erasure goes through."""

from collections.abc import Callable, Sequence
from typing import Protocol

from huozhao.events.anonymous import Anonymise
from huozhao.events.artifacts import ForgettingArtifacts
from huozhao.events.documents import SearchedDocuments
from huozhao.events.log import EventLog
from huozhao.events.state import ForgettingState
from huozhao.flows.erase import Folded, Store
from huozhao.flows.forget_learned import forget_learned
from huozhao.flows.redact import redact
from huozhao.privacy.sealing import Chance
from huozhao.terms.text import Text

# Kept arrays that their own keeper rewrites.
OWN_KEEPER = ("acts",)


class Forgets(Protocol):
    """Anything that can forget subjects."""

    def forget(self, subjects: Sequence[str]) -> int:
        """Forget subjects and return how much went."""
        ...


def stores(
    log: EventLog, state: ForgettingState, documents: SearchedDocuments, artifacts: ForgettingArtifacts,
    folds: Folded, chance: Chance, *, consents: Forgets, vault: Forgets, people: Forgets, tags: Forgets,
    predictions: Forgets, exports: Forgets, looks: Forgets, reload: Callable[[], None],
) -> tuple[Store, ...]:  # fmt: skip
    """Return the stores in the order in which they forget: consents first, so that nothing new comes in."""

    def forget_log(subjects: Sequence[str]) -> int:
        return log.forget(subjects, Anonymise(chance(32)))

    def forget_state(subjects: Sequence[str]) -> int:
        folds.catch_up()
        return state.forget(subjects)

    def forget_models(subjects: Sequence[str]) -> int:
        changed = forget_learned(artifacts, subjects, OWN_KEEPER)
        reload()
        return changed

    def forget_documents(subjects: Sequence[str]) -> int:
        changed = redact(documents, subjects)
        documents.wipe(subjects)
        return changed

    return (
        Store("consents", Text("同意记录", "Consents"), consents.forget),
        Store("log", Text("事件日志", "Event log"), forget_log),
        Store("state", Text("画像与订单状态", "Profile and state"), forget_state),
        Store("people", Text("身份关联", "Links between ids"), people.forget),
        Store("tags", Text("标签与分层", "Tags and segments"), tags.forget),
        Store("predictions", Text("预测", "Predictions"), predictions.forget),
        Store("models", Text("模型输入与缓存", "Model inputs and caches"), forget_models),
        Store("exports", Text("导出文件", "Exports"), exports.forget),
        Store("vault", Text("联系方式", "Contact data"), vault.forget),
        Store("access_log", Text("访问记录(改为化名)", "Access log, under a pseudonym"), looks.forget),
        Store("documents", Text("订单档案、失败列表等文档", "Order files, failed events and other documents"),
              forget_documents),
    )
