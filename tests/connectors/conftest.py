"""One MariaDB for all tests of a process, and a mall in memory for each."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from huozhao.app import App, open_app
from huozhao.settings import Settings, Storage
from tests.connectors.litemall_shop import LitemallShop
from tests.connectors.mariadb import MariaDb, mariadb


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaDb]:
    """Start MariaDB, or skip."""
    with mariadb(tmp_path_factory.mktemp("mariadb")) as running:
        yield running


@pytest.fixture
def shop(server: MariaDb) -> LitemallShop:
    """Return a litemall with two products and two shoppers."""
    shop = LitemallShop(server, server.build("litemall"))
    shop.goods((11, 1, "纯牛奶", "12.50", 40), (12, 2, "酸奶", "9.90", 7))
    for id in (1, 2):
        shop.shopper(id)
    return shop


@pytest.fixture
def mall() -> Iterator[App]:
    """Open a mall in memory."""
    with open_app(replace(Settings(), storage=Storage(backend="memory"))) as opened:
        yield opened
