"""Wire alerts: the ledger and the newest plan in; lists, messages and orders out."""

from collections.abc import Sequence

from huozhao.app.planning import Deciding
from huozhao.app.storage import Backends
from huozhao.flows.alerting.alert import Alert, Key
from huozhao.flows.alerting.book import AlertBook
from huozhao.flows.alerting.desk import AlertDesk, Due, told
from huozhao.flows.alerting.ordering import Ordering
from huozhao.flows.alerting.watch import Sources, Watch
from huozhao.flows.goods import Goods
from huozhao.flows.purchasing.book import lines_of, open_orders
from huozhao.flows.stock.stock import Stock
from huozhao.flows.webhooks.desk import Webhooks
from huozhao.flows.webhooks.message import message_of
from huozhao.flows.webhooks.outbox import Outbox
from huozhao.flows.webhooks.topics import ALERT
from huozhao.settings import Settings


def wire_alerts(
    settings: Settings, opened: Backends, goods: Goods, stock: Stock, deciding: Deciding, webhooks: Webhooks
) -> AlertDesk:
    """Return the desk of alerts over open back ends."""
    desk, url = deciding.purchasing, settings.supply.alert_webhook

    def tell(alerts: Sequence[Alert], now: int) -> None:
        webhooks.news.announce(ALERT, told(alerts), about=alerts[0].id)
        if url:
            message = message_of(ALERT, url, "alerts", "alerts", told(alerts), now)
            desk.outbox.put(Outbox.id(f"alerts-{alerts[0].id}", now), message)

    def due() -> dict[Key, int]:
        found: dict[Key, int] = {}
        for order in open_orders(opened.documents):
            for line in lines_of(order.body):
                key = (line.sku, str(order.body["shop"]))
                if line.open:
                    found[key] = min(line.due_at, found.get(key, line.due_at))
        return found

    sources = Sources(opened.ledger, goods, stock.policies, lambda: stock.plan,
                      lambda supplier, promised: desk.suppliers.lead_time(supplier, promised).mean,
                      settings.supply.transfer_days)  # fmt: skip
    watch = Watch(AlertBook(opened.documents), sources, opened.clock, tell)
    ordering = Ordering(deciding.plans, deciding.decisions, desk.purchases, deciding.transfers, goods,
                        settings.supply.lead_time_days, settings.supply.transfer_days)  # fmt: skip
    return AlertDesk(watch, Due(due), ordering.order)
