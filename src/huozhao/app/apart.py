"""A mall in memory beside the real one: what is tried there is reported, and kept nowhere."""

from dataclasses import replace
from typing import Any

from huozhao.app.mall import App
from huozhao.app.opening import open_app
from huozhao.flows.connectors.connector import Wanted
from huozhao.flows.jobs import Progress


def try_connecting(
    mall: App, name: str, dsn: str, wanted: Wanted, watch: Progress = lambda *_: None, zone: str = "",
    again: bool = False,
) -> dict[str, Any]:
    """Report what would be taken out of another mall's database, by a mall that knows the same goods and read as far.

    `remedies` says by reason what was wrong with a refused row, and how to mend it.
    """
    storage = replace(mall.settings.storage, backend="memory")
    with open_app(replace(mall.settings, storage=storage)) as trial:
        trial.imports.seed(mall.imports)
        trial.connectors.seed(mall.connectors)
        report = trial.connectors.pull(name, dsn, wanted, watch, zone, again).as_dict()
        return {**report, "dry_run": True, "remedies": trial.connectors.remedies(report)}
