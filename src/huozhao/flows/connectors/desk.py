"""The desk of connectors: pull a mall now or every few minutes, and say what came of it."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from huozhao.events.documents import Document, Documents
from huozhao.flows.background import Background
from huozhao.flows.connectors.connector import Connector, Wanted
from huozhao.flows.connectors.mapping import MallMapping
from huozhao.flows.connectors.marks import KIND as MARK
from huozhao.flows.connectors.marks import Marks
from huozhao.flows.connectors.report import Report
from huozhao.flows.connectors.source import MallSource
from huozhao.flows.imports.door import Imports
from huozhao.flows.jobs import Jobs, Progress
from huozhao.supply.ledger import Ledger
from huozhao.terms.errors import BadInput, Conflict
from huozhao.terms.text import Text
from huozhao.terms.time import iso

KIND, JOB = "connector_report", "connect"


class OpenSource(MallSource, Protocol):
    """A source that can be closed."""

    def close(self) -> None:
        """Release the connection."""
        ...


class Stopped(Exception):
    """The mall closes; what was read is kept."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The mall that is pulled by itself: mapping, database, how often (minutes, 0 = never), with what consent."""

    mall: str
    dsn: str
    minutes: int
    consented: tuple[str, ...] | None


@dataclass(frozen=True)
class Connectors:
    """Pulls malls. `read` finds a mapping by name or path, `reach` tells how to open a database."""

    imports: Imports
    ledger: Ledger
    documents: Documents
    catch_up: Callable[[], object]
    jobs: Jobs
    read: Callable[[str], MallMapping]
    reach: Callable[[str], OpenSource]
    standing: Standing
    erased: Callable[[Iterable[str]], Collection[str]]
    # The mappings that come with the product, by name.
    known: Mapping[str, Text]
    pulse: Background = field(init=False)
    _under_way: Any = field(default_factory=threading.Lock)  # a lock; its type is a function, which the API cannot read

    def __post_init__(self) -> None:
        """Make what pulls the standing mall again and again."""
        object.__setattr__(self, "pulse", Background(JOB, self._look, max(1, self.standing.minutes) * 60.0))

    def start(self) -> None:
        """Pull the standing mall in the background from now on, when one is set."""
        if self.standing.mall and self.standing.dsn and self.standing.minutes:
            self.pulse.start()

    def pull(
        self, mall: str, dsn: str, wanted: Wanted, watch: Progress = lambda *_: None, zone: str = "",
        again: bool = False,
    ) -> Report:
        """Pull what is new, or with `again` everything anew; `zone` is that of the mall's clock where it differs."""
        mapping, source = self.read(mall), self.reach(dsn)
        try:
            marks = Marks(self.documents, source.id)
            if again:
                marks.forget([pull.name for pull in mapping.pulls])
            imports = replace(self.imports, zone=zone) if zone else self.imports
            connector = Connector(mapping, source, imports, self.ledger, marks, self.catch_up, self.erased)
            report = connector.pull(wanted, watch)
        except BadInput as error:
            self._keep(mapping.name, {"error": error.as_dict(), "at": iso(self.imports.clock())})
            raise
        finally:
            source.close()
        self._keep(mapping.name, {**report.as_dict(), "error": None})
        return report

    def remedies(self, report: Mapping[str, Any]) -> dict[str, str]:
        """Return by reason what was wrong with a refused row of a report, and how to mend it."""
        codes = {code for each in report["pulls"] for code in each["refused_by_reason"]}
        found: dict[str, str] = {}
        for each in self.documents.list("failed_event", limit=1_000, newest=True) if codes else ():
            if each.body["code"] in codes:
                found.setdefault(each.body["code"], f"{each.body['message']} → {each.body['hint']}")
        return found

    def reports(self) -> list[Document]:
        """Return what came of the newest pull of each mall."""
        return self.documents.list(KIND)

    def start_pull(self) -> Document:
        """Pull the standing mall as a job; BadInput when none is set, Conflict while one is under way."""
        if not (self.standing.mall and self.standing.dsn):
            raise BadInput("no_mall_set", "no mall is set to be pulled / 没有设置要读取的商城", field="connect.mall",
                           hint="set connect.mall and connect.dsn, or run huozhao connect")
        standing = self.standing
        return self._start(standing.mall, standing.dsn, Wanted(standing.consented))

    def start_reading(self, mall: str, dsn: str, wanted: Wanted) -> Document:
        """Read a mall as a job, which alone knows the address of its database; BadInput when that cannot be read."""
        self.require_readable(mall, dsn)
        return self._start(mall, dsn, wanted)

    def require_readable(self, mall: str, dsn: str) -> None:
        """Raise BadInput unless a mall is one that comes with the product and the address is one; nothing is asked."""
        if mall not in self.known:
            raise BadInput("unknown_mall", f"there is no mall {mall[:40]!r} / 没有这种商城", field="mall",
                           hint=f"use one of {', '.join(self.known)}")
        self.reach(dsn).close()

    def seed(self, other: "Connectors") -> None:
        """Take over how far another desk has come, so that a trial run reads what that one would read."""
        for each in other.documents.list(MARK, limit=1_000):
            self.documents.put(MARK, each.id, each.body)

    def _look(self) -> None:
        with suppress(Conflict, Stopped):  # one that is under way is enough; one that is stopped goes on next time
            self._pulled(self.standing.mall, self.standing.dsn, Wanted(self.standing.consented), self._unless_stopped)

    def _start(self, mall: str, dsn: str, wanted: Wanted) -> Document:
        return self.jobs.start(JOB, lambda progress: self._pulled(mall, dsn, wanted, progress).as_dict())

    def _pulled(self, mall: str, dsn: str, wanted: Wanted, watch: Progress) -> Report:
        if not self._under_way.acquire(blocking=False):
            raise Conflict("pull_running", "the mall is being read just now / 正在读取", field="connect.mall",
                           hint="see GET /v1/connectors in a moment")
        try:
            return self.pull(mall, dsn, wanted, watch)
        finally:
            self._under_way.release()

    def _unless_stopped(self, *_: object) -> None:
        if self.pulse.is_stopped:
            raise Stopped

    def _keep(self, mall: str, body: Mapping[str, Any]) -> None:
        self.documents.put(KIND, mall, dict(body))
