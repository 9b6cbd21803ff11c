"""A mall in memory, and files to import into it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from huozhao.app import App, open_app
from huozhao.backends.files.tables import open_tables
from huozhao.settings import Settings, Storage

Importer = Callable[..., dict[str, Any]]


@pytest.fixture
def mall() -> Iterator[App]:
    with open_app(replace(Settings(), storage=Storage(backend="memory"))) as opened:
        yield opened


@pytest.fixture
def bring(mall: App, tmp_path: Path) -> Importer:
    """Import a text (or bytes) as a file of one kind and return the summary."""

    def run(kind: str, content: str | bytes, name: str = "file.csv",
            consented: tuple[str, ...] = ("personalisation",)) -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return mall.imports.run(kind, open_tables(path), consented=consented).as_dict()

    return run


GOODS = "商品编码,商品名称,单价,类目\nmilk,纯牛奶 250ml,12.50,食品>乳品\nmask,补水面膜,9.9,美妆\n"
SHOPS = "shop,name,city\nS01,人民广场店,上海\n"


@pytest.fixture
def stocked(mall: App, bring: Importer) -> Importer:
    """Return the importer of a mall that knows two goods and one shop."""
    bring("goods", GOODS)
    bring("shops", SHOPS)
    mall.folds.catch_up()
    return bring
