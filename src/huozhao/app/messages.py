"""Wire messages: what the arbiter knows of shoppers, the gateway that sends, the background that works wishes off."""

from collections.abc import Callable, Sequence
from typing import Any

from huozhao.app.clock import real_clock
from huozhao.app.storage import Backends
from huozhao.app.wechat import Connection
from huozhao.events.event import Event
from huozhao.flows.folds import Folds
from huozhao.flows.messages.asking import Asking
from huozhao.flows.messages.desk import Messages
from huozhao.flows.messages.inbox import Inbox
from huozhao.flows.messages.moments import Moments
from huozhao.flows.messages.on_pages import OnPages
from huozhao.flows.messages.pulse import Pulse
from huozhao.flows.messages.round import Part, Round
from huozhao.flows.messages.rules import Rules
from huozhao.flows.messages.sender import NotConnected, Sender, WebhookSender
from huozhao.flows.messages.store import Store
from huozhao.flows.page import Pages
from huozhao.flows.people.standing import Known
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.webhooks.message import Secrets
from huozhao.settings import Settings

SECRET = "messages"


def wire_messages(
    settings: Settings, opened: Backends, folds: Folds, known: Known, consents: Consents,
    record: Callable[[Sequence[Event]], Any], wechat: Connection,
) -> Messages:  # fmt: skip
    """Return the messages of a mall, following what shoppers allow."""
    parts: dict[str, Part] = {}
    store = Store(opened.documents, lambda: opened.keys.secret("messages"), known.members)
    rules = Rules(opened.documents, settings.messages)
    sender = _sender(settings, opened, rules, wechat)
    asking = Asking(opened.log, known.members, consents.of)
    rounds = Round(store, rules, sender, opened.state, known, asking, parts, record, opened.clock,
                   settings.mall.timezone)
    pulse = Pulse(rounds)
    folds.listen(pulse.applied)
    return Messages(rounds, pulse, Inbox(rounds), rules, parts, settings.privacy.marketing_days)


def _sender(settings: Settings, opened: Backends, rules: Rules, wechat: Connection) -> Sender:
    """Return the mall's own gateway where one is set, else WeChat itself."""
    url = settings.messages.gateway
    if not url:
        return wechat.sender(rules) if wechat.is_set else NotConnected()
    from huozhao.backends.webhooks import HttpPost

    secrets = Secrets(lambda: opened.keys.secret("webhooks"))
    # The gateway compares the time in a message with its own clock, so it is the real one in a simulated mall too.
    return WebhookSender(url, HttpPost(), lambda: secrets.of(SECRET, 1), real_clock)


def lay_on_pages(messages: Messages, pages: Pages, opened: Backends, folds: Folds) -> None:
    """Let pages show cards and popups, every popup under the arbiter's cap."""
    pages.laid.append(OnPages(messages.inbox, Moments(messages.round, opened.log, folds.wake)).lay)
