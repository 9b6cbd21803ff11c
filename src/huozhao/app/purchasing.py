"""Wire purchasing: orders over documents and ledger, messages over HTTP."""

import random

from huozhao.app.clock import real_clock
from huozhao.app.storage import Backends
from huozhao.flows.goods import Goods
from huozhao.flows.purchasing.desk import PurchaseDesk, purchases
from huozhao.flows.purchasing.sheets import Sheets
from huozhao.flows.webhooks.message import Secrets
from huozhao.flows.webhooks.outbox import Outbox
from huozhao.settings import Settings


def wire_purchasing(settings: Settings, opened: Backends, goods: Goods) -> PurchaseDesk:
    """Return the purchasing desk over open back ends."""
    from huozhao.backends.webhooks import HttpPost

    orders = purchases(opened.documents, opened.ledger, opened.clock, settings.mall.timezone,
                       settings.supply.lead_time_days)
    secrets = Secrets(lambda: opened.keys.secret("webhooks"))

    def secret(name: str) -> bytes:
        if not name.startswith("supplier:"):
            return secrets.of(name, 1)
        return secrets.of(name, orders.suppliers.terms(name.removeprefix("supplier:"))["secret_number"])

    # Receivers compare the time in a message with their own clock, so it is the real one in a simulated mall too.
    outbox = Outbox(opened.documents, HttpPost(), secret, real_clock, random.Random())
    sheets = Sheets(
        orders, opened.documents, settings.mall.timezone,
        lambda sku: item.title if (item := goods.sku(sku)) else sku,
        lambda shop: place.name if (place := goods.shop(shop)) else shop,
    )  # fmt: skip
    return PurchaseDesk(orders, orders.suppliers, outbox, secrets, sheets)
