"""Every store of the mall in which something of a shopper may lie: the list that an erasure goes through."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from huozhao.events.anonymous import Anonymise
from huozhao.events.artifacts import ForgettingArtifacts
from huozhao.events.catalogue import IdentityLinked, IdentityUnlinked
from huozhao.events.documents import SearchedDocuments
from huozhao.events.event import Event
from huozhao.events.log import EventLog
from huozhao.events.state import ForgettingState
from huozhao.flows.access.looks import Looks
from huozhao.flows.folds import Folds
from huozhao.flows.people.contests import Contests
from huozhao.flows.people.people import People
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.privacy.erase import Store
from huozhao.flows.privacy.forget_learned import forget_learned
from huozhao.flows.privacy.notices import Notices
from huozhao.flows.privacy.redact import redact
from huozhao.flows.privacy.vault import Vault
from huozhao.flows.tags.tags import Tags
from huozhao.privacy.sealing import Chance
from huozhao.terms.text import Text

# Kept arrays that their own keeper rewrites.
OWN_KEEPER = ("acts",)


class Letting(Protocol):
    """Anything that can forget subjects, and lets old things go by itself."""

    def forget(self, subjects: Sequence[str]) -> int:
        """Forget subjects and return how much went."""
        ...

    def expire(self) -> int:
        """Let go of what has been kept long enough; return how much went."""
        ...


class Forgets(Protocol):
    """Anything that can forget subjects."""

    def forget(self, subjects: Sequence[str]) -> int:
        """Forget subjects and return how much went."""
        ...


def linked(state: ForgettingState, subjects: Sequence[str]) -> list[str]:
    """Return other subject ids that ever were linked to one of these, as their link events name them."""
    wanted = frozenset(subjects)
    rows = state.columns("identities", ["shopper", "value"])
    return sorted({str(shopper) for shopper, value in zip(rows["shopper"], rows["value"], strict=True)
                   if value in wanted and shopper not in wanted})


def _names(event: Event, subjects: Sequence[str]) -> bool:
    what = event.properties
    return isinstance(what, IdentityLinked | IdentityUnlinked) and what.value in subjects


@dataclass(frozen=True, slots=True)
class Data:
    """Where the data of the mall lie."""

    log: EventLog
    state: ForgettingState
    documents: SearchedDocuments
    artifacts: ForgettingArtifacts
    folds: Folds


@dataclass(frozen=True, slots=True)
class Holders:
    """What holds something of shoppers beside the data; `reload` takes up what was rewritten on disk."""

    people: People
    consents: Consents
    notices: Notices
    vault: Vault
    contests: Contests
    tags: Tags
    predictions: Forgets
    exports: Forgets
    looks: Looks
    holding: Forgets
    reload: Callable[[], None]
    messages: Letting
    favourites: Letting
    subscribers: Letting


def stores(data: Data, holders: Holders, chance: Chance) -> tuple[Store, ...]:
    """Return the stores in the order in which they forget: consents first, so that nothing new comes in."""

    def forget_log(subjects: Sequence[str]) -> int:
        gone = data.log.rewrite(subjects, Anonymise(chance(32)))
        others = linked(data.state, subjects)
        return gone + (data.log.rewrite(others, lambda each: None if _names(each, subjects) else each) if others else 0)

    def forget_state(subjects: Sequence[str]) -> int:
        data.folds.catch_up()
        return data.state.forget(subjects)

    def forget_models(subjects: Sequence[str]) -> int:
        changed = forget_learned(data.artifacts, subjects, OWN_KEEPER)
        holders.reload()
        return changed

    def forget_documents(subjects: Sequence[str]) -> int:
        changed = redact(data.documents, subjects)
        data.documents.wipe(subjects)
        return changed

    return (
        Store("consents", Text("同意记录", "Consents"), holders.consents.forget),
        Store("log", Text("事件日志", "Event log"), forget_log),
        Store("state", Text("画像与订单状态", "Profile and state"), forget_state),
        Store("people", Text("身份关联", "Links between ids"), holders.people.forget),
        Store("tags", Text("标签与分群", "Tags and segments"), holders.tags.forget),
        Store("predictions", Text("预测", "Predictions"), holders.predictions.forget),
        Store("models", Text("模型输入与缓存", "Model inputs and caches"), forget_models),
        Store("exports", Text("导出文件", "Exports"), holders.exports.forget),
        Store("messages", Text("消息与订阅", "Messages and subscriptions"), holders.messages.forget),
        Store("vault", Text("联系方式", "Contact data"), holders.vault.forget),
        Store("access_log", Text("访问记录（改为化名）", "Access log, under a pseudonym"), holders.looks.forget),
        Store("favourites", Text("收藏", "Favourites"), holders.favourites.forget),
        Store("ledger", Text("未付款占用的库存", "Stock held unpaid"), holders.holding.forget),
        Store("documents", Text("订单档案、失败列表等文档", "Order files, failed events and other documents"),
              forget_documents),
        # What tells them names whom to forget, so it is written down when all else has forgotten.
        Store("webhooks", Text("订阅的外部系统（已通知删除）", "Systems that subscribe, told to erase as well"),
              holders.subscribers.forget),
    )
