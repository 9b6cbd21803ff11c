"""What is known of the whole mall, ready for requests: the model, everybody's standing, the shelf, the tags."""

import threading
from collections.abc import Callable

from huozhao.events.artifacts import ForgettingArtifacts
from huozhao.events.documents import Documents
from huozhao.events.state import StateStore
from huozhao.flows.fresh import Fresh
from huozhao.flows.goods import Goods
from huozhao.flows.learning.recalls import Recalls
from huozhao.flows.people.standing import EVERYBODY, Known, Standings
from huozhao.insight import standing as standings
from huozhao.insight.standing import Standing, mall_day
from huozhao.matching.model import Model, from_arrays, no_model
from huozhao.matching.shelf import Shelf, decay_heat, fill
from huozhao.terms.time import DAY_MS, day_start, local_day

HEAT_DAYS = 28


class Learned:
    """Keeps the newest of what was learned; a new version on disk is taken up without a restart."""

    def __init__(
        self, state: StateStore, documents: Documents, artifacts: ForgettingArtifacts, goods: Goods,
        clock: Callable[[], int], zone: str, known: Known = EVERYBODY,
    ) -> None:  # fmt: skip
        self._state, self._documents, self._goods = state, documents, goods
        self._clock, self._zone = clock, zone
        self.artifacts = artifacts
        self.standings = Standings(state, documents, zone, known)
        self._standing = Fresh(self._stand, self._standing_mark)
        self._shelf = Fresh(self._fill_shelf, self._shelf_mark)
        self._model, self._model_version, self._lock = no_model(), "", threading.Lock()
        self.recalls = Recalls(state, artifacts, goods, self.shelf, self.today, clock)
        kept = artifacts.load("standing")
        if kept:
            self._standing.prime(standings.from_arrays(kept.arrays, kept.about))

    def model(self) -> Model:
        """Return the newest model; one that knows nothing before the first run."""
        if self.artifacts.version("matching") != self._model_version:
            with self._lock:
                found = self.artifacts.load("matching")
                if found:
                    self._model, self._model_version = from_arrays(found.version, found.arrays), found.version
                elif not self.artifacts.version("matching"):  # dropped whole, as there was somebody in it who is gone
                    self._model, self._model_version = no_model(), ""
        return self._model

    def standing(self) -> Standing:
        """Return everybody's standing, at most moments old."""
        return self._standing.get()

    def restand(self) -> Standing:
        """Compute everybody's standing now and keep it."""
        self._standing.forget()
        standing = self._standing.get()
        arrays, about = standings.to_arrays(standing)
        self.artifacts.save("standing", str(standing.computed_at), arrays, about)
        return standing

    def reload(self) -> None:
        """Take up what was rewritten on disk, and hold nothing of what was there before."""
        kept = self.artifacts.load("standing")
        self._standing.forget()
        if kept:
            self._standing.prime(standings.from_arrays(kept.arrays, kept.about))
        with self._lock:
            self._model, self._model_version = no_model(), ""
        self.recalls.sessions()

    def shelf(self) -> Shelf:
        """Return the listed goods by heat."""
        return self._shelf.get()

    def today(self) -> int:
        """Return the local day that windows end with."""
        standing = self.standing()
        newest = int(max(standing.last_seen_at.max(initial=0), standing.last_order_at.max(initial=0)))
        newest_day = local_day(newest, self._zone) if newest else -1
        return mall_day(local_day(self._clock(), self._zone), newest_day)

    def now(self) -> int:
        """Return the instant (ms) that spans end with: now, or the end of the day that windows end with."""
        return min(self._clock(), day_start(self.today() + 1, self._zone))

    def _stand(self) -> Standing:
        return self.standings.compute(self._clock())

    def _standing_mark(self) -> object:
        found = self._documents.get("rfm_thresholds", "current")
        own = found.version if found else 0
        day = local_day(self._clock(), self._zone)
        known = self.standings.known.version()
        return self._state.position("orders"), self._state.position("shoppers"), own, day, known

    def _fill_shelf(self) -> Shelf:
        today = self._clock() // DAY_MS
        rows = (
            (day, str(row["sku"]), int(row["weight"] or 0))
            for day in range(today - HEAT_DAYS, today + 1)
            for row in self._state.scan("heat", (day,))
        )
        heat = decay_heat(rows, today)
        return fill(self._goods.skus(), heat or _learned_heat(self.model()))

    def _shelf_mark(self) -> object:
        return self._goods.version, self._state.position("tastes"), self._model_version


def _learned_heat(model: Model) -> dict[str, float]:
    """Return the model's popularity, for a mall whose events all lie in the past."""
    return dict(zip(model.skus.names(), map(float, model.popular), strict=True))
