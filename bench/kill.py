"""Events lost over many kills of the real server at random moments (the goal is 0)."""

import json
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.journey.test_nothing_acknowledged_is_lost import kept_events, one_life
from tests.server import serving

SEED, KILLS = 11, 20


def main() -> None:
    """Kill the server `KILLS` times while clients write, then look for what was acknowledged."""
    rng, acknowledged = random.Random(SEED), []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(KILLS):
            with serving(Path(folder)) as server:
                one_life(server, rng.uniform(0.02, 0.8), acknowledged)
        kept = [event.id for event in kept_events(Path(folder))]
    print(json.dumps({
        "figure": "kill_lost", "value": len(set(acknowledged) - set(kept)), "unit": "acknowledged events lost",
        "kills": KILLS, "acknowledged": len(acknowledged), "stored_twice": len(kept) - len(set(kept)),
        "peer": "none: the limit is 0", "peer_value": 0, "ratio": None,
        "data": "4 clients sending batches of 3 over HTTP", "seed": SEED,
    }))


if __name__ == "__main__":
    main()
