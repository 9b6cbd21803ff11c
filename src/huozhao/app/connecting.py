"""Wire connectors: mapping files and MySQL in, imports and ledger out; hooks and drop-in answers beside them."""

from dataclasses import dataclass

from huozhao.app.clock import real_clock
from huozhao.app.storage import Backends
from huozhao.flows.connectors.desk import Connectors, OpenSource, Standing
from huozhao.flows.connectors.mapping import MallMapping, mapping_of
from huozhao.flows.connectors.shims import LitemallTokens, Whose
from huozhao.flows.connectors.signed import HookKeys
from huozhao.flows.folds import Folds
from huozhao.flows.imports.door import Imports, purposes_in
from huozhao.flows.jobs import Jobs
from huozhao.flows.webhooks.message import Secrets
from huozhao.settings import Settings
from huozhao.terms.text import Text


def wire_connectors(settings: Settings, opened: Backends, folds: Folds, imports: Imports, jobs: Jobs) -> Connectors:
    """Return the desk of connectors over open back ends."""
    told = settings.connect
    standing = Standing(told.mall, told.dsn, told.minutes, purposes_in(told.consented))
    return Connectors(imports, opened.ledger, opened.documents, folds.catch_up, jobs, _mapping, _source, standing,
                      opened.keys.erased, _known())


def _known() -> dict[str, Text]:
    from huozhao.backends.malls.mappings import names

    return {name: _mapping(name).label for name in names()}


def _mapping(name: str) -> MallMapping:
    from huozhao.backends.malls.mappings import told

    return mapping_of(told(name))


def _source(dsn: str) -> OpenSource:
    from huozhao.backends.malls.mysql import MySqlMall

    return MySqlMall(dsn)


@dataclass(frozen=True)
class ShimTokens:
    """Who tells whose token a mall's client shows, by mall."""

    litemall: Whose
    mall: Whose


def wire_hooks(opened: Backends) -> HookKeys:
    """Return the keys of hooks; senders stamp their messages by real time, in a simulated mall too."""
    return HookKeys(Secrets(lambda: opened.keys.secret("webhooks")), opened.documents, real_clock)


def wire_shim_tokens(settings: Settings) -> ShimTokens:
    """Return who recognises the shoppers of malls that exist."""
    from huozhao.backends.malls.asking import AskedOfMall

    told = settings.connect
    return ShimTokens(LitemallTokens(told.token_secret, real_clock), AskedOfMall(told.who_url))
