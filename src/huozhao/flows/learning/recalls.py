"""What recalls draw on, ready for requests: each taken from the newest run, content also from goods listed since."""

import threading
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from numpy.typing import NDArray

from huozhao.events.artifacts import ForgettingArtifacts
from huozhao.events.state import StateStore
from huozhao.flows.fresh import Fresh
from huozhao.flows.goods import Goods
from huozhao.matching import baskets, contents, local_heat, page_blend, pairs, sessions
from huozhao.matching.baskets import Baskets
from huozhao.matching.content_fit import extended
from huozhao.matching.contents import Content
from huozhao.matching.local_heat import LocalHeat
from huozhao.matching.page_blend import PageBlend
from huozhao.matching.pairs import Pairs
from huozhao.matching.recall.newest import new_goods
from huozhao.matching.sessions import Sessions
from huozhao.matching.shelf import Shelf
from huozhao.privacy.purposes import PERSONALISATION

T = TypeVar("T")
BASKETS, SESSIONS, CONTENT, PAIRS, LOCAL = "baskets", "sessions", "content", "pairs", "local_heat"
BLEND = "blend"
SHOWN_DAYS = 7
# Before the first run so many goods at most are compared on the spot.
AT_ONCE = 20_000
TEN_MINUTES_MS = 600_000


class Newest(Generic[T]):
    """Holds the newest version of one kind; a new one on disk is taken up without a restart."""

    def __init__(
        self, artifacts: ForgettingArtifacts, kind: str, read: Callable[[Mapping[str, NDArray[Any]]], T], none: T
    ) -> None:
        self._artifacts, self._kind, self._read, self._none = artifacts, kind, read, none
        self._held: tuple[str, T] = ("", none)
        self._lock = threading.Lock()

    def get(self) -> T:
        """Return the newest version, the one that knows nothing where there is none."""
        version = self._artifacts.version(self._kind)
        if version != self._held[0]:
            with self._lock:
                found = self._artifacts.load(self._kind)
                self._held = (found.version, self._read(found.arrays)) if found else ("", self._none)
        return self._held[1]


class Recalls:
    """What each recall needs to know of the whole mall."""

    def __init__(
        self, state: StateStore, artifacts: ForgettingArtifacts, goods: Goods, shelf: Callable[[], Shelf],
        today: Callable[[], int], clock: Callable[[], int],
    ) -> None:  # fmt: skip
        self._state, self._artifacts, self._goods = state, artifacts, goods
        self._shelf, self._today, self._clock = shelf, today, clock
        self._cuts, self._cutting = 0, threading.Lock()
        self._baskets = Newest(artifacts, BASKETS, baskets.from_arrays, baskets.no_baskets())
        self._sessions = Newest(artifacts, SESSIONS, sessions.from_arrays, sessions.no_sessions())
        self._pairs = Newest(artifacts, PAIRS, pairs.from_arrays, pairs.no_pairs())
        self._local = Newest(artifacts, LOCAL, local_heat.from_arrays, local_heat.no_local_heat())
        self._blend = Fresh(self._read_blend, lambda: artifacts.version(BLEND))
        self._learned_content = Newest(artifacts, CONTENT, contents.from_arrays, contents.no_content())
        self._content = Fresh(self._extend, lambda: (goods.version, artifacts.version(CONTENT)))
        self._new_goods = Fresh(self._find_new, lambda: (goods.version, today(), clock() // TEN_MINUTES_MS))
        self._shown = Fresh(self._count_shown, lambda: clock() // TEN_MINUTES_MS)

    def prepare(self) -> None:
        """Take up everything now, so that no page waits for it."""
        for read in (self.content, self.new_goods, self.baskets, self.sessions, self.pairs, self.local, self.blend):
            read()

    def baskets(self) -> Baskets:
        """Return what baskets tell."""
        return self._baskets.get()

    def sessions(self) -> Sessions:
        """Return what sessions tell."""
        return self._sessions.get()

    def pairs(self) -> Pairs:
        """Return what goes with what, and what stands for what."""
        return self._pairs.get()

    def local(self) -> LocalHeat:
        """Return what is bought where and when."""
        return self._local.get()

    def blend(self) -> PageBlend | None:
        """Return what was learned of the worth of each recall, None where the weights set by hand hold."""
        return self._blend.get()

    def content(self) -> Content:
        """Return what goods say of themselves, goods listed a moment ago with them."""
        return self._content.get()

    def new_goods(self) -> Mapping[str, float]:
        """Return the age in days of the new goods, newest first."""
        return self._new_goods.get()

    def shown(self) -> Mapping[str, int]:
        """Return how often each of the new goods was recommended in the last 7 days, minutes old at most."""
        return self._shown.get()

    def decided(self, subject: str, purpose: str, given: bool) -> None:
        """Take the sessions of who withdrew consent to personalisation out of what was learned."""
        if purpose != PERSONALISATION or given:
            return
        with self._cutting:  # one at a time: two who withdraw at once would each write the other's sessions back
            found = self._artifacts.load(SESSIONS) if self.sessions().shoppers.place(subject) >= 0 else None
            if found is not None:
                left = sessions.without(sessions.from_arrays(found.arrays), [subject])
                self._cuts += 1
                version = f"{self._clock()}.{self._cuts}"
                self._artifacts.rewrite(SESSIONS, version, sessions.to_arrays(left), found.about)

    def _read_blend(self) -> PageBlend | None:
        found = self._artifacts.load(BLEND)
        return page_blend.from_arrays(found.version, found.arrays, found.about) if found else None

    def _extend(self) -> Content:
        learned, goods = self._learned_content.get(), self._goods.skus()
        if not len(learned.skus) and len(goods) > AT_ONCE:
            return learned
        return extended(learned, goods)

    def _find_new(self) -> Mapping[str, float]:
        return new_goods(self._shelf(), self._today())

    def _count_shown(self) -> Mapping[str, int]:
        today, new = self._today(), self.new_goods()
        counts: dict[str, int] = {}
        for day in range(today - SHOWN_DAYS, today + 1):
            for sku in new:
                row = self._state.get("shown", (day, sku))
                if row:
                    counts[sku] = counts.get(sku, 0) + int(row["times"] or 0)
        return counts
