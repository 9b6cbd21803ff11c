"""Open the mall and close it in order."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from huozhao.app.clock import real_clock
from huozhao.app.mall import App
from huozhao.app.storage import keys_folder, open_storage
from huozhao.app.wiring import wire
from huozhao.events.documents import Documents
from huozhao.flows.access.door import Access, terms
from huozhao.flows.assistant import desk as service
from huozhao.flows.board.alerts import LABEL as WATCHING_FIGURES
from huozhao.flows.care import handing as care
from huozhao.flows.coupons import desk as coupons
from huozhao.flows.evaluation import training
from huozhao.flows.folds import Folds
from huozhao.flows.people import portrait
from huozhao.flows.predict.predictions import LABEL as PREDICTING
from huozhao.flows.privacy.retention import KIND as RETENTION
from huozhao.flows.privacy.retention import LABEL as RETAINING
from huozhao.flows.run import Step
from huozhao.flows.sales import desk as sales
from huozhao.flows.storefront import reminders
from huozhao.flows.strategies import targeting
from huozhao.flows.subscriptions import subscriptions
from huozhao.flows.tags import snapshot
from huozhao.flows.trials import Trials
from huozhao.flows.wechat import visits
from huozhao.settings import Settings

# Local hour from which the mall learns anew, when few shop.
TRAINING_HOUR = 2


@contextmanager
def open_app(
    settings: Settings, watch: Step | None = None, clock: Callable[[], int] | None = None
) -> Iterator[App]:
    """Open the back ends, bring the folds up to the log, yield the App, and close everything in order.

    `watch(done, total)` follows the folds in events, which after a large import takes a while. A `clock` (ms) stands in
    for the one of the settings, where days are lived step by step.
    """
    with ExitStack() as stack:
        opened = open_storage(settings, stack, clock)
        folds = Folds(opened.log, opened.state, subscriptions(settings.mall.timezone))
        stack.callback(folds.stop)
        folds.catch_up(watch)
        app = wire(settings, opened, folds, _access(settings, opened.documents, stack))
        app.purchasing.recover(app.clock())
        app.transfers.recover(app.clock())
        app.sales.recover()
        app.privacy.reapply(opened.state)
        stack.callback(app.wechat.stop)
        stack.callback(app.jobs.stop)
        stack.callback(app.schedule.stop)
        stack.callback(app.webhooks.close)
        stack.callback(app.purchasing.outbox.stop)
        stack.callback(app.webhooks.stream.stop)
        stack.callback(app.alerts.watch.stop)
        stack.callback(app.messages.pulse.stop)
        stack.callback(app.connectors.pulse.stop)
        stack.callback(app.predict.stop)
        stack.callback(app.tags.snapshots.save)
        stack.callback(app.tags.live.stop)
        app.schedule.daily("operating", WATCHING_FIGURES, app.operating.night)
        app.schedule.daily(RETENTION, RETAINING, app.privacy.retention.work)
        app.schedule.daily(snapshot.KIND, snapshot.LABEL, app.tags.snapshots.nightly)
        app.schedule.daily("predict", PREDICTING, app.predict.train)
        app.schedule.daily(training.KIND, training.LABEL, app.judging.training.work, TRAINING_HOUR)
        app.schedule.daily("coupons", coupons.LABEL, app.coupons.tidy)
        app.schedule.daily("sales", sales.LABEL, lambda _: {"removed": app.sales.tidy()})
        app.schedule.daily("talks", service.LABEL, app.service.desk.tidy)
        app.schedule.daily("care", care.LABEL, app.care.handing.work, settings.care.hour)
        app.schedule.daily("targeting", targeting.LABEL, app.targeting.work)
        app.schedule.daily(reminders.PART, reminders.LABEL, app.storefront.reminders.work, reminders.HOUR)
        if app.portraits.source is not None:
            app.schedule.daily(portrait.KIND, portrait.LABEL, app.portraits.fetch, settings.portrait.hour)
        if app.wechat.visits is not None:
            app.schedule.daily(visits.KIND, visits.LABEL, app.wechat.visits.fetch, settings.portrait.hour)
        yield app


@contextmanager
def open_access(settings: Settings) -> Iterator[Access]:
    """Open users, keys and the access log only, beside a server that may be running on the same folder."""
    from huozhao.backends.sqlite.documents import SqliteDocuments

    with ExitStack() as stack:
        documents = SqliteDocuments(settings.storage.data / "mall.db", real_clock)
        stack.callback(documents.close)
        yield _access(settings, documents, stack)


@contextmanager
def open_trials(settings: Settings) -> Iterator[Trials]:
    """Open the reports of trials only, beside a server that may be running on the same folder."""
    from huozhao.backends.sqlite.documents import SqliteDocuments

    documents = SqliteDocuments(settings.storage.data / "mall.db", real_clock)
    try:
        yield Trials(documents)
    finally:
        documents.close()


def _access(settings: Settings, documents: Documents, stack: ExitStack) -> Access:
    from huozhao.backends.files.signing import FileSigningKeys
    from huozhao.backends.memory.looks import MemoryAccessLog
    from huozhao.backends.memory.signing import MemorySigningKeys
    from huozhao.backends.sqlite.looks import SqliteAccessLog

    durable, folder = settings.storage.backend != "memory", settings.storage.data
    log = SqliteAccessLog(folder / "access.db") if durable else MemoryAccessLog()
    stack.callback(log.close)
    keys = FileSigningKeys(keys_folder(settings) / "tokens.json") if durable else MemorySigningKeys()
    wanted = terms(settings.access, settings.server.api_key)
    # Log-ins, keys and tokens end by real time, also in a mall whose clock is simulated.
    return Access(documents, log, keys, wanted, real_clock, secrets.token_bytes)
