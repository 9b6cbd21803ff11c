"""Wire connectors: mapping files and MySQL in, imports and ledger out."""

from huozhao.app.storage import Backends
from huozhao.flows.connectors.desk import Connectors, OpenSource, Standing
from huozhao.flows.connectors.mapping import MallMapping
from huozhao.flows.folds import Folds
from huozhao.flows.imports.door import Imports, purposes_in
from huozhao.flows.jobs import Jobs
from huozhao.settings import Settings


def wire_connectors(settings: Settings, opened: Backends, folds: Folds, imports: Imports, jobs: Jobs) -> Connectors:
    """Return the desk of connectors over open back ends."""
    told = settings.connect
    standing = Standing(told.mall, told.dsn, told.minutes, purposes_in(told.consented))
    return Connectors(imports, opened.ledger, opened.documents, folds.catch_up, jobs, _mapping, _source, standing)


def _mapping(name: str) -> MallMapping:
    from huozhao.backends.malls.mappings import read_mapping

    return read_mapping(name)


def _source(dsn: str) -> OpenSource:
    from huozhao.backends.malls.mysql import MySqlMall

    return MySqlMall(dsn)
