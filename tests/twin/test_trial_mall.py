"""The mall of a trial: what waits for its moment is looked at as the clock that is moved by hand passes."""

from pathlib import Path

from huozhao.cli.trials.arms import ARMS
from huozhao.cli.trials.malls import LOOK_MS, Hands, opened
from huozhao.terms.time import DAY_MS, HOUR_MS, iso

NOON = 1_772_424_000_000  # 2026-03-02 12:00 in Shanghai


def test_a_message_goes_out_when_the_hands_reach_its_time_and_not_before(tmp_path: Path) -> None:
    hands = Hands(NOON)
    wish = {
        "key": "k", "shopper": "U1", "topic": "t", "title": {"zh": "到货", "en": "it is there"},
        "body": {"zh": "到货", "en": "it is there"}, "valid_from": NOON + 2 * LOOK_MS, "channels": ["inbox"],
        "valid_until": iso(NOON + DAY_MS),
    }  # fmt: skip
    with opened(ARMS["loop"].mall(tmp_path), hands) as api:

        def state() -> str:
            return str(api.get("/v1/shoppers/U1/messages")[1]["items"][0]["state"])

        assert api.post("/v1/messages", {"wishes": [wish]})[0] == 200
        hands.at = NOON + LOOK_MS + HOUR_MS // 2
        assert api.get("/v1/status")[0] == 200 and state() == "waiting"
        hands.at = NOON + 3 * LOOK_MS
        assert api.get("/v1/status")[0] == 200 and state() == "sent"
