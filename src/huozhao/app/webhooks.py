"""Wire webhooks: the logs and what the engine decides in, signed messages to those who subscribe out."""

import random
import secrets
from collections.abc import Callable
from typing import Any

from huozhao.app.clock import real_clock
from huozhao.app.storage import Backends
from huozhao.flows.campaigns.book import KeptCampaign
from huozhao.flows.campaigns.desk import Campaigns
from huozhao.flows.folds import Folds
from huozhao.flows.planning.planner import Planner
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.run import Step
from huozhao.flows.webhooks.book import Subscriptions
from huozhao.flows.webhooks.desk import Webhooks
from huozhao.flows.webhooks.message import Secrets
from huozhao.flows.webhooks.news import News
from huozhao.flows.webhooks.outbox import Outbox
from huozhao.flows.webhooks.receivers import Subscribers
from huozhao.flows.webhooks.sources import EventSource, StockSource
from huozhao.flows.webhooks.standing import Standings
from huozhao.flows.webhooks.stream import Stream
from huozhao.flows.webhooks.topics import CAMPAIGN, PLAN
from huozhao.settings import Settings

PLANNED = ("rows", "proposals", "quantity", "value_fen")


def wire_webhooks(
    settings: Settings, opened: Backends, folds: Folds, consents: Consents, outbox: Outbox
) -> Webhooks:
    """Return the webhooks of a mall; they send through the outbox that suppliers' messages go through."""
    from huozhao.backends.webhooks import HttpPost

    post = HttpPost(settings.connect.private_receivers)
    private, oldest = settings.connect.private_receivers, settings.collect.max_age_days
    # Receivers compare the time in a message with their own clock, so it is the real one in a simulated mall too.
    book = Subscriptions(opened.documents, Secrets(lambda: opened.keys.secret("webhooks")), real_clock, private)
    sources = (EventSource(opened.log, consents.allows, opened.clock, oldest),
               StockSource(opened.ledger, opened.clock, oldest))
    standings = Standings(opened.documents, real_clock, secrets.token_hex(8))
    rng = random.Random()
    news = News(book, outbox, rng, opened.clock)
    to = Subscribers(book, standings, sources, post, rng, [news.paused])
    outbox.receivers = to
    stream = Stream(to, outbox, real_clock)
    folds.listen(stream.wake)
    consents.listen(news.decided)
    return Webhooks(to, outbox, stream, news, opened.clock, post.close)


def plan_told(webhooks: Webhooks, planner: Planner, clock: Callable[[], int]) -> Callable[[Step], dict[str, Any]]:
    """Return what builds the plan and tells that it is ready, in sums."""

    def build(step: Step) -> dict[str, Any]:
        made = planner.build(clock(), lambda _, done, total: step(done, total))
        sums = {name: made[name] for name in PLANNED}
        webhooks.news.announce(PLAN, {"plan": made["plan"], **sums}, about=made["plan"])
        return sums

    return build


def tell_campaigns(webhooks: Webhooks, desk: Campaigns) -> None:
    """Tell of campaigns that start, pause and end."""

    def told(kept: KeptCampaign) -> None:
        body = {"campaign": kept.campaign.campaign, "state": kept.state, "stopped": kept.stopped,
                "label": kept.campaign.label.as_dict()}  # fmt: skip
        webhooks.news.announce(CAMPAIGN, body, about=kept.campaign.campaign)

    desk.told.append(told)
