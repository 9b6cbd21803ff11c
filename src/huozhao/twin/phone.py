"""The mall's way to its shoppers' phones: once a day the operator asks whom to address, and shoppers hear of it."""

from collections.abc import Iterator

import numpy as np

from huozhao.terms.time import DAY_MS, HOUR_MS, day_start, local_day
from huozhao.twin.habits import MESSAGE_LIFT, MESSAGE_LIFT_ASLEEP
from huozhao.twin.hearing import hear
from huozhao.twin.life import Steps
from huozhao.twin.merchant import campaign
from huozhao.twin.session import Mall

# The channel that messages go through.
CHANNEL = "wechat"
# A campaign ends later than any trial.
CAMPAIGN_DAYS = 60
ASKED_AT_MS = 10 * HOUR_MS
# A message is remembered as long as the e-mails whose effect is known were followed.
REMEMBERED_MS = 14 * DAY_MS


def live_phone(mall: Mall) -> Steps:
    """Start strategies and campaign, then ask every morning for each shopper; those who are addressed hear of it."""
    campaign(mall.api, mall.report, mall.life.now, CAMPAIGN_DAYS)
    zone = mall.city.settings.zone
    yield max(0, day_start(local_day(mall.life.now, zone), zone) + ASKED_AT_MS - mall.life.now)
    while True:
        for shopper in range(len(mall.city.people.ids)):
            if _is_addressed(mall, shopper):
                lift = MESSAGE_LIFT_ASLEEP if mall.minds.asleep[shopper] else MESSAGE_LIFT
                mall.minds.nudge(shopper, lift.value)
                day = local_day(mall.life.now, zone)
                hear(mall, shopper, np.random.default_rng([mall.city.settings.seed, 23, shopper, day]))
                mall.life.begin(mall.life.now + REMEMBERED_MS, _forget(mall, shopper))
        yield DAY_MS


def _is_addressed(mall: Mall, shopper: int) -> bool:
    id = mall.city.people.ids[shopper]
    day = local_day(mall.life.now, mall.city.settings.zone)
    asked = {"shopper": id, "channel": CHANNEL, "request_id": f"tw-{mall.city.settings.seed}-{day}-{id}"}
    answer = mall.api.post("/v1/decisions", asked)
    if not mall.report.check("decisions", answer) or not answer[1]["offer"]:
        return False
    mall.report.count("messages")
    return True


def _forget(mall: Mall, shopper: int) -> Iterator[int]:
    mall.minds.nudge(shopper, 0.0)
    yield from ()
