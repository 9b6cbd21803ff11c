"""Keep every fold up with the log: read a batch, fold it, apply it with its position."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from huozhao.events.event import Recorded
from huozhao.events.log import EventLog
from huozhao.events.state import Fold, StateStore, Table, Write

Listener = Callable[[str, Sequence[Recorded]], None]
RETRY_S = 5.0
REST_S = 0.02


@dataclass(frozen=True, slots=True)
class FoldStatus:
    """Where a fold stands; `error` is why it stopped, empty when it runs."""

    fold: str
    position: int
    lag: int
    error: str


class Folds:
    """Applies all folds to a log. A fold that fails stops at its own position and is tried again later."""

    def __init__(self, log: EventLog, state: StateStore, folds: Iterable[Fold], batch: int = 5_000) -> None:
        self._log, self._state, self._batch = log, state, batch
        self._folds = {fold.name: fold for fold in folds}
        self._errors: dict[str, str] = {}
        self._listeners: list[Listener] = []
        self._work, self._moved = threading.Lock(), threading.Condition()
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def listen(self, listener: Listener) -> None:
        """Call `listener(fold, batch)` after each batch a fold has applied."""
        self._listeners.append(listener)

    def catch_up(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Bring every fold that does not fail to the head of the log; return that position.

        `progress(done, total)` counts events by the slowest running fold.
        """
        with self._work:
            self._errors.clear()
            head = self._log.head()
            at = {name: self._state.position(name) for name in self._folds}
            start = lowest = self._lowest_of(at)
            while lowest < head:
                self._step(lowest, at)
                lowest = self._lowest_of(at)
                if progress:
                    progress(lowest - start, head - start)
        with self._moved:
            self._moved.notify_all()
        return head

    def reached(self, position: int, timeout_s: float = 10.0) -> bool:
        """Wait until every running fold has passed a position; fold here when nothing runs in the background."""
        if self._thread is None:
            return self.catch_up() >= position
        self.wake()
        deadline = time.monotonic() + timeout_s
        with self._moved:
            while self._lowest() < position:
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._moved.wait(min(left, 0.05))
        return True

    def status(self) -> list[FoldStatus]:
        """Return where each fold stands."""
        head = self._log.head()
        return [
            FoldStatus(name, at, head - at, self._errors.get(name, ""))
            for name in self._folds
            for at in (self._state.position(name),)
        ]

    def refold(self, subjects: Sequence[str], forget: Callable[[Sequence[str]], object]) -> None:
        """Make the rows of subjects anew from what the log now holds of them; `forget` removes what stands there.

        Only tables that are kept by shopper are written: sums of the mall have counted these events already.
        """
        with self._work:
            forget(subjects)
            for subject in subjects:
                events = list(self._of(subject))
                for fold in self._folds.values():
                    at = self._state.position(fold.name)
                    known = [r for r in events if r.position <= at]
                    wanted = (r for r in known if not fold.events or r.event.name in fold.events)
                    own = {table.name: table for table in fold.tables if "shopper" in table.columns}
                    writes = [_own(write, own[write.table]) for r in wanted for write in fold.fold(r)
                              if write.table in own]
                    self._state.apply(fold.name, at, at, writes)

    def _of(self, subject: str) -> Iterator[Recorded]:
        """Yield a shopper's events, oldest first."""
        found: list[Recorded] = []
        before: tuple[int, int] | None = None
        while page := self._log.by_shopper(subject, before, self._batch):
            found += page
            before = (page[-1].event.at, page[-1].position)
        yield from sorted(found, key=lambda recorded: recorded.position)

    def start(self, poll_s: float = 0.5) -> None:
        """Fold in the background: at once when woken, and every `poll_s` for what other processes append."""
        self._thread = threading.Thread(target=self._run, args=(poll_s,), name="folds", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Tell the background thread that there is something new."""
        self._wake.set()

    def stop(self) -> None:
        """Stop the background thread."""
        self._stop.set()
        self._wake.set()
        if self._thread:
            self._thread.join()
            self._thread = None

    def _run(self, poll_s: float) -> None:
        while not self._stop.is_set():
            with suppress(Exception):  # a store that is busy or full now is read again in a moment
                if self._log.head() > self._lowest():
                    self.catch_up()
                    # Under load a moment's rest lets events gather: one transaction a fold for many instead of few.
                    self._stop.wait(REST_S)
            self._wake.wait(RETRY_S if self._errors else poll_s)
            self._wake.clear()

    def _lowest(self) -> int:
        return self._lowest_of({name: self._state.position(name) for name in self._folds})

    def _lowest_of(self, at: Mapping[str, int]) -> int:
        running = [position for name, position in at.items() if name not in self._errors]
        return min(running, default=self._log.head())

    def _step(self, after: int, at: dict[str, int]) -> None:
        """Move on every fold that stands at `after`; `at` says where each stands."""
        batch = self._log.read(after, self._batch)
        for fold in self._folds.values():
            if fold.name not in self._errors and at[fold.name] == after:
                at[fold.name] = self._advance(fold, after, batch)

    def _advance(self, fold: Fold, after: int, batch: Sequence[Recorded]) -> int:
        """Fold a batch and return where the fold then stands; another process may have moved it."""
        wanted = batch if not fold.events else [r for r in batch if r.event.name in fold.events]
        try:
            writes = [write for recorded in wanted for write in fold.fold(recorded)]
            applied = self._state.apply(fold.name, after, batch[-1].position, writes)
        except Exception as error:
            self._errors[fold.name] = f"{type(error).__name__}: {error}"
            return after
        if not applied:
            return self._state.position(fold.name)
        self._tell(fold.name, batch)
        return batch[-1].position

    def _tell(self, fold: str, batch: Sequence[Recorded]) -> None:
        """Tell every listener, also those after one that fails, as they are not told again; then raise that failure."""
        failure: Exception | None = None
        for listener in self._listeners:
            try:
                listener(fold, batch)
            except Exception as error:
                failure = failure or error
        if failure is not None:
            raise failure


def _own(write: Write, table: Table) -> Write:
    """Return a write as it may be repeated: where the shopper is no key, sums stand already and are left."""
    return write if "shopper" in table.key else replace(write, add={})
