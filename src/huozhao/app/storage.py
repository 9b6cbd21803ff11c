"""Open the back ends: embedded files, or memory."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from huozhao.app.clock import simulated_clock
from huozhao.events.artifacts import ForgettingArtifacts
from huozhao.events.documents import SearchedDocuments
from huozhao.events.log import EventLog
from huozhao.events.state import ForgettingState
from huozhao.flows.subscriptions import subscriptions
from huozhao.insight.tags.journal import Memberships
from huozhao.privacy.consent import ConsentLedger
from huozhao.privacy.fields import SealedFields
from huozhao.privacy.sealing import Keys, Rotating
from huozhao.settings import Settings
from huozhao.supply.ledger import Ledger
from huozhao.supply.plan_book import PlanParts, Proposals

Clock = Callable[[], int]


@dataclass(frozen=True)
class Backends:
    """The open back ends."""

    log: EventLog
    state: ForgettingState
    documents: SearchedDocuments
    ledger: Ledger
    artifacts: ForgettingArtifacts
    consents: ConsentLedger
    keys: Keys
    rotating: Rotating
    fields: SealedFields
    memberships: Memberships
    clock: Clock
    parts: PlanParts
    proposals: Proposals
    # The quantities of sales: a ledger like that of stock, and apart from it.
    quotas: Ledger


def open_storage(settings: Settings, stack: ExitStack, clock: Clock | None = None) -> Backends:
    """Open the back ends that the settings name; the stack closes them. `clock` stands in for that of the settings."""
    return (_memory if settings.storage.backend == "memory" else _sqlite)(settings, stack, clock)


def keys_folder(settings: Settings) -> Path:
    """Return the folder of the keys, which is backed up apart from the data."""
    return Path(settings.privacy.keys) if settings.privacy.keys else settings.storage.data / "keys"


def _sqlite(settings: Settings, stack: ExitStack, given: Clock | None) -> Backends:
    from huozhao.backends.files.master import open_master
    from huozhao.backends.files.models import FileArtifacts
    from huozhao.backends.sqlite.consents import SqliteConsents
    from huozhao.backends.sqlite.documents import SqliteDocuments
    from huozhao.backends.sqlite.fields import SqliteFields
    from huozhao.backends.sqlite.keys import SqliteKeys
    from huozhao.backends.sqlite.ledger import SqliteLedger
    from huozhao.backends.sqlite.log import SqliteLog
    from huozhao.backends.sqlite.memberships import SqliteMemberships
    from huozhao.backends.sqlite.plans import SqliteParts, SqliteProposals
    from huozhao.backends.sqlite.state import SqliteState

    folder, storage = settings.storage.data, settings.storage
    keys = SqliteKeys(keys_folder(settings) / "keys.db", open_master(keys_folder(settings), settings.privacy))
    stack.callback(keys.close)
    fields = SqliteFields(folder / "vault.db")
    stack.callback(fields.close)
    log = SqliteLog(
        folder / "log.db", keys=keys, max_bytes=storage.log_max_bytes, least_free_bytes=storage.least_free_bytes
    )
    stack.callback(log.close)
    clock = given or simulated_clock(settings.clock.speed, _newest(log))
    state = SqliteState(folder / "state.db", subscriptions(settings.mall.timezone))
    stack.callback(state.close)
    documents = SqliteDocuments(folder / "mall.db", clock)
    stack.callback(documents.close)
    ledger = SqliteLedger(folder / "ledger.db", settings.mall.timezone)
    stack.callback(ledger.close)
    quotas = SqliteLedger(folder / "quotas.db", settings.mall.timezone)
    stack.callback(quotas.close)
    consents = SqliteConsents(folder / "consents.db")
    stack.callback(consents.close)
    memberships = SqliteMemberships(folder / "tags.db")
    stack.callback(memberships.close)
    parts, proposals = SqliteParts(folder / "plans.db"), SqliteProposals(folder / "plans.db")
    stack.callback(parts.close)
    stack.callback(proposals.close)
    return Backends(
        log, state, documents, ledger, FileArtifacts(folder / "models", _kept(settings)), consents, keys,
        keys.wrapping, fields, memberships, clock, parts, proposals, quotas,
    )


def _memory(settings: Settings, stack: ExitStack, given: Clock | None) -> Backends:
    from huozhao.backends.memory.consents import MemoryConsents
    from huozhao.backends.memory.documents import MemoryDocuments
    from huozhao.backends.memory.fields import MemoryFields
    from huozhao.backends.memory.keys import MemoryKeys
    from huozhao.backends.memory.ledger import MemoryLedger
    from huozhao.backends.memory.log import MemoryLog
    from huozhao.backends.memory.memberships import MemoryMemberships
    from huozhao.backends.memory.models import MemoryArtifacts
    from huozhao.backends.memory.plans import MemoryParts, MemoryProposals
    from huozhao.backends.memory.state import MemoryState

    clock, keys = given or simulated_clock(settings.clock.speed, 0), MemoryKeys()
    return Backends(
        MemoryLog(),
        MemoryState(subscriptions(settings.mall.timezone)),
        MemoryDocuments(clock),
        MemoryLedger(settings.mall.timezone),
        MemoryArtifacts(_kept(settings)),
        MemoryConsents(),
        keys,
        keys.wrapping,
        MemoryFields(),
        MemoryMemberships(),
        clock,
        MemoryParts(),
        MemoryProposals(),
        MemoryLedger(settings.mall.timezone),
    )


def _kept(settings: Settings) -> dict[str, int]:
    """Return of which kinds several versions are kept, to roll back to, and how many."""
    return dict.fromkeys(("matching", "ranker"), settings.matching.keep_models)


def _newest(log: EventLog, tail: int = 1000) -> int:
    """Return the latest time (ms) among the last events, which may have come out of order; 0 when there are none."""
    return max((recorded.event.at for recorded in log.read(log.head() - tail, tail)), default=0)
