"""Long work: one job at a time in the background, its progress on record, cancellable."""

import queue
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.terms.errors import Conflict, HuozhaoError, NotFound
from huozhao.terms.text import Text

# progress(stage, label, done, total); total 0 = not known yet.
Progress = Callable[[str, Text, int, int], None]
Work = Callable[[Progress], dict[str, Any]]
SAVE_EVERY_MS = 300
ENDED = ("done", "failed", "cancelled")


class Cancelled(Exception):
    """The operator asked the job to stop."""


@dataclass(slots=True)
class _Task:
    id: str
    work: Work
    stop: threading.Event
    stage: str = ""
    saved_at: int = 0


class Jobs:
    """Runs jobs one after another; each is a document of kind `job`."""

    def __init__(self, documents: Documents, clock: Callable[[], int]) -> None:
        self._documents, self._clock = documents, clock
        self._queue: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._tasks: dict[str, _Task] = {}
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def start(self, kind: str, work: Work) -> Document:
        """Queue work and return its job at once; Conflict while a job of the same kind waits or runs."""
        with self._lock:
            for task in self._tasks.values():
                job = self.get(task.id)
                if job.body["kind"] == kind and job.body["state"] not in ENDED:
                    raise Conflict(
                        "job_running",
                        f"a {kind} job is under way: {job.id}",
                        field="kind",
                        hint=f"follow it at /v1/jobs/{job.id}, or cancel it first",
                    )
            job = self._new(kind)
            task = self._tasks[job.id] = _Task(job.id, work, threading.Event())
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
                self._thread.start()
        self._queue.put(task)
        return job

    def run(self, kind: str, work: Work, watch: Progress = lambda *_: None) -> Document:
        """Do the work here and now, on record like any other job; raises what the work raises."""
        job = self._new(kind)
        task = _Task(job.id, work, threading.Event())
        failure = self._do(task, watch)
        if failure is not None:
            raise failure
        return self.get(job.id)

    def get(self, id: str) -> Document:
        """Return a job; NotFound when there is none."""
        job = self._documents.get("job", id)
        if job is None:
            raise NotFound("unknown_job", f"there is no job {id!r}", field="job", hint="see GET /v1/jobs")
        return job

    @property
    def is_busy(self) -> bool:
        """Whether work of this process waits or runs."""
        return bool(self._tasks)

    def list(self, limit: int = 50) -> list[Document]:
        """Return jobs, newest first."""
        return self._documents.list("job", limit=limit, newest=True)

    def cancel(self, id: str) -> Document:
        """Ask a job to stop at its next step; Conflict when it has ended."""
        job = self.get(id)
        if job.body["state"] in ENDED:
            raise Conflict("job_ended", f"job {id} is {job.body['state']} already", field="job")
        task = self._tasks.get(id)
        if task is not None:
            task.stop.set()
        return job

    def recover(self) -> None:
        """Mark jobs that a killed server left behind; their work is safe to start again.

        For the start of a server only: a command beside it would call failed what the server is doing.
        """
        for job in self.list():
            if job.body["state"] not in ENDED and job.id not in self._tasks:
                self._save(
                    job.id,
                    state="failed",
                    error="the process ended before the job did; start it again",
                    finished_at=self._clock(),
                )

    def stop(self) -> None:
        """Cancel what runs and end the background thread."""
        for task in list(self._tasks.values()):
            task.stop.set()
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()

    def _new(self, kind: str) -> Document:
        at = self._clock()
        id = f"{at:015d}-{kind}-{self._documents.count('job')}"
        return self._documents.put(
            "job",
            id,
            {
                "kind": kind,
                "state": "queued",
                "stage": "",
                "stage_label": {"zh": "排队中", "en": "waiting"},
                "done": 0,
                "total": 0,
                "queued_at": at,
                "started_at": None,
                "finished_at": None,
                "error": None,
                "summary": None,
            },
        )

    def _run(self) -> None:
        while (task := self._queue.get()) is not None:
            try:
                self._do(task, lambda *_: None)
            except Exception as error:  # how the job went could not be written down; the next one begins all the same
                with suppress(Exception):
                    self._save(task.id, state="failed", error=_sentence(error), finished_at=self._clock())
            finally:
                with self._lock:
                    self._tasks.pop(task.id, None)

    def _do(self, task: _Task, watch: Progress) -> Exception | None:
        def progress(stage: str, label: Text, done: int, total: int) -> None:
            if task.stop.is_set():
                raise Cancelled
            watch(stage, label, done, total)
            self._note(task, stage, label, done, total)

        self._save(task.id, state="running", started_at=self._clock())
        try:
            summary = task.work(progress)
        except Cancelled:
            self._save(task.id, state="cancelled", finished_at=self._clock())
        except Exception as error:
            self._save(task.id, state="failed", error=_sentence(error), finished_at=self._clock())
            return error
        else:
            self._save(task.id, state="done", summary=summary, finished_at=self._clock())
        return None

    def _note(self, task: _Task, stage: str, label: Text, done: int, total: int) -> None:
        now = self._clock()
        if stage != task.stage or now - task.saved_at >= SAVE_EVERY_MS:
            task.stage, task.saved_at = stage, now
            self._save(task.id, stage=stage, stage_label=label.as_dict(), done=done, total=total)

    def _save(self, id: str, **changes: Any) -> None:
        self._documents.put("job", id, {**self.get(id).body, **changes})


def _sentence(error: Exception) -> str:
    if isinstance(error, HuozhaoError):
        return f"{error.message} {error.hint}".strip()
    return "".join(traceback.format_exception_only(error)).strip()
